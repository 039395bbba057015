// What customers wrote, made safe to show: isolated in its own direction, tricks of direction made visible.

import { el } from "./dom.js";

// Embeddings, overrides and isolates can make text read as what it is not; other control characters show nothing.
const TRICKS = /[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** @type {Record<number, string>} */
const NAMES = {
  0x202a: "LRE",
  0x202b: "RLE",
  0x202c: "PDF",
  0x202d: "LRO",
  0x202e: "RLO",
  0x2066: "LRI",
  0x2067: "RLI",
  0x2068: "FSI",
  0x2069: "PDI",
};

/** A customer's words for an attribute or a title: tricks left out. */
/** @param {string | null | undefined} text */
export function plain(text) {
  return String(text ?? "")
    .replace(/\r\n?/g, "\n")
    .replace(TRICKS, "");
}

/** A customer's words as nodes; a part between `span` [start, end) is marked. Positions count code points. */
/** @param {string | null | undefined} text @param {[number, number] | null} [span] @returns {(string | Node)[]} */
export function words(text, span) {
  const raw = String(text ?? "");
  if (!span) return shown(raw);
  const [start, end] = span.map((at) => offset(raw, at));
  if (!(end > start)) return shown(raw);
  return [...shown(raw.slice(0, start)), el("mark", null, ...shown(raw.slice(start, end))), ...shown(raw.slice(end))];
}

/** An element that holds a customer's words: `dir=auto`, isolated by the stylesheet. */
/** @param {keyof HTMLElementTagNameMap} tag @param {string | null} cls @param {string | null | undefined} text @param {[number, number] | null} [span] */
export function said(tag, cls, text, span) {
  return el(tag, { class: `said ${cls ?? ""}`.trim(), dir: "auto" }, ...words(text, span));
}

/** @param {string} raw */
function shown(raw) {
  /** @type {(string | Node)[]} */
  const nodes = [];
  let from = 0;
  const text = raw.replace(/\r\n?/g, "\n");
  for (const found of text.matchAll(TRICKS)) {
    const { index = 0 } = found;
    if (index > from) nodes.push(text.slice(from, index));
    const code = found[0].charCodeAt(0);
    nodes.push(el("span", { class: "ctl" }, NAMES[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`));
    from = index + found[0].length;
  }
  if (from < text.length) nodes.push(text.slice(from));
  return nodes;
}

/** @param {string} text @param {number} codePoints */
function offset(text, codePoints) {
  let at = 0;
  for (let n = 0; n < codePoints && at < text.length; n += 1) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}
