// What rules and systems write, as people say it: an order's state, an amount, a time, what is on its way.

import { el } from "../core/dom.js";
import { clock, daysBetween, money, shortDay, t, term } from "../core/i18n.js";
import { refused } from "../core/refused.js";
import { icon } from "./icons.js";

/** A time of today, else the day too. */
/** @type {(at: Console.Moment) => string} */
export const moment = (at) => (daysBetween(at, new Date()) === 0 ? clock(at) : `${shortDay(at)} ${clock(at)}`);

/** The same of a term: one that ends with its day is that day. */
/** @type {(at: Console.Moment) => string} */
export const dayEnd = (at) => (clock(at) === "23:59" ? shortDay(at) : moment(at));

/** What an order, a parcel, a stock or an offer is called. */
/** @param {Console.Noted} item @returns {string} */
export function orderTitle({ event, about = {}, text }) {
  if (event === "stock-noted") return text || t("stock.line", { sku: about.sku ?? "", place: about.place ?? "", n: about.quantity ?? 0 });
  if (event === "offer-quoted" && about.code) return [about.code, about.value, about.product].filter(Boolean).join(", ");
  const parts = [about.number, about.total && money(about.total, about.currency)];
  return parts.filter(Boolean).join(", ") || text;
}

/** In which state it was, and when. */
/** @param {Console.Noted} item */
export function orderState({ about = {}, occurred_at: at }) {
  const state = about.state ? term("state", about.state) : null;
  return [state, shortDay(about.as_of ?? at)].filter(Boolean).join(" ");
}

/** Where words stand that are not in the record yet, and what can be done: said without a line too, so never loaded later. */
/** @param {Console.Entry} entry @param {{ edit: any, decide: any, writing: any }} view */
export function onItsWay(entry, { edit, decide, writing }) {
  /** @type {(name: string, run: (entry: Console.Entry) => void) => HTMLElement} */
  const act = (name, run) => el("button", { type: "button", class: "btn ghost", onclick: () => run(entry) }, t(name));
  /** @type {Record<string, string>} */
  const ways = { sending: "way.sending", waiting: "way.waiting", sent: "way.sending", crossed: "way.crossed" };
  const words = ways[entry.state ?? ""];
  if (words === "way.crossed") return [el("span", { class: "tag bad" }, icon("warning", 13), t(words)), act("way.look", decide)];
  if (words) return el("span", { class: "tag dl" }, icon("clock", 13), t(words));
  return [
    el("span", { class: "tag bad" }, icon("warning", 13), t("way.failed", { why: refused(entry.slug) })),
    act("way.retry", writing.retry.bind(writing)),
    entry.certain && entry.kind !== "promise" && act("way.edit", edit),
    entry.certain && entry.kind === "promise" && act("way.drop", writing.withdraw.bind(writing)),
  ];
}
