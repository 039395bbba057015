// Changes are gathered and drawn once per animation frame.

const HIDDEN = 250; // a tab that is hidden, or becomes so before its frame, gets none; it still must not grow behind

/** A source of "something changed" with the names of what changed. */
export class Signal {
  /** @type {Set<(...what: any[]) => void>} */
  #listeners = new Set();

  /** @param {(...what: any[]) => void} tell */
  listen(tell) {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }

  /** @param {any[]} what names of what changed, then what there is to say of it */
  tell(...what) {
    for (const listener of this.#listeners) listener(...what);
  }
}

/**
 * Makes a function that runs `draw` in the next frame, once, however often it is called before; then not for `rest` milliseconds.
 * It answers false while it rests: what cannot wait so long is drawn by another.
 */
/** @param {() => void} draw @param {number} [rest] */
export function eachFrame(draw, rest = 0) {
  let asked = false;
  let from = 0; // when it may be drawn again
  const begin = () => {
    const run = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      asked = false;
      from = performance.now() + rest;
      draw();
    };
    const frame = requestAnimationFrame(run);
    const timer = setTimeout(run, HIDDEN);
  };
  return () => {
    const wait = from - performance.now();
    if (!asked && wait > 0) setTimeout(begin, wait);
    else if (!asked) begin();
    asked = true;
    return wait <= 0;
  };
}

/** Makes a function that draws only when something it depends on is another than when it drew last; else its last answer stands. */
/** @template T @returns {(depends: unknown[], draw: () => T) => T} */
export function onChange() {
  /** @type {unknown[]} */
  let before = [];
  /** @type {T} */
  let answer;
  return (depends, draw) => {
    if (before.length !== depends.length || depends.some((each, index) => each !== before[index])) {
      answer = draw();
      before = depends;
    }
    return answer;
  };
}
