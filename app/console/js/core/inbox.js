// The queue: one feed per tab, rows keyed by customer.

import { Signal } from "./signal.js";
import { remember, remembered } from "./prefs.js";

export const TABS = ["mine", "waiting", "team"];
const REMEMBERED = 400;

export class Inbox extends Signal {
  forbidden = false;
  #feeds = new Map(TABS.map((tab) => [tab, { version: null, epoch: null, rows: new Map() }]));
  #seen = new Map(readSeen());

  loaded(tab) {
    return this.#feeds.get(tab).version !== null;
  }

  held(tab) {
    const feed = this.#feeds.get(tab);
    return feed.version === null ? {} : { since: feed.version, epoch: feed.epoch ?? undefined };
  }

  reset(tab) {
    this.#feeds.get(tab).version = null;
  }

  /** Takes one frame of a tab's feed. Returns "gap" when it must be asked for anew. */
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
  rows(tab) {
    return [...this.#feeds.get(tab).rows.values()].sort(byNeed);
  }

  count(tab) {
    return this.#feeds.get(tab).rows.size;
  }

  /** Whatever any tab knows of a customer. */
  find(customerId) {
    for (const feed of this.#feeds.values()) if (feed.rows.has(customerId)) return feed.rows.get(customerId);
    return null;
  }

  /** All rows of all tabs, each customer once. */
  everyone() {
    return [...new Map(TABS.flatMap((tab) => [...this.#feeds.get(tab).rows])).values()];
  }

  unread(row) {
    return (row.unread ?? true) && row.version > (this.#seen.get(row.customer_id) ?? 0);
  }

  /** Notes that this person has read a customer's page up to a version. */
  markSeen(customerId, version) {
    if ((this.#seen.get(customerId) ?? 0) >= version) return false;
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

  #apply(feed, frame) {
    for (const row of frame.customers ?? []) feed.rows.set(row.customer_id, row);
    for (const id of frame.gone ?? []) feed.rows.delete(id);
    this.tell();
  }
}

const moment = (at) => (at ? Date.parse(at) : 0);
/** When the first promise that is overdue was due; none stands behind all. */
const overdue = (row) =>
  Math.min(...(row.pills ?? []).map((each) => Date.parse(each.due_at)).filter((due) => due <= Date.now()), Number.MAX_VALUE);
const waits = (row) => (row.waiting_since ? Date.parse(row.waiting_since) : Number.MAX_VALUE);
const byNeed = (a, b) => overdue(a) - overdue(b) || (b.live_call === true) - (a.live_call === true) || waits(a) - waits(b) || moment(b.last_at) - moment(a.last_at);

function readSeen() {
  try {
    return JSON.parse(remembered("seen", "[]"));
  } catch {
    return [];
  }
}
