// The timeline: rows kept by key and touched only where something changed, with the thread beside them.

import { arrange, el, put, say } from "../core/dom.js";
import { foldState } from "../core/folding.js";
import { daysBetween, number, t } from "../core/i18n.js";
import { LANES, moves } from "../core/channels.js";
import { later } from "../core/later.js";
import { callIsLive, channelsUsed, planRows } from "../core/plan.js";
import { standing } from "../core/promises.js";
import { channelIcon } from "../parts/icons.js";
import { growCall, tickCalls } from "./call.js";
import { customerName } from "./head.js";
import { mayDecide } from "./identity.js";
import { drawRow } from "./rows.js";

const NEAR_END = 80;
const NEAR_START = 200;
const LANE_CHANNEL = { chat: "chat", email: "email", store: "in_store", phone: "phone" };

export function makeTimeline(ctx) {
  const about = el("span", { class: "sum" });
  const older = el("span", { class: "o" });
  const end = el("button", { type: "button", class: "btn ghost", onclick: () => toEnd() }, t("timeline.end"), " ", el("kbd", null, "G"));
  const lanes = el(
    "div",
    { class: "lanes" },
    LANES.map((lane) => el("span", { class: `ln ${lane}`, title: t(`lane.${lane}`) }, channelIcon(LANE_CHANNEL[lane], 14))),
    about,
    older,
    el("span", { class: "sp" }),
    end,
  );
  const more = el("button", { type: "button", class: "btn older", hidden: true, onclick: loadOlder }, t("timeline.older"));
  const feed = el("div", { class: "tlin", role: "feed", "aria-label": t("timeline.feed") });
  const scroller = el("section", { class: "tl", id: "timeline", "aria-label": t("timeline.label"), tabindex: "0" }, lanes, more, feed);
  const fresh = el("button", { type: "button", class: "fresh", hidden: true, onclick: () => toEnd() });
  const heard = el("p", { class: "sr", role: "status" });
  const node = el("div", { class: "tlw" }, scroller, fresh, heard);
  const rows = new Map(); // key -> {node, depends}
  let page = null;
  let stuck = true;
  let loading = false;
  let toldTimer = null;
  let arrived = 0;

  scroller.addEventListener(
    "scroll",
    () => {
      stuck = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
      if (stuck) seen();
      else if (scroller.scrollTop < NEAR_START && page?.more && !loading) loadOlder();
    },
    { passive: true },
  );
  new ResizeObserver(() => {
    if (stuck) scroller.scrollTop = scroller.scrollHeight;
  }).observe(scroller);

  function draw() {
    const next = ctx.session.page;
    if (next !== page) start(next);
    if (!page.loaded) {
      put(feed);
      return;
    }
    const before = stuck ? null : anchor();
    drawRows();
    drawLanes();
    if (stuck) {
      scroller.scrollTop = scroller.scrollHeight;
      seen();
    } else {
      hold(before);
      tellFresh();
    }
  }

  function start(next) {
    page = next;
    rows.clear();
    put(feed);
    stuck = true;
    fresh.hidden = true;
    arrived = 0;
  }

  function drawRows() {
    const view = {
      page,
      folds: foldState(page),
      move: mayDecide(ctx.session) ? (item) => later("merging", "askReassignment", ctx, item) : null,
      source: ctx.source,
      customer: customerName(ctx.session),
      promises: page.promises,
      noted: byFirstItem(page.promises),
      contrary: new Set(page.contradictions.filter((each) => each.state === "open").flatMap((each) => each.items.slice(0, 2))),
      who: ctx.session.who,
      now: Date.now(),
      edit: ctx.editEntry,
      decide: ctx.decideEntry,
      writing: ctx.session.writing,
    };
    const used = new Set();
    const nodes = planRows([...page.items, ...ctx.session.writing.rows(page)]).map((row) => {
      used.add(row.key);
      return rowNode(row, view);
    });
    for (const key of rows.keys()) if (!used.has(key)) rows.delete(key);
    arrange(feed, nodes);
  }

  function rowNode(row, view) {
    const known = rows.get(row.key);
    const depends = dependsOn(row, view);
    if (known && same(known.depends, depends)) return known.node;
    if (known && row.kind === "call" && begins(depends, known.depends) && growCall(known.node, row, view)) {
      known.depends = depends;
      return known.node;
    }
    const fresh = { node: drawRow(row, view), depends };
    if (known?.node.contains(document.activeElement)) queueMicrotask(() => fresh.node.focus({ preventScroll: true }));
    rows.set(row.key, fresh);
    return fresh.node;
  }

  function dependsOn(row, view) {
    const marked = row.items.some((item) => item.item_id === view.source?.item_id) ? view.source : null;
    const promises = row.items[0].event === "promise-made" ? view.promises : null;
    const live = row.kind === "call" && callIsLive(row.items, view.now);
    const bend = row.kind === "switch" ? [row.from, row.channels[0], row.gap, row.repeated, row.answered] : [row.opens];
    const told = row.items.flatMap(({ item_id: id }) => [
      view.contrary.has(id) && id,
      ...(view.noted.get(id) ?? []).map((each) => `${each.promise_id} ${standing(each, view.now)} ${each.due_at}`),
    ]);
    return [row.kind, row.kind === "quiet" && view.folds, told.filter(Boolean).join(), row.lane, row.day, row.first, row.end, marked, view.customer, live, promises, ...bend, ...row.items];
  }

  function drawLanes() {
    const talk = page.items.filter(moves);
    const days = talk.length ? daysBetween(talk[0].occurred_at, talk.at(-1).occurred_at) + 1 : 0;
    const channels = t("timeline.channels", { n: channelsUsed(page.items).length });
    say(about, talk.length ? t("timeline.span", { channels, days: t("timeline.days", { n: days }) }) : "");
    say(older, page.more ? t("timeline.more") : "");
    more.hidden = !page.more;
  }

  // Rows above the view may grow or come; what the reader looks at stays where it is.
  function anchor() {
    const top = scroller.getBoundingClientRect().top + 30;
    for (const child of feed.children) {
      const box = child.getBoundingClientRect();
      if (box.bottom > top) return { child, key: child.dataset.key, top: box.top };
    }
    return null;
  }

  function hold(before) {
    const child = before && (rows.get(before.key)?.node ?? before.child);
    if (child?.isConnected) scroller.scrollTop += child.getBoundingClientRect().top - before.top;
  }

  function seen() {
    if (page?.fresh.size) page.fresh.clear();
    if (!document.hidden) page?.looked(Date.now());
    fresh.hidden = true;
    ctx.session.markSeen();
  }

  function tellFresh() {
    const n = page.fresh.size;
    fresh.hidden = n === 0;
    if (n) put(fresh, t("timeline.new", { n }), " ", el("span", { "aria-hidden": "true" }, "↓"));
    say(end.firstChild, t("timeline.end"));
  }

  /** Counts what came, and says so once in a while for those who listen instead of look. */
  function announce(n) {
    arrived += n;
    toldTimer ??= setTimeout(() => {
      if (arrived) say(heard, t("timeline.arrived", { n: arrived }));
      arrived = 0;
      toldTimer = null;
    }, 4000);
  }

  async function loadOlder() {
    if (loading || !page?.more) return;
    loading = true;
    say(more, t("timeline.loading"));
    more.disabled = true;
    try {
      await ctx.session.loadOlder();
    } catch {
      say(heard, t("timeline.older.failed"));
    }
    more.disabled = false;
    say(more, t("timeline.older"));
    loading = false;
  }

  function toEnd() {
    stuck = true;
    scroller.scrollTop = scroller.scrollHeight;
    seen();
  }

  /** Brings the marked source into view, loading older items until it is there. */
  async function reveal(itemId) {
    for (let tries = 0; !page.byId.has(itemId) && page.more && tries < 20; tries += 1) await loadOlder();
    const row = planRows(page.items).find((each) => each.items.some((item) => item.item_id === itemId) && each.kind !== "switch");
    const target = row && rows.get(row.key)?.node;
    if (!target) return;
    stuck = false;
    (target.querySelector("mark") ?? target).scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  }

  const tick = (now) => {
    tickCalls(feed, now);
    if (stuck && page?.loaded && !document.hidden) page.looked(now); // a tab that was hidden is looked at again
  };

  return { node, draw, toEnd, reveal, announce, tick, count: () => number(page?.items.length ?? 0) };
}

function byFirstItem(promises) {
  const found = new Map();
  for (const each of promises) found.set(each.items?.[0], [...(found.get(each.items?.[0]) ?? []), each]);
  return found;
}

const same = (a, b) => a.length === b.length && begins(a, b);
const begins = (whole, start) => start.every((each, index) => each === whole[index]);
