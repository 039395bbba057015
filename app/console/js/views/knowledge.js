// What we know: promises (broken first), facts with their sources, orders, identity, consents.

import { el, keepFocus, put } from "../core/dom.js";
import { folded, foldButton, foldState, parts, unfoldable } from "../core/folding.js";
import { later, load } from "../core/later.js";
import { number, shortDay, span, t, term, written } from "../core/i18n.js";
import { laneOf } from "../core/channels.js";
import { inTrouble, ordered } from "../core/promises.js";
import { onChange } from "../core/signal.js";
import { plain, said } from "../core/words.js";
import { dayEnd, moment, orderState, orderTitle } from "../parts/evidence.js";
import { channelIcon, icon } from "../parts/icons.js";
import { shortName } from "../parts/people.js";
import { makeIdentity, mayDecide } from "./identity.js";

/** @type {Record<Console.Section, string>} */
const SECTIONS = { promises: "flag", contradictions: "warning", facts: "pin", orders: "commerce", identity: "people", consents: "lock" };
const NAMES = /** @type {Console.Section[]} */ (Object.keys(SECTIONS));
// What it is about first, then who it is about.
const FACTS = ["order_no", "product", "problem", "wanted_outcome", "tried_already", "deadline", "date", "amount", "contact_preference", "name", "phone", "email"];
const SENTENCES = new Set(["problem", "wanted_outcome", "tried_already", "deadline", "date", "contact_preference"]); // begin large
/** @type {Record<string, string>} */
const ORDER_EVENTS = { "order-noted": "commerce", "shipment-noted": "truck", "offer-quoted": "tag", "stock-noted": "box" };

// The name of somebody the customer speaks of (a child, a doctor) is not theirs.
/** @type {(fact: Wire.Fact) => string} */
const named = (fact) => (fact.extracted_by?.startsWith("rule:another.") ? "another" : fact.key);

