// Words as they are compared: without capitals, without accents, any space like another. The server folds the same way.

/** @type {Record<string, string>} letters that do not fall apart into one and its mark */
const LETTERS = { ł: "l", Ł: "l", ø: "o", Ø: "o", đ: "d", Đ: "d" };

/** The letters that are compared, and where in the text each comes from. */
/** @param {string} text @returns {[string, number[]]} */
function folded(text) {
  let letters = "";
  /** @type {number[]} */
  const at = [];
  let index = 0;
  for (const letter of text) {
    const plain = /\s/u.test(letter) ? " " : (LETTERS[letter] ?? letter);
    const parts = plain.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
    letters += parts;
    for (let n = 0; n < parts.length; n += 1) at.push(index);
    index += letter.length;
  }
  at.push(index);
  return [letters, at];
}

/** Every place of some words in a text, from start to end in UTF-16 units. */
/** @param {string} text @param {string} words @returns {[number, number][]} */
export function placesOf(text, words) {
  const wanted = folded(words.trim().replace(/\s+/gu, " "))[0];
  if (!wanted) return [];
  const [letters, at] = folded(text);
  /** @type {[number, number][]} */
  const found = [];
  for (let start = letters.indexOf(wanted); start >= 0; start = letters.indexOf(wanted, start + wanted.length)) {
    const last = start + wanted.length - 1;
    let end = last + 1;
    while (end < at.length - 1 && at[end] === at[last]) end += 1;
    found.push([at[start], at[end]]);
  }
  return found;
}
