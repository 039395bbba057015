// The queue: tabs, channel filter, one row per customer with the journey as a small thread.

import { arrange, el, put, say } from "../core/dom.js";
import { number, span, t, term, clock, shortDay, daysBetween } from "../core/i18n.js";
import { LANES, laneOf } from "../core/channels.js";
import { TABS } from "../core/inbox.js";
import { remember, remembered } from "../core/prefs.js";
import { addressOf, go } from "../core/router.js";
import { plain, said } from "../core/words.js";
import { channelIcon, icon } from "../parts/icons.js";
import { spark } from "../parts/spark.js";

const HOT = 3 * 60_000; // a chat or call that waits longer stands out
const LANE_CHANNEL = { chat: "chat", email: "email", store: "in_store", phone: "phone" };

/** Makes the queue. `draw()` after a change of rows, `tick()` when only time went by. */
export function makeQueue(ctx) {
  const { inbox } = ctx.session;
  const view = { tab: TABS.includes(remembered("tab", "")) ? remembered("tab", "") : "waiting", lane: null };
  const made = new Map(); // customer id -> {row, unread, current, node, tick}
  const tabs = el("div", { class: "tabs", role: "tablist", "aria-label": t("queue.tabs") });
  const filter = el("div", { class: "chf", role: "group", "aria-label": t("queue.filter") });
  const list = el("div", { class: "ql", id: "queue-list", role: "tabpanel", tabindex: "0", "aria-label": t("queue.list") });
  const head = el("div", { class: "qh" }, el("h2", null, t("queue.title")), tabs);
  const node = el("aside", { class: "queue", "aria-label": t("queue.label") }, head, filter, list);
  const buttons = new Map(TABS.map((tab) => [tab, tabButton(tab)]));
  put(tabs, [...buttons.values()].map((button) => button.node));

  function tabButton(tab) {
    const count = el("b");
    const choose = () => { view.tab = tab; view.lane = null; remember("tab", tab); draw(); list.scrollTop = 0; };
    const button = el("button", { type: "button", role: "tab", "aria-controls": "queue-list", onclick: choose, onkeydown: walkTabs }, t(`tab.${tab}`), count);
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
    if (inbox.forbidden) { put(filter); put(list, empty(t("queue.forbidden"), t("queue.forbidden.hint"))); return; }
    if (!inbox.loaded(view.tab)) { put(filter); put(list, el("p", { class: "qe m" }, t("queue.loading"))); return; }
    drawFilter();
    drawList();
  }

  function drawFilter() {
    const counts = Object.fromEntries(LANES.map((lane) => [lane, 0]));
    for (const row of inbox.rows(view.tab)) if (laneOf(row.channel)) counts[laneOf(row.channel)] += 1;
    const present = LANES.filter((lane) => counts[lane] || lane === view.lane);
    put(filter, present.length < 2 && !view.lane ? [] : present.map((lane) => {
      const label = t("queue.filter.one", { channel: t(`lane.${lane}`), n: counts[lane] });
      const choose = () => { view.lane = view.lane === lane ? null : lane; draw(); filter.querySelector(`[data-lane=${lane}]`)?.focus(); };
      return el("button", { type: "button", "data-lane": lane, "aria-pressed": String(view.lane === lane), "aria-label": label, onclick: choose },
        channelIcon(LANE_CHANNEL[lane], 14), number(counts[lane]));
    }));
  }

  function drawList() {
    const groups = shownGroups();
    const used = new Set();
    const parts = groups.flatMap(({ title, aside, rows }) => [
      el("h3", { class: "gh" }, el("span", null, title), aside && el("span", null, aside)),
      arranged(el("ul"), rows.map((row) => { used.add(row.customer_id); return rowNode(row); })),
    ]);
    for (const id of made.keys()) if (!used.has(id)) made.delete(id);
    const focused = document.activeElement?.closest?.(".ql .q")?.dataset.id;
    const top = list.scrollTop;
    put(list, parts, parts.length ? null : emptyNow());
    list.scrollTop = top;
    if (focused) made.get(focused)?.node.querySelector(".q").focus({ preventScroll: true });
  }

  function shownGroups() {
    const groups = [{ tab: view.tab, rows: rowsOf(view.tab) }];
    if (view.tab === "mine") {
      const mine = new Set(groups[0].rows.map((row) => row.customer_id));
      groups.push({ tab: "waiting", rows: rowsOf("waiting").filter((row) => !mine.has(row.customer_id)) });
    }
    return groups.filter((group) => group.rows.length).map(({ tab, rows }) => ({ title: t(`queue.group.${tab}`), aside: longest(tab, rows), rows }));
  }

  const rowsOf = (tab) => inbox.rows(tab).filter((row) => !view.lane || laneOf(row.channel) === view.lane);

  function longest(tab, rows) {
    const since = tab === "waiting" ? rows.map((row) => row.waiting_since).filter(Boolean).sort()[0] : null;
    return since ? t("queue.longest", { span: span(Date.now() - Date.parse(since)) }) : null;
  }

  function emptyNow() {
    if (!view.lane) return empty(t(`queue.empty.${view.tab}`), t("queue.empty.hint"));
    const clear = () => { view.lane = null; draw(); };
    return empty(t("queue.empty.filter"), el("button", { type: "button", class: "btn", onclick: clear }, t("queue.empty.filter.clear")));
  }

  function rowNode(row) {
    const unread = row.customer_id !== ctx.session.page?.customerId && inbox.unread(row);
    const current = row.customer_id === ctx.session.page?.customerId;
    const known = made.get(row.customer_id);
    if (known && known.row === row && known.unread === unread && known.current === current) return known.node;
    const fresh = drawRow(row, unread, current);
    made.set(row.customer_id, { row, unread, current, ...fresh });
    return fresh.node;
  }

  /** Moves to the next (1) or previous (-1) row shown; `waiting` takes only rows that wait. */
  function step(by, waiting = false) {
    const rows = shownGroups().flatMap((group) => group.rows).filter((row) => !waiting || row.waiting_since);
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.customer_id === ctx.session.page?.customerId);
    const next = rows[at < 0 ? 0 : (at + by + rows.length) % rows.length];
    go(next.customer_id);
    made.get(next.customer_id)?.node.scrollIntoView({ block: "nearest" });
  }

  return { node, draw, step, tick: () => { for (const each of made.values()) each.tick(); } };
}

