// What this person wrote that is not in the record yet: drafts, and what is on its way. A word is never sent twice.

import { customerPath, newKey, send } from "./api.js";
import { Signal } from "./signal.js";

// Customers' words at rest: plain as long as this tab, sealed beyond it (keeping.js), and gone when this person signs out.
const STORE = "throughline.writing";
const KEPT = "throughline.kept.";
const SOON = 300;
const PATIENCE = 5000; // before something is tried again whose outcome is not known
const TRIES = 6; // of something the server answers with an error of its own
const RACED = new Set(["stream-moved", "claim-lost"]); // somebody wrote at the same instant: said again, it passes
/** @type {Record<string, string>} */
const PATHS = { message: "/messages", note: "/notes", promise: "/promises" };

/**
 * Entries on their way: {id, key, customerId, kind, body, channel, at, state, slug?, items?, shown?, promises}. States: waiting (no
 * line, or not its turn), sending, sent, crossed (somebody wrote meanwhile: a person decides), failed (the server said no).
 */
export class Writing extends Signal {
  /** @type {Wire.WhoAmI} */
  #who;
  /** @type {Map<string, Console.Draft>} */
  #drafts = new Map(); // customer -> {text, mode, kept}
  /** @type {Console.Entry[]} */
  #entries = [];
  /** @type {number | undefined} */
  #saving;
  #sending = false;
  /** @type {number | undefined} */
  #timer;
  #ended = new AbortController();
  /** @type {Promise<Console.Keeper | null> | undefined} */
  #keeper;

