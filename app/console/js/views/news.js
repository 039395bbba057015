// The bar that says what has just become of a page: merged, parted, a call that ended, a customer handed over.

import { el, keepFocus, put } from "../core/dom.js";
import { currentLanguage, t } from "../core/i18n.js";
import { later } from "../core/later.js";
import { pen } from "../core/pen.js";
import { addressOf, go } from "../core/router.js";
import { plain, said } from "../core/words.js";
import { tellRefusal } from "../parts/dialog.js";
import { icon } from "../parts/icons.js";
import { customerName } from "./head.js";
import { mayDecide } from "./identity.js";

/** Draws into `node` what has just become of the page, with the way back. */
/** @param {Console.Context} ctx @param {HTMLElement} node */
export function makeNews(ctx, node) {
  /** @type {Console.News} */
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

  /** @param {Page} page @param {NonNullable<Console.News>} news */
  function line(page, { merge, apart, call, handed, given }) {
    if (handed) return handedLine(page, handed);
    const open = () => go(apart ?? null);
    const undo = () => later("merging", "askReversal", ctx, merge, customerName(ctx.session));
    return [
      icon(call ? "phone" : "people", 14),
      given ? givenLine(given) : el("b", null, t(call ? "news.call" : merge ? "news.merged" : "news.apart")),
      call && mayDecide(ctx.session) && el("button", { type: "button", class: "btn small", onclick: () => later("handing", "askClosing", ctx) }, t("news.wrap")),
      merge && mayDecide(ctx.session) && el("button", { type: "button", class: "btn small", onclick: undo }, t("news.undo")),
      apart && el("a", { class: "btn small", href: addressOf(apart), onclick: (/** @type {Event} */ event) => (event.preventDefault(), open()) }, t("news.open")),
      el("span", { class: "sp" }),
      el("button", { type: "button", class: "ib", "aria-label": t("keys.close"), onclick: () => page.setNews(null) }, icon("close", 14)),
    ];
  }

  // A name that nobody here goes by may be a team's or a shop's, or a slip of the pen: who hands over is told.
  /** @param {{ to: string, reaches: string[] }} given */
  const givenLine = ({ to, reaches }) =>
    el("p", null, el("b", null, t("news.given", { to: plain(reaches.join(", ")) || plain(to) })), " ", t(reaches.length ? "news.given.mine" : "news.given.none"));

  /** @param {Page} page @param {Wire.HandoffShown} handed */
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
      el("p", { class: "sp" }, el("b", null, t("news.handed", { by: plain(by) || t("who.agent"), to: plain(to) })), " ", note && said("span", "", note)),
      mayDecide(ctx.session) && el("button", { type: "button", class: "btn small", onclick: done }, t("news.handed.read")),
    ];
  }

  return { draw };
}
