// The queue: one feed per tab, rows keyed by customer.

import { Signal } from "./signal.js";
import { remember, remembered } from "./prefs.js";

/** @type {Wire.Tab[]} */
export const TABS = ["mine", "waiting", "team"];
const REMEMBERED = 400;

export class Inbox extends Signal {
  forbidden = false;
  /** @type {Console.Total<Wire.Tab, Console.Feed>} one for each tab, always */
  #feeds = /** @type {any} */ (new Map(TABS.map((tab) => [tab, { version: null, epoch: null, rows: new Map() }])));
  /** @type {Map<string, number>} */
  #seen = new Map(readSeen());

  /** @param {Wire.Tab} tab */
  loaded(tab) {
    return this.#feeds.get(tab).version !== null;
  }

  /** @param {Wire.Tab} tab */
  held(tab) {
    const feed = this.#feeds.get(tab);
    return feed.version === null ? {} : { since: feed.version, epoch: feed.epoch ?? undefined };
  }

  /** @param {Wire.Tab} tab */
  reset(tab) {
    this.#feeds.get(tab).version = null;
  }

  /** Takes one frame of a tab's feed. Returns "gap" when it must be asked for anew. */
  /** @param {Wire.Tab} tab @param {Console.QueueFrame} frame @returns {"gap" | null} */
  take(tab, frame) {
    const feed = this.#feeds.get(tab);
    if (frame.type === "snapshot") {
      Object.assign(feed, { version: frame.version, epoch: frame.epoch, rows: new Map() });
      this.#apply(feed, frame);
    } else if (frame.type === "changes") {
      if (feed.version === null || frame.to <= feed.version) return null;
      if (frame.from !== feed.version) return "gap";
      feed.version = frame.to;
      this.#apply(feed, frame);
    }
    return null;
  }

  /** A tab's rows by need: a promise overdue, then who is on the line, then who waits longest, then the newest talk. */
  /** @param {Wire.Tab} tab */
  rows(tab) {
    return [...this.#feeds.get(tab).rows.values()].sort(byNeed);
  }

  /** @param {Wire.Tab} tab */
  count(tab) {
    return this.#feeds.get(tab).rows.size;
  }

  /** Whatever any tab knows of a customer. */
  /** @param {string | undefined} customerId @returns {Wire.QueueRow | null} */
  find(customerId) {
    for (const feed of this.#feeds.values()) {
      const row = customerId && feed.rows.get(customerId);
      if (row) return row;
    }
    return null;
  }

  /** All rows of all tabs, each customer once. */
  everyone() {
    return [...new Map(TABS.flatMap((tab) => [...this.#feeds.get(tab).rows])).values()];
  }

  /** Up to which version this person has read a customer's page in this browser; 0 if never. */
  /** @param {string} customerId */
  seen(customerId) {
    return this.#seen.get(customerId) ?? 0;
  }

  /** @param {Wire.QueueRow} row */
  unread(row) {
    return (row.unread ?? true) && row.version > this.seen(row.customer_id);
  }

  /** Notes that this person has read a customer's page up to a version. */
  /** @param {string} customerId @param {number} version */
  markSeen(customerId, version) {
    if (this.seen(customerId) >= version) return false;
    this.#seen.delete(customerId);
    this.#seen.set(customerId, version);
    remember("seen", JSON.stringify([...this.#seen].slice(-REMEMBERED)));
    this.tell();
    return true;
  }

  forbid() {
    this.forbidden = true;
    this.tell();
  }

  /** @param {Console.Feed} feed @param {Wire.InboxSnapshot | Wire.InboxChanges} frame */
  #apply(feed, frame) {
    for (const row of frame.customers ?? []) feed.rows.set(row.customer_id, row);
    if (frame.type === "changes") for (const id of frame.gone ?? []) feed.rows.delete(id);
    this.tell(frame.type);
  }
}

/** @type {(at: string | null | undefined) => number} */
const moment = (at) => (at ? Date.parse(at) : 0);
/** When the first promise that is overdue was due; none stands behind all. */
/** @type {(row: Wire.QueueRow) => number} */
const overdue = (row) =>
  Math.min(...(row.pills ?? []).map((each) => moment(each.due_at) || Infinity).filter((due) => due <= Date.now()), Number.MAX_VALUE);
/** @type {(row: Wire.QueueRow) => number} */
const waits = (row) => (row.waiting_since ? Date.parse(row.waiting_since) : Number.MAX_VALUE);
/** @type {(a: Wire.QueueRow, b: Wire.QueueRow) => number} */
const byNeed = (a, b) => overdue(a) - overdue(b) || Number(b.live_call) - Number(a.live_call) || waits(a) - waits(b) || moment(b.last_at) - moment(a.last_at);

/** @returns {[string, number][]} */
function readSeen() {
  try {
    return JSON.parse(remembered("seen", "[]"));
  } catch {
    return [];
  }
}
