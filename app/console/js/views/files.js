// The files of an item: a small picture of what may be seen at once, name, kind and size of each. Opened large, or saved.

import { customerPath } from "../core/api.js";
import { el, put } from "../core/dom.js";
import { unproven } from "../core/folding.js";
import { t } from "../core/i18n.js";
import { size } from "../core/sizes.js";
import { plain, said } from "../core/words.js";
import { openDialog } from "../parts/dialog.js";
import { icon } from "../parts/icons.js";

const LONGEST = 60; // letters of a name
const WIDTH = 72; // of a small picture, in a box that stands before it is there
const HEIGHT = 54;

/** Draws them into a box. Nothing is fetched of somebody who is not proven, until it is said why. */
/** @param {HTMLElement} box @param {Wire.Item} item @param {Console.Context} ctx */
export function drawFiles(box, item, ctx) {
  const { page } = ctx.session;
  const hidden = unproven(page) && !page.revealed.has("attachment");
  put(box, item.attachments.map((file) => drawFile(pathOf(page.customerId, item, file), file, hidden ? ctx : null)));
}

/** @type {(customerId: string, item: Wire.Item, file: Wire.Attachment) => string} */
const pathOf = (customerId, item, file) =>
  customerPath(customerId, `/items/${encodeURIComponent(item.item_id)}/attachments/${encodeURIComponent(file.attachment_id ?? "")}`);

/** @param {string} path @param {Wire.Attachment} file @param {Console.Context | null} folded asks why, where it is folded */
function drawFile(path, file, folded) {
  const told = [said("b", "said", nameOf(file)), kindOf(file)];
  if (!file.attachment_id) return el("span", { class: "tag", title: t("item.file.where") }, icon("clip", 14), told);
  const words = el("span", { class: "flw" }, told);
  if (folded) return button(t("fold.open", { what: t("known.attachment") }), () => folded.reveal("attachment"), icon("lock", 16), words);
  if (file.width) return button(t("file.open", { name: plain(nameOf(file)) }), () => openPicture(path, file), picture(path), words);
  return el("a", { class: "fl", href: path, download: "", title: t("file.save") }, el("span", { class: "flp" }, icon("clip", 16)), words);
}

/** @type {(label: string, onclick: () => unknown, sign: Node, words: Node) => HTMLElement} */
const button = (label, onclick, sign, words) =>
  el("button", { type: "button", class: "fl", title: label, "aria-label": label, onclick }, el("span", { class: "flp" }, sign), words);

/** @param {string} path */
function picture(path) {
  const node = el("img", { src: path, alt: "", width: WIDTH, height: HEIGHT, loading: "lazy", decoding: "async", onerror: () => node.replaceWith(icon("clip", 16)) });
  return node;
}

/** @param {string} path @param {Wire.Attachment} file */
function openPicture(path, file) {
  const gone = el("p", { class: "wrong", role: "alert" });
  const image = el("img", { src: path, alt: plain(nameOf(file)), width: file.width, height: file.height, class: "large", onerror: () => (gone.textContent = t("file.gone")) });
  const save = el("a", { class: "btn", href: path, download: "" }, t("file.save"));
  openDialog({ title: plain(nameOf(file)), nodes: [image, gone, el("p", { class: "save" }, kindOf(file), save)], wide: true });
}

/** @param {Wire.Attachment} file */
function kindOf({ media_type: kind, size: bytes }) {
  const told = [/\/(?!octet-stream)([\w.+-]{1,12})$/.exec(kind ?? "")?.[1].toUpperCase(), Number(bytes) > 0 && size(Number(bytes))];
  return el("span", { class: "m" }, told.filter(Boolean).join(", "));
}

/** @param {Wire.Attachment} file */
function nameOf(file) {
  const name = String(file.name || file.ref)
    .split(/[/\\:]/)
    .pop();
  return name && name.length < LONGEST ? name : t("item.attachment");
}
