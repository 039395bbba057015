// How tall the rows of a long list are, and where each stands, also those that are not drawn.

const ESTIMATE = { switch: 45, quiet: 34, item: 54, call: 76 };
const DAY = 30;
const LINE = 21;
const PER_LINE = 90; // characters, about
const FOLDED = 8; // lines after which a text is folded

/** Rows by index and key: measured where they were drawn once, else guessed from what they hold. */
export class Heights {
  /** @type {Console.Row[]} */
  rows = [];
  /** @type {Map<string, number>} */
  #measured = new Map(); // key -> pixels
  #tops = new Float64Array(1);
  /** @type {Map<string, number>} */
  #index = new Map();

  get total() {
    return this.#tops[this.rows.length];
  }

  /** Takes the rows in their order. */
  /** @param {Console.Row[]} rows */
  plan(rows) {
    this.rows = rows;
    this.#tops = new Float64Array(rows.length + 1);
    this.#index = new Map(rows.map((row, index) => [row.key, index]));
    this.#add(0);
  }

  /** Notes how tall rows are, as [key, pixels]; says whether any differs from what was known. */
  /** @param {[string, number][]} found */
  measure(found) {
    let first = Infinity;
    for (const [key, height] of found) {
      const index = this.#index.get(key);
      if (index === undefined || Math.abs(this.#height(index) - height) < 0.5) continue;
      this.#measured.set(key, height);
      first = Math.min(first, index);
    }
    if (first === Infinity) return false;
    this.#add(first);
    return true;
  }

  /** Forgets what was measured: the rows are of another width now. */
  forget() {
    this.#measured.clear();
    this.#add(0);
  }

  /** Where a row begins, in pixels from the first one's top. */
  /** @param {number} index */
  top(index) {
    return this.#tops[Math.max(0, Math.min(index, this.rows.length))];
  }

  /** The row at a height; the nearest one outside. */
  /** @param {number} y */
  at(y) {
    let low = 0;
    let high = this.rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#tops[middle] <= y) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }

  /** Where the row of a key stands; -1 where there is none. */
  /** @param {string} key */
  indexOf(key) {
    return this.#index.get(key) ?? -1;
  }

  /** @param {number} index */
  #height(index) {
    const row = this.rows[index];
    return this.#measured.get(row.key) ?? guess(row);
  }

  /** @param {number} from */
  #add(from) {
    for (let index = from; index < this.rows.length; index += 1) this.#tops[index + 1] = this.#tops[index] + this.#height(index);
  }
}

/** @param {Console.Row} row */
function guess(row) {
  const letters = row.items.reduce((sum, item) => sum + (item.text?.length ?? 0), 0);
  const lines = row.kind === "item" ? Math.min(FOLDED, Math.floor(letters / PER_LINE)) : row.kind === "call" ? row.items.length : 0;
  return ESTIMATE[row.kind] + lines * LINE + (row.day ? DAY : 0);
}
