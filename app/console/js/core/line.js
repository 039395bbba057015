// One websocket to the service: opens, signs in by cookie, listens for silence, tries again after every drop.

const SILENCE = 45_000; // a server heartbeats at 25 s; after this long without a word the line is dead
const SLOWEST = 15_000;
const IMPATIENT = 8_000; // how long one attempt to connect may take
const PULSE = 20_000; // how often the way there and back is measured
const BURST = 15; // frames at once, then one every PACE: the server closes on who sends more than 20 a second
const PACE = 70;

/** What a line hears and how it fares is told to whoever made it. It runs in a tab, or for all tabs in a shared worker. */
export class Line {
  /** @type {Console.LineTold} */
  told = { state: "connecting", since: null, attempt: 0, retryAt: null, ms: null };
  #tell;
  #hear;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {number | undefined} */
  #timer;
  /** @type {number | undefined} */
  #silence;
  /** @type {number | undefined} */
  #pulse;
  #asked = 0; // when the last heartbeat left; 0 once it was answered
  /** @type {number | null} */
  #bye = null;
  /** @type {string[]} */
  #waiting = [];
  #room = BURST;
  /** @type {number | undefined} */
  #pacing;

  /** @param {(told: Console.LineTold) => void} tell @param {(frame: any) => void} hear */
  constructor(tell, hear) {
    this.#tell = tell;
    this.#hear = hear;
  }

  /** Begins, or begins anew after an end. */
  start() {
    this.stop();
    this.#connect();
  }

  /** Tries again at once. */
  retry() {
    if (this.told.state === "offline" || this.told.state === "connecting") this.#connect();
  }

  /** @param {object} frame */
  send(frame) {
    if (this.told.state !== "live") return;
    this.#waiting.push(JSON.stringify(frame));
    this.#flush();
  }

  /** Ends it without a word. */
  stop() {
    clearTimeout(this.#timer);
    this.#drop();
    this.told = { state: "connecting", since: null, attempt: 0, retryAt: null, ms: null };
  }

  #flush() {
    while (this.#room > 0 && this.#waiting.length) {
      this.#socket?.send(/** @type {string} */ (this.#waiting.shift()));
      this.#room -= 1;
    }
    if (this.#room < BURST) this.#pacing ??= setTimeout(() => this.#refill(), PACE);
  }

  #refill() {
    this.#pacing = undefined;
    this.#room += 1;
    this.#flush();
  }

  #connect() {
    clearTimeout(this.#timer);
    this.#drop();
    const address = new URL("/v1/live", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address, ["throughline.v1"]);
    this.#socket = socket;
    this.#watch(IMPATIENT);
    socket.onmessage = (event) => this.#socket === socket && this.#take(event.data);
    socket.onclose = (event) => this.#socket === socket && this.#closed(event.code);
    this.#become({ retryAt: null });
  }

  /** @param {string} text */
  #take(text) {
    this.#watch(SILENCE);
    const frame = JSON.parse(text);
    if (frame.type === "welcome") this.#welcome();
    else if (frame.type === "bye") this.#bye = frame.retry_ms ?? 0;
    else if (frame.type === "heartbeat") this.#answered();
    else if (frame.id !== undefined || frame.type === "handed") this.#hear(frame);
  }

  #welcome() {
    this.#bye = null;
    this.#waiting = [];
    this.#become({ state: "live", attempt: 0, since: null });
    this.#pulse = setInterval(() => this.#ask(), PULSE);
    this.#ask();
  }

  #ask() {
    this.#asked = performance.now();
    this.send({ type: "heartbeat" });
  }

  // The server's own heartbeat, of a silence, answers nothing.
  #answered() {
    if (this.#asked) this.#become({ ms: Math.max(1, Math.round(performance.now() - this.#asked)) });
    this.#asked = 0;
  }

  /** @param {number} code */
  #closed(code) {
    this.#drop();
    if (code === 4501) return this.#become({ state: "signed_out" });
    if (code >= 4500 && code <= 4999) return this.#become({ state: "refused" });
    const { attempt, since } = this.told;
    const most = Math.min(SLOWEST, 500 * 2 ** attempt);
    const wait = this.#bye ?? most / 2 + (Math.random() * most) / 2;
    this.#bye = null;
    this.#timer = setTimeout(() => this.#connect(), wait);
    return this.#become({ state: "offline", since: since ?? Date.now(), attempt: attempt + 1, retryAt: Date.now() + wait });
  }

  /** @param {number} patience */
  #watch(patience) {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#closed(4408), patience);
  }

  #drop() {
    clearTimeout(this.#silence);
    clearInterval(this.#pulse);
    this.told.ms = null;
    const socket = this.#socket;
    this.#socket = null;
    if (socket && socket.readyState < WebSocket.CLOSING) socket.close();
  }

  /** @param {Partial<Console.LineTold>} what */
  #become(what) {
    this.told = { ...this.told, ...what };
    this.#tell(this.told);
  }
}
