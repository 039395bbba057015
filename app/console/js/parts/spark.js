// The journey in one small line: the thread of a queue row.

import { svg } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { laneOf } from "../core/channels.js";

/** @type {Record<string, number>} */
const HEIGHTS = { chat: 3, email: 7.3, store: 11.6, phone: 16 };
const BEND = 6;

/** Draws the last channels of a journey; null where there is none. */
/** @param {readonly string[] | null | undefined} path */
export function spark(path) {
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
