// The numbers on top: a value, what has changed, and a tiny trend.

import { el } from "../core/dom.js";
import { number, t } from "../core/i18n.js";
import { sparkline } from "./line.js";
import { amount, change } from "./words.js";

/** A definition that was changed says so: its numbers are not to be compared with those of the one before. Nothing for the first. */
/** @param {{ version: number }} answer */
export function versionMark({ version }) {
  return version > 1 && el("span", { class: "ver", title: t("version.why", { version }) }, el("span", { class: "sr" }, t("version.why", { version })), el("span", { "aria-hidden": "true" }, t("version.mark", { version })));
}

/** One number; it opens what it is made of. */
/** @param {Figures.Tile} tile @param {Figures.Open} open */
export function tileView(tile, open) {
  const { now, before } = tile;
  const timed = Boolean(tile.seconds);
  const few = now.value === null;
  const moved = now.value === null || before.value === null ? null : now.value - before.value;
  const tone = moved === null || Math.abs(moved) < 0.05 ? "even" : moved < 0 === Boolean(tile.less) ? "good" : "bad";
  const words = now.value === null ? t("few") : amount(now.value, timed);
  const title = t(`${tile.name}.count`, { n: now.of, so: number(now.so), of: number(now.of) });
  const button = el("button", { type: "button", class: few ? "v few" : "v", title, "data-f": `tile-${tile.name}`, onclick: () => open({ name: tile.name, state: tile.state }) }, words);
  const told = moved === null ? null : el("span", { class: `d ${tone}` }, change(moved, timed), el("span", { class: "sr" }, ` ${t(`tone.${tone}`)}`));
  return el("div", { class: "num" }, el("dt", null, t(tile.name), versionMark(tile.answer)), el("dd", null, button, told, few && el("span", { class: "m" }, t("of", { n: now.of }))), sparkline(tile.weeks, tone));
}
