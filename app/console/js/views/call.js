// A telephone call as one card: the transcript grows in it while the call runs.

import { el, put, say, svg } from "../core/dom.js";
import { clock, running, span, t } from "../core/i18n.js";
import { callIsLive } from "../core/plan.js";
import { plain, said } from "../core/words.js";
import { icon } from "../parts/icons.js";
import { authorName, marks, mover, sourceLabel } from "./rows.js";

const SHOWN = 8; // utterances of an ended call before the rest folds away
const BARS = 34;

/** Draws a call's row. */
/** @param {Console.Row} row @param {Console.View} view @returns {Console.Body} */
export function drawCall(row, view) {
  const { whole = row.items } = row;
  const live = stillRuns(row, view.now);
  row.live = live;
  const lines = utterances(row.items, view);
  const source = row.items.some((item) => item.item_id === view.source?.item_id) ? view.source : null;
  const started = row.items[0].occurred_at;
  const title = el("b", { class: "t-phone", "data-since": live ? whole[0].occurred_at : null }, row.goesOn ? t("call.plain") : headline(whole, live, view.now));
  const head = el(
    "div",
    { class: "callh" },
    live ? el("span", { class: "pulse", "aria-hidden": "true" }) : el("span", { class: "t-phone" }, icon("phone", 15)),
    title,
    lines.length > 1 ? wave(lines) : null,
    el(
      "span",
      { class: "ce" },
      source && el("span", { class: "why" }, sourceLabel(source)),
      row.items.flatMap((item) => marks(item, view)),
      aside(live, lines),
      mover(row.items[0], view),
      el("time", { datetime: started }, clock(started)),
    ),
  );
  const body = el("div", { class: "tr" });
  if (lines.length) transcript(body, lines, live || Boolean(source));
  else if (!row.goesOn) body.append(el("p", { class: "m" }, t(live ? "call.waiting" : "call.silent")));
  const label = live ? t("call.label.live") : t("call.label", { time: clock(started) });
  return { label, cls: "cust", nodes: [el("div", { class: `callc${source ? " src" : ""}` }, head, body.firstChild && body)] };
}

/** Adds what a running call has grown by to a card already drawn. Returns false when it must be drawn anew. */
/** @param {HTMLElement} node @param {Console.Row} row @param {Console.View} view */
export function growCall(node, row, view) {
  const body = node.querySelector(".tr");
  const shown = body?.querySelectorAll(".utt").length;
  const lines = utterances(row.items, view);
  if (!body || !shown || !stillRuns(row, view.now) || !node.classList.contains("live") || lines.length <= shown) return false;
  body.querySelector(".cur")?.remove();
  for (const line of lines.slice(shown)) body.append(utterance(line));
  body.lastElementChild?.querySelector(".ut")?.append(cursor());
  const old = node.querySelector(".wave");
  if (old) old.replaceWith(wave(lines));
  else node.querySelector(".callh b")?.after(wave(lines));
  return true;
}

/** Whether a call runs, and in this row of it. */
/** @type {(row: Console.Row, now: number) => boolean} */
export const stillRuns = (row, now) => !row.goesOn && callIsLive(row.whole ?? row.items, now);

/** Writes the running time of every call shown. */
/** @param {HTMLElement} root @param {number} now */
export function tickCalls(root, now) {
  for (const title of root.querySelectorAll("[data-since]"))
    say(title, t("call.live", { time: running(now - Date.parse(title.dataset.since ?? "")) }));
}

/** @param {Console.Shown[]} items @param {boolean} live @param {number} now */
function headline(items, live, now) {
  if (live) return t("call.live", { time: running(now - Date.parse(items[0].occurred_at)) });
  const ended = items.find((item) => item.ended_at)?.ended_at;
  const from = Date.parse(items[0].occurred_at);
  return ended && Date.parse(ended) > from ? t("call.ended", { span: span(Date.parse(ended) - from) }) : t("call.plain");
}

/** @type {(live: boolean, lines: Console.Utterance[]) => Console.Child} */
const aside = (live, lines) =>
  live
    ? el("span", { class: "s o" }, icon("note", 14), " ", t("call.transcript"))
    : lines.length > 0 && el("span", { class: "m o" }, t("call.utterances", { n: lines.length }));

/** @param {Console.Shown[]} items @param {Console.View} view @returns {Console.Utterance[]} */
function utterances(items, view) {
  return items.flatMap((item) => {
    const spans = (view.source?.item_id === item.item_id && view.source.span) || null;
    if (!item.segments?.length)
      return item.text ? [{ who: speaker(item.author.role, item, view), role: item.author.role, text: item.text, span: spans }] : [];
    let at = 0;
    return item.segments.map((segment) => {
      const start = at;
      at += [...segment.text].length + 1; // the item's text is its segments joined by a line break
      /** @type {[number, number] | null} */
      const own = spans && spans[0] >= start && spans[0] < at ? [spans[0] - start, spans[1] - start] : null;
      return { who: speaker(segment.party, item, view), role: segment.party, text: segment.text, span: own };
    });
  });
}

/** @param {string} party @param {Console.Shown} item @param {Console.View} view */
function speaker(party, item, view) {
  const asAuthor = party === item.author.role ? item : { author: { ...item.author, role: party, name: "" } };
  if (party === "agent" && plain(asAuthor.author.name) === view.who.name) return t("call.you");
  return authorName(asAuthor, view).split(" ")[0];
}

/** @param {HTMLElement} body @param {Console.Utterance[]} lines @param {boolean} whole */
function transcript(body, lines, whole) {
  const hidden = whole ? 0 : Math.max(0, lines.length - SHOWN);
  const rows = lines.map(utterance);
  rows.slice(0, hidden).forEach((row) => {
    row.hidden = true;
  });
  const reveal = () => {
    rows.forEach((row) => {
      row.hidden = false;
    });
    if (button) button.remove();
    body.closest(".row")?.focus({ preventScroll: true });
  };
  const button = hidden > 0 && el("button", { type: "button", class: "more", onclick: reveal }, t("call.all", { n: hidden }));
  put(body, button, rows);
  if (whole && !lines.at(-1)?.span) rows.at(-1)?.querySelector(".ut")?.append(cursor());
}

/** @type {(line: Console.Utterance) => HTMLElement} */
const utterance = (line) =>
  el("div", { class: "utt" }, el("span", { class: "sp1 said", dir: "auto" }, line.who), said("span", "ut", line.text, line.span));

const cursor = () => el("span", { class: "cur", "aria-hidden": "true" });

// One bar per word, the latest: how long, and by whom.
/** @param {Console.Utterance[]} lines */
function wave(lines) {
  const words = lines.flatMap((line) => line.text.split(/\s+/).map((word) => ({ role: line.role, length: word.length }))).slice(-BARS);
  return svg(
    "svg",
    { class: "wave", viewBox: `0 0 ${words.length * 4} 18`, width: words.length * 4, height: 18, "aria-hidden": "true" },
    words.map(({ role, length }, index) => {
      const height = Math.min(16, 2 + 1.5 * length);
      return svg("rect", { x: index * 4, y: 9 - height / 2, width: 2, height, rx: 1, class: role === "customer" ? "said-by" : "heard-by" });
    }),
  );
}
