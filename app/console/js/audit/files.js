// The files that a revealed event names: their digests as recorded, and whether the bytes that are kept are still those.

import { customerPath } from "../core/api.js";
import { el, say } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { size } from "../core/sizes.js";
import { said } from "../core/words.js";
import { purposeHeader } from "./purpose.js";
import { ends } from "./words.js";

/** The section of an event; null where it names none, or is masked. */
/** @param {Audit.Story} story @param {Audit.Event} event @returns {Console.Child} */
export function filesOf(story, event) {
  const { item_id: item, attachments } = story.revealed.get(event.key) ?? {};
  if (!Array.isArray(attachments) || !attachments.length) return null;
  return el("section", { class: "files" }, el("h2", null, t("files.title")), attachments.map((file) => one(story.customerId, item, file)));
}

/** @param {string} customerId @param {string} item @param {Wire.Attachment} file */
function one(customerId, item, file) {
  const found = el("p", { class: "m", role: "status" });
  const path = customerPath(customerId, `/items/${encodeURIComponent(item)}/attachments/${encodeURIComponent(file.attachment_id ?? "")}`);
  const check = async () => say(found, t(`files.${await compare(path, file.sha256 ?? "")}`));
  return [
    el("p", null, said("b", "said", file.name || file.ref), " ", el("span", { class: "m" }, [file.media_type, file.size && size(file.size)].filter(Boolean).join(", "))),
    file.sha256 && el("p", { class: "m" }, "SHA-256 ", el("code", { title: file.sha256 }, ends(file.sha256))),
    file.attachment_id ? el("button", { type: "button", class: "btn small", "data-f": `file-${file.attachment_id}`, onclick: check }, t("files.check")) : el("p", { class: "m" }, t("files.elsewhere")),
    found,
  ];
}

// Computed here, from the bytes as they came: the server's word is not asked for.
/** @param {string} path @param {string} digest @returns {Promise<"good" | "bad" | "gone" | "unable">} */
async function compare(path, digest) {
  if (!crypto.subtle) return "unable";
  const answer = await fetch(path, { credentials: "same-origin", cache: "no-store", headers: purposeHeader() }).catch(() => null);
  if (!answer) return "gone";
  if (!answer.ok) return String((await answer.json().catch(() => ({}))).type).endsWith("attachment-damaged") ? "bad" : "gone";
  const bytes = await answer.arrayBuffer().catch(() => null);
  if (!bytes) return "bad";
  const found = [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((each) => each.toString(16).padStart(2, "0")).join("");
  return found === digest ? "good" : "bad";
}
