// Asks for the figures of one view and adds up their weeks. What is counted is the server's; here only sums of it.

import { read } from "../core/api.js";
import { laneOf } from "../core/channels.js";
import { mondays, shift, weekName } from "./weeks.js";

export const FEW = 10; // of fewer, a share says nothing and may point at somebody
export const LEAST = 3; // points without which there is no trend
const TREND = 13; // weeks of a line, at least

/** The five numbers on top: which figure, whether less is better, and which rows count. */
export const TILES = [
  { name: "repeat-story", less: true },
  { name: "switches", state: "nothing_repeated" },
  { name: "promises-kept" },
  { name: "first-contact" },
  { name: "time-to-context", less: true, seconds: true },
];

/** Everything the view shows of these weeks and this team; `early` is given what stands on top as soon as it is known. */
/** Throws Refused, or TypeError without a connection. */
/** @param {{ weeks: number, team: string | null }} asked1 @param {(some: Figures.All) => void} [early] @returns {Promise<Figures.All>} */
export async function figuresOf({ weeks, team }, early = () => {}) {
  const shown = mondays(Math.max(TREND, 2 * weeks));
  const begin = shown[shown.length - weeks];
  /** @param {string} name @param {string} by */
  const whole = (name, by) => ask(name, { from: shown[0], by, team });
  /** @param {string} name @param {string} [by] @param {string | null} [of] */
  const now = (name, by, of = team) => ask(name, { from: begin, by, team: of });
  // What is read first, and the longest periods first: of what was read a moment ago the service cuts out the rest.
  const [story, ...tiles] = await Promise.all([whole("repeat-story", "week,channel"), ...TILES.slice(1).map((tile) => whole(tile.name, "week"))]);
  const started = story.started_on;
  const before = compared(shown, weeks, started);
  const period = { shown, begin, before, weeks, team, started, end: shift(shown[shown.length - 1], 6), position: story.position, at: Date.now() };
  const all = [story, ...tiles];
  const top = { period, tiles: TILES.map((tile, index) => tileOf(tile, all[index], period)), story: { answer: story, lines: linesOf(story, shown) } };
  early({ ...top, teams: [], names: {}, rest: null });
  const [cross, people, teams, promises, journeys, map, again] = await Promise.all([
    whole("cross-channel", "week"),
    now("cross-channel"),
    now("repeat-story", "team", null),
    now("promises", "team", null),
    now("journeys"),
    now("journey-map"),
    now("reopening-response", "channel"),
  ]);
  return {
    ...top,
    teams: teams.rows.map((/** @type {Wire.FigureRow} */ row) => row.keys.team).filter((/** @type {string} */ name) => name || team === ""),
    names: { ...teams.teams, ...promises.teams },
    rest: { promises, journeys, map, again, cross: { answer: cross, tile: { ...tileOf({ name: "cross-channel" }, cross, period), now: sum(people.rows) } } }, // of weeks no sum: somebody counts once
  };
}

/** One figure. Empty words are not sent. */
/** @param {string} name @param {{ from: string, by?: string, team?: string | null, row?: string, after?: number, limit?: number }} asked2 */
export function ask(name, { from, by, team, row, after, limit = 1 }) {
  const words = new URLSearchParams({ from, limit: String(limit) });
  for (const [key, value] of Object.entries({ by, team, row, after })) if (value !== undefined && value !== null) words.set(key, String(value));
  return read(`/v1/figures/${name}?${words}`);
}

// As many weeks before the shop started, if the record reaches back so far; else those right before.
/** @param {string[]} shown @param {number} weeks @param {string | null} started */
function compared(shown, weeks, started) {
  const first = started ? shown.findIndex((monday) => shift(monday, 6) >= started) : -1;
  const end = first > 0 && first <= shown.length - weeks ? first : shown.length - weeks;
  return { mondays: shown.slice(Math.max(0, end - weeks), end), start: end === first };
}

/** The sum of some rows: how many, of how many, and their share or mean; `value` is null where there are too few. */
/** @param {Wire.FigureRow[]} rows @param {boolean} [seconds] */
export function sum(rows, seconds = false) {
  let so = 0;
  let of = 0;
  let time = 0;
  for (const row of rows) {
    so += row.numerator;
    of += row.denominator;
    time += (row.value ?? 0) * row.denominator;
  }
  const value = of ? (seconds ? time / of : (100 * so) / of) : null;
  return { so, of, value: of < FEW ? null : value, raw: value };
}

/** @param {Figures.Named} tile @param {Wire.FigureShown} answer @param {Figures.Period} period */
function tileOf(tile, answer, period) {
  const rows = tile.state ? answer.rows.filter((row) => row.keys.state === tile.state) : answer.rows;
  /** @param {string[]} days */
  const of = (days) => {
    const names = new Set(days.map(weekName));
    return sum(rows.filter((row) => names.has(row.keys.week)), tile.seconds);
  };
  const weeks = period.shown.map((monday) => ({ monday, ...of([monday]) }));
  return { ...tile, answer, rows, weeks, now: of(period.shown.slice(-period.weeks)), before: of(period.before.mondays) };
}

// All contacts, and the two lanes with most of them.
/** @param {Wire.FigureShown} answer @param {string[]} shown */
function linesOf(answer, shown) {
  const counts = /** @type {Record<string, number>} */ ({});
  for (const row of answer.rows) {
    const lane = laneOf(row.keys.channel);
    if (lane) counts[lane] = (counts[lane] ?? 0) + row.denominator;
  }
  const lanes = Object.keys(counts).sort((one, other) => counts[other] - counts[one]);
  const most = lanes.slice(0, 2);
  return [null, ...most].map((lane) => ({
    lane,
    points: shown.map((monday) => {
      const name = weekName(monday);
      return { monday, ...sum(answer.rows.filter((row) => row.keys.week === name && (!lane || laneOf(row.keys.channel) === lane))) };
    }),
  }));
}

/** Which of the points can be drawn. */
/** @param {Figures.Point[]} points */
export const known = (points) => /** @type {Figures.Known[]} */ (points.filter((point) => point.value !== null));
