// One customer's page as this browser holds it: a snapshot, then changes, never with a gap.

import { isCall, moves } from "./channels.js";
import { Signal } from "./signal.js";

const LATE_WINDOW = 60 * 60_000;
const A_LOOK = 1000; // what has been on the screen for less, nobody has read

export class Page extends Signal {
  /** @type {number | null} */
  version = null;
  /** @type {string | null} */
  epoch = null;
  /** @type {Wire.Item[]} */
  items = [];
  /** @type {Map<string, Wire.Item>} */
  byId = new Map();
  /** @type {Wire.Brief | null} */
  brief = null;
  /** @type {Wire.Fact[]} */
  facts = [];
  /** @type {Wire.Promise[]} */
  promises = [];
  /** @type {Wire.Contradiction[]} */
  contradictions = [];
  /** @type {Wire.CasesTold} */
  cases = { cases: [], switches: [] };
  /** @type {Wire.ClaimShown | null} */
  claim = null; // who has taken the customer: {by, name, expires_at}
  claimedAt = 0; // when this screen learnt of that claim, milliseconds
  /** @type {Wire.ChannelShown[] | null} */
  channels = null; // by which ways they can be written to; null until the server has said
  /** @type {Wire.Present[]} */
  presence = [];
  /** @type {Wire.CustomerShown | null} */
  identity = null;
  /** @type {Wire.Turn[]} */
  decisions = []; // about who this is
  more = false;
  /** @type {string | null | undefined} leads to what came before the items; undefined until asked */
  before = undefined;
  missing = false; // the server knows no such customer
  /** @type {Set<string>} */
  revealed = new Set(); // keys of facts that were unfolded, with a reason
  /** @type {Console.News} */
  news = null; // {merge}, {apart: customer_id}: what has just happened to who this is; {call: item}: one that has just ended; {handed}
  /** @type {Set<string | null>} */
  wrapped = new Set(); // interactions whose end was said here
  /** @type {Set<string>} */
  fresh = new Set(); // items that came while the page was open
  unheard = 0; // how many of others' came since it was last said
  /** @type {{ item_id: string, n: number, met?: boolean } | null} */
  unread = null; // {item_id, n}: where the talk begins that this person had not read when they opened the page, and how much
  /** @type {{ version: number, name: string } | null} */
  #before; // up to where this person had read the page before, and how they sign
  /** @type {number | null} */
  #read = null; // the version that has stood before the reader's eyes for a while
  /** @type {[number, number][]} */
  #looks = []; // [version, when it came before them]
  /** @type {Map<string, number>} */
  #places = new Map(); // item_id -> the time it is ordered by

  /** @param {string} customerId @param {{ version: number, name: string } | null} before */
  constructor(customerId, before = null) {
    super();
    this.customerId = customerId;
    this.#before = before;
  }

  get loaded() {
    return this.version !== null;
  }

  /** What a subscription has to say to go on from here. */
  get held() {
    return this.loaded ? { since: this.version, epoch: this.epoch } : {};
  }

  /** Takes one frame. Returns "gap" when the page must be asked for anew from the version it holds. */
  /** @param {Console.PageFrame} frame @returns {"gap" | null} */
  take(frame) {
    if (frame.type === "snapshot") return this.#snapshot(frame);
    if (frame.type === "changes") return this.#changes(frame);
    if (frame.type === "resumed") {
      this.epoch = frame.epoch ?? this.epoch;
      this.tell("resumed");
    }
    if (frame.type === "presence") {
      this.presence = frame.who ?? [];
      this.tell("presence");
    }
    return null;
  }

  /** Forgets what it holds, so that the next subscription asks for a snapshot. */
  reset() {
    this.version = null;
    this.epoch = null;
    this.#read = null;
    this.#looks = [];
    this.revealed.clear();
  }

