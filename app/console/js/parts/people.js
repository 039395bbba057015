// People in small: initials, and handles with their middle hidden.

import { el } from "../core/dom.js";
import { plain } from "../core/words.js";

/** A round mark with initials. Nothing for screen readers: the name stands beside it. */
/** @param {string | null | undefined} name @param {string} [cls] */
export function avatar(name, cls = "") {
  return el("span", { class: `av ${cls}`.trim(), "aria-hidden": "true" }, initials(name));
}

/** "Katarzyna Wiśniewska" gives "KW"; a number or nothing gives a dot. */
/** @param {string | null | undefined} name */
function initials(name) {
  const letters = plain(name)
    .split(/[\s.-]+/u)
    .map((word) => [...word][0] ?? "")
    .filter((letter) => /\p{L}/u.test(letter));
  return letters.length ? (letters[0] + (letters.length > 1 ? letters.at(-1) : "")).toUpperCase() : "•";
}

/** "Piotr Zieliński" gives "Piotr Z.": who of us it was, where room is small. */
/** @param {string | null | undefined} name */
export const shortName = (name) => plain(name).replace(/^(\p{L}+) (\p{L})\p{L}+$/u, "$1 $2.");

/** A handle as it may lie open on a desk: enough to recognise, not enough to copy. */
/** @param {string} kind @param {string | null | undefined} value */
export function masked(kind, value) {
  const text = plain(value);
  if (/[•*]/.test(text)) return text;
  if (kind === "email") return text.replace(/^(.{1,4}).*?(@)/u, "$1•••$2");
  if (kind === "phone" || kind === "whatsapp") {
    const digits = text.replace(/[^\d+]/g, "");
    return digits.length < 8 ? text : `${digits.slice(0, 3)} ${digits.slice(3, 6)} ••• ${digits.slice(-3)}`;
  }
  if (/^[\d\s-]+$/.test(text)) return text.length > 6 ? `••${text.slice(-4)}` : text;
  return text.length > 10 ? `${text.slice(0, 4)}•••${text.slice(-3)}` : text;
}
