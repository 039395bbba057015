// The address as an auditor steps through a history: a step back for each act, one for a whole run of them.

const REST = 120; // ms until the address says where a drag, the player or a key held down has come to
const RUN = 1000; // ms within which steps of one kind are one step back
const ROOM = 30; // so many steps of a run are said at once, and one more for each EACH ms: browsers take a hundred in half a minute
const EACH = 500;

export class Address {
  #step = { what: "", at: 0 }; // the last step it took
  #waits = ""; // what it will say in a moment
  #telling = /** @type {number | undefined} */ (undefined);
  #held = false; // a drag or the player goes on: all it passes is one step
  #room = { left: ROOM, at: 0 };

  /** Says what is asked for now; `kind` is that of the step. */
  /** @param {string} asked @param {string} kind */
  say(asked, kind) {
    if (asked === (this.#waits || location.search)) return;
    const now = performance.now();
    const goes = this.#step.what === kind && (this.#held || now - this.#step.at < RUN);
    this.#step = { what: kind, at: now };
    if (!goes) this.#write("pushState", asked);
    else if (!this.#held && this.#has(now)) this.#write("replaceState", asked);
    else {
      this.#waits = asked;
      this.#telling ??= setTimeout(() => this.#settle(), REST);
    }
  }

  /** Until it is let go, all steps are one. */
  /** @param {boolean} on */
  hold(on) {
    this.#held = on;
    this.#step.what = "";
    this.#settle();
  }

  /** The browser went back or on: what waited is of another place. */
  forget() {
    this.#step.what = this.#waits = "";
  }

  // Room for one more at once: what is said later than its key would come upon the way back, and write over where that leads.
  /** @param {number} now */
  #has(now) {
    const left = Math.min(ROOM, this.#room.left + (now - this.#room.at) / EACH);
    this.#room = { left: left < 1 ? left : left - 1, at: now };
    return left >= 1;
  }

  #settle() {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    const asked = this.#waits;
    this.#waits = "";
    if (asked) this.#put("replaceState", asked);
  }

  /** @param {"pushState" | "replaceState"} how @param {string} asked */
  #write(how, asked) {
    if (how === "pushState") this.#settle(); // where one was has its step
    clearTimeout(this.#telling);
    this.#telling = undefined;
    this.#waits = "";
    this.#put(how, asked);
  }

  /** @param {"pushState" | "replaceState"} how @param {string} asked */
  #put(how, asked) {
    try {
      history[how](null, "", location.pathname + asked);
    } catch {
      /* a browser that has had enough of them: the next one says it */
    }
  }
}
