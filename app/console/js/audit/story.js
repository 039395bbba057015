// One customer's history as an auditor holds it: events, who looked, the two moments A and B, and the address that says them.

import { customerPath, read } from "../core/api.js";
import { Signal } from "../core/signal.js";
import { Address } from "./address.js";
import { FILTERS, placeChannels } from "./kinds.js";
import { purposeHeader } from "./purpose.js";

const AT_ONCE = 1000;
const BRINGS = new Set(["customers-merged", "interaction-reassigned"]);
const NAMED = 5; // pages of the timeline that are read for the names in it
/** @type {Audit.Tab[]} */
export const TABS = ["state", "diff", "agent"];

export class Story extends Signal {
  events = /** @type {Audit.Event[]} */ ([]); // by version: events[n - 1] has version n
  closed = false; // an event of it cannot be read: there is the list, and no page of the customer
  stale = /** @type {Console.Refusal | null} */ (null); // why who looked could not be read anew
  moved = /** @type {Audit.Event[]} */ ([]); // events of other streams that stand on this page, in the order of the log
  byId = /** @type {Map<string, Audit.Event>} */ (new Map());
  tellings = /** @type {Map<string, Audit.Event>} */ (new Map()); // by fact: the event that recorded it
  access = /** @type {Audit.Look[]} */ ([]);
  items = /** @type {Map<string, Wire.Item>} */ (new Map());
  names = /** @type {Map<string, string>} */ (new Map()); // of the staff, by their own ids
  revealed = /** @type {Map<string, Record<string, any>>} */ (new Map()); // by key: what was unmasked in this tab
  customer = /** @type {Wire.CustomerShown | null} */ (null);
  loaded = false;
  #channels = /** @type {Audit.Channels | undefined} */ (undefined);
  a = 0;
  b = 0;
  e = "";
  filter = "all";
  tab = /** @type {Audit.Tab} */ ("diff");
  query = "";
  head = 0; // the newest version that is known of; later than the last of events where more has come since
  replaced = false; // what is shown is of a history that is another's now
  arrived = 0; // the first version that was read just now, to be brought into view
  free = false; // nobody has chosen A or B yet
  #address = new Address();
  #given = false; // A stood in the address

  /** @param {string} customerId */
  constructor(customerId) {
    super();
    this.customerId = customerId;
    this.#readAddress();
  }

  // What has come is told when it is twice as much as was told before: all of it is drawn anew each time.
  /** Reads everything: masked events in pages, and beside them who the customer is and who looked. Throws what reading throws. */
  async load() {
    let told = 0;
    const beside = Promise.all([this.#who().catch((fault) => this.#shut(fault)), this.#looks(), this.#words().catch((fault) => this.#shut(fault))]);
    beside.catch(() => {}); // told below, where it is awaited
    await this.#pages("", (events) => {
      this.#channels = placeChannels(events, this.#channels);
      this.events.push(...events);
      this.#settle();
      if (this.last < 2 * told) return;
      told = this.last;
      this.tell("events");
    });
    if (this.events.some((each) => BRINGS.has(each.type))) this.moved = (await this.#others().catch((fault) => this.#shut(fault))) ?? [];
    await beside;
    this.loaded = true;
    this.head = Math.max(this.head, this.last);
    this.tell("events");
  }

  /** How many events came since. */
  get newer() {
    return this.loaded ? Math.max(0, this.head - this.last) : 0;
  }

  /** Somebody says up to which version the history goes; null: it is another's by now, or no more. */
  /** @param {number | null} version */
  hear(version) {
    if (version === null) this.replaced = true;
    else this.head = Math.max(this.head, version);
    this.tell("newer");
  }

  /** Reads what came since; A, B and what is shown in full stay. Throws what reading throws: then all stands as it stood. */
  async more() {
    const first = this.last + 1;
    const come = /** @type {Audit.Event[]} */ ([]);
    await this.#pages("", (events) => void come.push(...events), this.last);
    const moved = this.moved.length || come.some((each) => BRINGS.has(each.type)) ? await this.#others() : this.moved;
    await Promise.all([this.#looks(), this.#words(1)]);
    this.#channels = placeChannels(come, this.#channels);
    this.events.push(...come);
    this.moved = moved;
    this.head = Math.max(this.head, this.last);
    this.arrived = first;
    this.tell("events", "newer");
  }

  get last() {
    return this.events.length;
  }

  /** An event by its key: its version, or "m" and its position where it moved in. */
  /** @param {string} key */
  at(key) {
    return key.startsWith("m") ? (this.moved.find((each) => each.key === key) ?? null) : this.event(Number(key));
  }

  /** The event shown in full: the one chosen, else the one at B. */
  get shown() {
    return this.e || `${this.b}`;
  }

  /** @param {number} version */
  event(version) {
    return this.events[version - 1] ?? null;
  }

  /** Moves A or B; what is shown in full goes along with B. */
  /** @param {Audit.Point} point @param {number} version */
  move(point, version) {
    const to = Math.min(Math.max(1, version), Math.max(1, this.last));
    if (point === "b") {
      this.e = "";
      this.b = to;
    } else this.a = to;
    this.#say("points", point);
  }

  /** Shows an event ("9", "m5120"), or a look ("x3"), in full without moving B. */
  /** @param {string} key */
  show(key) {
    this.e = key === `${this.b}` ? "" : key;
    this.#say("shown");
  }

  /** @param {"filter" | "tab" | "query"} name @param {any} value */
  choose(name, value) {
    this[name] = value;
    this.#say(name);
  }

  /** Until it is let go, all steps are one. */
  /** @param {boolean} on */
  hold(on) {
    this.#address.hold(on);
  }

  /** The address says something else: the browser went back or on. */
  back() {
    this.#address.forget();
    this.#readAddress();
    this.#settle();
    this.tell("points", "shown", "filter", "tab", "query");
  }

  /** Keeps in this tab what was unmasked of an event; null hides it again. */
  /** @param {string} key @param {Record<string, any> | null} data */
  keep(key, data) {
    if (data) this.revealed.set(key, data);
    else this.revealed.delete(key);
    this.tell("shown");
  }

  /** Reads anew who looked: something was just recorded. Where that fails it is kept why, and what was shown stays. */
  async refreshAccess() {
    await this.#looks().catch((fault) => {
      this.stale = fault;
    });
    this.tell("events");
  }

  /** Whose act an event is: {role, name}. */
  /** @param {Audit.Event} event @returns {Audit.Who} */
  who(event) {
    if (!event.actor) return { role: "unreadable", name: "" };
    const { author_role: role } = event.data;
    const item = this.items.get(event.data.item_id);
    const spoken = role && event.type !== "fact-recorded";
    if (spoken && (role === "customer" || role === "unknown")) return { role: "customer", name: this.customer?.display_name ?? "" };
    if (spoken) return { role, name: this.names.get(event.actor.id) ?? item?.author.name ?? "" };
    if (event.actor.kind === "agent") return { role: "agent", name: this.names.get(event.actor.id) ?? "" };
    if (event.actor.kind === "customer") return { role: "customer", name: this.customer?.display_name ?? "" };
    return { role: event.actor.kind, name: "" };
  }

  /** Reads pages of events; `take` is given each as it comes. */
  /** @param {string} more @param {(events: Audit.Event[]) => void} take @param {number} [from] */
  async #pages(more, take, from = 0) {
    let after = /** @type {number | null} */ (from);
    while (after !== null) {
      const answer = /** @type {{ events: Audit.Event[], after: number | null }} */ (await read(customerPath(this.customerId, `/events?limit=${AT_ONCE}&after=${after}${more}`)));
      for (const event of answer.events) {
        event.key = more ? `m${event.position}` : `${event.version}`;
        this.byId.set(event.event_id, event);
        if (event.type === "fact-recorded") this.tellings.set(event.data.fact_id, event);
      }
      take(answer.events);
      after = answer.after;
    }
  }

