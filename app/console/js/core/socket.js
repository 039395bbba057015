// What this tab follows of the live feed, over every drop of the line that all tabs of this browser share.

import { newKey } from "./api.js";
import { Signal } from "./signal.js";

const PATIENCE = 3000; // for a worker that does not answer
const SILENCE = 60_000; // after so long without a word from it, it is asked whether it is there: a line that lives tells how it fares every 20 s

/** States: connecting, live, offline, signed_out, refused. */
export class Socket extends Signal {
  /** @type {Console.Line} */
  state = "connecting";
  /** @type {number | null} */
  since = null; // when the line was lost
  attempt = 0;
  /** @type {number | null} */
  retryAt = null;
  /** @type {number | null} */
  ms = null; // there and back
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
    this.#line = openLine(this.#person, (told) => this.#told(told), (frame) => this.#take(frame));
  }

  /** @param {any} frame */
  #take(frame) {
    if (frame.id === undefined) this.tell(frame.type, frame);
    else this.#subscriptions.get(frame.id)?.take(frame);
  }

  /** Subscribes now and after every reconnect; `frame` makes the subscription's fields anew each time. */
  /** @param {() => object} frame @param {(frame: any) => void} take */
  subscribe(frame, take) {
    const id = `s${this.#next++}`;
    this.#subscriptions.set(id, { frame, take });
    this.#subscribe(id);
    return id;
  }

  /** Subscribes again under the same id, with what `frame` says now: the service begins anew, whether it follows that id still or not. */
  /** @param {string | null} id */
  renew(id) {
    if (id !== null) this.#subscribe(id);
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

// ---- the tab's end of the line: the shared one, or where there is no shared worker one of its own

/** Opens the line for a person. `tell` hears how it fares, `hear` each frame. Returns {send, retry, stop}. */
/** @param {string} person @param {(told: Console.LineTold) => void} tell @param {(frame: any) => void} hear @returns {Console.LineEnd} */
function openLine(person, tell, hear) {
  /** @type {Console.LineEnd | null} */
  let end = null;
  let stopped = false;
  const alone = async () => {
    if (end || stopped) return;
    const { Line } = await import("./line.js");
    if (end || stopped) return;
    const line = new Line(tell, hear);
    end = line;
    line.start();
  };
  /** @type {Console.LineEnd | null} */
  let joining = null;
  const took = (/** @type {Console.LineEnd} */ found) => {
    if (end || stopped) return false;
    end = found;
    return true;
  };
  const join = () => {
    end = null;
    joining = joinWorker(person, tell, hear, alone, took, lost);
  };
  const lost = () => {
    tell({ state: "connecting", since: null, attempt: 0, retryAt: null, ms: null }); // what is followed is asked for again
    join();
  };
  join();
  return {
    send: (frame) => end?.send(frame),
    retry: () => end?.retry(),
    stop: () => {
      stopped = true;
      (end ?? joining)?.stop();
    },
  };
}

/** @param {string} person @param {(told: Console.LineTold) => void} tell @param {(frame: any) => void} hear @param {() => void} alone @param {(end: Console.LineEnd) => boolean} joined whether it came in time @param {() => void} lost it is there no more */
function joinWorker(person, tell, hear, alone, joined, lost) {
  /** @type {MessagePort} */
  let port;
  try {
    const { line } = self.begun;
    self.begun.line = undefined; // once, and early.js opens none any more: a line that is opened anew has an end of its own
    const worker = line?.person === person ? line.worker : self.begun.open(person);
    worker.onerror = alone;
    port = worker.port;
  } catch {
    alone(); // none in this browser, or not allowed
    return null;
  }
  let timer = setTimeout(alone, PATIENCE);
  let open = false;
  const leave = () => port.postMessage({ leave: true });
  const free = holdLock((lock) => port.postMessage({ lock }));
  const end = {
    send: (/** @type {object} */ frame) => port.postMessage({ frame }),
    retry: () => port.postMessage({ retry: true }),
    stop: () => {
      clearTimeout(timer);
      removeEventListener("pagehide", leave);
      port.onmessage = null;
      leave();
      free();
    },
  };
  const gone = () => {
    end.stop();
    lost();
  };
  const ask = () => {
    timer = setTimeout(gone, PATIENCE);
    port.postMessage({ there: true });
  };
  port.onmessage = ({ data }) => {
    clearTimeout(timer);
    if (data.full) return alone();
    if (!open && !joined(end)) return end.stop();
    open = true;
    timer = setTimeout(ask, SILENCE);
    if (data.told) tell(data.told);
    if (data.frame) hear(data.frame);
    return undefined;
  };
  addEventListener("pagehide", leave);
  return end;
}

// A lock that goes with the tab, however it ends. Returns what lets it go.
/** @param {(name: string) => void} held */
function holdLock(held) {
  /** @type {() => void} */
  let free = () => {};
  const name = `throughline-tab-${newKey()}`;
  navigator.locks?.request(name, () => {
    held(name);
    return new Promise((done) => (free = () => done(null)));
  });
  return () => free();
}
