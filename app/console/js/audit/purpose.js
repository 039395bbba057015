// What somebody looks for: asked before anything personal is shown, kept in this tab only, and sent with every reading.

const KEY = "throughline.purpose";
export const LONGEST = 200; // characters as a header carries them

/** The purpose given in this tab; empty before. */
export function purpose() {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return kept;
  }
}

let kept = "";

/** Keeps it as long as the tab is open. */
/** @param {string} words */
export function setPurpose(words) {
  kept = words;
  try {
    if (words) sessionStorage.setItem(KEY, words);
    else sessionStorage.removeItem(KEY);
  } catch {
    /* storage is shut: it lasts as long as the page */
  }
}

/** Whether it can be carried. */
/** @type {(words: string) => boolean} */
export const fits = (words) => words.trim().length >= 3 && encodeURIComponent(words.trim()).length <= LONGEST;

/** The header that says it. Letters beyond Latin-1 are percent-encoded. */
/** @type {(words?: string) => { "X-Purpose": string }} */
export const purposeHeader = (words = purpose()) => ({ "X-Purpose": encodeURIComponent(words.trim()) });
