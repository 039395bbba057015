// Where each event stands on the scrubber: in order, idle time collapsed, and the thread that runs through the lanes.

import { laneOf } from "../core/channels.js";
import { dayKey } from "../core/i18n.js";
import { draws } from "./kinds.js";

const MINUTE = 60_000;
const NEAREST = 9; // pixels between two dots
const BEND = 7; // pixels in which the thread bends at most once
const EDGE = 14; // pixels kept free at both ends
const DAY_WIDTH = 92; // pixels from one day's name to the next
const DAY_NAME = 78; // pixels a day's name takes at most

/** Weight of the time between two events: a burst stays together, a night is a step, a month no wider than a few days. */
/** @param {number} ms */
function weight(ms) {
  if (ms < 20 * MINUTE) return 1;
  if (ms < 6 * 60 * MINUTE) return 3;
  return Math.min(14, 6 + Math.log2(ms / (6 * 60 * MINUTE)) * 2);
}

/** The x of every event, by version - 1, for a stage of this width. */
/** @param {Audit.Event[]} events @param {number} width */
export function placesOf(events, width) {
  const at = new Float64Array(events.length);
  let sum = 0;
  let latest = Date.parse(events[0]?.occurred_at);
  for (let n = 1; n < events.length; n++) {
    const now = Date.parse(events[n].occurred_at); // what came late stands where it was recorded
    sum += weight(Math.max(0, now - latest));
    latest = Math.max(latest, now);
    at[n] = sum;
  }
  const unit = sum ? (width - 2 * EDGE) / sum : 0;
  for (let n = 0; n < events.length; n++) at[n] = EDGE + at[n] * unit;
  return at;
}

/** The version whose place is nearest to x. */
/** @param {Float64Array} places @param {number} x */
export function nearest(places, x) {
  let [low, high] = [0, places.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low > 0 && x - places[low - 1] < places[low] - x ? low : low + 1;
}

/** The thread in pieces: {lane, from, to} along a lane, {lane, next, from, to} where it bends into the next one. */
/** @param {Audit.Event[]} events @param {Float64Array} places */
export function threadOf(events, places) {
  const pieces = /** @type {Audit.Piece[]} */ ([]);
  let lane = /** @type {Console.Lane | null} */ (null);
  let begun = 0;
  let last = 0;
  for (const { lane: next, x } of talkOf(events, places)) {
    if (lane === null) {
      pieces.push({ lane: next, from: 0, to: x, before: true });
      [lane, begun] = [next, x];
    } else if (next !== lane) {
      pieces.push({ lane, from: begun, to: last }, { lane, next, from: last, to: x });
      [lane, begun] = [next, x];
    }
    last = x;
  }
  if (lane) pieces.push({ lane, from: begun, to: Math.max(last, places.at(-1) ?? 0) });
  return pieces;
}

// Where the talk was: of what stands closer together than can be seen, the last.
/** @param {Audit.Event[]} events @param {Float64Array} places */
function talkOf(events, places) {
  const found = /** @type {{ lane: Console.Lane, x: number }[]} */ ([]);
  events.forEach((event, n) => {
    const lane = draws(event) ? laneOf(event.channel ?? "chat") : null;
    if (!lane) return;
    const here = { lane, x: places[n] };
    const before = found.at(-1);
    if (before && here.x - before.x < BEND && found.length > 1) found[found.length - 1] = { lane, x: before.x };
    else found.push(here);
  });
  return found;
}

/** One dot for each stretch of talk in a lane that is wide enough to be seen by itself, ticks for what else happened. */
/** @param {Audit.Event[]} events @param {Float64Array} places */
export function marksOf(events, places) {
  const dots = /** @type {{ lane: Console.Lane, x: number, version: number }[]} */ ([]);
  const ticks = /** @type {{ lane: Console.Lane, x: number }[]} */ ([]);
  const free = /** @type {Map<string, number>} */ (new Map());
  let lane = /** @type {Console.Lane | null} */ (null);
  let ticked = -2;
  events.forEach((event, n) => {
    const drawn = draws(event) ? laneOf(event.channel ?? "chat") : null;
    lane = drawn ?? lane;
    if (drawn && places[n] - (free.get(drawn) ?? -NEAREST) >= NEAREST) {
      dots.push({ lane: drawn, x: places[n], version: n + 1 });
      free.set(drawn, places[n]);
    } else if (!drawn && lane && places[n] - ticked >= 3) {
      ticks.push({ lane, x: places[n] });
      ticked = places[n];
    }
  });
  return { dots, ticks };
}

/** What moved in from other streams, where it was recorded: beside the last own event before it, in the lane of its talk. */
/** @param {Audit.Event[]} moved @param {Audit.Event[]} events @param {Float64Array} places */
export function movedOf(moved, events, places) {
  const found = /** @type {{ lane: Console.Lane, x: number }[]} */ ([]);
  const free = /** @type {Map<string, number>} */ (new Map());
  let own = 0;
  for (const event of moved) {
    while (own < events.length && events[own].position < event.position) own += 1;
    const lane = draws(event) ? laneOf(event.channel ?? "chat") : null;
    if (!lane) continue;
    const [before, after] = [places[own - 1] ?? 0, places[own] ?? places[own - 1] ?? 0];
    const x = Math.max((before + after) / 2, (free.get(lane) ?? -NEAREST) + NEAREST); // a burst stands side by side
    if (x > Math.max(after, before)) continue;
    found.push({ lane, x });
    free.set(lane, x);
  }
  return found;
}

/** The days that are named below: those with room for their name. */
/** @param {Audit.Event[]} events @param {Float64Array} places @param {number} width */
export function daysOf(events, places, width) {
  const named = /** @type {{ x: number, at: string }[]} */ ([]);
  let day = "";
  let free = 0;
  events.forEach((event, n) => {
    const next = dayKey(event.occurred_at);
    if (next <= day) return; // a late one names no day that is past
    day = next;
    const x = Math.min(places[n], width - DAY_NAME); // the last one ends with the stage
    if (x < free) return;
    named.push({ x, at: event.occurred_at });
    free = x + DAY_WIDTH;
  });
  return named;
}
