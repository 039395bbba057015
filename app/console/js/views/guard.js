// Looks over the shoulder of who writes: what is asked for and known, what contradicts, what is being promised. It never blocks.

import { el, keepFocus, put } from "../core/dom.js";
import { customerPath, send } from "../core/api.js";
import { folded, foldButton } from "../core/folding.js";
import { clock, dayKey, fullMoment, t, term, weekday } from "../core/i18n.js";
import { spanOf } from "../core/spans.js";
import { plain, said } from "../core/words.js";
import { moment } from "../parts/evidence.js";
import { channelIcon, icon } from "../parts/icons.js";

const PAUSE = 250;
const LONGEST = 20_000;
/** @type {Console.Looked} */
const NOTHING = { asked_again: [], contradicts: [], promises: [] };

/** `kept` are promises to be noted with the reply; `changed` is told when that changes. */
/** @param {Console.Context} ctx @param {{ guarded: HTMLElement, offers: HTMLElement, kept: Console.Kept[] | undefined, changed(): void }} where @returns {Console.Guard} */
export function makeGuard(ctx, { guarded, offers, kept: before, changed }) {
  /** @type {Console.Looked} */
  let found = NOTHING;
  let text = "";
  /** @type {string | null} */
  let channel = null;
  let kept = before ?? [];
  /** @type {Set<string>} */
  let passed = new Set(); // words of promises that were waved through
  let turn = 0;
  /** @type {number | undefined} */
  let timer;
  /** @type {unknown[]} */
  let drawn = [];

  /** Checks what is written, after a pause; a channel of null is a note, which nobody asks about. */
  /** @param {string} next @param {string | null} by */
  function check(next, by) {
    if (next === text && by === channel) return;
    [text, channel] = [next, by];
    again(PAUSE);
  }

  /** @param {number} wait */
  function again(wait) {
    clearTimeout(timer);
    turn += 1;
    if (!text.trim() || !channel || text.length > LONGEST) return take(NOTHING);
    timer = setTimeout(ask, wait, turn);
    return undefined;
  }

  /** @param {number} mine */
  async function ask(mine) {
    const about = text;
    const { page } = ctx.session ?? {};
    if (!page) return; // signed out, or nobody is open any more
    try {
      const answer = await send(customerPath(page.customerId, "/draft_check"), { text: about, channel });
      if (mine === turn) take({ ...answer, text: about, facts: page.facts });
    } catch {
      if (mine === turn) take(NOTHING); // no answer is no reason to stop anybody
    }
  }

  /** @param {Console.Looked} answer */
  function take(answer) {
    found = answer;
    if (ctx.session) draw(ctx.session.page);
  }

  /** Draws anew where the page or the answer changed; what is known now may be asked for in words written before. */
  /** @param {Page} page */
  function draw(page) {
    const depends = [found, page, page?.identity, page?.revealed.size, kept, passed.size];
    if (depends.every((each, index) => each === drawn[index])) return;
    drawn = depends;
    if (found.facts && found.facts !== page.facts) again(PAUSE);
    keepFocus(guarded, () => put(guarded, [...found.asked_again.map((each) => knownLine(page, each)), ...found.contradicts.map((each) => contraryLine(page, each))]));
    keepFocus(offers, () => put(offers, promised().map(offer)));
  }

  /** @param {Page} page @param {Wire.Known} known */
  function knownLine(page, { key, fact }) {
    const at = page.byId.get(fact.item_id)?.occurred_at;
    const show = () => ctx.showSource({ item_id: fact.item_id, span: fact.span, fact: key });
    return el(
      "p",
      { class: "gl" },
      el("span", { class: "c-ok" }, icon("check", 15)),
      el("b", null, t("guard.known", { what: term("known", key) })),
      folded(page, key) ? foldButton(ctx, key) : said("span", "", fact.value),
      source(fact.channel, at, show, term("known", key)),
    );
  }

  /** @param {Page} page @param {Console.Looked["contradicts"][0]} contrary */
  function contraryLine(page, { kind, before, item_id: itemId }) {
    const item = page.byId.get(itemId);
    const show = () => ctx.showSource({ item_id: itemId, span: spanOf(item?.text, before.words) });
    return el(
      "p",
      { class: "gl bad" },
      icon("warning", 15),
      el("b", null, t("guard.contrary", { what: term("contrary", kind) })),
      said("span", "", plain(before.words || before.value)),
      source(item?.channel, before.at, show, term("contrary", kind)),
    );
  }

  /** @param {string | undefined} by @param {string | null | undefined} at @param {() => void} show @param {string} what */
  function source(by, at, show, what) {
    const where = [by && term("channel", by), at && moment(at)].filter(Boolean).join(", ");
    return el(
      "button",
      { type: "button", class: "from", "aria-label": t("guard.show", { what, where }), title: at && fullMoment(at), onclick: show, "data-f": `g-${what}` },
      by && channelIcon(by, 14),
      el("u", null, at ? moment(at) : t("guard.source")),
    );
  }

  const wordsOf = (/** @type {{ span: [number, number] }} */ { span: [start, end] }) => [...(found.text ?? "")].slice(start, end).join("");
  const promised = () => found.promises.map((each) => ({ ...each, words: wordsOf(each) })).filter((each) => !passed.has(each.words));

  /** @param {Console.Looked["promises"][0] & { words: string }} promise */
  function offer(promise) {
    const { words, kind, what, due_at: due, amount } = promise;
    const taken = kept.some((each) => each.words === words);
    const when = due && t("offer.due", { when: dueWords(due) });
    const keep = () => {
      kept = taken ? kept.filter((each) => each.words !== words) : [...kept, { words, kind, what, due_at: due, ...(amount ? { amount } : {}) }];
      changed();
      draw(ctx.session.page);
    };
    const pass = () => {
      passed.add(words);
      kept = kept.filter((each) => each.words !== words);
      changed();
      draw(ctx.session.page);
    };
    return el(
      "span",
      { class: `det${taken ? " ok" : ""}`, role: "group", "aria-label": t("offer.label") },
      icon(taken ? "check" : "flag", 15),
      el("span", { class: "dw" }, el("span", { class: "o" }, t(taken ? "offer.kept" : "offer.ask"), " "), el("b", null, said("span", "", plain(what))), " ", when),
      el("button", { type: "button", onclick: keep, "data-f": `keep-${words}` }, t(taken ? "offer.undo" : "offer.keep")),
      !taken && el("button", { type: "button", onclick: pass }, t("offer.pass")),
    );
  }

  /** @param {Console.Kept[]} promises */
  function clear(promises) {
    [text, channel, kept, passed] = ["", null, promises ?? [], new Set()];
    again(0);
  }

  return { check, clear, draw, kept: () => kept };
}

// A promise for a whole day falls due at its end: nobody says "23:59".
/** @type {(at: string) => string} */
const dueWords = (at) => [weekday(at), dayKey(at) === dayKey(Date.parse(at) + 120_000) && clock(at)].filter(Boolean).join(" ");