const arranged = (parent, nodes) => { arrange(parent, nodes); return parent; };

const empty = (title, hint) => el("div", { class: "qe" }, el("p", { class: "s" }, title), typeof hint === "string" ? el("p", { class: "m" }, hint) : hint);

/** A customer as the queue names them. */
export const nameOf = (row) => plain(row?.display_name) || plain(row?.handle_hint) || t("customer.unnamed");

function drawRow(row, unread, current) {
  const when = el("span", { class: "w" });
  const tick = () => {
    const waits = row.waiting_since ? Date.now() - Date.parse(row.waiting_since) : 0;
    when.className = `w${row.live_call ? " lv" : waits > HOT && ["chat", "phone"].includes(laneOf(row.channel)) ? " hot" : ""}`;
    say(when, row.live_call ? t("queue.live") : row.waiting_since ? span(waits) : lastAt(row.last_at));
  };
  tick();
  const open = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(row.customer_id);
  };
  const line = el("a", { class: `q${unread ? " un" : ""}`, href: addressOf(row.customer_id), "data-id": row.customer_id, "aria-current": current ? "true" : null, onclick: open },
    el("span", { class: "r1" }, channelIcon(row.channel, 16, true), el("span", { class: "nm said", dir: "auto" }, nameOf(row)),
      unread && el("span", { class: "ud", role: "img", "aria-label": t("queue.unread") }), when),
    said("span", "r2", plain(row.preview).replace(/\s+/g, " ") || "–"),
    el("span", { class: "r3" }, spark(row.path?.length ? row.path : [row.channel]), pillsOf(row).map(pill), claimed(row)));
  return { node: el("li", null, line), tick };
}

function claimed(row) {
  const name = plain(row.claimed_by?.name ?? row.claimed_by);
  return name && el("span", { class: "x" }, t("queue.claimed", { name }));
}

// Whether a promise is overdue is a matter of the clock; trouble stands first, and each kind once.
function pillsOf(row) {
  const now = Date.now();
  const all = (row.pills ?? []).map((each) => (each.kind === "promise" && each.due_at && Date.parse(each.due_at) < now ? { ...each, kind: "overdue" } : each));
  const order = ["overdue", "repeated", "unknown", "promise"];
  const soonest = [...all].sort((a, b) => Date.parse(a.due_at ?? 0) - Date.parse(b.due_at ?? 0));
  return order.map((kind) => soonest.find((each) => each.kind === kind)).filter(Boolean).slice(0, 2);
}

function pill({ kind, due_at: due, count, n }) {
  const times = count ?? n ?? 1;
  const text = kind === "promise" && due ? t("pill.promise.due", { when: dueWhen(due) }) : kind === "repeated" ? t("pill.repeated", { n: times }) : term("pill", kind);
  const tone = { overdue: "bad", repeated: "bad", promise: "warn" }[kind] ?? "n";
  return el("span", { class: `pill ${tone}` }, kind === "overdue" && icon("warning", 12), text);
}

const dueWhen = (at) => (daysBetween(new Date(), at) === 0 ? clock(at) : shortDay(at));

function lastAt(at) {
  if (!at) return "";
  const days = daysBetween(at, new Date());
  return days === 0 ? clock(at) : shortDay(at);
}
