// The list of events, and between them who looked: filtered, by days, and only what is in view stands in the page.

import { arrange, el, say } from "../core/dom.js";
import { clock, dayKey, t, term } from "../core/i18n.js";
import { eachFrame } from "../core/signal.js";
import { channelIcon, icon } from "../parts/icons.js";
import { FILTERS, listed } from "./kinds.js";
import { makeNewer } from "./newer.js";
import { picture } from "./pictures.js";
import { found, question } from "./search.js";
import { ends, longDay, looked, whose } from "./words.js";

const ROW = 31;
const DAY = 26;
/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, Home: -Infinity, End: Infinity };
const SPARE = 10; // rows beyond what is in view

/** @typedef {{ look: string, node: HTMLElement }} Standing */

/** Draws it; `draw` after events, filter or question changed, `move` after A, B or what is shown did. */
/** @param {Audit.Story} story */
export function makeList(story) {
  const inner = el("div", { class: "evi", role: "presentation" });
  const box = el("div", { class: "evt", id: "events", role: "listbox", tabindex: "0", "aria-label": t("list.label"), onkeydown: keys, onclick: pick }, inner);
  const filters = FILTERS.map((name) => el("button", { type: "button", onclick: () => story.choose("filter", name) }, t(`filter.${name}`)));
  const none = el("p", { class: "m none", role: "status" });
  const newer = makeNewer(story, () => box.focus());
  const node = el("section", { class: "evl", "aria-label": t("list.events") }, el("div", { class: "evf", role: "group", "aria-label": t("list.filter") }, filters), none, box, newer.node);
  let rows = /** @type {(Audit.Row | Audit.Day)[]} */ ([]);
  let where = /** @type {Map<string, number>} */ (new Map()); // indexes of rows by their keys
  let standing = /** @type {Map<string, Standing>} */ (new Map()); // what is in the page, by key
  let tops = new Float64Array(1);
  let order = /** @type {number[]} */ ([]); // indexes of rows that are no days
  let stale = true; // a key may come before the next frame: it must go by what was chosen, not by what is still drawn
  story.listen((...what) => {
    stale ||= what.some((each) => each === "events" || each === "filter" || each === "query");
  });
  const paint = eachFrame(drawRows);
  box.addEventListener("scroll", paint, { passive: true });
  new ResizeObserver(paint).observe(box);

  /** Puts the rows in order anew, if anything about them changed since; nothing that is drawn stands for them any more. */
  function settle() {
    if (!stale) return;
    stale = false;
    standing.clear();
    rows = rowsOf(story);
    where = new Map(rows.map((row, index) => [row.key, index]));
    tops = new Float64Array(rows.length + 1);
    rows.forEach((row, index) => {
      tops[index + 1] = tops[index] + (row.day ? DAY : ROW);
    });
    order = rows.flatMap((row, index) => (row.day ? [] : [index]));
  }

  function draw() {
    filters.forEach((each, index) => each.setAttribute("aria-pressed", String(FILTERS[index] === story.filter)));
    settle();
    inner.style.setProperty("height", `${tops.at(-1)}px`);
    say(none, order.length || !story.loaded ? "" : t("list.none"));
    reveal();
    newer.draw();
    drawRows();
  }

  // A row that stands is left as it is for as long as it looks the same: a step of B makes two or three anew, a step of the scroll what it brings.
  function drawRows() {
    if (stale) return draw();
    const { scrollTop: top, clientHeight: height } = box;
    const first = Math.max(0, indexAt(tops, top) - SPARE);
    const end = Math.min(rows.length, indexAt(tops, top + height) + SPARE);
    const next = /** @type {typeof standing} */ (new Map());
    for (let index = first; index < end; index++) {
      const row = rows[index];
      const look = lookOf(story, row);
      const before = standing.get(row.key);
      next.set(row.key, before?.look === look ? before : { look, node: place(row.day !== undefined ? dayRow(row) : eventRow(story, row, look, rows.length), tops[index]) });
    }
    standing = next;
    arrange(inner, [...next.values()].map(({ node }) => node));
    if (next.has(story.shown)) box.setAttribute("aria-activedescendant", `row-${story.shown}`);
    else box.removeAttribute("aria-activedescendant");
  }

  /** Brings what is shown into view; what was just asked for goes before it. */
  function reveal() {
    const come = story.arrived ? rows.findIndex((row) => !row.access && !row.moved && (row.version ?? 0) >= story.arrived) : -1;
    story.arrived = 0;
    const at = come >= 0 ? come : where.get(story.shown);
    if (at === undefined) return;
    const [top, bottom] = [tops[at] - DAY, tops[at + 1]];
    if (top < box.scrollTop) box.scrollTop = top - ROW;
    else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight + 2 * ROW;
  }

  function move() {
    reveal();
    drawRows();
  }

  /** The next or the previous event of the list becomes B; one that moved in is shown. Looks are passed over, but where nothing else is asked for. */
  /** @param {number} by */
  function step(by) {
    settle();
    const ways = story.filter === "access" ? order : order.filter((index) => !rows[index].access);
    const here = ways.findIndex((index) => rows[index].key === story.shown);
    const from = here >= 0 ? here : ways.findIndex((index) => !rows[index].moved && (rows[index].version ?? 0) >= story.b) - (by > 0 ? 1 : 0);
    choose(rows[ways[Math.min(ways.length - 1, Math.max(0, from + by))]]);
  }

  /** @param {Audit.Row | Audit.Day | undefined} row */
  function choose(row) {
    if (!row || row.day !== undefined) return;
    if (row.access || row.moved) story.show(row.key);
    else story.move("b", row.version);
  }

  /** @param {KeyboardEvent} event */
  function keys(event) {
    const by = STEPS[event.key];
    if (by === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    settle();
    if (Number.isFinite(by)) step(by);
    else choose(rows[order.at(by > 0 ? -1 : 0) ?? 0]);
  }

  /** @param {Event} event */
  function pick(event) {
    const key = /** @type {Element} */ (event.target).closest("[data-key]")?.getAttribute("data-key");
    choose(rows[where.get(key ?? "") ?? -1]);
  }

  return { node, draw, move, step, newer: newer.draw };
}

/** Rows in the order of the record: what moved in where it was recorded, each look after the state it saw, a day before its first row. */
/** @param {Audit.Story} story */
function rowsOf(story) {
  const asked = question(story.query);
  if (story.filter === "access") return byTime(story, asked);
  const looks = [...story.access].sort((one, other) => at(one) - at(other) || Date.parse(one.at) - Date.parse(other.at));
  const rows = /** @type {(Audit.Row | Audit.Day)[]} */ ([]);
  let day = "";
  let next = 0;
  let come = 0;
  const add = (/** @type {Audit.Row} */ row, /** @type {string} */ when) => {
    if (!listed(story.filter, row) || !found(asked, row, story)) return;
    if (dayKey(when) !== day) {
      day = dayKey(when);
      rows.push({ day: when, key: `day-${rows.length}` });
    }
    rows.push(row);
  };
  for (const event of story.events) {
    while (come < story.moved.length && story.moved[come].position < event.position) add(story.moved[come], story.moved[come++].occurred_at);
    event.key ??= `${event.version}`;
    add(event, event.occurred_at);
    while (next < looks.length && at(looks[next]) <= event.version) add(looks[next], looks[next++].at);
  }
  for (const event of story.moved.slice(come)) add(event, event.occurred_at);
  return rows;
}

// Who looked when: alone they stand in the order of time, whatever state each of them saw.
/** @param {Audit.Story} story @param {Audit.Question} asked */
function byTime(story, asked) {
  const when = (/** @type {Audit.Row} */ row) => (row.access ? row.at : row.occurred_at);
  const rows = /** @type {Audit.Row[]} */ ([...story.events, ...story.moved, ...story.access]).filter((row) => listed("access", row) && found(asked, row, story));
  rows.sort((one, other) => Date.parse(when(one)) - Date.parse(when(other)));
  let day = "";
  return rows.flatMap((row, index) => {
    const before = day;
    day = dayKey(when(row));
    return day === before ? [row] : [{ day: when(row), key: `day-${index}` }, row];
  });
}

/** @type {(look: Audit.Look) => number} */
const at = (look) => look.at_version ?? 0;

/** @param {HTMLElement} node @param {number} top */
function place(node, top) {
  node.style.setProperty("top", `${top}px`);
  return node;
}

/** @type {(row: Audit.Day) => HTMLElement} */
const dayRow = (row) => el("div", { class: "day", role: "presentation" }, longDay(row.day));

/** The classes of a row: all by which it may look another way while nothing is read anew. */
/** @param {Audit.Story} story @param {Audit.Row | Audit.Day} row */
function lookOf(story, row) {
  if (row.day !== undefined) return "day";
  const own = !row.access && !row.moved;
  const later = !row.access && row.position > (story.event(story.b)?.position ?? 0);
  return ["ev", own && row.version === story.b && "B", own && row.version === story.a && "A", row.key === story.shown && "shown", later && "fut", row.access && "look", row.moved && "moved"].filter(Boolean).join(" ");
}

/** @param {Audit.Story} story @param {Audit.Row} row @param {string} look @param {number} total */
function eventRow(story, row, look, total) {
  const [isA, isB, shown] = ["A", "B", "shown"].map((each) => look.split(" ").includes(each));
  const attrs = { class: look, id: `row-${row.key}`, role: "option", "data-key": row.key, "aria-selected": String(shown), "aria-setsize": total };
  const from = row.moved && el("span", { class: "from", title: t("moved.from", { id: row.stream }) }, el("span", { class: "sr" }, t("moved.in")), el("span", { class: "mono" }, ends(row.stream)));
  const closed = !row.access && row.unreadable && el("span", { class: "from shut" }, t("list.unreadable"));
  const flags = [isA && el("span", { class: "ab a" }, "A"), isB && el("span", { class: "ab b" }, "B"), from, closed];
  if (row.access)
    return el(
      "div",
      attrs,
      el("span", { class: "n" }, ""),
      el("span", { class: "h" }, clock(row.at)),
      el("span", { class: "ch m" }, picture("see", 15)),
      el("span", { class: "ty" }, el("b", null, looked(row.what))),
      el("span", { class: "wh" }, whose({ role: row.role, name: row.who }, true)),
    );
  return el(
    "div",
    attrs,
    el("span", { class: "n" }, row.moved ? `↳ ${row.version}` : `#${row.version}`),
    el("span", { class: "h" }, clock(row.occurred_at)),
    el("span", { class: "ch" }, row.channel ? channelIcon(row.channel, 15, true) : el("span", { class: "m" }, icon("clock", 15))),
    el("span", { class: "ty" }, el("b", { title: row.type }, term("event", row.type)), flags),
    el("span", { class: "wh" }, whose(story.who(row), true)),
  );
}

// The row at a height: the last one that begins at or above it.
/** @param {Float64Array} tops @param {number} y */
function indexAt(tops, y) {
  let [low, high] = [0, tops.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tops[middle] <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}