/** @param {Console.Context} ctx */
export function makeKnowledge(ctx) {
  const strip = el("div", { class: "tabstrip" });
  const close = el("button", { type: "button", class: "ib closer", "aria-label": t("know.close"), onclick: () => ctx.toggleKnowledge(false) }, icon("close", 16));
  /** @type {Record<Console.Section, ReturnType<typeof section>>} one for each */
  const bodies = /** @type {any} */ (Object.fromEntries(NAMES.map((name) => [name, section(name)])));
  const all = Object.values(bodies).map((each) => each.node);
  const inner = el("div", { class: "secs", tabindex: "0", role: "region", "aria-label": t("know.label") }, close, all);
  const node = el("aside", { class: "panel", "aria-label": t("know.label") }, strip, inner);
  const identity = makeIdentity(ctx, bodies.identity.fill);
  const adder = mayDecide(ctx.session)
    ? el("button", { type: "button", class: "btn ghost", onclick: () => later("handing", "askPromise", ctx) }, t("promise.add"), " ", el("kbd", { "aria-hidden": "true" }, "P"))
    : null;
  const recorder = mayDecide(ctx.session) ? el("button", { type: "button", class: "btn ghost", "data-f": "record", onclick: () => later("consenting", "askConsent", ctx) }, t("know.record")) : null;
  /** @type {Record<string, any>} */
  const lent = {}; // how sections are drawn that most pages have nothing for: loaded for the first that has
  /** @type {Set<string>} */
  const unfolded = new Set(); // kinds of facts of which older ones are shown
  /** @type {Map<string, Console.Source | null>} */
  const shut = new Map(); // kinds folded while an older one of them was pointed at
  /** @type {Page | null} */
  let shown = null;
  let turn = 0; // grows with what this panel itself has changed
  /** @type {Record<Console.Section, (depends: unknown[], draw: () => Console.Count) => Console.Count>} one for each */
  const changed = /** @type {any} */ (Object.fromEntries(NAMES.map((name) => [name, onChange()])));
  const stripChanged = onChange();

  function draw() {
    keepFocus(inner, drawAll);
  }

  // Each section by what stands in it: an event mostly changes one of them, or none.
  function drawAll() {
    const { page } = ctx.session;
    const { promises, facts, contradictions } = page;
    const also = [page, turn, foldState(page), Math.floor(Date.now() / 60_000)];
    /** @type {(id: string) => unknown} */
    const source = (id) => page.byId.get(id);
    const orders = latestOrders(page);
    const consents = page.identity ? [...page.identity.consents, ...page.identity.notices] : [];
    const counts = {
      promises: changed.promises([...also, promises, ...promises.map((each) => source(each.items[0]))], () => drawPromises(page)),
      contradictions: changed.contradictions([...also, contradictions, facts, ...contradictions.flatMap((each) => each.items.map(source))], () => drawContradictions(page)),
      facts: changed.facts([...also, facts, ctx.source], () => drawFacts(page)),
      orders: changed.orders([...also, facts, ...orders], () => drawOrders(page, orders)),
      identity: identity.draw(page),
      consents: changed.consents([...also, page.identity, ...consents.map((each) => source(each.item_id))], () => drawConsents(page, consents.length)),
    };
    stripChanged([JSON.stringify(counts)], () => drawStrip(counts));
  }

  /** @param {Record<Console.Section, Console.Count>} counts */
  function drawStrip(counts) {
    put(
      strip,
      NAMES.map((name) => {
        const { n, bad = 0 } = counts[name];
        if (name === "contradictions" && !n) return null;
        const label = t(bad && name === "promises" ? "know.strip.bad" : "know.strip", { section: t(`know.${name}`), n, bad });
        const open = () => show(name);
        return el("button", { type: "button", class: bad ? "bad" : null, "aria-label": label, onclick: open }, icon(SECTIONS[name], 18), el("span", null, number(bad || n)));
      }),
    );
  }

  /** Brings a section into view, where the panel is a drawer by opening it. */
  /** @param {Console.Section} name */
  function show(name) {
    ctx.toggleKnowledge(true);
    bodies[name].node.scrollIntoView({ block: "start" });
  }

  /** @param {Page} page @returns {Console.Count} */
  function drawPromises(page) {
    const list = ordered(page.promises, Date.now());
    bodies.promises.fill(list.length, adder, list.length ? list.map((promise) => promiseNode(promise, page)) : none("promises"));
    return { n: list.length, bad: list.filter((promise) => inTrouble(promise.standing)).length };
  }

  /** @param {Page} page @returns {Console.Count} */
  function drawContradictions(page) {
    const { node: section, fill } = bodies.contradictions;
    const open = page.contradictions.filter((each) => each.state === "open").length;
    section.hidden = !page.contradictions.length;
    if (section.hidden) return { n: 0 };
    fill(open || null, null, borrow("contradictions", "contradictionCards")?.(ctx, page));
    return { n: open, bad: open };
  }

  /** @param {Page} page @param {number} n @returns {Console.Count} */
  function drawConsents(page, n) {
    bodies.consents.fill(n, recorder, n ? borrow("besides", "consentLines")?.(ctx, page, sourceLink) : none("consents"));
    return { n };
  }

  /** @param {string} part @param {string} name */
  function borrow(part, name) {
    if (lent[name] === undefined) {
      lent[name] = null;
      load(part).then((loaded) => {
        lent[name] = loaded[name];
        turn += 1;
        if (ctx.session?.page) draw();
      }, () => delete lent[name]);
    }
    return lent[name];
  }

  /** @param {Wire.Promise & { standing: string }} promise @param {Page} page */
  function promiseNode(promise, page) {
    const { standing: state } = promise;
    const tone = inTrouble(state) ? "bad" : state === "kept" ? "ok" : "open";
    const shape = tone === "bad" ? "warning" : tone === "ok" ? "check" : "flag";
    const source = page.byId.get(promise.items?.[0]);
    const who = shortName(promise.made_by);
    const when = promise.due_at ? dayEnd(promise.due_at) : null;
    return el(
      "div",
      { class: "pr" },
      el("span", { class: `c-${tone}` }, icon(shape, 16)),
      said("span", "t", promise.what),
      promisePill(promise, tone),
      el("span", { class: "by" }, el("span", null, when ? t("promise.by", { who, when }) : t("promise.by.undated", { who })), source && sourceLink(source, promise.what)),
    );
  }

  /** @param {Wire.Item} item @param {string} what */
  function sourceLink(item, what) {
    const show = () => ctx.showSource({ item_id: item.item_id, fact: null, sentence: null, promise: true });
    const attrs = { type: "button", class: `from ${laneOf(item.channel) ?? "none"}`, "aria-label": t("know.show", { what: plain(what) }), onclick: show };
    return el("button", attrs, channelIcon(item.channel, 14), el("u", null, moment(item.occurred_at)));
  }

  /** @param {Page} page @returns {Console.Count} */
  function drawFacts(page) {
    if (shown !== page) unfolded.clear();
    shown = page;
    const groups = grouped(page.facts);
    const hint = groups.length ? el("span", { class: "hint" }, t("know.source")) : null;
    bodies.facts.fill(groups.length, hint, groups.length ? el("dl", { class: "fx" }, groups.map((group) => factGroup(group, page))) : none("facts"));
    return { n: groups.length };
  }

  // The newest of a kind stands; what was said before it unfolds below.
  /** @param {Wire.Fact[]} group @param {Page} page */
  function factGroup([newest, ...older], page) {
    const kind = named(newest);
    const open = unfolded.has(kind) || (older.some(chosen) && shut.get(kind) !== ctx.source);
    const toggle = () => {
      shut.set(kind, open ? ctx.source : null); // one that is pointed at later opens it again
      if (open) unfolded.delete(kind);
      else unfolded.add(kind);
      turn += 1;
      draw();
    };
    const words = t(open ? "know.fewer" : "know.older", { n: older.length });
    const more = older.length > 0 && el("button", { type: "button", class: "more", "aria-expanded": String(open), "data-f": `older-${kind}`, onclick: toggle }, words);
    return [factNode(newest, page, more), open && older.map((fact) => factNode(fact, page))];
  }

  /** @type {(fact: Wire.Fact) => boolean} */
  const chosen = (fact) => ctx.source?.fact === fact.key && ctx.source?.item_id === fact.item_id;

  // Without what unfolds the rest (false where there is none) it is one of the rest.
  /** @param {Wire.Fact} fact @param {Page} page @param {Console.Child} [more] */
  function factNode(fact, page, more) {
    const hidden = folded(page, fact.key);
    const before = hidden ? null : page.facts.findLast((other) => other.superseded_by === fact.fact_id && other.norm !== fact.norm);
    const label = term("fact", named(fact));
    const show = () => ctx.showSource({ item_id: fact.item_id, span: fact.span, fact: fact.key });
    const told = t("know.show", { what: `${label}, ${term("channel", fact.channel)}` });
    const source = { type: "button", class: `sb ${laneOf(fact.channel) ?? "none"}`, "data-f": fact.fact_id, "aria-label": told, onclick: show };
    return el(
      "div",
      { class: chosen(fact) ? "fsel" : null },
      el("dt", null, more === undefined ? el("span", { class: "sr" }, label) : label),
      el(
        "dd",
        null,
        hidden ? foldButton(ctx, fact.key) : said("span", SENTENCES.has(fact.key) ? "up" : "", written(fact.value)),
        before && said("span", "old", t("know.before", { value: plain(before.value) })),
        more,
      ),
      el("dd", { class: "o" }, fact.item_id && el("button", source, channelIcon(fact.channel, 15))),
    );
  }

  /** @param {Page} page @param {Wire.Item[]} list */
  function drawOrders(page, list) {
    bodies.orders.fill(list.length, null, list.length ? el("ul", { class: "idl" }, list.map((item) => orderNode(item, page))) : none("orders"));
    return { n: list.length };
  }

  /** @param {Wire.Item} item @param {Page} page */
  function orderNode(item, page) {
    const show = () => ctx.showSource({ item_id: item.item_id, fact: null, promise: true });
    const told = parts(page, orderTitle(item));
    return el(
      "li",
      null,
      el(
        "button",
        { type: "button", class: "idb", "data-f": `order-${item.item_id}`, onclick: show },
        icon(ORDER_EVENTS[item.event], 15),
        said("span", "v", told.filter((part) => typeof part === "string").join("").replace(/,\s*$/, "")),
        el("span", { class: "m" }, orderState(item)),
      ),
      unfoldable(ctx, told.filter((part) => typeof part !== "string").slice(0, 1)),
    );
  }

  return { node, draw, show };
}

