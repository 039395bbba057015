// What we know: promises (broken first), facts with their sources, orders, identity.

import { el, keepFocus, put } from "../core/dom.js";
import { folded, foldButton, foldState, parts, unfoldable } from "../core/folding.js";
import { later, load } from "../core/later.js";
import { money, number, shortDay, span, t, term } from "../core/i18n.js";
import { laneOf } from "../core/channels.js";
import { inTrouble, ordered } from "../core/promises.js";
import { plain, said } from "../core/words.js";
import { moment } from "../parts/evidence.js";
import { channelIcon, icon } from "../parts/icons.js";
import { makeIdentity, mayDecide } from "./identity.js";

const SECTIONS = { promises: "flag", contradictions: "warning", facts: "pin", orders: "commerce", identity: "people" };
// What it is about first, then who it is about.
const FACTS = ["order_no", "product", "problem", "wanted_outcome", "tried_already", "deadline", "date", "amount", "contact_preference", "name", "phone", "email"];
const ORDER_EVENTS = { "order-noted": "commerce", "shipment-noted": "truck", "offer-quoted": "tag", "stock-noted": "box" };

// The name of somebody the customer speaks of (a child, a doctor) is not theirs.
const named = (fact) => (fact.extracted_by?.startsWith("rule:another.") ? "another" : fact.key);

/** @param {Console.Context} ctx */
export function makeKnowledge(ctx) {
  const strip = el("div", { class: "tabstrip" });
  const close = el(
    "button",
    { type: "button", class: "ib closer", "aria-label": t("know.close"), onclick: () => ctx.toggleKnowledge(false) },
    icon("close", 16),
  );
  const bodies = Object.fromEntries(Object.keys(SECTIONS).map((name) => [name, section(name)]));
  const inner = el(
    "div",
    { class: "secs", tabindex: "0", role: "region", "aria-label": t("know.label") },
    close,
    Object.values(bodies).map((each) => each.node),
  );
  const node = el("aside", { class: "panel", "aria-label": t("know.label") }, strip, inner);
  const identity = makeIdentity(ctx, bodies.identity.fill);
  const adder = mayDecide(ctx.session)
    ? el("button", { type: "button", class: "btn ghost", onclick: () => later("handing", "askPromise", ctx) }, t("promise.add"), " ", el("kbd", { "aria-hidden": "true" }, "P"))
    : null;
  let contrary = null; // how contradictions are drawn: loaded for the first page that has one
  let drawn = null;

  function draw() {
    keepFocus(inner, drawAll);
  }

  function drawAll() {
    const { page } = ctx.session;
    const depends = [
      page.promises,
      page.facts,
      page.contradictions,
      contrary,
      page.items,
      page.items.length,
      page.version,
      page.identity,
      page.decisions,
      foldState(page),
      ctx.source,
      Math.floor(Date.now() / 60_000),
    ];
    if (drawn?.every((each, index) => each === depends[index])) return;
    drawn = depends;
    const counts = { promises: drawPromises(page), contradictions: drawContradictions(page), facts: drawFacts(page), orders: drawOrders(page), identity: identity.draw(page) };
    drawStrip(counts);
  }

  function drawStrip(counts) {
    put(
      strip,
      Object.entries(SECTIONS).map(([name, shape]) => {
        const { n, bad = 0 } = counts[name];
        if (name === "contradictions" && !n) return null;
        const label = t(bad && name === "promises" ? "know.strip.bad" : "know.strip", { section: t(`know.${name}`), n, bad });
        const open = () => show(name);
        return el(
          "button",
          { type: "button", class: bad ? "bad" : null, "aria-label": label, onclick: open },
          icon(shape, 18),
          el("span", null, number(bad || n)),
        );
      }),
    );
  }

  /** Brings a section into view, where the panel is a drawer by opening it. */
  function show(name) {
    ctx.toggleKnowledge(true);
    bodies[name].node.scrollIntoView({ block: "start" });
  }

  function drawPromises(page) {
    const list = ordered(page.promises, Date.now());
    bodies.promises.fill(list.length, adder, list.length ? list.map((promise) => promiseNode(promise, page)) : none("promises"));
    return { n: list.length, bad: list.filter((promise) => inTrouble(promise.standing)).length };
  }

  function drawContradictions(page) {
    const { node: section, fill } = bodies.contradictions;
    const open = page.contradictions.filter((each) => each.state === "open").length;
    section.hidden = !page.contradictions.length;
    if (section.hidden) return { n: 0 };
    if (contrary) fill(open || null, null, contrary(ctx, page));
    else load("contradictions").then(learn, () => {});
    return { n: open, bad: open };
  }

  function learn({ contradictionCards }) {
    contrary = contradictionCards;
    draw();
  }

  function promiseNode(promise, page) {
    const { standing: state } = promise;
    const tone = inTrouble(state) ? "bad" : state === "kept" ? "ok" : "open";
    const shape = tone === "bad" ? "warning" : tone === "ok" ? "check" : "flag";
    const source = page.byId.get(promise.items?.[0]);
    const who = plain(promise.made_by?.name ?? promise.made_by);
    const when = promise.due_at ? moment(promise.due_at) : null;
    return el(
      "div",
      { class: "pr" },
      el("span", { class: `c-${tone}` }, icon(shape, 16)),
      said("span", "t", promise.what),
      promisePill(promise, tone),
      el(
        "span",
        { class: "by" },
        el("span", null, when ? t("promise.by", { who, when }) : t("promise.by.undated", { who })),
        source && sourceLink(source, promise.what),
      ),
    );
  }

  function sourceLink(item, what) {
    const show = () => ctx.showSource({ item_id: item.item_id, fact: null, sentence: null, promise: true });
    return el(
      "button",
      {
        type: "button",
        class: `from ${laneOf(item.channel) ?? "none"}`,
        "aria-label": t("know.show", { what: plain(what) }),
        onclick: show,
      },
      channelIcon(item.channel, 14),
      el("u", null, moment(item.occurred_at)),
    );
  }

  function drawFacts(page) {
    const current = page.facts.filter((fact) => !fact.superseded_by && !fact.retracted);
    const told = [...new Map(current.map((fact) => [`${fact.key}:${fact.norm || fact.value}`, fact])).values()];
    const latest = told.toSorted((a, b) => place(a) - place(b));
    const hint = latest.length ? el("span", { class: "hint" }, t("know.source")) : null;
    bodies.facts.fill(
      latest.length,
      hint,
      latest.length
        ? el(
            "dl",
            { class: "fx" },
            latest.map((fact, at) => factNode(fact, page, at > 0 && named(fact) === named(latest[at - 1]))),
          )
        : none("facts"),
    );
    return { n: latest.length };
  }

  function factNode(fact, page, again) {
    const chosen = ctx.source?.fact === fact.key && ctx.source?.item_id === fact.item_id;
    const hidden = folded(page, fact.key);
    const before = hidden ? null : page.facts.findLast((other) => other.superseded_by === fact.fact_id && other.norm !== fact.norm);
    const label = term("fact", named(fact));
    const show = () => ctx.showSource({ item_id: fact.item_id, span: fact.span, fact: fact.key });
    return el(
      "div",
      { class: chosen ? "fsel" : null },
      el("dt", null, again ? el("span", { class: "sr" }, label) : label),
      el(
        "dd",
        null,
        hidden ? foldButton(ctx, fact.key) : said("span", "", fact.value),
        before && said("span", "old", t("know.before", { value: plain(before.value) })),
      ),
      el(
        "dd",
        { class: "o" },
        fact.item_id &&
          el(
            "button",
            {
              type: "button",
              class: `sb ${laneOf(fact.channel) ?? "none"}`,
              "aria-label": t("know.show", { what: `${label}, ${term("channel", fact.channel)}` }),
              onclick: show,
            },
            channelIcon(fact.channel, 15),
          ),
      ),
    );
  }

  function drawOrders(page) {
    const latest = new Map();
    for (const item of page.items)
      if (ORDER_EVENTS[item.event])
        latest.set(`${item.event}:${item.about?.number ?? item.about?.code ?? item.about?.sku ?? item.item_id}`, item);
    const list = [...latest.values()].reverse();
    bodies.orders.fill(list.length, null, list.length ? el("ul", { class: "idl" }, list.map((item) => orderNode(item, page))) : none("orders"));
    return { n: list.length };
  }

  function orderNode(item, page) {
    const show = () => ctx.showSource({ item_id: item.item_id, fact: null, promise: true });
    const told = parts(page, orderTitle(item));
    return el(
      "li",
      null,
      el(
        "button",
        { type: "button", class: "idb", onclick: show },
        icon(ORDER_EVENTS[item.event], 15),
        said("span", "v", told.filter((part) => typeof part === "string").join("").replace(/,\s*$/, "")),
        el("span", { class: "m" }, orderState(item)),
      ),
      unfoldable(ctx, told.filter((part) => typeof part !== "string").slice(0, 1)),
    );
  }

  return { node, draw, show };
}