  /** Notes that all that is here now stands before the reader's eyes. */
  /** @param {number} now */
  looked(now) {
    if (this.loaded && (this.#looks.at(-1)?.[0] ?? this.#read) !== this.version) this.#looks.push([this.version ?? 0, now]);
  }

  /** Notes that this person was shown everything up to a version, wherever it was shown. */
  /** @param {number} version */
  shown(version) {
    this.#read = Math.max(this.#read ?? 0, version);
  }

  /** The version this person has read: what came a moment ago cannot have been. */
  /** @param {number} now */
  readBy(now) {
    const read = this.#looks.filter((look) => look[1] <= now - A_LOOK);
    for (const [version] of this.#looks.splice(0, read.length)) this.shown(version);
    return this.#read ?? this.version;
  }

  /** @param {Wire.ChannelShown[]} channels */
  setChannels(channels) {
    this.channels = channels;
    this.tell("channels");
  }

  /** Puts older items before the ones held. */
  /** @param {Wire.Item[]} items @param {boolean} more */
  prepend(items, more) {
    const unknown = items.filter((item) => !this.byId.has(item.item_id));
    for (const item of unknown) this.byId.set(item.item_id, item);
    this.items = [...unknown, ...this.items];
    this.more = more;
    this.#place();
    this.tell("older");
  }

  /** Takes who this is, and notes a merge that is new or is gone since it was last told. */
  /** @param {Wire.CustomerShown} identity */
  setIdentity(identity) {
    const before = this.identity;
    this.identity = identity;
    if (before) this.news = whatHappened(before, identity) ?? this.news;
    this.tell("identity");
  }

  /** @param {Wire.Turn[]} decisions */
  setDecisions(decisions) {
    this.decisions = decisions;
    this.tell("identity");
  }

  /** @param {Console.News} news */
  setNews(news) {
    this.news = news;
    this.tell("identity");
  }

  /** Unfolds a kind of fact, after the reason was recorded. */
  /** @param {string} key */
  reveal(key) {
    this.revealed.add(key);
    this.tell("identity");
  }

  setMissing() {
    this.missing = true;
    this.tell("items");
  }

  /** @param {Wire.Snapshot} frame */
  #snapshot(frame) {
    const before = this.byId;
    const renewed = this.items.length > 0;
    this.customerId = frame.customer_id ?? this.customerId;
    this.missing = false;
    this.version = frame.version;
    this.epoch = frame.epoch;
    this.#read ??= frame.version;
    this.items = [...(frame.items ?? [])];
    this.byId = new Map(this.items.map((item) => [item.item_id, item]));
    this.more = Boolean(frame.more);
    if (renewed) for (const item of this.items) if (!before.has(item.item_id)) this.fresh.add(item.item_id);
    this.#place();
    if (!renewed && this.#before?.version) this.unread = firstUnread(this, this.#before);
    this.#memory(frame);
    this.presence = frame.presence ?? [];
    this.tell("items", "brief", "memory", "presence", "snapshot");
    return null;
  }

  /** @param {Wire.Changes} frame @returns {"gap" | null} */
  #changes(frame) {
    if (this.version === null || frame.to <= this.version) return null;
    if (frame.from !== this.version) return "gap";
    const silent = frame.to - frame.from > (frame.items?.length ?? 0);
    this.version = frame.to;
    for (const item of frame.items ?? []) this.#upsert(item);
    this.#memory(frame);
    this.tell("items", "brief", "memory", ...(silent ? ["silent"] : []));
    return null;
  }

  /** @param {Wire.Snapshot | Wire.Changes} frame */
  #memory(frame) {
    if (frame.brief) this.brief = frame.brief;
    if (frame.facts) this.facts = frame.facts;
    if (frame.promises) this.promises = frame.promises;
    if (frame.contradictions) this.contradictions = frame.contradictions;
    if (frame.cases) this.cases = frame.cases;
    if (frame.claim !== undefined) {
      if (frame.claim?.by !== this.claim?.by) this.claimedAt = Date.now();
      this.claim = frame.claim;
    }
  }

  /** @param {Wire.Item} item */
  #upsert(item) {
    const before = this.byId.get(item.item_id);
    const known = Boolean(before);
    if (before && isCall(item) && item.ended_at && !before.ended_at && !this.wrapped.has(item.interaction_id)) this.news = { call: item };
    this.byId.set(item.item_id, item);
    if (known) {
      this.items[this.items.findIndex((held) => held.item_id === item.item_id)] = item;
      return;
    }
    this.fresh.add(item.item_id);
    if (item.author.name !== this.#before?.name) this.unheard += 1;
    const at = this.#whereNew(item);
    let index = this.items.length;
    while (index > 0 && this.#placeOf(this.items[index - 1]) > at) index -= 1;
    this.#places.set(item.item_id, at);
    this.items.splice(index, 0, item);
  }

  // The server's rule: by the time it happened while that lies within the late window of the newest, else by arrival.
  /** @param {Wire.Item} item */
  #whereNew(item) {
    const at = Date.parse(item.occurred_at);
    const newest = this.#placeOf(this.items.at(-1));
    return item.late && newest - at > LATE_WINDOW ? newest : at;
  }

  /** @param {Wire.Item | undefined} item */
  #placeOf(item) {
    return (item && this.#places.get(item.item_id)) ?? -Infinity;
  }

  #place() {
    let newest = -Infinity;
    this.#places = new Map();
    for (const item of this.items) {
      newest = Math.max(newest, Date.parse(item.occurred_at));
      this.#places.set(item.item_id, newest);
    }
  }
}

// Back from the end, as far as everything was written by others after what one has read. Entries of absorbed streams count apart.
/** @param {Page} page @param {{ version: number, name: string }} before */
function firstUnread({ items, customerId }, { version, name }) {
  let first = "";
  let n = 0;
  for (const item of [...items].reverse()) {
    if (!moves(item) || item.author.name === name) continue;
    if (item.stream !== customerId || item.version <= version) break;
    first = item.item_id;
    n += 1;
  }
  return n ? { item_id: first, n } : null;
}

// A page that moved shows all the merges of the one it moved to: only the one that took this page along is news.
/** @param {Wire.CustomerShown} before @param {Wire.CustomerShown} now @returns {Console.News} */
function whatHappened(before, now) {
  const [old, merges] = [before.merges ?? [], now.merges ?? []];
  const moved = before.customer_id !== now.customer_id;
  const merge = merges.find((each) => (moved ? each.absorbed === before.customer_id : !old.some((known) => known.merge_id === each.merge_id)));
  if (merge) return { merge };
  const gone = !moved && old.find((known) => !merges.some((each) => each.merge_id === known.merge_id));
  return gone ? { apart: gone.absorbed } : null;
}
