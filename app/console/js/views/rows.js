// One row of the timeline each: a message card, a quiet line of context, a bend of the thread.

import { el, say, svg } from "../core/dom.js";
import { veiled } from "../core/folding.js";
import { after, clock, dayName, fullMoment, shortDay, span, t, term } from "../core/i18n.js";
import { inTrouble, standing } from "../core/promises.js";
import { plain, said } from "../core/words.js";
import { onItsWay, orderTitle } from "../parts/evidence.js";
import { channelIcon, icon } from "../parts/icons.js";
import { drawCall } from "./call.js";

/** @type {Record<Console.Lane, number>} */
const LANE_X = { chat: 12, email: 28, store: 44, phone: 60 };
const LONG = 900; // characters after which a text is folded
const LINES = 12;
/** @type {Record<string, string>} */
const QUIET_ICONS = {
  "order-noted": "commerce",
  "shipment-noted": "truck",
  "offer-quoted": "tag",
  "stock-noted": "box",
  "promise-made": "flag",
  "note-added": "note",
  "interaction-ended": "clock",
};
const AT_ONCE = 60_000;
/** @type {Record<string, string>} */
const DELIVERY_ICONS = { failed: "warning", queued: "clock" };

/** Draws a planned row. `view` gives {source, customer, promises, noted, contrary, who, now}. */
/** @param {Console.Row} row @param {Console.View} view */
export function drawRow(row, view) {
  const { kind } = row;
  const body = kind === "switch" ? drawSwitch(/** @type {Console.Bend} */ (row)) : { item: drawCard, quiet: drawQuiet, call: drawCall }[kind](row, view);
  const classes = [
    "row",
    row.kind,
    row.lane ?? "nolane",
    row.from && `from-${row.from}`,
    row.first && "first",
    row.end && "end",
    row.live && "live",
    body.cls,
  ].filter(Boolean);
  const attrs = { class: classes.join(" "), tabindex: "-1", "data-key": row.key, "aria-label": body.label };
  const day = row.day && el("p", { class: "day" }, el("span", null, dayName(row.day)));
  const unread = row.unread && el("p", { class: "unread" }, el("span", null, t("timeline.unread", { n: row.unread })));
  return el("article", attrs, day, unread, body.nodes);
}

/** A name as the timeline shows it. */
/** @param {Pick<Console.Shown, "author">} item @param {Pick<Console.View, "customer">} view */
export function authorName(item, view) {
  const { role, name } = item.author;
  if (role === "customer" || role === "unknown")
    return plain(view.customer) && role === "customer" ? plain(view.customer) : plain(name) || term("name", role);
  return plain(name) || term("name", role);
}

/** @param {Console.Bend} row @returns {Console.Body} */
function drawSwitch(row) {
  const [from, to] = row.channels;
  const names = { from: term("channel", from), to: term("channel", to) };
  const gap = row.gap > AT_ONCE ? after(row.gap) : t("switch.at_once");
  const curve = svg(
    "svg",
    { class: "bend", viewBox: "0 0 72 40", width: 72, height: 40, preserveAspectRatio: "none", "aria-hidden": "true" },
    halves(LANE_X[row.from], LANE_X[row.lane]).map((d, at) => svg("path", { d, class: `s-${at ? row.lane : row.from}` })),
  );
  const line = el(
    "p",
    { class: "swl" },
    el("span", { class: "ics" }, channelIcon(from, 14), el("span", { class: "m" }, "→"), channelIcon(to, 14)),
    el("b", null, t("switch.title", { from: names.from, to: lower(names.to) })),
    el("span", { class: "m" }, gap),
    row.answered && !row.repeated && el("span", { class: "tag ok" }, icon("check", 14), t("switch.clean")),
    row.repeated ? el("span", { class: "tag bad" }, icon("warning", 14), t("switch.repeated", { n: row.repeated })) : null,
  );
  return { label: t("switch.label", names), nodes: [el("div", { class: "swb" }, curve, line)] };
}

// The two halves of the curve M x1 0 C x1 22, x2 18, x2 40, each with a colour of its own (de Casteljau's points at its middle).
/** @type {(x1: number, x2: number) => string[]} */
const halves = (x1, x2) => {
  const middle = (x1 + x2) / 2;
  return [`M ${x1} 0 C ${x1} 11, ${(x1 + middle) / 2} 15.5, ${middle} 20`, `M ${middle} 20 C ${(middle + x2) / 2} 24.5, ${x2} 29, ${x2} 40`];
};

