// Changes are gathered and drawn once per animation frame.

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
    // A hidden tab gets no frames; it still must not grow behind.
    /** @type {(run: () => void) => number} */
    const next = document.hidden ? (run) => setTimeout(run, 250) : requestAnimationFrame;
    next(() => {
      asked = false;
      draw();
    });
  };
}
