// One row of the queue: who, what last, since when, the way so far, and what is wrong.

import { el, say, svg } from "../core/dom.js";
import { clock, daysBetween, shortDay, span, t, term } from "../core/i18n.js";
import { laneOf } from "../core/channels.js";
import { addressOf, go } from "../core/router.js";
import { plain, said } from "../core/words.js";
import { channelIcon, icon } from "../parts/icons.js";

/** @type {Record<string, number>} */
const HEIGHTS = { chat: 3, email: 7.3, store: 11.6, phone: 16 };
const BEND = 6;
/** @type {Record<string, string>} */
const TONES = { stopped: "bad", overdue: "bad", repeated: "bad", promise: "warn" };
const HOT = 2 * 60_000; // somebody in a chat who waits longer than this stands out

/** A customer as the queue names them. */
/** @type {(row: Wire.QueueRow | null) => string} */
export const nameOf = (row) => plain(row?.display_name) || plain(row?.handle_hint) || t("customer.unnamed");

/** Draws a row; `tick` writes anew what only time changes. */
/** @param {Wire.QueueRow} row @param {boolean} unread @param {boolean} current @param {string} me */
export function drawRow(row, unread, current, me) {
  const when = el("span", { class: "w" });
  const tick = () => {
    const waits = row.waiting_since ? Date.now() - Date.parse(row.waiting_since) : 0;
    when.className = `w${row.live_call ? " lv" : waits > HOT && laneOf(row.channel) === "chat" ? " hot" : ""}`;
    say(when, row.live_call ? t("queue.live") : row.waiting_since ? span(waits) : lastAt(row.last_at));
  };
  tick();
  /** @param {MouseEvent} event */
  const open = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(row.customer_id);
  };
  const line = el(
    "a",
    {
      class: `q${unread ? " un" : ""}`,
      href: addressOf(row.customer_id),
      "data-id": row.customer_id,
      "aria-current": current ? "true" : null,
      onclick: open,
    },
    el(
      "span",
      { class: "r1" },
      channelIcon(row.channel, 16, true),
      el("span", { class: "nm said", dir: "auto" }, nameOf(row)),
      unread && el("span", { class: "ud", role: "img", "aria-label": t("queue.unread") }),
      when,
    ),
    said("span", "r2", plain(row.preview).replace(/\s+/g, " ") || "–"),
    el("span", { class: "r3" }, spark(row.path?.length ? row.path : [row.channel]), row.handed && el("span", { class: "pill n" }, t("pill.handed", { name: plain(row.handed.name) })), pillsOf(row).map(pill), row.claimed_by !== me && claimed(row)),
  );
  return { node: el("li", null, line), tick };
}

/** @param {Wire.QueueRow} row */
function claimed(row) {
  const name = plain(row.claimed_name);
  return name && el("span", { class: "x" }, t("queue.claimed", { name }));
}

/** @type {(pill: Wire.Pill) => number} */
const due = ({ due_at: at }) => (at ? Date.parse(at) : 0);

// Whether a promise is overdue is a matter of the clock; trouble stands first, and each kind once.
/** @param {Wire.QueueRow} row */
function pillsOf(row) {
  const now = Date.now();
  const all = (row.pills ?? []).map((each) =>
    each.kind === "promise" && each.due_at && Date.parse(each.due_at) < now ? { ...each, kind: "overdue" } : each,
  );
  const order = ["stopped", "overdue", "repeated", "unknown", "promise"];
  const soonest = [...all].sort((a, b) => due(a) - due(b));
  return order
    .flatMap((kind) => soonest.find((each) => each.kind === kind) ?? [])
    .slice(0, 2);
}

/** @param {Wire.Pill} pill */
function pill({ kind, due_at: due }) {
  const text =
    kind === "promise" && due
      ? t("pill.promise.due", { when: dueWhen(due) })
      : kind === "repeated"
        ? t("pill.repeated", { n: 1 })
        : term("pill", kind);
  return el("span", { class: `pill ${TONES[kind] ?? "n"}` }, kind === "overdue" && icon("warning", 12), text);
}

/** @type {(at: string) => string} */
const dueWhen = (at) => (daysBetween(new Date(), at) === 0 ? clock(at) : shortDay(at));

/** @param {string | null} at */
function lastAt(at) {
  if (!at) return "";
  const days = daysBetween(at, new Date());
  return days === 0 ? clock(at) : shortDay(at);
}

// The journey in one small line.

/** Draws the last channels of a journey; null where there is none. */
/** @param {readonly string[] | null | undefined} path */
function spark(path) {
  const channels = (path ?? []).filter((channel) => laneOf(channel));
  const lanes = channels.flatMap((channel) => laneOf(channel) ?? []);
  if (!lanes.length) return null;
  const run = lanes.length > 4 ? 5 : lanes.length > 1 ? 8 : 22;
  /** @type {SVGPathElement[]} */
  const strokes = [];
  let x = 4;
  let lane = lanes[0];
  lanes.forEach((next, index) => {
    if (index && next !== lane) strokes.push(stroke(bend(x, HEIGHTS[lane], HEIGHTS[next]), next));
    if (index) x += next === lane ? 2 : BEND;
    lane = next;
    strokes.push(stroke(`M${x} ${HEIGHTS[lane]}h${run}`, lane));
    x += run;
  });
  const label = t("queue.path", { path: channels.map((channel) => term("channel", channel)).join(" → ") });
  const width = Math.max(62, x + 4);
  return svg(
    "svg",
    { class: "spark", viewBox: `0 0 ${width} 19`, width, height: 19, role: "img", "aria-label": label },
    strokes,
    svg("circle", { cx: x + 0.5, cy: HEIGHTS[lane], r: 2.6, class: `f-${lane}` }),
  );
}

/** @type {(d: string, lane: Console.Lane) => SVGPathElement} */
const stroke = (d, lane) => svg("path", { d, class: `s-${lane}` });
/** @type {(x: number, from: number, to: number) => string} */
const bend = (x, from, to) => `M${x} ${from}C${x + 3.5} ${from} ${x + 2.5} ${to} ${x + BEND} ${to}`;