/** @type {(name: string) => string} */
const lower = (name) =>
  /^[A-ZĄĆĘŁŃÓŚŹŻ][a-ząćęłńóśźż-]+$/u.test(name) && !/^(Messenger|Telegram|Marketplace)$/.test(name) ? name.toLowerCase() : name;

/** @param {Console.Row} row @param {Console.View} view @returns {Console.Body} */
function drawCard(row, view) {
  const [item] = row.items;
  const name = authorName(item, view);
  const mine = item.author.role === "customer" || item.author.role === "unknown";
  const source = view.source?.item_id === item.item_id ? view.source : null;
  const header = el(
    "div",
    { class: "hd" },
    el("b", { class: "said", dir: "auto" }, name),
    subtitle(row, item),
    el("span", { class: "tm" }, source && el("span", { class: "why" }, sourceLabel(source)), marks(item, view), delivery(item, view), mover(item, view), time(item)),
  );
  const card = el("div", { class: `cd${source ? " src" : ""}${item.entry ? " way" : ""}` }, header, text(item, source, view), files(item, view));
  return {
    label: t("item.label", { name, channel: term("channel", item.channel), time: clock(item.occurred_at) }),
    cls: mine ? "cust" : item.author.role,
    nodes: [card],
  };
}

/** @param {Console.Row} row @param {Console.Shown} item */
function subtitle(row, item) {
  const { role } = item.author;
  const parts = [];
  if (item.kind === "visit") parts.push(t("item.visit"));
  else if (["agent", "bot", "supervisor", "system"].includes(role)) parts.push(term("role", role));
  const place = plain(item.entry_point);
  const told = row.opens && place && !/^[+\d\s()-]+$/.test(place) ? place : "";
  if (row.opens && item.kind !== "visit" && !told.toLowerCase().includes(item.channel)) parts.push(lower(term("channel", item.channel)));
  if (told) parts.push(told);
  return el("span", { class: "m said", dir: "auto" }, parts.join(", "));
}

/** What stands out about an entry. */
/** @param {Console.Shown} item @param {Console.View} view @returns {Console.Child[]} */
export function marks(item, view) {
  return [
    ...(view.noted.get(item.item_id) ?? []).map((promise) => noted(promise, view)),
    view.contrary.has(item.item_id) && el("span", { class: "tag bad" }, icon("warning", 13), t("item.contrary")),
    item.late &&
      el(
        "span",
        { class: "tag warn", title: t("item.late.hint", { when: fullMoment(item.occurred_at), arrived: fullMoment(item.recorded_at) }) },
        icon("clock", 13),
        t("item.late"),
      ),
    item.asked_again.length > 0 &&
      el(
        "span",
        { class: "tag bad" },
        icon("warning", 13),
        t("item.asked", { facts: item.asked_again.map((each) => term("known", each.key)).join(", ") }),
      ),
  ];
}

/** @param {Console.Shown} item @param {Console.View} view */
function delivery(item, view) {
  if (item.entry) return onItsWay(item.entry, view);
  const state = item.delivery?.state;
  if (!state) return null;
  return el(
    "span",
    { class: `tag${state === "failed" ? " bad" : " dl"}` },
    icon(DELIVERY_ICONS[state] ?? "check", 13),
    term("delivery", state),
  );
}

// A promise that was read from these words.
/** @param {Wire.Promise} promise @param {Console.View} view */
function noted(promise, view) {
  const bad = inTrouble(standing(promise, view.now));
  return el(
    "span",
    { class: `tag${bad ? " bad" : ""}`, title: plain(promise.what) },
    icon(bad ? "warning" : "flag", 13),
    el("span", { class: "cutw" }, t("item.promise", { what: plain(promise.what) })),
    el("span", null, promiseWords(promise, view)),
  );
}

/** The button by which an interaction is given to somebody else. */
/** @type {(item: Console.Shown, view: Console.View) => Console.Child} */
export const mover = (item, { move }) =>
  move &&
  !item.entry &&
  item.interaction_id &&
  el("button", { type: "button", class: "mv", "aria-label": t("move.open"), title: t("move.open"), onclick: () => move(item) }, icon("move", 14));

/** @type {(item: Console.Shown) => HTMLElement} */
const time = (item) => el("time", { datetime: item.occurred_at, title: fullMoment(item.occurred_at) }, clock(item.occurred_at));