  /** @param {Wire.WhoAmI} who */
  constructor(who) {
    super();
    this.#who = who;
    this.#load();
    const { signal } = this.#ended;
    addEventListener("pagehide", () => this.#save(), { signal });
    addEventListener("beforeunload", (event) => this.unsent.length && event.preventDefault(), { signal });
  }

  /** @param {string} customerId */
  draft(customerId) {
    return this.#drafts.get(customerId) ?? null;
  }

  /** Keeps a draft; one without words is forgotten. */
  /** @param {string} customerId @param {Console.Draft} draft */
  keep(customerId, draft) {
    if (draft.text.trim()) this.#drafts.set(customerId, draft);
    else this.#drafts.delete(customerId);
    this.#saving ??= setTimeout(() => this.#save(), SOON);
  }

  /** Whether anything is kept for a customer under this id. */
  /** @param {string} id */
  holds(id) {
    return this.#drafts.has(id) || this.#entries.some((each) => each.customerId === id);
  }

  /** A customer goes by another id now; what was written for them goes along, behind what was begun under that one. */
  /** @param {string} from @param {string} to */
  move(from, to) {
    const draft = this.#drafts.get(from);
    if (draft) this.#drafts.set(to, joined(this.draft(to), draft));
    this.#drafts.delete(from);
    for (const entry of this.#entries) if (entry.customerId === from) entry.customerId = to;
    this.#save();
  }

  /** Sends something as soon as it can be sent. */
  /** @param {Console.Said} said */
  post({ customerId, kind, body, channel, promises = [] }) {
    const id = newKey();
    const named = kind === "message" ? { ...body, client_id: id } : body;
    /** @type {Console.Entry} */
    const entry = { id, key: newKey(), customerId, kind, body: named, channel, promises, at: new Date().toISOString(), tries: 0 };
    this.#entries.push(entry);
    this.#become(entry, "waiting");
    this.go();
    return entry;
  }

  /** Tries what waits, in the order written, and what is written meanwhile. */
  async go() {
    clearTimeout(this.#timer);
    if (this.#sending || this.#ended.signal.aborted) return;
    this.#sending = true;
    let entry = this.#next();
    while (entry && (await this.#send(entry)) && !this.#ended.signal.aborted) entry = this.#next();
    this.#sending = false;
  }

  /** Sends again what failed: the same words under the same key. */
  /** @param {Console.Entry} entry */
  retry(entry) {
    entry.tries = 0;
    this.#become(entry, "waiting");
    this.go();
  }

  /** Sends what crossed although somebody wrote meanwhile: another decision, so another key. */
  /** @param {Console.Entry} entry */
  insist(entry) {
    Object.assign(entry, { key: newKey(), body: { ...entry.body, anyway: true } });
    this.retry(entry);
  }

  /** Takes back what the server refused; returns its words. */
  /** @param {Console.Entry} entry */
  withdraw(entry) {
    this.#drop(entry);
    return entry.body.text;
  }

  /** What of a page is not on it yet, as items of the timeline; what has arrived is let go. */
  /** @param {Page} page @returns {Console.Shown[]} */
  rows(page) {
    const rows = [];
    for (const entry of this.#entries.filter((each) => each.customerId === page.customerId)) {
      if (arrived(page, entry)) {
        if (entry.state === "sent") this.#drop(entry, false);
      } else if (entry.row && (entry.kind !== "promise" || entry.state === "failed")) rows.push(entry.row);
    }
    return rows;
  }

  /** The first of a page that waits for a decision. */
  /** @param {Page} page */
  crossed(page) {
    return this.#entries.find((each) => each.customerId === page.customerId && this.#crossed(each)) ?? null;
  }

  /** All that is not sent yet, whoever it is for. */
  get unsent() {
    return this.#entries.filter((each) => each.state !== "sent");
  }

  /** How much would be lost with this tab's words. */
  get left() {
    return { entries: this.unsent.length, drafts: this.#drafts.size };
  }

  /** Sends nothing more: nobody is signed in, or soon somebody else. `forget`: this person has left, and so do the words. */
  /** @param {boolean} [forget] */
  end(forget) {
    if (forget) {
      this.#drafts.clear();
      this.#entries = [];
    }
    this.#save();
    clearTimeout(this.#timer);
    this.#ended.abort();
    this.#keeper?.then((keeper) => keeper?.end());
  }

  /** @param {Console.Entry} entry */
  #crossed = (entry) => entry.state === "crossed";

  // The first that may go: behind words that crossed others, what follows for the same customer waits for the decision on them.
  #next() {
    const held = new Set();
    return this.#entries.find((entry) => {
      if (this.#crossed(entry)) held.add(entry.customerId);
      return entry.state === "waiting" && !held.has(entry.customerId);
    });
  }

  // Says whether to go on with what comes next.
  /** @param {Console.Entry} entry */
  async #send(entry) {
    this.#become(entry, "sending");
    entry.tries += 1;
    try {
      const answer = await send(customerPath(entry.customerId, PATHS[entry.kind]), entry.body, { "Idempotency-Key": entry.key });
      this.#recorded(entry, answer);
      return true;
    } catch (fault) {
      if (fault.slug === "crossed") this.#become(entry, "crossed", { items: fault.body.items ?? [], shown: fault.body.version ?? 0 });
      else if (unsure(fault) && (entry.tries < TRIES || fault instanceof TypeError)) {
        this.#become(entry, "waiting");
        if (fault.status !== 401 && !this.#ended.signal.aborted) this.#timer = setTimeout(() => this.go(), 1000 * (fault.wait || 0) || PATIENCE);
        return false;
      } else this.#become(entry, "failed", { slug: fault.slug, certain: !unsure(fault) });
      return true;
    }
  }

  /** @param {Console.Entry} entry @param {{ item_id: string, version: number }} answer */
  #recorded(entry, { item_id: itemId, version }) {
    for (const promise of entry.promises) {
      const { words, ...said } = promise;
      const at = [...entry.body.text.split(words)[0]].length;
      const span = [at, at + [...words].length];
      this.post({ customerId: entry.customerId, kind: "promise", body: { ...said, item_id: itemId, span }, channel: entry.channel });
    }
    this.#become(entry, "sent", { itemId, version });
    if (entry.kind === "promise") this.#drop(entry);
  }

  /** @param {Console.Entry} entry @param {Console.EntryState} state @param {Partial<Console.Entry>} more */
  #become(entry, state, more = {}) {
    Object.assign(entry, { state, ...more });
    entry.row = row(entry, this.#who);
    this.#save();
    this.tell("writing");
  }

  /** @param {Console.Entry} entry */
  #drop(entry, tell = true) {
    this.#entries = this.#entries.filter((each) => each !== entry);
    this.#save();
    if (tell) this.tell("writing");
  }

  #load() {
    try {
      if (Object.keys(localStorage).some((each) => each.startsWith(KEPT))) this.#seal();
      const kept = JSON.parse(sessionStorage.getItem(STORE) ?? "{}");
      if (kept.person !== this.#who.person) return sessionStorage.removeItem(STORE); // somebody else's words
      this.#drafts = new Map(kept.drafts);
      this.#take(kept.entries);
    } catch {
      /* shut storage: what is written lasts as long as the page */
    }
  }

  // Whether what was being sent has arrived is not known: the same key says it again.
  /** @param {Console.Entry[]} entries */
  #take(entries) {
    for (const entry of entries) {
      if (entry.state === "sending") entry.state = "waiting";
      entry.row = row(entry, this.#who);
      this.#entries.push(entry);
    }
  }

  #words() {
    const entries = this.#entries.map(({ row: _, ...entry }) => entry);
    return entries.length || this.#drafts.size ? JSON.stringify({ person: this.#who.person, drafts: [...this.#drafts], entries }) : "";
  }

  #save() {
    clearTimeout(this.#saving);
    this.#saving = undefined;
    const words = this.#words();
    try {
      if (words) sessionStorage.setItem(STORE, words);
      else sessionStorage.removeItem(STORE);
    } catch {
      /* as above */
    }
    if (words || this.#keeper) this.#seal();
  }

  async #seal() {
    const make = async () => (await import("./keeping.js")).makeKeeper(this.#who, this.#drafts, (entries) => this.#adopt(entries), () => this.end(true));
    this.#keeper ??= make().catch(() => ((this.#keeper = undefined), null)); // no line: the next words ask for it again
    (await this.#keeper)?.keep(this.#words(), this.left);
  }

  // Of a tab that is no more. One that was loaded anew has the same here already.
  /** @param {Console.Entry[]} entries */
  #adopt(entries) {
    this.#take(entries.filter((entry) => !this.#entries.some((each) => each.id === entry.id)));
    this.#save();
    this.tell("kept");
    this.go();
  }
}

/** Two drafts as one, the one that is being written last. */
/** @type {(first: Console.Draft | null, last: Console.Draft | null) => Console.Draft} */
export const joined = (first, last) => ({
  text: [first?.text, last?.text].filter(Boolean).join("\n\n"),
  mode: last?.mode ?? first?.mode ?? null,
  kept: [...(first?.kept ?? []), ...(last?.kept ?? [])],
});

/** Whether it may have been recorded although no answer said so. */
/** @type {(fault: Console.Refusal) => boolean} */
const unsure = (fault) => fault instanceof TypeError || RACED.has(fault.slug) || fault.status === 401 || fault.status === 429 || fault.status >= 500;

// A note has no name of ours on it: it is known by the server's answer, or by its words while that is on its way.
/** @param {Page} page @param {Console.Entry} entry */
function arrived(page, entry) {
  if (entry.itemId) return page.byId.has(entry.itemId) || (page.version ?? 0) >= (entry.version ?? 0);
  /** @type {(item: Wire.Item) => boolean} */
  const same = (item) => item.client_id === entry.id || (entry.kind === "note" && item.event === "note-added" && item.text === entry.body.text && item.recorded_at > entry.at);
  return page.items.some(same);
}

/** @type {(entry: Console.Entry, who: Wire.WhoAmI) => Console.Shown} */
const row = (entry, who) => ({
  item_id: `out-${entry.id}`,
  interaction_id: entry.body.interaction_id ?? null,
  channel: entry.channel,
  entry_point: "",
  kind: entry.kind === "message" ? "message" : "note",
  event: { message: "message-sent", note: "note-added", promise: "promise-made" }[entry.kind],
  author: { role: "agent", id: who.person, name: who.name },
  occurred_at: entry.at,
  recorded_at: entry.at,
  text: entry.body.text ?? entry.body.what,
  asked_again: [],
  attachments: [],
  entry,
});
