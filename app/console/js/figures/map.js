// The journey map: at which stage and over which channel people were in touch, and where they had to repeat themselves.

import { LANES, laneOf } from "../core/channels.js";
import { el } from "../core/dom.js";
import { number, t } from "../core/i18n.js";
import { icon } from "../parts/icons.js";
import { FEW } from "./data.js";
import { percent } from "./words.js";

export const STAGES = ["question", "order", "problem", "in_progress", "return", "after"];
const WORST = 3; // cells that are outlined
const HURTS = 5; // percent

/** The cells by "stage.lane": {so, of, rows}. */
/** @param {Wire.FigureRow[]} rows */
export function cellsOf(rows) {
  const cells = new Map();
  for (const row of rows) {
    const key = `${row.keys.stage}.${laneOf(row.keys.channel) ?? "chat"}`;
    const cell = cells.get(key) ?? { so: 0, of: 0, rows: [] };
    cell.so += row.numerator;
    cell.of += row.denominator;
    cell.rows.push(row);
    cells.set(key, cell);
  }
  return cells;
}

/** @param {Figures.Cell} cell */
export const share = (cell) => (cell.of < FEW ? null : (100 * cell.so) / cell.of);

/** The table of it; each number opens its contacts. */
/** @param {Wire.FigureRow[]} rows @param {Figures.Open} open */
export function mapView(rows, open) {
  const cells = cellsOf(rows);
  const most = Math.max(1, ...[...cells.values()].map((cell) => cell.of));
  const hurting = [...cells.values()].filter((cell) => (share(cell) ?? 0) >= HURTS).sort((one, other) => (share(other) ?? 0) - (share(one) ?? 0));
  const worst = new Set(hurting.slice(0, WORST));
  const head = el("tr", null, el("th", { scope: "col" }, el("span", { class: "sr" }, t("table.channel"))), STAGES.map((stage) => el("th", { scope: "col", title: t(`stage.${stage}.title`) }, t(`stage.${stage}`))));
  /** @param {string} lane */
  const row = (lane) =>
    el("tr", { class: lane }, el("th", { scope: "row" }, el("span", { class: `t-${lane}` }, icon(lane, 14)), " ", t(`lane.${lane}`)), STAGES.map((stage) => cellView(cells.get(`${stage}.${lane}`), stage, lane, most, worst, open)));
  return el("table", { class: "jm" }, el("thead", null, head), el("tbody", null, LANES.map(row)));
}

/** @param {Figures.Cell | undefined} cell @param {string} stage @param {string} lane @param {number} most @param {Set<Figures.Cell>} worst @param {Figures.Open} open */
function cellView(cell, stage, lane, most, worst, open) {
  if (!cell) return el("td", { class: "none" }, el("span", { class: "m" }, "–"));
  const repeated = share(cell);
  const words = repeated === null ? t("map.few") : t("map.share", { share: percent(repeated) });
  const td = el(
    "td",
    { class: worst.has(cell) ? "pain" : "" },
    el("button", { type: "button", "data-f": `cell-${stage}-${lane}`, onclick: () => open({ name: "journey-map", rows: cell.rows }) }, el("b", null, number(cell.of)), " ", el("small", null, words, worst.has(cell) && el("span", { class: "sr" }, ` ${t("map.worst")}`))),
  );
  td.style.setProperty("--v", String(Math.round(3 + (22 * cell.of) / most)));
  return td;
}
