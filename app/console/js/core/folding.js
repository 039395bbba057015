// What is folded until it is known who this is: birth date, address and amounts, also inside sentences.

import { t, term } from "./i18n.js";
import { words } from "./words.js";
import { el } from "./dom.js";
import { icon } from "../parts/icons.js";

const SENSITIVE = new Set(["birth_date", "address", "postcode", "amount"]);
const MONEY = /(?<!\d)(?:\d{1,3}(?:[\s.]\d{3})+|\d+)(?:[.,]\d{1,2})?(?: ·)?\s?(?:zł|PLN|EUR|€|USD|\$)|[€$]\s?\d[\d.,]*/gu;
const DOTS = "•••";

/** Whether nobody has shown yet that this is the customer; true as long as the server has not said so. */
export const unproven = ({ identity }) => !identity?.proven || identity.here?.proven === false;

/** Whether facts of this key are folded on this page now. */
export const folded = (page, key) => SENSITIVE.has(key) && unproven(page) && !page.revealed.has(key);

/** What a drawing depends on, as far as folding goes. */
export const foldState = (page) => `${unproven(page)} ${page.revealed.size}`;

/** A text in parts: strings to show, and {key} where something is folded. */
export function parts(page, text) {
  const found = [];
  const hide = (start, end, key) => folded(page, key) && end > start && found.push({ start, end, key });
  for (const match of text.matchAll(MONEY)) hide(match.index, match.index + match[0].trimEnd().length, "amount");
  for (const { key, value } of page.facts)
    if (SENSITIVE.has(key) && value?.length > 2)
      for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) hide(at, at + value.length, key);
  const told = [];
  let from = 0;
  for (const { start, end, key } of found.sort((a, b) => a.start - b.start)) {
    if (start < from) continue;
    if (start > from) told.push(text.slice(from, start));
    told.push({ key });
    from = end;
  }
  return from < text.length ? [...told, text.slice(from)] : told;
}

/** The same as one string. */
export const veiled = (page, text) =>
  parts(page, text ?? "")
    .map((part) => part.key ? DOTS : part)
    .join("");

/** The same as nodes: what is folded opens by a click that asks why. */
export const unfoldable = (ctx, told) => told.map((part) => (part.key ? foldButton(ctx, part.key) : words(part)));

/** The lock in place of a value. */
export function foldButton(ctx, key) {
  const label = t("fold.open", { what: term("known", key) });
  const attrs = { type: "button", class: "fold", title: label, "aria-label": label, "data-f": `fold-${key}` };
  return el("button", { ...attrs, onclick: () => ctx.reveal(key) }, icon("lock", 13), DOTS);
}
