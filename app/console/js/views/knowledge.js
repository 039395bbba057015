// What we know: promises (broken first), facts with their sources, orders, identity.

import { el, put } from "../core/dom.js";
import { clock, daysBetween, money, number, shortDay, span, t, term } from "../core/i18n.js";
import { laneOf } from "../core/channels.js";
import { inTrouble, ordered } from "../core/promises.js";
import { plain, said } from "../core/words.js";
import { channelIcon, icon } from "../parts/icons.js";
import { masked } from "../parts/people.js";

const SENSITIVE = new Set(["birth_date", "address", "postcode", "amount"]);
const SECTIONS = { promises: "flag", facts: "pin", orders: "commerce", identity: "people" };
const HANDLE_ICONS = {
  phone: "phone",
  email: "email",
  whatsapp: "whatsapp",
  messenger: "messenger",
  telegram: "telegram",
  chat_device: "chat",
  app_user: "app",
  loyalty_card: "tag",
  marketplace_account: "marketplace",
  crm_no: "crm",
  order_no: "commerce",
  receipt: "note",
};
const ORDER_EVENTS = { "order-noted": "commerce", "shipment-noted": "truck", "offer-quoted": "tag", "stock-noted": "box" };

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
  let drawn = null;

  function draw() {
    const { page } = ctx.session;
    const depends = [
      page.promises,
      page.facts,
      page.items,
      page.items.length,
      page.version,
      page.identity,
      ctx.source,
      Math.floor(Date.now() / 60_000),
    ];
    if (drawn?.every((each, index) => each === depends[index])) return;
    drawn = depends;
    const counts = { promises: drawPromises(page), facts: drawFacts(page), orders: drawOrders(page), identity: drawIdentity(page) };
    drawStrip(counts);
  }

  function drawStrip(counts) {
    put(
      strip,
      Object.entries(SECTIONS).map(([name, shape]) => {
        const { n, bad = 0 } = counts[name];
        const label = t(bad ? "know.strip.bad" : "know.strip", { section: t(`know.${name}`), n, bad });
        const open = () => {
          ctx.toggleKnowledge(true);
          bodies[name].node.scrollIntoView({ block: "start" });
        };
        return el(
          "button",
          { type: "button", class: bad ? "bad" : null, "aria-label": label, onclick: open },
          icon(shape, 18),
          el("span", null, number(bad || n)),
        );
      }),
    );
  }

  function drawPromises(page) {
    const list = ordered(page.promises, Date.now());
    bodies.promises.fill(list.length, null, list.length ? list.map((promise) => promiseNode(promise, page)) : none("promises"));
    return { n: list.length, bad: list.filter((promise) => inTrouble(promise.standing)).length };
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
    const current = page.facts.filter((fact) => !fact.superseded_by);
    const latest = [...new Map(current.map((fact) => [`${fact.key}:${fact.norm || fact.value}`, fact])).values()];
    const hint = latest.length ? el("span", { class: "hint" }, t("know.source")) : null;
    bodies.facts.fill(
      latest.length,
      hint,
      latest.length
        ? el(
            "dl",
            { class: "fx" },
            latest.map((fact) => factNode(fact, page)),
          )
        : none("facts"),
    );
    return { n: latest.length };
  }

  function factNode(fact, page) {
    const chosen = ctx.source?.fact === fact.key && ctx.source.item_id === fact.item_id;
    const folded = SENSITIVE.has(fact.key) && page.identity && !page.identity.proven && !fact.proven;
    const before = folded ? null : page.facts.findLast((other) => other.superseded_by === fact.fact_id && other.norm !== fact.norm);
    const label = term("fact", fact.key);
    const show = () => ctx.showSource({ item_id: fact.item_id, span: fact.span, fact: fact.key });
    return el(
      "div",
      { class: chosen ? "fsel" : null },
      el("dt", null, label),
      el(
        "dd",
        null,
        folded ? el("span", { class: "fold" }, icon("lock", 13), " ", t("know.folded")) : said("span", "", fact.value),
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
    bodies.orders.fill(list.length, null, list.length ? el("ul", { class: "idl" }, list.map(orderNode)) : none("orders"));
    return { n: list.length };
  }

  function orderNode(item) {
    const show = () => ctx.showSource({ item_id: item.item_id, fact: null, promise: true });
    return el(
      "li",
      null,
      el(
        "button",
        { type: "button", class: "idb", onclick: show },
        icon(ORDER_EVENTS[item.event], 15),
        said("span", "v", orderTitle(item)),
        el("span", { class: "m" }, orderState(item)),
      ),
    );
  }

  function drawIdentity(page) {
    const handles = page.identity?.handles ?? [];
    const others = page.identity?.suggested_matches?.length ?? 0;
    const linked = handles.length ? el("span", { class: "c" }, t("know.linked", { n: handles.length })) : null;
    bodies.identity.fill(
      null,
      linked,
      handles.length ? el("ul", { class: "idl" }, handles.map(handleNode)) : none("identity"),
      others > 0 && el("p", { class: "m" }, t("know.suggested", { n: others })),
    );
    return { n: handles.length };
  }

  return { node, draw };
}

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

const moment = (at) => (daysBetween(at, new Date()) === 0 ? clock(at) : `${shortDay(at)} ${clock(at)}`);

function promisePill(promise, tone) {
  if (promise.standing === "overdue")
    return el("span", { class: "pill bad" }, t("promise.late", { span: span(Date.now() - Date.parse(promise.due_at)) }));
  if (tone === "bad") return el("span", { class: "pill bad" }, term("promise", promise.standing));
  if (promise.standing !== "open") return el("span", { class: "st" }, term("promise", promise.standing));
  return el("span", { class: "st" }, promise.due_at ? t("promise.open", { when: shortDay(promise.due_at) }) : t("promise.undated"));
}

function orderTitle({ event, about = {}, text }) {
  if (event === "stock-noted") return text || t("stock.line", { sku: about.sku ?? "", place: about.place ?? "", n: about.quantity ?? 0 });
  if (event === "offer-quoted" && about.code) return [about.code, about.value, about.product].filter(Boolean).join(", ");
  const parts = [about.number, about.total && money(about.total, about.currency)];
  return parts.filter(Boolean).join(", ") || text;
}

function orderState({ about = {}, occurred_at: at }) {
  const state = about.state ? term("state", about.state) : null;
  return [state, shortDay(about.as_of ?? at)].filter(Boolean).join(" ");
}

function handleNode(handle) {
  const shape = HANDLE_ICONS[handle.kind] ?? "people";
  const level = handle.shared ? t("know.shared") : term("level", handle.level);
  return el(
    "li",
    null,
    icon(shape, 15, term("handle", handle.kind)),
    said("span", "v", masked(handle.kind, handle.value)),
    el("span", { class: handle.shared ? "m warn" : "m" }, level),
  );
}