/** Where a kind of fact stands among the others. */
/** @type {(key: string) => number} */
export const place = (key) => (FACTS.includes(key) ? FACTS.indexOf(key) : FACTS.length);

// What stands, each value once, by its kind: the most telling kind first, the newest of a kind first.
/** @param {Wire.Fact[]} facts */
function grouped(facts) {
  const current = facts.filter((fact) => !fact.superseded_by && !fact.retracted).reverse();
  /** @type {Map<string, Wire.Fact[]>} */
  const groups = new Map();
  for (const fact of current) {
    const group = groups.get(named(fact)) ?? [];
    if (!group.some((each) => (each.norm || each.value) === (fact.norm || fact.value))) groups.set(named(fact), [...group, fact]);
  }
  return [...groups.values()].sort(([a], [b]) => place(a.key) - place(b.key));
}

/** @param {Page} page */
function latestOrders(page) {
  /** @type {Map<string, Wire.Item>} */
  const latest = new Map();
  for (const item of page.items)
    if (ORDER_EVENTS[item.event])
      latest.set(`${item.event}:${item.about?.number ?? item.about?.code ?? item.about?.sku ?? item.item_id}`, item);
  return [...latest.values()].reverse();
}

/** @param {string} name */
function section(name) {
  const title = el("h2");
  const body = el("div");
  const node = el("section", { class: "sec" }, title, body);
  /** @type {Console.Fill} */
  const fill = (count, aside, ...nodes) => {
    put(
      title,
      t(`know.${name}`),
      count !== null && count !== undefined && el("span", { class: "c" }, number(count)),
      aside?.classList.contains("c") ? aside : [el("span", { class: "sp" }), aside],
    );
    put(body, nodes);
  };
  return { node, fill };
}

/** @type {(name: string) => HTMLElement} */
const none = (name) => el("p", { class: "none m" }, t(`know.none.${name}`));

/** @param {Wire.Promise & { standing: string }} promise @param {string} tone */
function promisePill(promise, tone) {
  if (promise.standing === "overdue")
    return el("span", { class: "pill bad" }, t("promise.late", { span: span(Date.now() - Date.parse(promise.due_at ?? "")) }));
  if (tone === "bad") return el("span", { class: "pill bad" }, term("promise", promise.standing));
  if (promise.standing !== "open") return el("span", { class: "st" }, term("promise", promise.standing));
  return el("span", { class: "st" }, promise.due_at ? t("promise.open", { when: shortDay(promise.due_at) }) : t("promise.undated"));
}