  // Each stream has channels of its own.
  async #others() {
    const channels = /** @type {Map<string, Audit.Channels>} */ (new Map());
    const moved = /** @type {Audit.Event[]} */ ([]);
    await this.#pages("&moved=true", (events) => {
      for (const event of events) {
        event.moved = true;
        channels.set(event.stream, placeChannels([event], channels.get(event.stream)));
      }
      moved.push(...events);
    });
    return moved;
  }

  // The list stands by itself: what is made of all events together is not to be had where one cannot be read.
  /** @param {Console.Refusal} fault */
  #shut(fault) {
    if (fault.slug !== "customer-unreadable") throw fault;
    this.closed = true;
    return null;
  }

  async #who() {
    this.customer = await read(customerPath(this.customerId), purposeHeader());
  }

  async #looks() {
    const { records } = await read(`/v1/access?customer=${encodeURIComponent(this.customerId)}`);
    this.stale = null;
    this.access = records.map((/** @type {Wire.AccessRecord} */ record, /** @type {number} */ index) => ({ ...record, access: true, key: `x${index + 1}` }));
    for (const record of records) if (record.person) this.names.set(record.person, record.who);
  }

  async #words(pages = NAMED) {
    let before = /** @type {string | null} */ ("");
    for (let page = 0; page < pages && before !== null; page++) {
      const cursor = before ? `&before=${encodeURIComponent(before)}` : "";
      const answer = await read(customerPath(this.customerId, `/timeline?limit=200${cursor}`), purposeHeader());
      for (const item of answer.items) this.items.set(item.item_id, item);
      before = answer.before;
    }
  }

  // Where the address says nothing, B is the end and A the last bend of the way there: what has changed on this channel.
  #settle() {
    if (!this.b || this.free) {
      this.free = true;
      this.b = this.last;
      if (!this.#given) this.a = Math.max(1, this.last - 12);
    }
    this.a = Math.min(this.a || 1, this.last);
    this.b = Math.min(this.b, this.last);
  }

  #readAddress() {
    const asked = new URLSearchParams(location.search);
    const whole = (/** @type {string} */ name) => Math.max(0, Number.parseInt(asked.get(name) ?? "", 10) || 0);
    this.a = whole("a");
    this.b = whole("b");
    this.#given = this.a > 0;
    this.e = /^[xm]?\d+$/.exec(asked.get("e") ?? "")?.[0] ?? "";
    this.filter = FILTERS.find((each) => each === asked.get("f")) ?? "all";
    this.tab = TABS.find((each) => each === asked.get("tab")) ?? "diff";
    this.query = asked.get("q") ?? "";
    this.free = false;
  }

  // Back leads to where one was before a step: a drag, the player, a run of keys and a question being typed are one each.
  /** @param {string} what @param {string} [kind] */
  #say(what, kind = what) {
    this.free = false;
    const told = { a: this.a, b: this.b, e: this.e, f: this.filter === "all" ? "" : this.filter, tab: this.tab === "diff" ? "" : this.tab, q: this.query };
    this.#address.say(`?${new URLSearchParams(Object.entries(told).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])))}`, kind);
    this.tell(what);
  }
}
