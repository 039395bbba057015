// What is folded until it is known who this is: birth date, address and amounts, also inside sentences.

import { t, term } from "./i18n.js";
import { words } from "./words.js";
import { el } from "./dom.js";
import { icon } from "../parts/icons.js";

const SENSITIVE = new Set(["birth_date", "address", "postcode", "amount"]);
// As people and systems write it, and as `money` does: that sets any code of a currency apart by a space that never breaks.
const MONEY = /(?<!\d)(?:\d{1,3}(?:[\s.,]\d{3})+|\d+)(?:[.,]\d{1,2})?(?:(?: ·)?\s?(?:zł|PLN|EUR|€|USD|\$|GBP|£|CZK)|\xa0[A-Z]{3})|(?:[€$£¥]|PLN|EUR|USD|GBP|CZK|[A-Z]{3}(?=\xa0))\s?\d+(?:[.,]\d+|\s\d{3}(?!\d))*/gu;
const DOTS = "•••";

/** Whether nobody has shown yet that this is the customer; true as long as the server has not said so. */
/** @type {(page: Page) => boolean} */
export const unproven = ({ identity }) => !identity?.proven || identity.here?.proven === false;

/** Whether facts of this key are folded on this page now. */
/** @type {(page: Page, key: string) => boolean} */
export const folded = (page, key) => SENSITIVE.has(key) && unproven(page) && !page.revealed.has(key);

/** What a drawing depends on, as far as folding goes. */
/** @type {(page: Page) => string} */
export const foldState = (page) => `${unproven(page)} ${page.revealed.size}`;

/** A text in parts: strings to show, and {key} where something is folded. */
/** @param {Page} page @param {string} text @returns {Console.Told[]} */
export function parts(page, text) {
  /** @type {{ start: number, end: number, key: string }[]} */
  const found = [];
  /** @type {(start: number, end: number, key: string) => unknown} */
  const hide = (start, end, key) => folded(page, key) && end > start && found.push({ start, end, key });
  for (const { index = 0, 0: sum } of text.matchAll(MONEY)) hide(index, index + sum.trimEnd().length, "amount");
  for (const { key, value } of page.facts)
    if (SENSITIVE.has(key) && value?.length > 2)
      for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) hide(at, at + value.length, key);
  /** @type {Console.Told[]} */
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
/** @type {(page: Page, text: string | null | undefined) => string} */
export const veiled = (page, text) =>
  parts(page, text ?? "")
    .map((part) => (typeof part === "string" ? part : DOTS))
    .join("");

/** The same as nodes: what is folded opens by a click that asks why. */
/** @type {(ctx: Console.Context, told: Console.Told[]) => Console.Child[]} */
export const unfoldable = (ctx, told) => told.map((part) => (typeof part === "string" ? words(part) : foldButton(ctx, part.key)));

/** The lock in place of a value. */
/** @param {Console.Context} ctx @param {string} key */
export function foldButton(ctx, key) {
  const label = t("fold.open", { what: term("known", key) });
  const attrs = { type: "button", class: "fold", title: label, "aria-label": label, "data-f": `fold-${key}` };
  return el("button", { ...attrs, onclick: () => ctx.reveal(key) }, icon("lock", 13), DOTS);
}
