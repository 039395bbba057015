// The scrubber: four tracks and the thread, flags A and B that can be dragged, stepped and set by keys, and the player.

import { LANES } from "../core/channels.js";
import { el, keepFocus, put, say, svg } from "../core/dom.js";
import { fullMoment, t } from "../core/i18n.js";
import { icon } from "../parts/icons.js";
import { picture } from "./pictures.js";
import { daysOf, marksOf, movedOf, nearest, placesOf, threadOf } from "./scale.js";
import { littleDay, moment } from "./words.js";

const LANE_Y = { chat: 17, email: 36, store: 55, phone: 74 };
const PACES = [1, 4, 20]; // events a second
let count = 0;

/** Draws it; `draw` after the events changed, `move` after A or B did. */
/** @param {Audit.Story} story */
export function makeScrubber(story) {
  const stage = el("div", { class: "stage", onpointerdown: grab });
  const window_ = el("i", { class: "win" });
  const flags = { a: flag(story, "a"), b: flag(story, "b") };
  const times = { a: el("span", { class: "att" }), b: el("span", { class: "att" }) };
  const player = makePlayer(story);
  const labels = LANES.map((lane) =>
    el("span", null, el("span", { class: `t-${lane}` }, icon(lane, 14)), el("span", { class: "s" }, t(`track.${lane}`))),
  );
  const node = el(
    "div",
    { class: "scrub", role: "group", "aria-label": t("scrub.label") },
    el("div", { class: "trans" }, player.node, el("span", { class: "sp" }), point(story, "a", times.a), el("span", { class: "m arrow", "aria-hidden": "true" }, "→"), point(story, "b", times.b), el("span", { class: "sp o" }), hint()),
    el("div", { class: "score" }, el("div", { class: "lab", "aria-hidden": "true" }, labels), stage),
  );
  let places = new Float64Array();
  let drawn = /** @type {ReturnType<typeof drawStage> | null} */ (null);
  new ResizeObserver(() => draw()).observe(stage);

  function draw() {
    const width = stage.clientWidth;
    if (!width || !story.last) return;
    places = placesOf(story.events, width);
    drawn = drawStage(story, places, width);
    const { picture: lines, days } = drawn;
    keepFocus(stage, () => put(stage, window_, lines, days, flags.a, flags.b)); // a flag put in anew loses the keyboard
    move();
  }

  function move() {
    if (!drawn) return;
    for (const point of /** @type {Audit.Point[]} */ (["a", "b"])) {
      const event = story.event(story[point]);
      if (!event) continue;
      const [node, x] = [flags[point], places[story[point] - 1]];
      node.style.setProperty("left", `${x}px`);
      node.setAttribute("aria-valuenow", String(story[point]));
      node.setAttribute("aria-valuemax", String(story.last));
      node.setAttribute("aria-valuetext", t("scrub.value", { n: story[point], of: story.last, when: fullMoment(event.occurred_at) }));
      say(times[point], moment(event.occurred_at));
    }
    const [from, to] = [story.a, story.b].map((each) => places[each - 1]).sort((one, other) => one - other);
    window_.style.setProperty("left", `${from}px`);
    window_.style.setProperty("width", `${to - from}px`);
    drawn.light(story.b);
  }

  /** @param {PointerEvent} event */
  function grab(event) {
    if (event.button) return;
    const at = /** @type {Element} */ (event.target).closest("[data-point]");
    const held = /** @type {Audit.Point} */ (at?.getAttribute("data-point") ?? "b");
    const box = stage.getBoundingClientRect();
    const to = (/** @type {PointerEvent} */ each) => story.move(held, nearest(places, each.clientX - box.left));
    event.preventDefault();
    flags[held].focus({ preventScroll: true });
    story.hold(true);
    if (!at) to(event);
    stage.setPointerCapture(event.pointerId);
    stage.onpointermove = to;
    stage.onpointerup = stage.onpointercancel = () => {
      stage.onpointermove = stage.onpointerup = stage.onpointercancel = null;
      story.hold(false);
    };
  }

  return { node, draw, move, player };
}

/** @param {Audit.Story} story @param {Audit.Point} point */
function flag(story, point) {
  const keys = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity });
  const step = (/** @type {KeyboardEvent} */ event) => {
    if (!(event.key in keys)) return;
    event.preventDefault();
    event.stopPropagation();
    story.move(point, Math.min(story.last, Math.max(1, story[point] + keys[event.key])));
  };
  const attrs = { class: `hd2 ${point}`, role: "slider", tabindex: "0", "data-point": point, "aria-label": t(`scrub.${point}`), "aria-valuemin": "1", onkeydown: step };
  return el("span", attrs, el("b", { "aria-hidden": "true" }, point.toUpperCase()));
}

