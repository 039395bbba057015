// Who this may be besides, whom it was merged with, and what was decided about it.

import { el } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { later } from "../core/later.js";
import { plain, said } from "../core/words.js";
import { because, likely, moment } from "../parts/evidence.js";
import { icon } from "../parts/icons.js";
import { avatar } from "../parts/people.js";
import { channelCounts, period, previewMerge, sideName } from "../parts/sides.js";
import { customerName } from "./head.js";
import { mayDecide } from "./identity.js";

const SHOWN = 5; // lines of history

/** Makes what draws them; `again` draws the section anew. */
/** @param {Console.Context} ctx */
export function makeBesides(ctx, again) {
  const sides = new Map(); // customer_id -> what they have, in numbers
  let shown = null;

  function matches(page) {
    if (shown !== page) sides.clear();
    shown = page;
    return (page.identity?.suggested_matches ?? []).map((match) => matchCard(page, match));
  }

  function decided(page) {
    const { identity, decisions } = page;
    return [
      identity?.merges?.length > 0 && el("ul", { class: "hdl" }, identity.merges.map((merge) => mergeNode(merge, page))),
      decisions.length > 0 && el("ol", { class: "hist", "aria-label": t("history.title") }, decisions.slice(-SHOWN).reverse().map(historyLine)),
    ];
  }

  function matchCard(page, match) {
    const id = match.customer_id;
    const side = sides.get(id);
    if (side === undefined && mayDecide(ctx.session)) look(page, id);
    const name = sideName(side);
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
  function look(page, id) {
    sides.set(id, null);
    const keep = (found) => {
      sides.set(id, found.absorbed);
      if (page === ctx.session.page) again();
    };
    previewMerge(page, id).then(keep, () => {});
  }

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

  return { matches, decided };
}

function historyLine(turn) {
  const who = t(turn.rule ? "history.rule" : "history.staff", { name: plain(turn.by) || t("who.agent") });
  return el(
    "li",
    null,
    el("b", null, term("history", turn.what)),
    ` ${moment(turn.at)}, ${[who, because(turn.why), plain(turn.reason)].filter(Boolean).join(": ")}`,
  );
}
