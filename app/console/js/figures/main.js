// The lead's view: what the shop can read off its own record. Asked anew every minute, at its own address.

import { read } from "../core/api.js";
import { keepAhead } from "../core/ahead.js";
import { el, put } from "../core/dom.js";
import { setLanguage, setTimeZone, speakFrom, t } from "../core/i18n.js";
import { remember, remembered } from "../core/prefs.js";
import { eachFrame } from "../core/signal.js";
import { figuresOf } from "./data.js";
import { openFinder } from "./finder.js";
import { makeRail, makeStatus, makeTop, outPage } from "./frame.js";
import { look, looked, SPANS } from "./state.js";
import { makeView } from "./view.js";

const ANEW = 60_000;
const RETRY = 3000;

speakFrom({ pl: [() => import("../i18n/figures-pl.js")], en: [() => import("../i18n/figures-en.js")] });

/** @type {Figures.Context} */
const ctx = { who: null, figures: null, failed: false, look: looked(), start, signedOut, setLanguage: chooseLanguage, go, open, help, find };
let parts = /** @type {{ view: { node: HTMLElement, draw(): void }, status: { draw(figures: Figures.All | null, failed: boolean): void } } | null} */ (null);
let wanting = false; // the finder, before there is anything to find
let asked = 0;
let loading = 0; // under way
const redraw = eachFrame(draw);

await setLanguage(remembered("language", "pl"));
addEventListener("popstate", () => {
  ctx.look = looked();
  load();
  redraw();
});
const ahead = keepAhead(keys, () => Boolean(parts && !wanting));
setInterval(tick, 1000);
start();

async function start() {
  try {
    ctx.who = await read("/v1/session");
    setTimeZone(ctx.who.timezone);
    mount();
    await load();
  } catch (refusal) {
    signedOut(refusal.status === 401 || refusal.status === 403 ? "in" : "offline");
  }
}

/** @param {string} why */
function signedOut(why) {
  ctx.who = null;
  ctx.figures = null; // whoever signs in next may see others
  asked += 1;
  parts = null;
  wanting = false;
  ahead.drop();
  document.title = "Throughline";
  put(document.body, outPage(ctx, why));
  if (why === "offline") setTimeout(() => !parts && start(), RETRY);
}

function mount() {
  const view = makeView(ctx);
  const status = makeStatus();
  parts = { view, status };
  /** @param {Event} event */
  const skip = (event) => {
    event.preventDefault();
    view.node.focus();
  };
  const body = el("div", { class: "body" }, makeRail(ctx, ctx.who), view.node);
  put(document.body, el("a", { class: "skip", href: "#figures", onclick: skip }, t("app.skip")), el("div", { class: "app figures" }, makeTop(ctx, ctx.who), body, status.node));
  draw();
}

async function load() {
  const turn = (asked += 1);
  loading += 1;
  try {
    const figures = await figuresOf(ctx.look, (some) => {
      if (turn !== asked || current()) return; // what is drawn whole is not taken apart for newer numbers
      ctx.figures = { ...some, teams: ctx.figures?.teams ?? [], names: ctx.figures?.names ?? {} };
      redraw();
    });
    if (turn !== asked) return;
    ctx.figures = figures;
    ctx.failed = false;
  } catch (refusal) {
    if (turn !== asked) return;
    if (refusal.status === 401) return void signedOut("in");
    if (refusal.status === 403) return void signedOut("forbidden");
    ctx.failed = true;
  } finally {
    loading -= 1;
  }
  redraw();
}

// Whether the numbers that are drawn are those of what is looked at.
function current() {
  const period = ctx.figures?.period;
  return Boolean(period && ctx.figures?.rest && period.weeks === ctx.look.weeks && period.team === ctx.look.team);
}

function draw() {
  if (!parts) return;
  document.title = t("title");
  parts.view.draw();
  parts.status.draw(ctx.figures, ctx.failed);
  if (wanting && ctx.figures) find();
  else if (ctx.failed) wanting = false;
  ahead.take();
}

// The clock of the status bar; new figures while somebody is looking and nothing is open.
function tick() {
  if (!parts) return;
  parts.status.draw(ctx.figures, ctx.failed);
  const [now, old] = [Math.floor(Date.now() / 1000), Date.now() - (ctx.figures?.period.at ?? 0)];
  if (!document.hidden && !document.querySelector("dialog[open]") && now % 15 === 0 && (old > ANEW || ctx.failed) && !loading) load();
}

/** Looks at something else: other weeks, another team, tables. */
/** @param {Partial<Figures.Look>} change */
function go(change) {
  ctx.look = { ...ctx.look, ...change };
  look(ctx.look);
  redraw();
  if ("weeks" in change || "team" in change) load();
}

/** Opens what a number is made of. `whole`: of all weeks shown; `all`: of all teams. */
/** @param {Figures.Opens} asked1 */
async function open({ name, by, row, rows, state, whole, all }) {
  if (!ctx.figures) return;
  const { period } = ctx.figures;
  const values = rows ? rows.map((each) => Object.values(each.keys).join(",")) : row !== undefined ? [row] : state ? [state] : null;
  const of = { name, by, team: all || name === "promises" ? null : ctx.look.team, from: whole ? period.shown[0] : period.begin, rows: values, role: ctx.who.role };
  (await import("./behind.js")).openBehind(ctx, of);
}

async function help() {
  (await import("./help.js")).openHelp();
}

function find() {
  wanting = !ctx.figures;
  if (ctx.figures) openFinder(ctx); // at once: what is typed next is meant for it
}

/** @param {string} language */
async function chooseLanguage(language) {
  await setLanguage(language);
  remember("language", language);
  if (!ctx.who) return signedOut("in");
  mount();
  return /** @type {HTMLElement | null} */ (document.querySelector(`.top [lang=${language}]`))?.focus();
}

// Single letters: not inside fields, not with Alt (AltGr types Polish letters), and only while they are switched on.
/** @param {KeyboardEvent} event */
function keys(event) {
  const finding = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k";
  if (parts && finding) {
    event.preventDefault();
    if (!document.querySelector("dialog[open]")) find();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
  const typing = event.target instanceof Element && event.target.closest("input, textarea, select");
  if (!parts || typing || remembered("keys", "on") === "off") return;
  /** @param {number} by */
  const step = (by) => SPANS[Math.min(SPANS.length - 1, Math.max(0, SPANS.indexOf(ctx.look.weeks) + by))];
  /** @type {Record<string, () => unknown>} */
  const actions = { t: () => go({ tables: !ctx.look.tables }), "[": () => go({ weeks: step(-1) }), "]": () => go({ weeks: step(1) }), "?": help };
  const action = actions[event.key.toLowerCase()];
  if (!action) return;
  event.preventDefault();
  action();
}
