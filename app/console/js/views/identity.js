// Who this is: handles with what each proves, who it may be besides, whom it was merged with, and what was decided.

import { el, keepFocus, put } from "../core/dom.js";
import { pen } from "../core/api.js";
import { currentLanguage, t, term } from "../core/i18n.js";
import { later } from "../core/later.js";
import { addressOf, go } from "../core/router.js";
import { plain, said } from "../core/words.js";
import { tellRefusal } from "../parts/dialog.js";
import { because, contradictions, likely, method, moment } from "../parts/evidence.js";
import { icon } from "../parts/icons.js";
import { avatar, masked } from "../parts/people.js";
import { channelCounts, period, previewMerge, sideName } from "../parts/sides.js";
import { customerName } from "./head.js";

const ICONS = {
  chat_device: "chat",
  app_user: "app",
  loyalty_card: "tag",
  crm_no: "crm",
  marketplace_account: "marketplace",
  order_no: "commerce",
  receipt: "note",
};
const QUOTED = new Set(["order_no", "receipt"]);
const SHOWN = 5; // lines of history

/** Whether this person may decide who is who; others only look. */
export const mayDecide = ({ who }) => who.role === "agent" || who.role === "lead";

export function makeIdentity(ctx, fill) {
  const boxes = new Map(); // link_id -> the proof box that is open
  const sides = new Map(); // customer_id -> what they have, in numbers
  let drawn = [];
  let shown = null;

  /** Draws into the section; says how many handles there are. */
  function draw(page) {
    const { identity } = page;
    const handles = identity?.handles ?? [];
    const depends = [page, identity, page.decisions];
    if (depends.some((each, index) => each !== drawn[index])) redraw(page, identity, handles);
    drawn = depends;
    return { n: handles.length };
  }

  function redraw(page, identity, handles) {
    if (shown !== page) for (const map of [boxes, sides]) map.clear();
    shown = page;
    const matches = identity?.suggested_matches ?? [];
    const linked = handles.length ? el("span", { class: "c" }, t("know.linked", { n: handles.length })) : null;
    fill(
      null,
      linked,
      matches.map((match) => matchCard(page, match)),
      handles.length ? el("ul", { class: "hdl" }, handles.map(handleNode)) : el("p", { class: "none m" }, t("know.none.identity")),
      identity?.merges?.length > 0 && el("ul", { class: "hdl" }, identity.merges.map((merge) => mergeNode(merge, page))),
      page.decisions.length > 0 && el("ol", { class: "hist", "aria-label": t("history.title") }, page.decisions.slice(-SHOWN).reverse().map(historyLine)),
    );
  }

  const again = () => {
    drawn = [];
    keepFocus(document.body, () => draw(ctx.session.page));
  };

  // ---- handles

  function handleNode(handle) {
    const proving = boxes.has(handle.link_id);
    const toggle = async () => {
      const box = boxes.has(handle.link_id) ? null : await later("proof", "proofBox", ctx, handle);
      if (box) boxes.set(handle.link_id, box);
      else boxes.delete(handle.link_id);
      again();
    };
    return el(
      "li",
      null,
      icon(ICONS[handle.kind] ?? handle.kind, 15, term("handle", handle.kind)),
      said("span", "v", masked(handle.kind, handle.value)),
      mayDecide(ctx.session) &&
        checkable(handle) &&
        el(
          "button",
          { type: "button", class: "btn ghost", "aria-expanded": String(proving), "data-f": `prove-${handle.link_id}`, onclick: toggle },
          t("proof.open"),
          el("span", { class: "sr" }, ` ${term("handle", handle.kind)}`),
        ),
      el(
        "span",
        { class: "by m" },
        el("span", { class: handle.level > 1 && !trouble(handle) ? "ok" : "s" }, term("level", handle.level)),
        ["", method(handle.method), moment(handle.at)].join(", ").replaceAll(", ,", ","),
      ),
      trouble(handle) && el("span", { class: "tag warn" }, icon("warning", 13), trouble(handle)),
      boxes.get(handle.link_id),
    );
  }

  // ---- who it may be besides

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

  // ---- what was decided

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

  return { draw };
}

/** Whether a check may be recorded by this handle: one person's own address. */
const checkable = (handle) => !handle.shared && !handle.unfit && !QUOTED.has(handle.kind);

function trouble(handle) {
  if (handle.unfit) return term("unfit", handle.unfit);
  if (!handle.shared) return "";
  const why = contradictions(handle.why);
  return why ? t("handle.shared.why", { why }) : t("handle.shared");
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

/** The bar that says what has just become of this page, with the way back. */
export function makeNews(ctx) {
  const node = el("div", { class: "news", role: "status", hidden: true });
  let drawn = null;

  function draw() {
    const { page } = ctx.session;
    const news = page?.news ?? null;
    node.hidden = !news;
    if (news === drawn) return;
    drawn = news;
    if (news) keepFocus(node, () => put(node, line(page, news)));
    else put(node);
  }

  function line(page, { merge, apart, call, handed }) {
    if (handed) return handedLine(page, handed);
    const open = () => go(apart);
    const undo = () => later("merging", "askReversal", ctx, merge, customerName(ctx.session));
    return [
      icon(call ? "phone" : "people", 14),
      el("b", null, t(call ? "news.call" : merge ? "news.merged" : "news.apart")),
      call && mayDecide(ctx.session) && el("button", { type: "button", class: "btn small", onclick: () => later("handing", "askClosing", ctx) }, t("news.wrap")),
      merge && mayDecide(ctx.session) && el("button", { type: "button", class: "btn small", onclick: undo }, t("news.undo")),
      apart && el("a", { class: "btn small", href: addressOf(apart), onclick: (event) => (event.preventDefault(), open()) }, t("news.open")),
      el("span", { class: "sp" }),
      el("button", { type: "button", class: "ib", "aria-label": t("keys.close"), onclick: () => page.setNews(null) }, icon("close", 14)),
    ];
  }

  function handedLine(page, { handoff_id: id, by, to, note }) {
    const write = pen();
    const done = async () => {
      try {
        await write(`/v1/handoffs/${encodeURIComponent(id)}/reading`, { language: currentLanguage() });
        page.setNews(null);
      } catch (fault) {
        tellRefusal(t("news.handed.read"), fault);
      }
    };
    return [
      icon("people", 14),
      el("b", null, t("news.handed", { by: plain(by) || t("who.agent"), to: plain(to) })),
      note && said("span", "", note),
      el("span", { class: "sp" }),
      mayDecide(ctx.session) && el("button", { type: "button", class: "btn small", onclick: done }, t("news.handed.read")),
    ];
  }

  return { node, draw };
}
