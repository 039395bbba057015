// The story in short: every sentence with its numbered sources, and what need not be asked again.

import { arrange, el, keepFocus, put, say } from "../core/dom.js";
import { foldState, parts, unfoldable } from "../core/folding.js";
import { t, term } from "../core/i18n.js";
import { laneOf } from "../core/channels.js";
import { remember, remembered } from "../core/prefs.js";
import { words } from "../core/words.js";
import { icon } from "../parts/icons.js";
import { place } from "./knowledge.js";

const LONGEST = 30; // a "word" longer than this may break where it likes

/** @param {Console.Context} ctx */
export function makeBrief(ctx) {
  const about = el("span");
  const at = el("span", { class: "o" });
  const text = el("p", { class: "txt" });
  const more = el("button", {
    type: "button",
    class: "more",
    hidden: true,
    onclick: () => {
      remember("brief", folded() ? "whole" : "short");
      fold();
    },
  });
  const known = el("div", { class: "known" });
  const node = el(
    "section",
    { class: "brief", "aria-labelledby": "brief-title" },
    el("div", { class: "bh" }, el("b", { id: "brief-title" }, t("brief.title")), about, el("span", { class: "sp" }), more, at),
    text,
    known,
  );
  /** @type {string[]} */
  let sources = []; // item ids by number, from 1
  /** @type {unknown[]} */
  let drawn = [];
  /** @type {Map<string, HTMLElement>} */
  let standing = new Map(); // sentences by all they are made of
  let refold = false; // whether other sentences stand there than were measured
  new ResizeObserver(fold).observe(node);

  const folded = () => remembered("brief", "short") !== "whole";

  // A long brief must not push the talk off the screen; who wants it whole always gets it whole.
  function fold() {
    const style = getComputedStyle(text);
    const long = text.scrollHeight > (Number(style.getPropertyValue("--lines")) + 1) * parseFloat(style.lineHeight) + 4;
    text.classList.toggle("folded", long && folded());
    more.hidden = !long;
    say(more, t(folded() ? "brief.more" : "brief.less"));
  }

  /** Draws what has changed: a brief comes with every event, and mostly says what it said before. */
  function draw() {
    const { page } = ctx.session;
    say(at, page.brief ? t("brief.at", { version: page.brief.at_version }) : "");
    const lines = page.brief?.lines ?? [];
    sources = [...new Set(lines.flatMap((line) => line.items ?? []))];
    const named = sources.filter((id) => page.byId.has(id)).length; // by their channel
    const depends = [page, page.facts, foldState(page), named, JSON.stringify([lines, page.brief?.known])];
    if (depends.every((each, index) => each === drawn[index])) return;
    drawn = depends;
    say(about, sources.length ? t("brief.each", { from: t("brief.from", { n: sources.length }) }) : "");
    keepFocus(node, () => {
      drawLines(lines);
      drawKnown(page);
    });
    refold = true;
  }

  // A sentence that stands is not touched: mostly it is the last one that says something else.
  /** @param {Wire.Line[]} lines */
  function drawLines(lines) {
    const { page } = ctx.session;
    const of = new Map(lines.map((line) => [JSON.stringify([line, parts(page, line.text), (line.items ?? []).map((id) => [sources.indexOf(id), page.byId.get(id)?.channel])]), line]));
    standing = new Map([...of].map(([key, line]) => [key, standing.get(key) ?? sentence(line)]));
    arrange(text, lines.length ? [...standing.values()] : [el("span", { class: "m" }, t("brief.empty"))]);
  }

  /** Measures what was drawn, after everything else was: a look at a height makes the browser lay out what changed so far. */
  function settle() {
    if (refold) fold();
    refold = false;
  }

  // The numbers stay on the line of the last word, and before the full stop.
  /** @param {Wire.Line} line */
  function sentence(line) {
    const told = parts(ctx.session.page, line.text);
    const doubt = line.stale && el("span", { class: "pill warn" }, t("brief.stale"));
    if (told.some((part) => typeof part !== "string"))
      return el("span", { class: "said", dir: "auto" }, unfoldable(ctx, told), (line.items ?? []).map(cite), doubt, " ");
    const stops = /[^.]\.$/.test(line.text);
    const text = stops ? line.text.slice(0, -1) : line.text;
    const last = text.lastIndexOf(" ") + 1;
    const end = el("span", { class: "nw" }, words(text.slice(last)), (line.items ?? []).map(cite), stops && ".");
    return el(
      "span",
      { class: "said", dir: "auto" },
      words(text.slice(0, last)),
      text.length - last < LONGEST ? end : [...end.childNodes],
      doubt,
      " ",
    );
  }

  /** @param {string} itemId */
  function cite(itemId) {
    const n = sources.indexOf(itemId) + 1;
    const item = ctx.session.page.byId.get(itemId);
    const label = item ? t("brief.source", { n, channel: term("channel", item.channel) }) : t("brief.source.unknown", { n });
    const lane = item ? (laneOf(item.channel) ?? "none") : "none";
    return el(
      "button",
      { type: "button", class: `cite ${lane}`, "data-f": `cite-${itemId}`, "aria-label": label, onclick: () => ctx.showSource({ item_id: itemId, sentence: n }) },
      el("span", null, String(n)),
    );
  }

  /** @param {Page} page */
  function drawKnown(page) {
    const keys = (page.brief?.known ?? []).toSorted((a, b) => place(a) - place(b));
    known.hidden = !keys.length;
    put(
      known,
      el("span", { class: "lb" }, t("brief.known")),
      keys.map((key) => {
        const fact = page.facts.findLast((each) => each.key === key && !each.superseded_by && !each.retracted);
        const label = term("known", key);
        const inside = [icon("check", 14), label];
        if (!fact) return el("span", { class: "kn" }, inside);
        const show = () => ctx.showSource({ item_id: fact.item_id, span: fact.span, fact: key });
        return el("button", { type: "button", class: "kn", "data-f": `known-${key}`, "aria-label": t("brief.known.show", { fact: label }), onclick: show }, inside);
      }),
    );
  }

  /** Shows source number n, if there is one. */
  /** @param {number} n */
  function follow(n) {
    if (sources[n - 1]) ctx.showSource({ item_id: sources[n - 1], sentence: n });
  }

  return { node, draw, settle, follow };
}
