// Who this may be besides, whom it was merged with, what was decided about it, what they consented or objected to, and what they were told of it.

import { el } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { later } from "../core/later.js";
import { plain, said } from "../core/words.js";
import { moment } from "../parts/evidence.js";
import { icon } from "../parts/icons.js";
import { avatar } from "../parts/people.js";
import { because, channelCounts, contradictions, likely, period, previewMerge, sideName } from "../parts/sides.js";
import { customerName } from "./head.js";
import { mayDecide } from "./identity.js";

const SHOWN = 5; // lines of history

/** Makes what draws them; `again` draws the section anew. */
/** @param {Console.Context} ctx @param {() => void} again */
export function makeBesides(ctx, again) {
  /** @type {Map<string, Wire.PreviewSide | null>} */
  const sides = new Map(); // customer_id -> what they have, in numbers
  /** @type {Page | null} */
  let shown = null;

  /** @param {Page} page */
  function matches(page) {
    if (shown !== page) sides.clear();
    shown = page;
    return (page.identity?.suggested_matches ?? []).map((match) => matchCard(page, match));
  }

  /** @param {Page} page */
  function decided(page) {
    const { identity, decisions } = page;
    return [
      identity && identity.merges.length > 0 && el("ul", { class: "hdl" }, identity.merges.map((merge) => mergeNode(merge, page))),
      decisions.length > 0 && el("ol", { class: "hist", "aria-label": t("history.title") }, decisions.slice(-SHOWN).reverse().map(historyLine)),
    ];
  }

  /** @param {Page} page @param {Wire.MatchShown} match */
  function matchCard(page, match) {
    const id = match.customer_id;
    const side = sides.get(id);
    if (side === undefined && mayDecide(ctx.session)) look(page, id);
    const name = sideName(side);
    /** @type {(name: string) => () => unknown} */
    const ask = (name) => () => later("merging", name, ctx, match);
    return el(
      "article",
      { class: "match", "aria-label": t("match.label", { name }) },
      el("div", { class: "mh" }, avatar(side?.display_name || side?.initials), said("b", "", name), el("span", { class: "pill n" }, likely(match.score))),
      el("p", { class: "s" }, because(match.evidence)),
      side && el("p", { class: "mc" }, el("span", null, t("match.items", { n: side.items })), channelCounts(side), el("span", { class: "m nw" }, period(side))),
      mayDecide(ctx.session) &&
        el(
          "div",
          { class: "two" },
          el("button", { type: "button", class: "btn small", "data-f": `merge-${id}`, onclick: ask("askMerge") }, t("match.compare")),
          el("button", { type: "button", class: "btn ghost", "data-f": `not-${id}`, onclick: ask("askDismissal") }, t("match.not")),
        ),
    );
  }

  // What the other side has, in numbers: asked for once, when its card is shown.
  /** @param {Page} page @param {string} id */
  function look(page, id) {
    sides.set(id, null);
    /** @param {Wire.Preview} found */
    const keep = (found) => {
      sides.set(id, found.absorbed);
      if (page === ctx.session?.page) again();
    };
    previewMerge(page, id).then(keep, () => {});
  }

  /** @param {Wire.MergeShown} merge @param {Page} page */
  function mergeNode(merge, page) {
    const when = page.decisions.find((turn) => turn.what === "merged" && turn.other === merge.absorbed);
    const undo = () => later("merging", "askReversal", ctx, merge, customerName(ctx.session));
    return el(
      "li",
      null,
      icon("people", 15),
      el("span", { class: "v" }, t("merged.line"), when && `, ${moment(when.at)}`),
      mayDecide(ctx.session) && el("button", { type: "button", class: "btn ghost", "data-f": `undo-${merge.merge_id}`, onclick: undo }, t("merged.undo")),
    );
  }

  return { matches, decided, trouble };
}

/** @param {Wire.HandleShown} handle */
function trouble(handle) {
  const why = handle.unfit ? null : contradictions(handle.why);
  const words = handle.unfit ? term("unfit", handle.unfit) : why ? t("handle.shared.why", { why }) : t("handle.shared");
  return el("span", { class: "tag warn" }, icon("warning", 13), words);
}

/** @param {Wire.Turn} turn */
function historyLine(turn) {
  const who = t(turn.rule ? "history.rule" : "history.staff", { name: plain(turn.by) || t("who.agent") });
  return el(
    "li",
    null,
    el("b", null, term("history", turn.what)),
    ` ${moment(turn.at)}, ${[who, because(turn.why), plain(turn.reason)].filter(Boolean).join(": ")}`,
  );
}

/** What was said last about each purpose, and where, in which wording; and each notice as it was shown last. */
/** @param {Console.Context} ctx @param {Page} page @param {(item: Wire.Item, what: string) => Console.Child} sourceLink */
export function consentLines(ctx, page, sourceLink) {
  return el(
    "ul",
    { class: "hdl cons" },
    page.identity?.consents.map((told) => consentLine(ctx, page, told, sourceLink)),
    page.identity?.notices.map((told) => noticeLine(page, told, sourceLink)),
  );
}

/** @param {Page} page @param {Wire.Notice} told @param {(item: Wire.Item, what: string) => Console.Child} sourceLink */
function noticeLine(page, { notice, notice_version: version, locale, at, channel, place, item_id: item }, sourceLink) {
  const source = page.byId.get(item);
  const name = notice || t("notice.unnamed");
  const where = [term("channel", channel), plain(place), version && t("consent.wording", { version: plain(version) }), plain(locale)];
  return el(
    "li",
    { title: notice || null },
    icon("note", 15),
    said("span", "v", name),
    el("span", { class: "m" }, t("notice.shown", { when: moment(at) })),
    el("span", { class: "by m" }, where.filter(Boolean).join(", "), source && [" ", sourceLink(source, name)]),
  );
}

/** @param {Console.Context} ctx @param {Page} page @param {Wire.Consent} told @param {(item: Wire.Item, what: string) => Console.Child} sourceLink */
function consentLine(ctx, page, { purpose, given, objected, at, expires_at: end, channel, place, notice, notice_version: version, item_id: item }, sourceLink) {
  const over = given && end && Date.parse(end) <= Date.now();
  const source = page.byId.get(item);
  const withdraw = el(
    "button",
    { type: "button", class: "btn ghost", "data-f": `withdraw-${purpose}`, onclick: () => later("consenting", "askConsent", ctx, purpose) },
    t("consent.withdraw"),
    el("span", { class: "sr" }, ` ${term("consent", purpose)}`),
  );
  const where = [term("channel", channel), plain(place), version && t("consent.wording", { version: plain(version) })];
  return el(
    "li",
    { title: notice || null },
    icon(purpose === "recording" ? "phone" : given && !over ? "check" : "close", 15),
    said("span", "v", term("consent", purpose)),
    el("span", { class: "m" }, t(over ? "consent.over" : objected ? "consent.objection" : given ? "consent.yes" : "consent.no", { when: moment(over ? end : at) })),
    el(
      "span",
      { class: "by m" },
      where.filter(Boolean).join(", "),
      source && [" ", sourceLink(source, term("consent", purpose))],
      given && !over && mayDecide(ctx.session) && withdraw,
    ),
  );
}
