// Where words stand in a text.

/** Where some words stand in a text, in code points; null where they do not. */
/** @param {string | null | undefined} text @param {string | null | undefined} words @returns {[number, number] | null} */
export function spanOf(text, words) {
  if (!text || !words) return null;
  const at = text.indexOf(words);
  if (at < 0) return null;
  const start = [...text.slice(0, at)].length;
  return [start, start + [...words].length];
}