/** @type {(source: Console.Source) => string} */
export const sourceLabel = (source) =>
  source.fact
    ? t("item.source", { fact: term("fact", source.fact) })
    : source.sentence
      ? t("item.source.brief", { n: source.sentence })
      : t("item.source.plain");

/** @param {Console.Shown} item @param {Console.Source | null} source @param {Console.View} view */
function text(item, source, { unfolded }) {
  if (!item.text && !item.attachments?.length) return el("p", { class: "tx m" }, t("item.empty"));
  const body = said("p", "tx", item.text, source?.span);
  const cut = item.text_more && el("p", { class: "m cut" }, t("item.cut"));
  const long = item.text.length > LONG || item.text.split("\n", LINES + 1).length > LINES;
  if (!long || source) return [body, cut];
  const button = el("button", { type: "button", class: "more", onclick: turn });
  show(unfolded.has(item.item_id));
  function turn() {
    const open = !unfolded.delete(item.item_id);
    if (open) unfolded.add(item.item_id); // stays so when the row is drawn anew
    show(open);
  }
  /** @param {boolean} open */
  function show(open) {
    body.classList.toggle("folded", !open);
    button.setAttribute("aria-expanded", String(open));
    say(button, t(open ? "item.less" : "item.more"));
  }
  return [body, cut, button];
}

// Drawn by views/files.js, in a place that is kept for them.
/** @param {Console.Shown} item @param {Console.View} view */
function files(item, view) {
  if (!item.attachments?.length) return null;
  const box = el("div", { class: item.attachments.some((each) => each.attachment_id) ? "ex fls" : "ex" });
  view.files(box, item);
  return box;
}

/** @param {Console.Row} row @param {Console.View} view @returns {Console.Body} */
function drawQuiet(row, view) {
  const [item] = row.items;
  const promise = view.promises.find((each) => each.promise_id === item.about?.promise_id);
  const source = view.source?.item_id === item.item_id ? view.source : null;
  const line = el(
    "div",
    { class: `ln1${source ? " src" : ""}` },
    icon(QUIET_ICONS[item.event] ?? "note", 15),
    el(
      "div",
      { class: "qt" },
      item.event === "note-added" && el("b", null, `${authorName(item, view)}, ${t("item.note")}: `),
      quietText(item, source, view),
      " ",
      promise && promiseMark(promise, view),
    ),
    el("span", { class: "tm" }, source && el("span", { class: "why" }, sourceLabel(source)), item.event !== "promise-made" && marks(item, view), item.entry && onItsWay(item.entry, view), time(item)),
  );
  const label = t("item.label", { name: term("event", item.event), channel: term("channel", item.channel), time: clock(item.occurred_at) });
  return { label, cls: item.event === "note-added" ? "team" : null, nodes: [line] };
}

/** @param {Console.Shown} item @param {Console.Source | null} source @param {Console.View} view */
function quietText(item, source, { page }) {
  /** @type {Record<string, any>} */
  const about = item.about ?? {};
  const told = item.event === "order-noted" ? [orderTitle({ ...item, about }), about.state && term("state", about.state)].filter(Boolean).join(", ") : item.text;
  const shown = item.event.endsWith("-noted") || item.event === "offer-quoted" ? veiled(page, told) : told;
  if (shown !== item.text) return said("span", "", shown);
  if (item.text) return said("span", "", item.text, source?.span);
  if (item.about?.what) return said("span", "", `${t("event.promise-made")}: ${item.about.what}`);
  if (item.delivery) return t("delivery.alone", { state: term("delivery", item.delivery.state) });
  return term("event", item.event);
}

/** @param {Wire.Promise} promise @param {Console.View} view */
function promiseMark(promise, view) {
  const bad = inTrouble(standing(promise, view.now));
  return el("span", { class: `tag${bad ? " bad" : ""}` }, bad && icon("warning", 13), promiseWords(promise, view));
}

/** @param {Wire.Promise} promise @param {Console.View} view */
export function promiseWords(promise, view) {
  const state = standing(promise, view.now);
  const late = state === "overdue" ? t("promise.late", { span: span(view.now - Date.parse(promise.due_at ?? "")) }) : null;
  if (late) return late;
  if (state !== "open") return term("promise", state);
  return promise.due_at ? t("promise.open", { when: shortDay(promise.due_at) }) : t("promise.undated");
}
