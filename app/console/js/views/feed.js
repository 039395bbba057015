// A long list of which only the rows near the view stand in the page; what the reader looks at stays where it is.

import { arrange } from "../core/dom.js";
import { Heights } from "../core/heights.js";

const OVERSCAN = 6; // rows above and below the view
const NEAR_END = 80;
const COVERED = 30; // pixels at the view's top that lie under the bar of lanes
const TURNS = 6; // measuring rows may bring others into view
const SOON = 250; // milliseconds until rows drawn now are watched: each watching anew is one more look at the whole page

/**
 * Keeps `list` inside `scroller`. `draw(row)` gives a row's node, the same one for a row that has not changed; `moved()` is told
 * when the reader has come to another place. Sticks to the end while the reader is there.
 */
/** @param {HTMLElement} scroller @param {HTMLElement} list @param {(row: Console.Row) => HTMLElement} draw @param {() => void} moved */
export function makeFeed(scroller, list, draw, moved) {
  const heights = new Heights();
  /** @type {Map<Element, string>} */
  let standing = new Map(); // node -> key
  let stuck = true;
  /** @type {{ key: string, top: number } | null} */
  let held = null; // where the reader is: {key, top}, how far below the view's top a row begins
  /** @type {[Element, string][]} */
  let fresh = []; // [node, key] of rows not measured yet
  let width = 0;
  let height = 0;
  let placed = -1; // where the view was put last: its own scrolling is no news
  let [above, below] = [-1, -1];
  let watching = 0; // a timer
  /** @type {Set<Element>} */
  let watched = new Set();
  const watch = new ResizeObserver(resized);
  watch.observe(scroller);

  scroller.addEventListener("scroll", scrolled, { passive: true });

  function scrolled() {
    if (scroller.scrollTop !== placed) {
      stuck = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
      hold();
      show();
    }
    moved();
  }

  /** @param {ResizeObserverEntry[]} found */
  function resized(found) {
    if (found.some((each) => each.target === scroller)) {
      if (scroller.clientWidth !== width) heights.forget();
      [width, height] = [scroller.clientWidth, scroller.clientHeight];
      fresh = [...standing];
      show();
      return;
    }
    const grown = /** @type {[string, number][]} */ (found.filter((each) => standing.has(each.target)).map((each) => [standing.get(each.target), each.borderBoxSize[0].blockSize]));
    if (heights.measure(grown)) show();
  }

  // Somebody scrolled, and the page is drawn before it is told so: what is drawn must go by where they are.
  function notice() {
    if (placed < 0 || !height || !scroller.clientHeight || scroller.scrollTop === placed) return;
    stuck = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
    hold();
    placed = scroller.scrollTop;
  }

  // The list's own beginning in the scroller.
  const base = () => list.offsetTop + 6;

  function hold() {
    const y = scroller.scrollTop - base();
    const row = heights.rows[heights.at(y + COVERED)];
    held = row ? { key: row.key, top: heights.top(heights.indexOf(row.key)) - y } : null;
  }

  function wanted() {
    if (stuck) return Math.max(0, heights.total - height + COVERED);
    const index = held ? heights.indexOf(held.key) : -1;
    return !held || index < 0 ? scroller.scrollTop - base() : heights.top(index) - held.top;
  }

  function show() {
    for (let turn = 0; turn < TURNS; turn += 1) {
      const y = wanted();
      mount(heights.at(y) - OVERSCAN, heights.at(y + height) + 1 + OVERSCAN);
      if (!measure()) break;
    }
    const to = stuck ? scroller.scrollHeight - scroller.clientHeight : wanted() + base();
    if (Math.abs(scroller.scrollTop - to) > 0.5) scroller.scrollTop = to;
    placed = scroller.scrollTop;
    if (stuck || !held) hold();
  }

  /** @param {number} from @param {number} to */
  function mount(from, to) {
    const first = Math.max(0, from);
    const last = Math.min(heights.rows.length, to);
    /** @type {typeof standing} */
    const next = new Map(heights.rows.slice(first, last).map((row, at) => [place(draw(row), first + at), row.key]));
    const staying = new Set(next.values());
    for (const [node, key] of standing) if (!next.has(node)) leave(node, staying.has(key));
    for (const [node, key] of next) if (!standing.has(node)) fresh.push([node, key]);
    standing = next;
    watching ||= setTimeout(watchAll, SOON);
    arrange(list, [...next.keys()]);
    pad(heights.top(first), heights.total - heights.top(last));
  }

  // Who is watched already stays so; who is not is told of as it stands by then.
  function watchAll() {
    watching = 0;
    for (const node of standing.keys()) if (!watched.has(node)) watch.observe(node);
    watched = new Set(standing.keys());
  }

  // Written only where it differs: what is not touched need not be laid out again.
  /** @param {number} over @param {number} under */
  function pad(over, under) {
    if (over !== above) list.style.setProperty("--above", `${(above = over)}px`);
    if (under !== below) list.style.setProperty("--below", `${(below = under)}px`);
  }

  /** @param {HTMLElement} node @param {number} index */
  function place(node, index) {
    if (node.ariaPosInSet !== String(index + 1)) node.ariaPosInSet = String(index + 1);
    if (node.ariaSetSize !== String(heights.rows.length)) node.ariaSetSize = String(heights.rows.length);
    return node;
  }

  // Who was at a row that goes out of sight goes on from the timeline itself; at one that is drawn anew, from that.
  /** @param {Element} node @param {boolean} anew */
  function leave(node, anew) {
    if (watched.delete(node)) watch.unobserve(node);
    if (!anew && node.contains(document.activeElement) && heights.indexOf(standing.get(node) ?? "") >= 0) scroller.focus({ preventScroll: true });
  }

  // Rows that came just now; of the others the observer tells when they grow.
  function measure() {
    /** @type {[string, number][]} */
    const found = fresh.filter(([node]) => node.isConnected).map(([node, key]) => [key, node.getBoundingClientRect().height]);
    fresh = [];
    return height > 0 && heights.measure(found);
  }

  return {
    /** Draws these rows, leaving the reader where they are. */
    /** @param {Console.Row[]} next */
    rows(next) {
      notice();
      if (!stuck && held && heights.rows.length) held = whatStays(held, next);
      heights.plan(next);
      show();
    },
    /** Goes to the end and stays there. */
    toEnd() {
      stuck = true;
      show();
    },
    /** Brings a row into the upper part of the view; returns its node, or null. */
    /** @param {string} key */
    reveal(key) {
      const index = heights.indexOf(key);
      if (index < 0) return null;
      stuck = false;
      held = { key, top: height / 3 };
      show();
      stuck = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 1;
      return [...standing].find(([, each]) => each === key)?.[0] ?? null;
    },
    /** Begins anew, at the end. */
    clear() {
      heights.plan([]);
      stuck = true;
      held = null;
      placed = -1;
      mount(0, 0);
    },
    /** Whether a row begins above the view. */
    /** @param {string} key */
    isAbove(key) {
      const index = heights.indexOf(key);
      return index >= 0 && heights.top(index) < scroller.scrollTop - base();
    },
    get stuck() {
      return stuck;
    },
  };

  // The row the reader is at may go; then the next one below that stays is held.
  /** @param {{ key: string, top: number }} at @param {Console.Row[]} next */
  function whatStays(at, next) {
    const keys = new Set(next.map((row) => row.key));
    let index = heights.indexOf(at.key);
    const y = heights.top(index) - at.top;
    while (index < heights.rows.length - 1 && !keys.has(heights.rows[index].key)) index += 1;
    return { key: heights.rows[index].key, top: heights.top(index) - y };
  }
}
