// Promises by team, and how soon somebody answered a need that was open again.

import { laneOf } from "../core/channels.js";
import { el } from "../core/dom.js";
import { number, t } from "../core/i18n.js";
import { channelIcon } from "../parts/icons.js";
import { FEW } from "./data.js";
import { amount, percent } from "./words.js";

/** The states by team: {team, kept, broken, open, overdue, of}; those with most promises first. */
/** @param {Wire.FigureRow[]} rows */
export function teamsOf(rows) {
  const teams = new Map();
  for (const row of rows) {
    const team = teams.get(row.keys.team) ?? { team: row.keys.team };
    team[row.keys.state] = row.numerator;
    teams.set(row.keys.team, team);
  }
  return [...teams.values()]
    .map((team) => ({ ...team, of: team.kept + team.broken + team.overdue }))
    .filter((team) => team.of + team.open > 0)
    .sort((one, other) => other.of + other.open - one.of - one.open);
}

/** What the shop calls an entry point, else the entry point itself. */
/** @param {string} team @param {Record<string, string>} [names] */
export const teamName = (team, names = {}) => (Object.hasOwn(names, team) ? names[team] : team || t("team.none"));
/** @param {Figures.Team} team */
export const keptShare = (team) => (team.of < FEW ? null : (100 * team.kept) / team.of);

/** The table with a bar for each team; its numbers open their promises. */
/** @param {Wire.FigureRow[]} rows @param {Record<string, string>} names @param {Figures.Open} open */
export function promisesView(rows, names, open) {
  const teams = teamsOf(rows);
  if (!teams.length) return el("p", { class: "none s" }, t("promises.none"));
  const weak = Math.min(...teams.map((team) => keptShare(team) ?? 100));
  const head = ["table.team", "promises.kept", "promises.open", "promises.overdue"];
  /** @param {Figures.Team} team */
  const line = (team) => {
    const kept = keptShare(team);
    /** @param {"open" | "overdue"} state @param {boolean} [bad] */
    const count = (state, bad) => el("td", { class: "r" }, team[state] ? el("button", { type: "button", class: bad ? "bad" : "", "data-f": `team-${state}-${team.team}`, onclick: () => open({ name: "promises", by: "team", state, row: `${team.team},${state}` }) }, number(team[state])) : el("span", { class: "s" }, "0"));
    return el("tr", null, el("th", { scope: "row", title: team.team }, teamName(team.team, names)), el("td", null, kept === null ? el("span", { class: "m" }, t("promises.few", { so: team.kept, n: team.of })) : bar(kept, kept === weak && kept < 80)), count("open"), count("overdue", true));
  };
  const table = el("table", { class: "pt" }, el("thead", null, el("tr", null, head.map((key, at) => el("th", { scope: "col", class: at > 1 ? "r" : null }, t(key))))), el("tbody", null, teams.map(line)));
  return el("div", { class: "scroll teams", tabindex: "0", role: "group", "aria-label": t("card.promises") }, table);
}

/** @param {number} value @param {boolean} bad */
function bar(value, bad) {
  const inner = el("i", { class: bad ? "bad" : "" });
  inner.style.setProperty("--w", `${value}%`);
  return el("span", { class: "bar", role: "img", "aria-label": percent(value), title: percent(value) }, inner);
}

/** Answers to needs that were open again, by channel. */
/** @param {Wire.FigureRow[]} rows @param {Figures.Open} open */
export function againView(rows, open) {
  const some = rows.filter((row) => row.denominator > 0);
  if (!some.length) return el("p", { class: "none s" }, t("again.none"));
  /** @param {Wire.FigureRow} row */
  const line = (row) =>
    el(
      "tr",
      { class: laneOf(row.keys.channel) ?? "chat" },
      el("th", { scope: "row" }, channelIcon(row.keys.channel, 14), " ", t(`channel.${row.keys.channel}`)),
      el("td", { class: "r" }, el("button", { type: "button", "data-f": `again-${row.keys.channel}`, onclick: () => open({ name: "reopening-response", by: "channel", row: row.keys.channel }) }, number(row.denominator))),
      el("td", { class: "r" }, number(row.denominator - row.numerator)),
      el("td", { class: "r" }, row.numerator < 3 || row.value === null ? el("span", { class: "m" }, t("few")) : el("b", null, amount(row.value, true))),
    );
  const head = ["table.channel", "again.count", "again.waiting", "again.median"];
  return el("table", { class: "pt" }, el("thead", null, el("tr", null, head.map((key, at) => el("th", { scope: "col", class: at ? "r" : null }, t(key))))), el("tbody", null, some.map(line)));
}
