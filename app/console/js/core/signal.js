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

/** Makes a function that runs `draw` in the next frame, once, however often it is called before. */
/** @param {() => void} draw */
export function eachFrame(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    const run = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      asked = false;
      draw();
    };
    const frame = requestAnimationFrame(run);
    const timer = setTimeout(run, HIDDEN);
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
