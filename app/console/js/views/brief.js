// The story in short: every sentence with its numbered sources, and what need not be asked again.

import { el, put, say } from "../core/dom.js";
import { foldState, parts, unfoldable } from "../core/folding.js";
import { t, term } from "../core/i18n.js";
import { laneOf } from "../core/channels.js";
import { remember, remembered } from "../core/prefs.js";
import { words } from "../core/words.js";
import { icon } from "../parts/icons.js";

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
    el("div", { class: "bh" }, el("b", { id: "brief-title" }, t("brief.title")), about, el("span", { class: "sp" }), at),
    text,
    more,
    known,
  );
  let sources = []; // item ids by number, from 1
  let drawn = null;
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

  // How many sources can be named by their channel.
  const loaded = (page) => sources.filter((id) => page.byId.has(id)).length;

  function draw() {
    const { page } = ctx.session;
    const depends = [page, page.brief, page.facts, loaded(page), foldState(page)];
    if (drawn?.every((each, index) => each === depends[index])) return;
    const lines = page.brief?.lines ?? [];
    sources = [...new Set(lines.flatMap((line) => line.items ?? []))];
    depends[3] = loaded(page);
    drawn = depends;
    put(about, sources.length ? t("brief.from", { n: sources.length }) : null);
    put(at, page.brief ? t("brief.at", { version: page.brief.at_version }) : null);
    put(text, lines.length ? lines.flatMap((line) => [sentence(line), " "]) : el("span", { class: "m" }, t("brief.empty")));
    drawKnown(page);
    fold();
  }

  // The numbers stay on the line of the last word, and before the full stop.
  function sentence(line) {
    const told = parts(ctx.session.page, line.text);
    const doubt = line.stale && el("span", { class: "pill warn" }, t("brief.stale"));
    if (told.some((part) => typeof part !== "string"))
      return el("span", { class: "said", dir: "auto" }, unfoldable(ctx, told), (line.items ?? []).map(cite), doubt);
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
    );
  }

  function cite(itemId) {
    const n = sources.indexOf(itemId) + 1;
    const item = ctx.session.page.byId.get(itemId);
    const label = item ? t("brief.source", { n, channel: term("channel", item.channel) }) : t("brief.source.unknown", { n });
    const lane = item ? (laneOf(item.channel) ?? "none") : "none";
    return el(
      "button",
      { type: "button", class: `cite ${lane}`, "aria-label": label, onclick: () => ctx.showSource({ item_id: itemId, sentence: n }) },
      el("span", null, String(n)),
    );
  }

  function drawKnown(page) {
    const keys = page.brief?.known ?? [];
    known.hidden = !keys.length;
    put(
      known,
      el("span", { class: "lb" }, t("brief.known")),
      keys.map((key) => {
        const fact = page.facts.find((each) => each.key === key && !each.superseded_by && !each.retracted);
        const label = term("known", key);
        const inside = [icon("check", 14), label];
        if (!fact) return el("span", { class: "kn" }, inside);
        const show = () => ctx.showSource({ item_id: fact.item_id, span: fact.span, fact: key });
        return el("button", { type: "button", class: "kn", "aria-label": t("brief.known.show", { fact: label }), onclick: show }, inside);
      }),
    );
  }

  /** Shows source number n, if there is one. */
  function follow(n) {
    if (sources[n - 1]) ctx.showSource({ item_id: sources[n - 1], sentence: n });
  }

  return { node, draw, follow };
}
