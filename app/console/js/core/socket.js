// What this tab follows of the live feed: keeps its subscriptions over every drop of the line.

import { openLine } from "./shared.js";
import { Signal } from "./signal.js";

/** States: connecting, live, offline, signed_out, refused. */
export class Socket extends Signal {
  /** @type {Console.Line} */
  state = "connecting";
  /** @type {number | null} */
  since = null; // when the line was lost
  attempt = 0;
  /** @type {number | null} */
  retryAt = null;
  /** @type {Console.LineEnd | null} */
  #line = null;
  #person;
  /** @type {Map<string, Console.Subscription>} */
  #subscriptions = new Map(); // id -> {frame: () => object, take: (frame) => void}
  #next = 1;

  /** @param {string} person */
  constructor(person) {
    super();
    this.#person = person;
  }

  start() {
    this.#line = openLine(this.#person, (told) => this.#told(told), (frame) => this.#subscriptions.get(frame.id)?.take(frame));
  }

  /** Subscribes now and after every reconnect; `frame` makes the subscription's fields anew each time. */
  /** @param {() => object} frame @param {(frame: any) => void} take */
  subscribe(frame, take) {
    const id = `s${this.#next++}`;
    this.#subscriptions.set(id, { frame, take });
    this.#subscribe(id);
    return id;
  }

  /** Subscribes again under the same id, with what `frame` says now. */
  /** @param {string | null} id */
  renew(id) {
    if (id === null || !this.#subscriptions.has(id)) return;
    this.post({ type: "unsubscribe", id });
    this.#subscribe(id);
  }

  /** @param {string} id */
  unsubscribe(id) {
    if (this.#subscriptions.delete(id)) this.post({ type: "unsubscribe", id });
  }

  /** Sends a frame if the line is up; says whether it went. */
  /** @param {object} frame */
  post(frame) {
    if (this.state !== "live") return false;
    this.#line?.send(frame);
    return true;
  }

  /** Tries again at once. */
  retryNow() {
    this.#line?.retry();
  }

  /** @param {Console.Line} state */
  stop(state) {
    this.#line?.stop();
    this.#line = null;
    this.state = state;
    this.tell("state");
  }

  // Subscriptions stand before anybody is told: what they say next is about them.
  /** @param {Console.LineTold} told */
  #told(told) {
    if (!this.#line) return;
    const before = this.state;
    Object.assign(this, told);
    if (told.state === "live" && before !== "live") for (const id of this.#subscriptions.keys()) this.#subscribe(id);
    this.tell(told.state === before ? "attempt" : "state");
  }

  /** @param {string} id */
  #subscribe(id) {
    const subscription = this.#subscriptions.get(id);
    if (subscription) this.post({ type: "subscribe", id, ...subscription.frame() });
  }
}
