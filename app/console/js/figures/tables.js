// The table behind each chart: the same numbers, for who reads them better so, and for the keyboard.

import { LANES } from "../core/channels.js";
import { el } from "../core/dom.js";
import { number, t } from "../core/i18n.js";
import { waysOf } from "./sankey.js";
import { weekName } from "./weeks.js";
import { amount, dayOf, percent } from "./words.js";

/** @param {string} words @param {string} name @param {() => unknown} run */
const opener = (words, name, run) => el("button", { type: "button", class: "lk", "data-f": name, onclick: run }, words);

/** @param {string} caption @param {string[]} head @param {HTMLElement[]} rows */
function table(caption, head, rows) {
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    el("table", { class: "dt" }, el("caption", { class: "sr" }, caption), el("thead", null, el("tr", null, head.map((each, at) => el("th", { scope: "col", class: at ? "r" : null }, each)))), el("tbody", null, rows)),
  );
}

/** @param {Console.Child} first @param {...Console.Child} cells */
const row = (first, ...cells) => el("tr", null, el("th", { scope: "row" }, first), cells.map((cell) => el("td", { class: "r" }, cell)));
/** @param {Figures.Sum} point */
const shown = (point) => (point.value === null ? t("few") : percent(point.value));

/** Weeks by line: the share and how many contacts; each opens that week. */
/** @param {Figures.Line[]} lines @param {string} caption @param {Figures.Open} open */
export function storyTable(lines, caption, open) {
  const head = [t("table.week"), ...lines.flatMap((line) => [line.lane ? t(`line.${line.lane}`) : t("line.all"), t("table.contacts")])];
  const weeks = lines[0].points.map(({ monday }, index) =>
    row(dayOf(monday), ...lines.flatMap(({ lane, points }) => [lane ? shown(points[index]) : opener(shown(points[index]), `week-${monday}`, () => open({ name: "repeat-story", by: "week", row: weekName(monday), whole: true })), number(points[index].of)])),
  );
  return table(caption, head, weeks.reverse());
}

/** Steps by lane: what came next. */
/** @param {Wire.FigureRow[]} rows @param {string} caption @param {Figures.Open} open */
export function waysTable(rows, caption, open) {
  const ends = [...LANES, "closed", "open"];
  const { flows, nodes } = waysOf(rows);
  const starts = [...new Set(flows.map((flow) => `${flow.step}.${flow.from}`))];
  const head = [t("table.contact"), t("table.needs"), ...ends.map((name) => t(`lane.${name}`))];
  const lines = starts.map((start) => {
    const [step, from] = start.split(".");
    const cells = ends.map((to) => {
      const flow = flows.find((each) => String(each.step) === step && each.from === from && each.to === to);
      return flow ? opener(number(flow.count), `way-${start}-${to}`, () => open({ name: "journeys", rows: flow.rows })) : "–";
    });
    return row(t("table.step", { n: step, lane: t(`lane.${from}`) }), number(nodes.get(start).count), ...cells);
  });
  return table(caption, head, lines);
}

/** The numbers on top by weeks: what their tiny trends are drawn from. */
/** @param {Figures.Tile[]} tiles @param {string} caption @param {Figures.Open} open */
export function tilesTable(tiles, caption, open) {
  /** @param {Figures.Tile} tile @param {Figures.Point} week */
  const cell = (tile, week) => opener(week.value === null ? t("few") : amount(week.value, Boolean(tile.seconds)), `${tile.name}-of-${week.monday}`, () => open({ name: tile.name, by: "week", row: weekName(week.monday), whole: true }));
  const rows = tiles[0].weeks.map(({ monday }, index) => row(dayOf(monday), ...tiles.map((tile) => cell(tile, tile.weeks[index]))));
  return table(caption, [t("table.week"), ...tiles.map((tile) => t(tile.name))], rows.reverse());
}

/** A figure by weeks. */
/** @param {Figures.Tile} tile @param {string} caption @param {Figures.Open} open */
export function weeksTable(tile, caption, open) {
  const head = [t("table.week"), t(tile.name), t("table.so"), t("table.of")];
  const rows = tile.weeks.map((week) =>
    row(dayOf(week.monday), opener(week.value === null ? t("few") : amount(week.value, Boolean(tile.seconds)), `${tile.name}-${week.monday}`, () => open({ name: tile.name, by: "week", row: weekName(week.monday), whole: true })), number(week.so), number(week.of)),
  );
  return table(caption, head, rows.reverse());
}
