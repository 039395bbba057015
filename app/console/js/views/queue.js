// The queue: tabs, channel filter, one row per customer with the journey as a small thread.

import { arrange, el, keepFocus, put, say } from "../core/dom.js";
import { number, span, t } from "../core/i18n.js";
import { LANES, laneOf } from "../core/channels.js";
import { TABS } from "../core/inbox.js";
import { remember, remembered } from "../core/prefs.js";
import { go } from "../core/router.js";
import { onChange } from "../core/signal.js";
import { channelIcon } from "../parts/icons.js";
import { drawRow } from "./queue-row.js";

/** @type {Record<string, number>} */
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };
const LANE_CHANNEL = { chat: "chat", email: "email", store: "in_store", phone: "phone" };

/** Makes the queue. `draw()` after a change of rows, `tick()` when only time went by. */
/** @param {Console.Context} ctx */
export function makeQueue(ctx) {
  const { inbox } = ctx.session;
  /** @type {{ alone: boolean, tab: Wire.Tab, lane: Console.Lane | null }} */
  const view = { alone: false, tab: TABS.find((tab) => tab === remembered("tab", "")) ?? "waiting", lane: null };
  /** @type {Map<string, { row: Wire.QueueRow, unread: boolean, current: boolean, late: number, node: HTMLElement, tick(): void }>} */
  const made = new Map(); // customer id -> {row, unread, current, node, tick}
  /** @type {string | null} */
  let shape = null; // which groups stand in the list; nothing while it shows something else
  /** @type {{ aside: HTMLElement | null, list: HTMLElement }[]} */
  let standing = [];
  let filterChanged = onChange();
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

  /** @param {Wire.Tab} tab */
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

  /** @param {KeyboardEvent} event */
  function walkTabs(event) {
    const step = STEPS[event.key];
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
    if (inbox.forbidden || !inbox.loaded(view.tab)) {
      shape = null;
      filterChanged = onChange();
    }
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
    filterChanged([view.lane, ...LANES.map((lane) => counts[lane])], () => keepFocus(filter, () => putFilter(present, counts)));
  }

  /** @param {Console.Lane[]} present @param {Record<string, number>} counts */
  function putFilter(present, counts) {
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
              { type: "button", "data-lane": lane, "data-f": `lane-${lane}`, "aria-pressed": String(view.lane === lane), "aria-label": label, onclick: choose },
              channelIcon(LANE_CHANNEL[lane], 14),
              number(counts[lane]),
            );
          }),
    );
  }

  // Rows that stay are not touched, and groups are made anew only when there are others.
  function drawList() {
    const groups = shownGroups().map((group) => ({ ...group, nodes: group.rows.map(rowNode) }));
    const used = new Set(groups.flatMap(({ rows }) => rows.map((row) => row.customer_id)));
    for (const id of made.keys()) if (!used.has(id)) made.delete(id);
    const focused = document.activeElement?.closest?.(".ql .q")?.dataset.id;
    const now = JSON.stringify([view, groups.map(({ title, aside }) => [title, Boolean(aside)])]);
    const top = list.scrollTop;
    const anew = now !== shape;
    if (anew) putGroups(groups);
    shape = now;
    groups.forEach(({ aside, nodes }, at) => {
      const { aside: beside, list: rows } = standing[at];
      if (beside && aside) say(beside, aside);
      arrange(rows, nodes);
    });
    if (anew) list.scrollTop = top; // groups made anew were empty for a moment
    if (focused && document.activeElement === document.body) made.get(focused)?.node.querySelector(".q")?.focus({ preventScroll: true });
  }

  /** @param {{ title: string, aside: string | null }[]} groups */
  function putGroups(groups) {
    standing = groups.map(({ aside }) => ({ aside: aside === null ? null : el("span"), list: el("ul") }));
    const heading = { class: "gh", "aria-level": view.alone ? "2" : "3" };
    put(list, groups.map(({ title }, at) => [el("h3", heading, el("span", null, title), standing[at].aside), standing[at].list]), groups.length ? null : emptyNow());
  }

  // Who looks after their own sees who waits besides.
  /** @type {() => Wire.Tab[]} */
  const shownTabs = () => (view.tab === "mine" ? ["mine", "waiting"] : [view.tab]);

  function shownGroups() {
    const shown = shownTabs();
    const mine = new Set(rowsOf("mine").map((row) => row.customer_id));
    /** @type {(tab: Wire.Tab) => Wire.QueueRow[]} */
    const rows = (tab) => rowsOf(tab).filter((row) => tab === "mine" || view.tab !== "mine" || !mine.has(row.customer_id));
    return shown
      .map((tab) => ({ tab, rows: rows(tab) }))
      .filter((group) => group.rows.length)
      .map(({ tab, rows }) => ({ title: t(`queue.group.${tab}`), aside: longest(tab, rows), rows }));
  }

  /** @type {(tab: Wire.Tab) => Wire.QueueRow[]} */
  const rowsOf = (tab) => inbox.rows(tab).filter((row) => !view.lane || laneOf(row.channel) === view.lane);

  /** @param {Wire.Tab} tab @param {Wire.QueueRow[]} rows */
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

  /** @param {Wire.QueueRow} row */
  function rowNode(row) {
    const unread = row.customer_id !== ctx.session.page?.customerId && inbox.unread(row);
    const current = row.customer_id === ctx.session.page?.customerId;
    const known = made.get(row.customer_id);
    const late = (row.pills ?? []).filter((each) => each.due_at && Date.parse(each.due_at) < Date.now()).length;
    if (known && known.row === row && known.unread === unread && known.current === current && known.late === late) return known.node;
    const fresh = drawRow(row, unread, current, ctx.session.who.person);
    made.set(row.customer_id, { row, unread, current, late, ...fresh });
    return fresh.node;
  }

  /** Moves to the next (1) or previous (-1) row shown; `waiting` takes only rows that wait. */
  /** @param {number} by @param {boolean} [waiting] */
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
  /** @param {boolean} alone */
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

/** @type {(title: string, hint: Console.Child) => HTMLElement} */
const empty = (title, hint) =>
  el("div", { class: "qe" }, el("p", { class: "s" }, title), typeof hint === "string" ? el("p", { class: "m" }, hint) : hint);
