// Turns a page's items into the rows of the timeline: which lane each runs in, where the thread bends, what is one call.

import { isCall, laneOf, moves } from "./channels.js";
import { dayKey } from "./i18n.js";

const ANSWERING = new Set(["agent", "bot", "supervisor", "store_associate"]);
const days = new WeakMap();
const STILL_ON_THE_LINE = 30 * 60_000; // a call nobody ended counts as running this long after its last words

/**
 * Rows in order. Each: {key, kind: "switch"|"item"|"quiet"|"call", lane, from?, day?, first?, end?, items}.
 * `day` is the time of the first row of its day, `unread` how many there are
 * from a row on that this person had not read; a switch carries `channels: [from, to]` and `gap` in ms. A call's row knows the `whole`
 * call, and whether it `goesOn` further down.
 */
/** @param {Console.Shown[]} items @param {Page["unread"]} unread */
export function planRows(items, unread = null) {
  /** @type {Console.Row[]} */
  const rows = [];
  /** @type {Console.Walk} */
  const state = { talk: null, call: null, day: "" };
  for (const item of items) {
    if (!moves(item)) rows.push({ key: item.item_id, kind: "quiet", lane: laneOf(state.talk?.channel ?? "commerce"), items: [item] });
    else if (!joinsCall(state, item)) talk(rows, state, item);
    if (moves(item)) state.talk = item;
  }
  joinCalls(rows);
  markRepeats(rows);
  markDays(rows);
  const first = unread && rows.find((row) => row.items.some((item) => item.item_id === unread.item_id));
  if (first) first.unread = unread.n;
  markEnds(rows);
  return rows;
}

/** The call still running on a page, as {items, startedAt}, or null. */
/** @param {Console.Shown[]} items @param {number} now */
export function runningCall(items, now) {
  const last = items.findLast((item) => isCall(item));
  if (!last) return null;
  const call = items.filter((item) => isCall(item) && item.interaction_id === last.interaction_id);
  return callIsLive(call, now) ? { items: call, startedAt: call[0].occurred_at } : null;
}

/** Whether a call's items show it as running: begun, not ended, and heard from lately. */
/** @param {Console.Shown[]} call @param {number} now */
export function callIsLive(call, now) {
  if (call.some((item) => item.ended_at)) return false;
  const last = call.at(-1);
  return last !== undefined && now - Date.parse(last.occurred_at) < STILL_ON_THE_LINE;
}

/** The channels a page's talk ran over, each once, in order of first use. */
/** @param {Console.Shown[]} items */
export function channelsUsed(items) {
  return [...new Set(items.filter(moves).map((item) => item.channel))];
}

/** @param {Console.Row[]} rows @param {Console.Walk} state @param {Console.Shown} item */
function talk(rows, state, item) {
  const before = state.talk;
  if (before && before.channel !== item.channel) {
    rows.push({
      key: `switch-${item.item_id}`,
      kind: "switch",
      lane: laneOf(item.channel),
      from: laneOf(before.channel),
      channels: [before.channel, item.channel],
      gap: Date.parse(item.occurred_at) - Date.parse(before.occurred_at),
      items: [item],
    });
  }
  /** @type {Console.Row} */
  const row = { key: item.item_id, kind: isCall(item) ? "call" : "item", lane: laneOf(item.channel), items: [item] };
  row.opens = !before || before.interaction_id !== item.interaction_id || before.channel !== item.channel;
  state.call = row.kind === "call" ? row : null;
  rows.push(row);
}

/** @param {Console.Walk} state @param {Console.Shown} item */
function joinsCall(state, item) {
  if (!state.call || !isCall(item) || item.interaction_id !== state.call.items[0].interaction_id) return false;
  state.call.items.push(item);
  return true;
}

// A call during which something was written stands in parts: each knows the whole, and only the last one that it is the last.
/** @param {Console.Row[]} rows */
function joinCalls(rows) {
  /** @type {Map<string | null, Console.Row>} */
  const parts = new Map();
  for (const row of rows) {
    if (row.kind !== "call") continue;
    const id = row.items[0].interaction_id;
    const before = parts.get(id);
    if (before) before.goesOn = true;
    row.whole = before?.whole ?? [];
    row.whole.push(...row.items);
    parts.set(id, row);
  }
}

// After each switch: whether anybody of ours spoke, and how often the customer was asked, on the new channel, for what was known.
/** @param {Console.Row[]} rows */
function markRepeats(rows) {
  /** @type {Console.Row | null} */
  let current = null;
  for (const row of rows) {
    if (row.kind === "switch") {
      current = row;
      current.repeated = 0;
      current.answered = false;
    } else if (current) {
      current.answered ||= row.items.some((item) => ANSWERING.has(item.author.role) && !item.entry);
      current.repeated = (current.repeated ?? 0) + row.items.reduce((sum, item) => sum + (item.asked_again?.length ?? 0), 0);
    }
  }
}

/** The day of an item, reckoned once: a long page is planned anew at every change. */
/** @param {Console.Shown} item @returns {string} */
export function dayOf(item) {
  const day = days.get(item) ?? dayKey(item.occurred_at);
  days.set(item, day);
  return day;
}

/** @param {Console.Row[]} rows */
function markDays(rows) {
  let day = "";
  for (const row of rows) {
    const next = dayOf(row.items[0]);
    const late = row.items[0].late && day !== "";
    if (next !== day && !late) {
      row.day = row.items[0].occurred_at;
      day = next;
    }
  }
}

/** @param {Console.Row[]} rows */
function markEnds(rows) {
  const threaded = rows.filter((row) => row.lane);
  const [first] = threaded;
  const last = threaded.at(-1);
  if (first) first.first = true;
  if (last) last.end = true;
}
