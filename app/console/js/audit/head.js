// The head of a history: whose it is, what it is looked at for, print, and the evidence to take along.

import { customerPath } from "../core/api.js";
import { el, put } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { plain } from "../core/words.js";
import { openDialog, tick } from "../parts/dialog.js";
import { icon } from "../parts/icons.js";
import { picture } from "./pictures.js";
import { fetched } from "./fetched.js";
import { purpose } from "./purpose.js";
import { ends, plainDay } from "./words.js";

const FORMS = ["evidence", "json", "vcon"];

/** Draws it; `draw` after the events or the customer changed; `export` asks what to take along. */
/** @param {Audit.Story} story @param {() => void} changePurpose */
export function makeHead(story, changePurpose) {
  const title = el("h1", null);
  const sub = el("p", { class: "sub" });
  const why = el("b", null);
  const alarm = el("div", { class: "alarm", role: "alert" }); // wherever one has scrolled to, a broken chain is not overlooked
  const node = el(
    "header",
    { class: "ctx" },
    el("div", { class: "ctn" }, title, sub),
    el("span", { class: "sp" }),
    alarm,
    el("div", { class: "purp" }, icon("lock"), el("span", null, why, el("span", null, t("purpose.masked"))), el("button", { type: "button", class: "lk", onclick: changePurpose }, t("purpose.change"))),
    el("button", { type: "button", class: "btn o", onclick: () => print() }, picture("print", 15), t("head.print")),
    el("button", { type: "button", class: "btn p", onclick: () => askExport(story) }, picture("save", 15), t("head.export")),
  );

  function draw() {
    const name = plain(story.customer?.display_name) || t(story.closed ? "customer.closed" : "customer.unnamed");
    put(title, t("head.title", { name }));
    const first = story.event(1);
    put(sub, el("span", { class: "mono", title: story.customerId }, ends(story.customer?.customer_id ?? story.customerId)), el("span", { class: "m o" }, first ? t("head.events", { n: story.last, day: plainDay(first.occurred_at) }) : t("loading")));
    put(why, t("purpose.is", { purpose: purpose() }));
    document.title = t("title.customer", { name });
  }

  /** Says that the chain is broken, and leads to the place; nothing while it is not. */
  /** @param {Audit.Checked} state */
  function warn({ kind, fault }) {
    const at = kind === "broken" && !fault.stream ? story.event(fault.version) : null;
    const words = [picture("broken", 18), t(kind === "refused" ? "proof.refused" : "proof.broken")];
    put(alarm, (kind === "broken" || kind === "refused") && (at ? el("button", { type: "button", class: "verd bad", onclick: () => story.show(at.key ?? `${at.version}`) }, words, ` #${at.version}`) : el("span", { class: "verd bad" }, words)));
  }

  return { node, draw, warn, export: () => askExport(story) };
}

/** @param {Audit.Story} story */
function askExport(story) {
  const boxes = FORMS.map((form, index) => tick("radio", "form", form, t(`export.${form}`), index === 0, true));
  const { form } = openDialog({
    title: t("export.title"),
    nodes: [el("div", { role: "radiogroup", "aria-label": t("export.title") }, boxes), el("p", { class: "m" }, t("export.text", { purpose: purpose() }))],
    verb: t("export.verb"),
    run: async () => {
      await save(story, String(new FormData(form).get("form")));
      story.refreshAccess();
    },
  });
}

// Handed over as a file. Throws what fetching throws.
/** @param {Audit.Story} story @param {string} form */
async function save(story, form) {
  const answer = await fetched(customerPath(story.customerId, `/export?format=${form}`));
  const [, name] = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "") ?? [];
  const address = URL.createObjectURL(await answer.blob());
  el("a", { href: address, download: name ?? "throughline.json" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