const place = ({ key }) => (FACTS.includes(key) ? FACTS.indexOf(key) : FACTS.length);

function section(name) {
  const title = el("h2");
  const body = el("div");
  const node = el("section", { class: "sec" }, title, body);
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

const none = (name) => el("p", { class: "none m" }, t(`know.none.${name}`));

function promisePill(promise, tone) {
  if (promise.standing === "overdue")
    return el("span", { class: "pill bad" }, t("promise.late", { span: span(Date.now() - Date.parse(promise.due_at)) }));
  if (tone === "bad") return el("span", { class: "pill bad" }, term("promise", promise.standing));
  if (promise.standing !== "open") return el("span", { class: "st" }, term("promise", promise.standing));
  return el("span", { class: "st" }, promise.due_at ? t("promise.open", { when: shortDay(promise.due_at) }) : t("promise.undated"));
}

/** @param {Console.Noted} item */
function orderTitle({ event, about = {}, text }) {
  if (event === "stock-noted") return text || t("stock.line", { sku: about.sku ?? "", place: about.place ?? "", n: about.quantity ?? 0 });
  if (event === "offer-quoted" && about.code) return [about.code, about.value, about.product].filter(Boolean).join(", ");
  const parts = [about.number, about.total && money(about.total, about.currency)];
  return parts.filter(Boolean).join(", ") || text;
}

/** @param {Console.Noted} item */
function orderState({ about = {}, occurred_at: at }) {
  const state = about.state ? term("state", about.state) : null;
  return [state, shortDay(about.as_of ?? at)].filter(Boolean).join(" ");
}
