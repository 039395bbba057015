// The one live socket: opens, signs in by cookie, keeps its subscriptions over every drop.

import { Signal } from "./signal.js";

const SILENCE = 45_000; // a server heartbeats at 25 s; after this long without a word the line is dead
const SLOWEST = 15_000;
const IMPATIENT = 8_000; // how long one attempt to connect may take

/** States: connecting, live, offline, signed_out, refused. */
export class Socket extends Signal {
  /** @type {Console.Line} */
  state = "connecting";
  /** @type {number | null} */
  since = null; // when the line was lost
  attempt = 0;
  /** @type {number | null} */
  retryAt = null;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Map<string, Console.Subscription>} */
  #subscriptions = new Map(); // id -> {frame: () => object, take: (frame) => void}
  /** @type {number | undefined} */
  #timer;
  /** @type {number | undefined} */
  #silence;
  #next = 1;

  start() {
    this.#connect();
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
    if (this.state !== "live" || !this.#socket) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Tries again at once. */
  retryNow() {
    if (this.state === "offline" || this.state === "connecting") this.#connect();
  }

  /** @param {Console.Line} state */
  stop(state) {
    clearTimeout(this.#timer);
    this.#drop();
    this.#become(state);
  }

  #connect() {
    clearTimeout(this.#timer);
    this.#drop();
    this.retryAt = null;
    const address = new URL("/v1/live", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address, ["throughline.v1"]);
    this.#socket = socket;
    this.#watch(IMPATIENT);
    socket.onmessage = (event) => this.#socket === socket && this.#hear(event.data);
    socket.onclose = (event) => this.#socket === socket && this.#closed(event.code);
    this.tell("attempt");
  }

  /** @param {string} text */
  #hear(text) {
    this.#watch(SILENCE);
    const frame = JSON.parse(text);
    if (frame.type === "welcome") this.#welcome();
    else if (frame.type === "bye") this.#bye = frame.retry_ms ?? 0;
    else if (frame.id !== undefined) this.#subscriptions.get(frame.id)?.take(frame);
  }

  /** @type {number | null} */
  #bye = null;

  #welcome() {
    this.attempt = 0;
    this.#bye = null;
    this.since = null;
    this.#become("live");
    for (const id of this.#subscriptions.keys()) this.#subscribe(id);
  }

  /** @param {string} id */
  #subscribe(id) {
    const subscription = this.#subscriptions.get(id);
    if (subscription) this.post({ type: "subscribe", id, ...subscription.frame() });
  }

  /** @param {number} code */
  #closed(code) {
    this.#drop();
    if (code === 4501) return this.#become("signed_out");
    if (code >= 4500 && code <= 4999) return this.#become("refused");
    this.since ??= Date.now();
    const most = Math.min(SLOWEST, 500 * 2 ** this.attempt);
    const wait = this.#bye ?? most / 2 + (Math.random() * most) / 2;
    this.#bye = null;
    this.attempt += 1;
    this.retryAt = Date.now() + wait;
    this.#timer = setTimeout(() => this.#connect(), wait);
    return this.#become("offline");
  }

  /** @param {number} patience */
  #watch(patience) {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#closed(4408), patience);
  }

  #drop() {
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = null;
    if (socket && socket.readyState < WebSocket.CLOSING) socket.close();
  }

  /** @param {Console.Line} state */
  #become(state) {
    this.state = state;
    this.tell("state");
  }
}
