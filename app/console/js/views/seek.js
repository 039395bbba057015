// Finding words in the timeline: the server looks in the whole history, also where no row stands in the page.

import { customerPath, send } from "../core/api.js";
import { el, say } from "../core/dom.js";
import { number, t } from "../core/i18n.js";
import { typedMeanwhile } from "../core/later.js";
import { placesOf } from "../core/folded.js";
import { icon } from "../parts/icons.js";
import "../parts/more-icons.js";

const PAUSE = 200; // ms without a key before it is looked for

/** @type {ReturnType<typeof makeBar> | null} */
let bar = null;

/** Opens the bar above the timeline, or goes back to its field. */
/** @param {Console.Context} ctx @param {Console.Timeline} timeline */
export function openSeek(ctx, timeline) {
  if (!bar?.node.isConnected) bar = makeBar(ctx, timeline);
  bar.open();
}

/** @param {Console.Context} ctx @param {Console.Timeline} timeline */
function makeBar(ctx, timeline) {
  const { page } = ctx.session;
  const label = t("seek.label");
  const input = el("input", { type: "search", autocomplete: "off", spellcheck: "false", placeholder: label, "aria-label": label, oninput: typed, onkeydown: key });
  const count = el("span", { class: "n", role: "status" });
  /** @type {(by: number, name: string, shape: string) => HTMLButtonElement} */
  const step = (by, name, shape) => el("button", { type: "button", class: "ib", "aria-label": t(name), title: t(name), onclick: () => go(at + by) }, icon(shape, 16));
  const older = step(1, "seek.older", "up");
  const newer = step(-1, "seek.newer", "down");
  const shut = el("button", { type: "button", class: "ib", "aria-label": t("keys.close"), onclick: close }, icon("close", 14));
  const node = el("search", { class: "seek", "aria-label": label }, icon("search", 14), input, count, older, newer, shut);
  /** @type {Wire.Hit[]} */
  let hits = [];
  let at = 0; // 0 is the newest
  let more = false;
  let sought = "";
  /** @type {number | undefined} */
  let timer;
  let asked = 0;

  function typed() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }

  async function ask() {
    clearTimeout(timer);
    const words = input.value.trim();
    if (words === sought && (hits.length || !words)) return;
    sought = words;
    const turn = (asked += 1);
    const found = words ? await send(customerPath(page.customerId, "/search"), { q: words }).catch(() => null) : { hits: [], more: false };
    if (turn !== asked) return;
    if (!found) {
      sought = "";
      say(count, t("seek.failed"));
      return;
    }
    ({ hits, more } = found);
    at = 0;
    if (hits.length) await go(0);
    else tell();
  }

  /** @param {number} next @returns {Promise<void>} */
  async function go(next) {
    if (!hits.length) return tell();
    at = (next + hits.length) % hits.length;
    tell();
    const back = /** @type {HTMLElement | null} */ (document.activeElement);
    await timeline.reveal(hits[at].item_id, false);
    if (!node.isConnected) return undefined;
    if (node.contains(back) && document.activeElement === document.body) back?.focus({ preventScroll: true });
    mark();
    return tell();
  }

  function tell() {
    const none = sought ? t("seek.none") : "";
    say(count, hits.length ? t("seek.count", { at: number(at + 1), of: number(hits.length) + (more ? "+" : "") }) : none);
    for (const each of [older, newer]) each.disabled = hits.length < 2;
    mark();
  }

  // What was found is painted where it stands in the page now; nothing in the rows is changed.
  function mark() {
    if (ctx.session?.page !== page) return close();
    const here = hits[at]?.item_id;
    /** @type {Range[][]} */
    const [all, now] = [[], []];
    for (const row of sought ? timeline.list.children : []) {
      const ranges = rangesIn(row, sought);
      (row.dataset.key === here || row.querySelector(`[data-item="${here}"]`) ? now : all).push(...ranges);
    }
    paint("sought", all);
    paint("sought-now", now);
    return undefined;
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && input.value.trim() !== sought) ask();
    else if (event.key === "Enter") go(at + (event.shiftKey ? -1 : 1));
    else if (event.key === "ArrowUp") go(at + 1);
    else if (event.key === "ArrowDown") go(at - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function close() {
    clearTimeout(timer);
    asked += 1;
    timeline.whenDrawn(null);
    for (const name of ["sought", "sought-now"]) paint(name, []);
    const held = node.contains(document.activeElement);
    node.remove();
    if (held) document.getElementById("timeline")?.focus({ preventScroll: true });
  }

  function open() {
    const words = typedMeanwhile().replaceAll("\n", "");
    if (!node.isConnected) {
      timeline.node.prepend(node);
      timeline.whenDrawn(mark);
    }
    if (words) {
      input.value = words;
      typed();
    }
    input.focus();
    if (!words) input.select(); // what one goes on typing belongs behind what was typed
  }

  return { node, open };
}

/** @param {string} name @param {Range[]} ranges */
function paint(name, ranges) {
  if (!CSS.highlights) return;
  if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
  else CSS.highlights.delete(name);
}

/** @param {Element} root @param {string} words */
function rangesIn(root, words) {
  /** @type {Range[]} */
  const found = [];
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest(".tx, .ut, .qt") ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP,
  );
  for (let node = walk.nextNode(); node; node = walk.nextNode())
    for (const [start, end] of placesOf(node.textContent ?? "", words)) {
      const range = new Range();
      range.setStart(node, start);
      range.setEnd(node, end);
      found.push(range);
    }
  return found;
}
