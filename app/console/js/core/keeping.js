// What is written and not sent, over the end of its tab: sealed in this browser by a key that the service tells to the same person
// alone, and not once they have signed out (docs/decisions/0051).

import { newKey } from "./api.js";
import { joined } from "./writing.js";

const NAME = "throughline.kept.";
const TAB = "throughline.tab";
const LASTS = 12 * 3_600_000; // ms; the service forgets the keys then

/** Called with the person who signs out in another tab: where somebody else wrote, whose session ended in silence, their words stay. */
let gone = (/** @type {string} */ _person) => {};
const tabs = new BroadcastChannel("throughline.left");
tabs.onmessage = (/** @type {MessageEvent<string>} */ { data }) => gone(data);

/** Keeps the words of one tab. `drafts` get, and `take` is given, what tabs have left that are no more; `forget` is called when the person leaves elsewhere. */
/** @param {Wire.WhoAmI} who @param {Map<string, Console.Draft>} drafts @param {(entries: Console.Entry[]) => void} take @param {() => void} forget @returns {Promise<Console.Keeper | null>} */
export async function makeKeeper({ session, person, writing_keys: keys }, drafts, take, forget) {
  gone = (left) => void (left === person && forget());
  sweep();
  if (!keys[session] || !self.crypto.subtle || !navigator.locks) return null; // not over https: words live as long as their tab
  const seals = new Map(await Promise.all(Object.entries(keys).map(async ([id, key]) => /** @type {const} */ ([id, await sealBy(key)]))));
  const seal = /** @type {CryptoKey} */ (seals.get(session));
  let [name, release] = await hold(sessionStorage.getItem(TAB) ?? NAME + newKey());
  if (!release) [name, release] = await hold(NAME + newKey()); // a tab that was doubled
  sessionStorage.setItem(TAB, name);
  /** @type {[string, Console.Left] | null} */
  let next = null;
  let busy = false;

  /** Seals the newest words; those in between may be passed over. */
  /** @param {string} words @param {Console.Left} left */
  async function keep(words, left) {
    next = [words, left];
    if (busy) return;
    busy = true;
    while (next) {
      const [said, much] = next;
      next = null;
      const sealed = said && (await close(seal, said));
      try {
        if (sealed) localStorage.setItem(name, JSON.stringify({ session, at: Date.now(), ...much, ...sealed }));
        else localStorage.removeItem(name);
      } catch {
        /* full or shut: they live as long as the tab */
      }
    }
    busy = false;
  }

  /** Takes over what was left by tabs that are no more. */
  async function adopt() {
    for (const other of names()) {
      const key = seals.get(record(other)?.session);
      if (other === name || !key) continue;
      const [, free] = await hold(other);
      const left = free && record(other);
      const words = left && (await open(key, left));
      if (words) merge(JSON.parse(words));
      if (left) localStorage.removeItem(other);
      free?.();
    }
  }

  /** @param {{ drafts: [string, Console.Draft][], entries: Console.Entry[] }} left */
  function merge(left) {
    for (const [id, draft] of left.drafts) {
      const here = drafts.get(id) ?? null;
      if (!here?.text.startsWith(draft.text)) drafts.set(id, joined(here, draft));
    }
    take(left.entries);
  }

  adopt();
  return { keep, end: () => release?.() };
}

/** How much this person has in other tabs of this browser, open or not. */
/** @param {Wire.WhoAmI} who @returns {Console.Left} */
export function elsewhere({ writing_keys: keys }) {
  const here = sessionStorage.getItem(TAB);
  const all = names().filter((name) => name !== here).map(record).filter((each) => each?.session in keys);
  return { entries: sum(all, "entries"), drafts: sum(all, "drafts") };
}

/** They signed out: what they wrote goes from every tab, and from this browser. */
/** @param {Wire.WhoAmI} who */
export function leave({ person, writing_keys: keys }) {
  for (const name of names()) if (record(name)?.session in keys) localStorage.removeItem(name);
  tabs.postMessage(person);
}

/** @type {(all: any[], name: string) => number} */
const sum = (all, name) => all.reduce((so, each) => so + (each[name] || 0), 0);

function names() {
  try {
    return Object.keys(localStorage).filter((each) => each.startsWith(NAME));
  } catch {
    return []; // shut storage
  }
}

/** @param {string} name @returns {any} */
function record(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

// What nobody can open any more goes, whoever wrote it.
function sweep() {
  for (const name of names()) {
    const age = Date.now() - (record(name)?.at ?? 0);
    if (age > LASTS || age < -LASTS) localStorage.removeItem(name);
  }
}

/** Holds a name as long as this document lives, or until it is let go; null instead, where another holds it. */
/** @param {string} name @returns {Promise<[string, (() => void) | null]>} */
const hold = (name) =>
  new Promise((held) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (!lock) return void held([name, null]);
      return new Promise((/** @type {(value?: undefined) => void} */ done) => held([name, () => done()]));
    });
  });

/** @param {string} key */
const sealBy = (key) => crypto.subtle.importKey("raw", bytes(key.replaceAll("-", "+").replaceAll("_", "/")), "AES-GCM", false, ["encrypt", "decrypt"]);

/** @param {CryptoKey} key @param {string} words */
async function close(key, words) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(words));
  return { iv: text(iv), sealed: text(new Uint8Array(sealed)) };
}

/** @param {CryptoKey} key @param {{ iv: string, sealed: string }} record */
async function open(key, { iv, sealed }) {
  try {
    return new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(iv) }, key, bytes(sealed)));
  } catch {
    return "";
  }
}

/** @type {(base64: string) => Uint8Array} */
const bytes = (base64) => Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));

/** @type {(bytes: Uint8Array) => string} */
const text = (all) => btoa(all.reduce((so, each) => so + String.fromCharCode(each), ""));
