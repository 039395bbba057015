// The timeline: rows kept by key and touched only where something changed, with the thread beside them.

import { el, put, say } from "../core/dom.js";
import { foldState } from "../core/folding.js";
import { dayKey, t } from "../core/i18n.js";
import { LANES, moves } from "../core/channels.js";
import { later, load } from "../core/later.js";
import { channelsUsed, dayOf, planRows } from "../core/plan.js";
import { channelIcon, icon } from "../parts/icons.js";
import { growCall, stillRuns, tickCalls } from "./call.js";
import { makeFeed } from "./feed.js";
import { customerName } from "./head.js";
import { mayDecide } from "./identity.js";
import { authorName, drawRow, promiseWords } from "./rows.js";

const NEAR_START = 200;
const DAY = 86_400_000;
const LANE_CHANNEL = { chat: "chat", email: "email", store: "in_store", phone: "phone" };

/** @param {Console.Context} ctx */
export function makeTimeline(ctx) {
  const about = el("span", { class: "sum" });
  const older = el("span", { class: "o" });
  const end = el("button", { type: "button", class: "btn ghost", onclick: () => toEnd() }, t("timeline.end"), " ", el("kbd", null, "G"));
  const seek = el("button", { type: "button", class: "btn ghost", onclick: () => ctx.findHere() }, icon("search", 14), t("seek.open"), " ", el("kbd", null, "F"));
  const lanes = el(
    "div",
    { class: "lanes" },
    LANES.map((lane) => el("span", { class: `ln ${lane}`, title: t(`lane.${lane}`) }, channelIcon(LANE_CHANNEL[lane], 14))),
    about,
    older,
    el("span", { class: "sp" }),
    seek,
    end,
  );
  const more = el("button", { type: "button", class: "btn older", hidden: true, onclick: loadOlder }, t("timeline.older"));
  const list = el("div", { class: "tlin", role: "feed", "aria-label": t("timeline.feed") });
  const scroller = el("section", { class: "tl", id: "timeline", "aria-label": t("timeline.label"), tabindex: "0" }, lanes, more, list);
  const fresh = el("button", { type: "button", class: "fresh", hidden: true, onclick: () => toEnd() });
  const unread = el("button", { type: "button", class: "missed", hidden: true, onclick: () => page.unread && reveal(page.unread.item_id) });
  const heard = el("p", { class: "sr", role: "status" });
  const node = el("div", { class: "tlw" }, scroller, unread, fresh, heard);
  /** @type {Map<string, { node: HTMLElement, depends: unknown[] }>} */
  const rows = new Map(); // key -> {node, depends}
  /** @type {Set<string>} */
  const unfolded = new Set(); // ids of items whose long text stands open
  const feed = makeFeed(scroller, list, rowNode, moved);
  /** @type {Console.Row[]} */
  let planned = [];
  let view = /** @type {Console.View} */ (/** @type {unknown} */ (null)); // from the first drawing on, like the page
  let page = /** @type {Page} */ (/** @type {unknown} */ (null));
  /** @type {Promise<void> | null} */
  let loading = null; // a promise
  /** @type {number | null} */
  let toldTimer = null;
  let sought = 0; // how often something was to be brought into view
  let drawn = () => {}; // told after rows were drawn, while something is sought

  function moved() {
    if (feed.stuck) seen();
    else if (scroller.scrollTop < NEAR_START && page?.more && !loading) loadOlder();
    tellFresh();
    drawn();
  }

  function draw() {
    const next = ctx.session.page;
    if (next !== page) start(next);
    if (!page.loaded) {
      feed.clear();
      return;
    }
    drawRows();
    drawLanes();
    if (feed.stuck) seen();
    tellFresh();
    drawn();
  }

  /** @param {Page} next */
  function start(next) {
    page = next;
    rows.clear();
    unfolded.clear();
    feed.clear();
  }

  function drawRows() {
    const of = page;
    view = {
      page,
      folds: foldState(page),
      move: mayDecide(ctx.session) ? (item) => later("merging", "askReassignment", ctx, item) : null,
      source: ctx.source,
      customer: customerName(ctx.session),
      promises: page.promises,
      unfolded,
      noted: byFirstItem(page.promises),
      contrary: new Set(page.contradictions.filter((each) => each.state === "open").flatMap((each) => each.items.slice(0, 2))),
      who: ctx.session.who,
      now: Date.now(),
      edit: ctx.editEntry,
      decide: ctx.decideEntry,
      writing: ctx.session.writing,
      files: (box, item) => load("files").then(({ drawFiles }) => of === ctx.session?.page && drawFiles(box, item, ctx), () => say(box, `${item.attachments.length} ×`)),
    };
    planned = planRows([...page.items, ...ctx.session.writing.rows(page)], page.unread);
    const keys = new Set(planned.map((row) => row.key));
    for (const key of rows.keys()) if (!keys.has(key)) rows.delete(key);
    feed.rows(planned);
  }

  /** @param {Console.Row} row */
  function rowNode(row) {
    const known = rows.get(row.key);
    const depends = dependsOn(row);
    if (known && same(known.depends, depends)) return bounded(known.node, row);
    if (known && row.kind === "call" && begins(depends, known.depends) && growCall(known.node, row, view)) {
      known.depends = depends;
      return bounded(known.node, row);
    }
    const made = { node: drawRow(row, view), depends };
    if (known?.node.contains(document.activeElement)) keepKeyboard(row.key, /** @type {HTMLElement} */ (document.activeElement), known.node);
    rows.set(row.key, made);
    return made.node;
  }

  // Who was at a row that is drawn anew, once or more, goes on at the same control of it, else at the row; unless they have gone elsewhere.
  /** @param {string} key @param {HTMLElement} at @param {HTMLElement} old */
  function keepKeyboard(key, at, old) {
    const like = (/** @type {HTMLElement} */ root) => [...root.querySelectorAll(at.localName)].filter((each) => each.className === at.className && each.textContent === at.textContent);
    const nth = like(old).indexOf(at);
    queueMicrotask(() => {
      const node = rows.get(key)?.node;
      if (node && document.activeElement === document.body) (/** @type {HTMLElement | undefined} */ (like(node)[nth]) ?? node).focus({ preventScroll: true });
    });
  }

  /** @param {Console.Row} row */
  function dependsOn(row) {
    const theirs = row.items.find(({ author }) => author.role === "customer");
    const marked = row.items.some((item) => item.item_id === view.source?.item_id) ? view.source : null;
    const promises = row.items[0].event === "promise-made" ? view.promises : null;
    const call = row.kind === "call" && [stillRuns(row, view.now), row.goesOn, row.whole?.[0].occurred_at, row.whole?.find((item) => item.ended_at)?.ended_at].join();
    const bend = row.kind === "switch" ? [row.from, row.channels?.[0], row.gap, row.repeated, row.answered] : [row.opens];
    const told = row.items.flatMap(({ item_id: id }) => [
      view.contrary.has(id) && id,
      ...(view.noted.get(id) ?? []).map((each) => `${each.promise_id} ${promiseWords(each, view)} ${each.what}`),
    ]);
    return [row.kind, (row.kind === "quiet" || row.items[0].attachments?.length) && view.folds, told.filter(Boolean).join(), row.lane, row.day && row.day + dayKey(view.now), row.unread, marked, theirs && authorName(theirs, view), call, promises, promises && Math.floor(view.now / 60_000), ...bend, ...row.items];
  }

  function drawLanes() {
    const [first, last] = [page.items.find(moves), page.items.findLast(moves)];
    const days = first && last ? (Date.parse(dayOf(last)) - Date.parse(dayOf(first))) / DAY + 1 : 0;
    const channels = t("head.channels", { n: channelsUsed(page.items).length });
    say(about, first ? t("timeline.span", { channels, days: t("timeline.days", { n: days }) }) : "");
    say(older, page.more ? t("timeline.more") : "");
    more.hidden = !page.more;
  }

  function seen() {
    if (page?.fresh.size) page.fresh.clear();
    if (!document.hidden) page?.looked(Date.now());
    ctx.session.markSeen();
  }

  // What came below while one reads above, and where one had not read on when the page was opened.
  function tellFresh() {
    const n = feed.stuck ? 0 : page.fresh.size;
    fresh.hidden = n === 0;
    if (n) put(fresh, t("timeline.new", { n }), " ", el("span", { "aria-hidden": "true" }, "↓"));
    const row = page.unread && planned.find((each) => each.unread);
    if (page.unread && row && !feed.isAbove(row.key)) page.unread.met = true;
    unread.hidden = !row || !page.unread || Boolean(page.unread.met);
    if (page.unread && !unread.hidden) put(unread, t("timeline.new", { n: page.unread.n }), " ", el("span", { "aria-hidden": "true" }, "↑"));
  }

  /** Says how much came, once in a while, for those who listen instead of look; in a place that was empty, so that the same is heard twice. */
  function announce() {
    if (toldTimer) return;
    say(heard, "");
    toldTimer = setTimeout(() => {
      if (page.unheard) say(heard, t("timeline.arrived", { n: page.unheard }));
      page.unheard = 0;
      toldTimer = null;
    }, 4000);
  }

  // Who asks while it is under way waits for the same.
  function loadOlder() {
    if (page?.more) loading ??= fetchOlder().finally(() => (loading = null));
    return loading;
  }

  async function fetchOlder() {
    say(more, t("timeline.loading"));
    more.disabled = true;
    try {
      await ctx.session.loadOlder();
    } catch {
      say(heard, t("timeline.older.failed"));
    }
    more.disabled = false;
    say(more, t("timeline.older"));
  }

  function toEnd() {
    feed.toEnd();
    seen();
    tellFresh();
  }

  /**
   * Brings an item into view, loading older ones until it is there; returns its row, or null. What was asked for since goes before it, and
   * the keyboard stays with who has gone on meanwhile.
   */
  /** @param {string} itemId @param {boolean} [focus] */
  async function reveal(itemId, focus = true) {
    const of = page;
    const turn = (sought += 1);
    const from = document.activeElement;
    for (let tries = 0; page === of && turn === sought && !page.byId.has(itemId) && page.more && tries < 50; tries += 1) await loadOlder();
    if (of !== ctx.session?.page || turn !== sought) return null;
    drawRows(); // what was loaded just now too
    const row = planned.find((each) => each.kind !== "switch" && each.items.some((item) => item.item_id === itemId));
    const target = row && feed.reveal(row.key);
    if (!target) return null;
    const mark = target.querySelector("mark");
    if (mark) mark.scrollIntoView({ block: "center" });
    if (focus && [from, document.body].includes(document.activeElement)) target.focus({ preventScroll: true });
    return target;
  }

  /** @param {number} now */
  const tick = (now) => {
    tickCalls(list, now);
    if (feed.stuck && page?.loaded && !document.hidden) page.looked(now); // a tab that was hidden is looked at again
  };

  /** While something is sought, `tell` runs after rows were drawn; null ends it. */
  /** @param {(() => void) | null} tell */
  const whenDrawn = (tell) => {
    drawn = tell ?? (() => {});
  };

  return { node, list, draw, toEnd, reveal, announce, tick, whenDrawn };
}

/** @param {Wire.Promise[]} promises */
function byFirstItem(promises) {
  /** @type {Map<string, Wire.Promise[]>} */
  const found = new Map();
  for (const each of promises) found.set(each.items[0], [...(found.get(each.items[0]) ?? []), each]);
  return found;
}

// Where the thread begins and ends: a row that is not the last any more is not drawn anew for that.
/** @param {HTMLElement} node @param {Console.Row} row */
function bounded(node, row) {
  node.classList.toggle("first", Boolean(row.first));
  node.classList.toggle("end", Boolean(row.end));
  return node;
}

/** @type {(a: unknown[], b: unknown[]) => boolean} */
const same = (a, b) => a.length === b.length && begins(a, b);
/** @type {(whole: unknown[], start: unknown[]) => boolean} */
const begins = (whole, start) => start.every((each, index) => each === whole[index]);
