// What the shop said in two ways: both sides side by side, and the question which of them holds.

import { el } from "../core/dom.js";
import { parts, unfoldable } from "../core/folding.js";
import { t, term } from "../core/i18n.js";
import { pen } from "../core/pen.js";
import { spanOf } from "../core/spans.js";
import { plain, said } from "../core/words.js";
import { choice, field, openDialog, tick } from "../parts/dialog.js";
import { moment } from "../parts/evidence.js";
import { channelIcon, icon } from "../parts/icons.js";
import { mayDecide } from "./identity.js";

/** @type {("left" | "right")[]} */
const SIDES = ["left", "right"];
const SETTLED = 3; // resolved ones that are still shown
const TOLD = 15; // own entries among which one is where the customer was told

/** The cards of a page: those that are open first. */
/** @param {Console.Context} ctx @param {Page} page */
export function contradictionCards(ctx, page) {
  const open = page.contradictions.filter((each) => each.state === "open");
  const settled = page.contradictions.filter((each) => each.state !== "open").slice(-SETTLED);
  return [...open, ...settled.reverse()].map((each) => card(ctx, page, each));
}

// Not every side says when.
/** @type {(at: string | null | undefined) => string} */
const when = (at) => (at ? moment(at) : "");

// "in_store · Bartek": where, and who.
/** @type {(source: string | undefined) => string} */
const sourceOf = (source) => {
  const [channel, ...who] = plain(source).split(" · ");
  return [term("channel", channel), ...who].join(", ");
};
/** @type {(found: Wire.Contradiction) => string} */
const subjectOf = ({ subject }) => plain(subject).replace(/^\w+:/, "");

/** @param {Console.Context} ctx @param {Page} page @param {Wire.Contradiction} found */
function card(ctx, page, found) {
  const about = [term("contrary", found.kind), subjectOf(found)].filter(Boolean).join(": ");
  const open = found.state === "open";
  return el(
    "article",
    { class: `contra${open ? "" : " done"}`, "aria-label": t("contra.label", { about }) },
    el("p", { class: "ch" }, icon(open ? "warning" : "check", 15), el("b", null, about), !open && el("span", { class: "m" }, t("contra.settled"))),
    el("div", { class: "sides" }, SIDES.map((side, at) => sideNode(ctx, page, found, side, at))),
    open && mayDecide(ctx.session) && el("button", { type: "button", class: "btn small", "data-f": `settle-${found.contradiction_id}`, onclick: () => askResolution(ctx, found) }, t("contra.settle")),
    !open && found.stands === "neither" && el("p", { class: "m" }, t("contra.neither")),
    !open && found.reason && said("p", "m", found.reason),
  );
}

/** @param {Console.Context} ctx @param {Page} page @param {Wire.Contradiction} found @param {"left" | "right"} side @param {number} at */
function sideNode(ctx, page, found, side, at) {
  const { words, value, source, at: told } = found[side];
  const item = page.byId.get(found.items[at]);
  const show = () => ctx.showSource({ item_id: found.items[at], span: spanOf(item?.text, words) });
  const stands = found.stands === side;
  return el(
    "div",
    { class: `side${stands ? " stands" : found.state === "open" ? "" : " fell"}` },
    el("p", { class: "sw said", dir: "auto" }, unfoldable(ctx, parts(page, plain(words || value)))),
    el("p", { class: "m" }, said("span", "", sourceOf(source))),
    el(
      "button",
      { type: "button", class: "from", "aria-label": t("know.show", { what: [sourceOf(source), when(told)].filter(Boolean).join(", ") }), onclick: show },
      item && channelIcon(item.channel, 14),
      el("u", null, when(told) || t("guard.source")),
    ),
    stands && el("span", { class: "tag ok" }, icon("check", 13), t("contra.stands")),
  );
}

/** Asks which side holds and where the customer was told; what is said is an event. */
/** @param {Console.Context} ctx @param {Wire.Contradiction} found */
export function askResolution(ctx, found) {
  const { page } = ctx.session;
  const write = pen();
  const reason = el("input", { type: "text", maxlength: 500 });
  const ours = page.items.filter((item) => ["agent", "supervisor", "store_associate"].includes(item.author.role) && item.text).slice(-TOLD).reverse();
  const told = choice(
    [["", t("contra.untold")], ...ours.map((item) => /** @type {[string, string]} */ ([item.item_id, `${moment(item.occurred_at)}: ${plain(item.text).slice(0, 60)}`]))],
    {},
  );
  /** @type {(side: "left" | "right") => string} */
  const label = (side) => `${plain(found[side].words || found[side].value)} (${[sourceOf(found[side].source), when(found[side].at)].filter(Boolean).join(", ")})`;
  const sides = el(
    "fieldset",
    null,
    el("legend", null, t("contra.which")),
    SIDES.map((side) => tick("radio", "stands", side, label(side), false, true)),
    tick("radio", "stands", "neither", t("contra.neither"), false, true),
  );
  openDialog({
    title: t("contra.title", { what: term("contrary", found.kind) }),
    wide: true,
    nodes: [sides, field(t("contra.told"), told), field(t("reason"), reason)],
    verb: t("contra.verb"),
    run: () =>
      write(`/v1/contradictions/${encodeURIComponent(found.contradiction_id)}/resolution`, {
        customer_id: page.customerId,
        stands: /** @type {HTMLInputElement} */ (sides.querySelector(":checked")).value,
        told_item: told.value || null,
        reason: reason.value,
      }),
  });
}
