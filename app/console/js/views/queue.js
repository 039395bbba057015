// The queue: tabs, channel filter, one row per customer with the journey as a small thread.

import { arrange, el, put, say } from "../core/dom.js";
import { number, span, t } from "../core/i18n.js";
import { LANES, laneOf } from "../core/channels.js";
import { TABS } from "../core/inbox.js";
import { remember, remembered } from "../core/prefs.js";
import { go } from "../core/router.js";
import { channelIcon } from "../parts/icons.js";
import { drawRow } from "./queue-row.js";

const LANE_CHANNEL = { chat: "chat", email: "email", store: "in_store", phone: "phone" };

/** Makes the queue. `draw()` after a change of rows, `tick()` when only time went by. */
/** @param {Console.Context} ctx */
export function makeQueue(ctx) {
  const { inbox } = ctx.session;
  /** @type {{ alone: boolean, tab: Wire.Tab, lane: Console.Lane | null }} */
  const view = { alone: false, tab: TABS.find((tab) => tab === remembered("tab", "")) ?? "waiting", lane: null };
  const made = new Map(); // customer id -> {row, unread, current, node, tick}
  let shown = null; // what the list was made of; nothing while it shows something else
  const tabs = el("div", { class: "tabs", role: "tablist", "aria-label": t("queue.tabs") });
  const filter = el("div", { class: "chf", role: "group", "aria-label": t("queue.filter") });
  const list = el("div", { class: "ql", id: "queue-list", role: "tabpanel", tabindex: "0", "aria-label": t("queue.list") });
  const title = el("h2", null, t("queue.title"));
  const head = el("div", { class: "qh" }, title, tabs);
  const node = el("div", { class: "queue", role: "complementary", "aria-label": t("queue.label") }, head, filter, list);
  /** @type {Console.Total<Wire.Tab, { node: HTMLElement, count: HTMLElement }>} one for each */
  const buttons = /** @type {any} */ (new Map(TABS.map((tab) => [tab, tabButton(tab)])));
  put(
    tabs,
    [...buttons.values()].map((button) => button.node),
  );

  function tabButton(tab) {
    const count = el("b");
    const choose = () => {
      view.tab = tab;
      view.lane = null;
      remember("tab", tab);
      draw();
      list.scrollTop = 0;
    };
    const button = el(
      "button",
      { type: "button", role: "tab", "aria-controls": "queue-list", onclick: choose, onkeydown: walkTabs },
      t(`tab.${tab}`),
      count,
    );
    return { node: button, count };
  }

  function walkTabs(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(view.tab) + step + TABS.length) % TABS.length];
    buttons.get(next).node.click();
    buttons.get(next).node.focus();
  }

  function draw() {
    for (const tab of TABS) {
      const { node: button, count } = buttons.get(tab);
      button.setAttribute("aria-selected", String(tab === view.tab));
      button.tabIndex = tab === view.tab ? 0 : -1;
      say(count, inbox.loaded(tab) ? number(inbox.count(tab)) : "");
    }
    if (inbox.forbidden || !inbox.loaded(view.tab)) shown = null;
    if (inbox.forbidden) {
      put(filter);
      put(list, empty(t("queue.forbidden"), t("queue.forbidden.hint")));
      return;
    }
    if (!inbox.loaded(view.tab)) {
      put(filter);
      put(list, el("p", { class: "qe m" }, t("queue.loading")));
      return;
    }
    drawFilter();
    drawList();
  }

  function drawFilter() {
    const counts = Object.fromEntries(LANES.map((lane) => [lane, 0]));
    for (const row of shownTabs().flatMap((tab) => inbox.rows(tab))) counts[laneOf(row.channel) ?? ""] += 1;
    const present = LANES.filter((lane) => counts[lane] || lane === view.lane);
    put(
      filter,
      present.length < 2 && !view.lane
        ? []
        : present.map((lane) => {
            const label = t("queue.filter.one", { channel: t(`lane.${lane}`), n: counts[lane] });
            const choose = () => {
              view.lane = view.lane === lane ? null : lane;
              draw();
              filter.querySelector(`[data-lane=${lane}]`)?.focus();
            };
            return el(
              "button",
              { type: "button", "data-lane": lane, "aria-pressed": String(view.lane === lane), "aria-label": label, onclick: choose },
              channelIcon(LANE_CHANNEL[lane], 14),
              number(counts[lane]),
            );
          }),
    );
  }

  function drawList() {
    const groups = shownGroups().map((group) => ({ ...group, nodes: group.rows.map(rowNode) }));
    const now = groups.flatMap(({ title, aside, nodes }) => [view.alone, title, aside, ...nodes]);
    if (shown?.length && now.length === shown.length && now.every((each, index) => each === shown[index])) return;
    shown = now;
    const used = new Set(groups.flatMap(({ rows }) => rows.map((row) => row.customer_id)));
    for (const id of made.keys()) if (!used.has(id)) made.delete(id);
    const parts = groups.flatMap(({ title, aside, nodes }) => [
      el("h3", { class: "gh", "aria-level": view.alone ? "2" : "3" }, el("span", null, title), aside && el("span", null, aside)),
      arranged(el("ul"), nodes),
    ]);
    const focused = document.activeElement?.closest?.(".ql .q")?.dataset.id;
    const top = list.scrollTop;
    put(list, parts, parts.length ? null : emptyNow());
    list.scrollTop = top;
    if (focused) made.get(focused)?.node.querySelector(".q").focus({ preventScroll: true });
  }

  // Who looks after their own sees who waits besides.
  /** @type {() => Wire.Tab[]} */
  const shownTabs = () => (view.tab === "mine" ? ["mine", "waiting"] : [view.tab]);

  function shownGroups() {
    const shown = shownTabs();
    const mine = new Set(rowsOf("mine").map((row) => row.customer_id));
    const rows = (tab) => rowsOf(tab).filter((row) => tab === "mine" || view.tab !== "mine" || !mine.has(row.customer_id));
    return shown
      .map((tab) => ({ tab, rows: rows(tab) }))
      .filter((group) => group.rows.length)
      .map(({ tab, rows }) => ({ title: t(`queue.group.${tab}`), aside: longest(tab, rows), rows }));
  }

  const rowsOf = (tab) => inbox.rows(tab).filter((row) => !view.lane || laneOf(row.channel) === view.lane);

  function longest(tab, rows) {
    const since =
      tab === "waiting"
        ? rows
            .map((row) => row.waiting_since)
            .filter(Boolean)
            .sort()[0]
        : null;
    return since ? t("queue.longest", { span: span(Date.now() - Date.parse(since)) }) : null;
  }

  function emptyNow() {
    if (!view.lane) return empty(t(`queue.empty.${view.tab}`), t("queue.empty.hint"));
    const clear = () => {
      view.lane = null;
      draw();
    };
    return empty(t("queue.empty.filter"), el("button", { type: "button", class: "btn", onclick: clear }, t("queue.empty.filter.clear")));
  }

  function rowNode(row) {
    const unread = row.customer_id !== ctx.session.page?.customerId && inbox.unread(row);
    const current = row.customer_id === ctx.session.page?.customerId;
    const known = made.get(row.customer_id);
    if (known && known.row === row && known.unread === unread && known.current === current) return known.node;
    const fresh = drawRow(row, unread, current, ctx.session.who.person);
    made.set(row.customer_id, { row, unread, current, ...fresh });
    return fresh.node;
  }

  /** Moves to the next (1) or previous (-1) row shown; `waiting` takes only rows that wait. */
  function step(by, waiting = false) {
    const rows = shownGroups()
      .flatMap((group) => group.rows)
      .filter((row) => !waiting || row.waiting_since);
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.customer_id === ctx.session.page?.customerId);
    const next = rows[at < 0 ? 0 : (at + by + rows.length) % rows.length];
    go(next.customer_id);
    made.get(next.customer_id)?.node.scrollIntoView({ block: "nearest" });
  }

  /** In one column the queue is the page's main part while no customer is open. */
  function standAlone(alone) {
    if (alone === view.alone) return;
    view.alone = alone;
    node.setAttribute("role", alone ? "main" : "complementary");
    title.setAttribute("aria-level", alone ? "1" : "2");
    draw();
  }

  return {
    node,
    draw,
    standAlone,
    step,
    tick: () => {
      for (const each of made.values()) each.tick();
    },
  };
}

const arranged = (parent, nodes) => {
  arrange(parent, nodes);
  return parent;
};

const empty = (title, hint) =>
  el("div", { class: "qe" }, el("p", { class: "s" }, title), typeof hint === "string" ? el("p", { class: "m" }, hint) : hint);
