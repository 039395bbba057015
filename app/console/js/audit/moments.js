// What the page was at a moment, and what changed between two: asked of the server one after the other, kept for a while, the last
// question wins.

import { customerPath, read } from "../core/api.js";
import { currentLanguage } from "../core/i18n.js";
import { purposeHeader } from "./purpose.js";

const KEPT = 40;

export class Moments {
  #kept = /** @type {Map<string, Promise<any>>} */ (new Map());
  #asked = 0;
  #answering = /** @type {Promise<unknown>} */ (Promise.resolve()); // what the server is at

  /** @param {Audit.Story} story */
  constructor(story) {
    this.story = story;
  }

  /** The page at a version: {brief, facts, promises, consents, notices, seen}. Null when something newer was asked for meanwhile. */
  /** @param {number} version @returns {Promise<(Audit.AtMoment & { took: number }) | null>} */
  async at(version) {
    return this.#latest(`at ${version}`, () => this.#page(version));
  }

  /** The difference from one version to a later one, and who saw `shown`. Null when something newer was asked for meanwhile. */
  /** @param {number} from @param {number} to @param {number} shown @returns {Promise<(Audit.Between & { took: number }) | null>} */
  async between(from, to, shown) {
    return this.#latest(`diff ${from} ${to} ${shown}`, async () => {
      const [diff, seen] = await Promise.all([
        this.#read(`/diff?from=v${from}&to=v${to}&language=${currentLanguage()}`),
        this.#read(`/seen?at=v${shown}`),
      ]);
      return { diff, seen };
    });
  }

  /** @param {number} version */
  async #page(version) {
    const as = `as_of=v${version}`;
    const [brief, facts, promises, said, seen] = await Promise.all([
      this.#read(`/brief?${as}&language=${currentLanguage()}`),
      this.#read(`/facts?${as}`),
      this.#read(`/promises?${as}`),
      this.#read(`/consents?${as}`),
      this.#read(`/seen?at=v${version}`),
    ]);
    return { brief, facts: facts.facts, promises: promises.promises, consents: said.consents, notices: said.notices, seen };
  }

  /** @param {string} path */
  #read(path) {
    return read(customerPath(this.story.customerId, path), purposeHeader());
  }

  // Who saw it may be more by the time that newer events are read. A question waits for the answer to the one before it, and is not
  // asked where another came meanwhile: of a long history each takes the server seconds, and who drags a flag over it would ask a hundred.
  /** @param {string} what @param {() => Promise<any>} ask @returns {Promise<any>} */
  async #latest(what, ask) {
    const key = `${what} ${currentLanguage()} ${this.story.last}`;
    const turn = (this.#asked += 1);
    if (!this.#kept.has(key)) {
      await this.#answering;
      if (turn !== this.#asked) return null;
    }
    const begun = performance.now();
    const kept = this.#kept.get(key) ?? ask();
    this.#kept.set(key, kept);
    this.#answering = Promise.allSettled([kept]);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value);
    try {
      const found = await kept;
      return turn === this.#asked ? { ...found, took: performance.now() - begun } : null;
    } catch (fault) {
      this.#kept.delete(key);
      if (turn === this.#asked) throw fault;
      return null;
    }
  }
}
