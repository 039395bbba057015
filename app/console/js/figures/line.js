// A trend over weeks, drawn at the width it has.

import { el, svg } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { known, LEAST } from "./data.js";
import { amount, dayOf } from "./words.js";

const ROOM = { top: 14, right: 10, bottom: 34, left: 34 };

/** The whole chart. `lines`: the first is the thick one. Nothing to draw: null. */
/** @param {number} width @param {number} height @param {Figures.Line[]} lines @param {Figures.Period} period @param {string} label */
export function lineChart(width, height, lines, period, label) {
  const drawn = lines.filter((line) => known(line.points).length >= LEAST);
  if (!drawn.length || drawn[0] !== lines[0]) return null;
  const step = stepOf(Math.max(...drawn.flatMap((line) => known(line.points).map((point) => point.value))));
  const top = step * 4;
  const count = period.shown.length;
  /** @param {number} index */
  const x = (index) => ROOM.left + ((width - ROOM.left - ROOM.right) * index) / (count - 1);
  /** @param {number} value */
  const y = (value) => height - ROOM.bottom - ((height - ROOM.top - ROOM.bottom) * value) / top;
  const parts = [...grid(width, y, step), ...days(width, height, x, period), start(x, y, top, height, period, width)];
  const last = drawn.map((line) => lineOf(line, x, y, height));
  const picture = svg("svg", { class: "c", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${label}: ${course(drawn)}. ${t("chart.table")}` }, parts, last.reverse());
  const end = known(lines[0].points).slice(-1)[0];
  picture.append(...ending(end, x(lines[0].points.indexOf(end)), y(end.value), crowded(drawn.slice(1), y, end.value)));
  picture.append(...hovers(width, height, x, y, drawn, period));
  return picture;
}

// What an eye takes in at once: where each line begins and where it ends.
/** @param {Figures.Line[]} lines */
function course(lines) {
  const ends = lines.map(({ lane, points }) => ({ lane, first: known(points)[0], last: known(points).slice(-1)[0] }));
  return ends.map(({ lane, first, last }) => t("chart.course", { line: t(`line.${lane ?? "all"}`), from: amount(first.value, false), to: amount(last.value, false), begin: dayOf(first.monday), end: dayOf(last.monday) })).join("; ");
}

/** What the lines are. */
/** @param {Figures.Line[]} lines */
export const legend = (lines) =>
  el(
    "ul",
    { class: "lg" },
    lines
      .filter((line) => known(line.points).length >= LEAST)
      .map((line) => el("li", { class: line.lane ?? "all" }, el("i", { "aria-hidden": "true" }), line.lane ? t(`line.${line.lane}`) : t("line.all"))),
  );

/** The tiny one beside a number; null where there is no trend to speak of. */
/** @param {Figures.Point[]} points @param {string} good */
export function sparkline(points, good) {
  const some = known(points);
  if (some.length < LEAST) return null;
  const [width, height] = [74, 26];
  const values = some.map((point) => point.value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  /** @param {Figures.Known} point */
  const at = (point) => [3 + ((width - 8) * points.indexOf(point)) / (points.length - 1), 3 + (height - 7) * (high === low ? 0.5 : 1 - (point.value - low) / (high - low))];
  const path = some.map(at);
  const [endX, endY] = path[path.length - 1];
  return svg(
    "svg",
    { class: `sk ${good}`, width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    svg("path", { d: "M" + path.map(([left, down]) => `${left.toFixed(1)} ${down.toFixed(1)}`).join("L") }),
    svg("circle", { cx: endX.toFixed(1), cy: endY.toFixed(1), r: 2.4 }),
  );
}

/** @param {number} most */
function stepOf(most) {
  const rough = Math.max(most, 1) / 4;
  const unit = 10 ** Math.floor(Math.log10(rough));
  return [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((each) => each * unit).find((each) => each >= rough) ?? 10 * unit;
}

/** @param {number} width @param {Figures.Scale} y @param {number} step */
function* grid(width, y, step) {
  for (let line = 0; line <= 4; line += 1) {
    const value = line * step;
    yield svg("path", { class: "gl", d: `M${ROOM.left} ${y(value).toFixed(1)}H${width - ROOM.right}` });
    yield svg("text", { class: "mut", x: ROOM.left - 7, y: y(value) + 4, "text-anchor": "end" }, amountOf(value));
  }
}

/** @param {number} value */
const amountOf = (value) => amount(value, false).replace(/[\s\u00a0]?%/, "");

/** @param {number} width @param {number} height @param {Figures.Scale} x @param {Figures.Period} period */
function* days(width, height, x, period) {
  const every = Math.ceil((period.shown.length - 1) / Math.max(2, Math.floor(width / 92)));
  for (let index = period.shown.length - 1; index >= 0; index -= every) {
    const anchor = index === period.shown.length - 1 ? "end" : x(index) < ROOM.left + 14 ? "start" : "middle";
    yield svg("text", { class: "mut", x: x(index).toFixed(1), y: height - ROOM.bottom + 18, "text-anchor": anchor }, dayOf(period.shown[index]));
  }
}

/** @param {Figures.Scale} x @param {Figures.Scale} y @param {number} top @param {number} height @param {Figures.Period} period @param {number} width */
function start(x, y, top, height, period, width) {
  const { started, shown } = period;
  if (!started || started < shown[0] || started > period.end) return null;
  const days = (Date.parse(started) - Date.parse(shown[0])) / 86_400_000;
  const at = x(Math.min(days / 7, shown.length - 1));
  const left = at > width * 0.6;
  const words = t(width < 420 ? "start.short" : "start", { day: dayOf(started) });
  return svg(
    "g",
    { class: "halo" },
    svg("path", { class: "st", d: `M${at.toFixed(1)} ${y(top) - 4}V${height - ROOM.bottom}` }),
    svg("text", { x: (at + (left ? -7 : 7)).toFixed(1), y: y(top) + 6, "text-anchor": left ? "end" : "start" }, words),
  );
}

// Under the pointer: the week, and what each line says there. The same stands in the table.
/** @param {number} width @param {number} height @param {Figures.Scale} x @param {Figures.Scale} y @param {Figures.Line[]} lines @param {Figures.Period} period */
function* hovers(width, height, x, y, lines, period) {
  const wide = (width - ROOM.left - ROOM.right) / (period.shown.length - 1);
  for (const [index, monday] of period.shown.entries()) {
    const at = x(index);
    const values = lines.flatMap(({ lane, points }) => (points[index].value === null ? [] : [{ lane, value: Number(points[index].value) }]));
    const said = values.map(({ lane, value }) => (lane ? `${t(`lane.${lane}`)} ${amount(value, false)}` : amount(value, false)));
    const anchor = at < width / 3 ? "start" : at > (2 * width) / 3 ? "end" : "middle";
    yield svg(
      "g",
      { class: "wk" },
      svg("rect", { x: (at - wide / 2).toFixed(1), y: 0, width: wide.toFixed(1), height, class: "hit" }),
      svg("path", { class: "gd", d: `M${at.toFixed(1)} ${ROOM.top}V${height - ROOM.bottom}` }),
      values.map(({ lane, value }) => svg("circle", { class: lane ?? "all", cx: at.toFixed(1), cy: y(value).toFixed(1), r: 3.5 })),
      svg("g", { class: "halo" }, svg("text", { x: at.toFixed(1), y: height - ROOM.bottom - 6, "text-anchor": anchor }, [dayOf(monday), ...said].join(" · "))),
    );
  }
}

// A week with too few contacts is a gap, not a guess.
/** @param {Figures.Line} line @param {Figures.Scale} x @param {Figures.Scale} y @param {number} height */
function lineOf(line, x, y, height) {
  let path = "";
  let open = false;
  let ends = /** @type {string[]} */ ([]);
  const dots = /** @type {Node[]} */ ([]);
  line.points.forEach((point, index) => {
    if (point.value === null) {
      open = false;
      return;
    }
    const [left, down] = [x(index).toFixed(1), y(point.value).toFixed(1)];
    path += `${open ? "L" : "M"}${left} ${down}`;
    ends = ends.length ? [ends[0], left] : [left, left];
    const alone = !open && (line.points[index + 1]?.value ?? null) === null;
    if (alone) dots.push(svg("circle", { cx: left, cy: down, r: 2.2 }));
    open = true;
  });
  const whole = line.points.every((point, index) => point.value !== null || index < line.points.indexOf(known(line.points)[0]));
  const floor = (height - ROOM.bottom).toFixed(1);
  const area = !line.lane && whole ? svg("path", { class: "ar", d: `${path}L${ends[1]} ${floor}L${ends[0]} ${floor}Z` }) : null;
  return svg("g", { class: `ln ${line.lane ?? "all"}` }, area, svg("path", { class: "l", d: path }), dots);
}

// Where another line goes just above the end, its number stands below.
/** @param {Figures.Line[]} others @param {Figures.Scale} y @param {number} value */
const crowded = (others, y, value) =>
  y(value) + 24 < y(0) && others.some(({ points }) => points.slice(-2).some((point) => point.value !== null && point.value >= value && y(value) - y(point.value) < 30));

/** @param {Figures.Known} point @param {number} left @param {number} down @param {boolean} below */
function ending(point, left, down, below) {
  return [
    svg("circle", { class: "end", cx: left.toFixed(1), cy: down.toFixed(1), r: 4 }),
    svg("g", { class: "halo" }, svg("text", { class: "str", x: (left - 6).toFixed(1), y: (down + (below ? 19 : -9)).toFixed(1), "text-anchor": "end" }, amount(point.value, false))),
  ];
}