// One of the two moments in words, with a button to either side.
/** @param {Audit.Story} story @param {Audit.Point} name @param {HTMLElement} time */
function point(story, name, time) {
  const step = (/** @type {string} */ shape, /** @type {number} */ by) =>
    el("button", { type: "button", class: "tiny", "aria-label": t(by < 0 ? `step.${name}.before` : `step.${name}.next`), onclick: () => story.move(name, story[name] + by) }, picture(shape, 14));
  return el("span", { class: "at" }, el("span", { class: `ab ${name}`, "aria-hidden": "true" }, name.toUpperCase()), step("less", -1), time, step("more", 1));
}

function hint() {
  const key = (/** @type {string} */ each) => el("kbd", null, each);
  return el("span", { class: "k o" }, el("span", { class: "m" }, t("scrub.collapsed")), key("←"), key("→"), t("scrub.step"), key("A"), key("B"), t("scrub.set"));
}

/** @param {Audit.Story} story @param {Float64Array} places @param {number} width */
function drawStage({ events, moved }, places, width) {
  const lines = LANES.map((lane) => svg("path", { d: `M0 ${LANE_Y[lane]}H${width}`, class: "lane" }));
  const { dots, ticks } = marksOf(events, places);
  const circles = dots.map((dot) => svg("circle", { cx: dot.x, cy: LANE_Y[dot.lane], r: 4, class: `dot ${dot.lane}` }));
  const strokes = ticks.map(({ x, lane }) => svg("path", { d: `M${x} ${LANE_Y[lane] + 6}v4`, class: `tick2 s-${lane}` }));
  const joined = movedOf(moved, events, places).map(({ x, lane }) => svg("path", { d: `M${x} ${LANE_Y[lane] - 5}l5 5l-5 5l-5 -5z`, class: `joined ${lane}` }));
  const picture = svg("svg", { class: "sc", width, height: 92, "aria-hidden": "true" }, lines, strokes, threadOf(events, places).map(piece), joined, circles);
  const days = daysOf(events, places, width).map(({ x, at }) => {
    const name = el("span", { class: "dl" }, littleDay(at));
    name.style.setProperty("left", `${x}px`);
    return name;
  });
  let lit = /** @type {SVGElement | null} */ (null);
  const light = (/** @type {number} */ version) => {
    lit?.classList.remove("on");
    const at = dots.filter((dot) => dot.version <= version).length;
    lit = at ? circles[at - 1] : null;
    lit?.classList.add("on");
  };
  return { picture, days, light };
}

/** @param {Audit.Piece} piece @returns {Console.Child} */
function piece({ lane, next, from, to, before }) {
  const y = LANE_Y[lane];
  if (before) return svg("path", { d: `M${from} ${y}H${to}`, class: `thread before s-${lane}` });
  if (!next) return svg("path", { d: `M${from} ${y}H${to}`, class: `thread s-${lane}` });
  const middle = (from + to) / 2;
  const id = `bend-${(count += 1)}`;
  const stop = (/** @type {number} */ offset, /** @type {string} */ of) => svg("stop", { offset, class: `stop-${of}` });
  const colours = svg("linearGradient", { id, gradientUnits: "userSpaceOnUse", x1: from, x2: Math.max(to, from + 1) }, stop(0.15, lane), stop(0.85, next));
  return [colours, svg("path", { d: `M${from} ${y}C${middle} ${y} ${middle} ${LANE_Y[next]} ${to} ${LANE_Y[next]}`, class: "thread", stroke: `url(#${id})` })];
}

/** @param {Audit.Story} story */
function makePlayer(story) {
  let timer = 0;
  let pace = PACES[0];
  const play = el("button", { type: "button", class: "tb p", onclick: () => toggle() });
  const step = (/** @type {string} */ shape, /** @type {string} */ label, /** @type {number} */ by) => el("button", { type: "button", class: "tb", "aria-label": t(label), onclick: () => story.move("b", story.b + by) }, picture(shape));
  const paces = PACES.map((each) => el("button", { type: "button", "aria-pressed": String(each === pace), onclick: () => set(each) }, t("play.pace", { pace: each })));
  const node = el(
    "span",
    { class: "play" },
    step("before", "step.b.before", -1),
    play,
    step("next", "step.b.next", 1),
    el("span", { class: "seg2", role: "group", "aria-label": t("play.paces") }, paces),
  );
  show();

  function show() {
    put(play, picture(timer ? "pause" : "play"));
    play.setAttribute("aria-label", t(timer ? "play.pause" : "play.play"));
  }

  /** @param {number} next */
  function set(next) {
    pace = next;
    paces.forEach((each, index) => each.setAttribute("aria-pressed", String(PACES[index] === pace)));
    if (timer) restart();
  }

  function restart() {
    clearInterval(timer);
    timer = setInterval(() => (story.b >= story.last ? toggle(false) : story.move("b", story.b + 1)), 1000 / pace);
  }

  function toggle(on = timer === 0) {
    clearInterval(timer);
    timer = 0;
    story.hold(on);
    if (on && story.b >= story.last) story.move("b", Math.min(story.a, story.b));
    if (on) restart();
    show();
  }

  return { node, toggle, get playing() { return timer !== 0; } };
}

