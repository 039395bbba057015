// The auditor's view: one customer's history replayed, compared, proved; who saw what of it; and the way to a customer.

import { read } from "../core/api.js";
import { el, put } from "../core/dom.js";
import { number, setLanguage, setTimeZone, speakFrom, t } from "../core/i18n.js";
import { remember, remembered } from "../core/prefs.js";
import { eachFrame } from "../core/signal.js";
import { icon } from "../parts/icons.js";
import { makeRail, makeStatus, makeTop } from "./frame.js";
import { askPurpose, entry, notice } from "./gate.js";
import { makeHead } from "./head.js";
import { makeInspector } from "./inspector.js";
import { bindKeys, openHelp } from "./keyboard.js";
import { makeList } from "./list.js";
import { makeMiddle } from "./middle.js";
import { follow } from "./newer.js";
import { BY_ITSELF, makeProof } from "./proof.js";
import { purpose } from "./purpose.js";
import { makeScrubber } from "./scrubber.js";
import { Story } from "./story.js";
import { speakZone } from "./words.js";

speakFrom({ pl: [() => import("../i18n/audit-pl.js")], en: [() => import("../i18n/audit-en.js")] });

const RETRY = 3000;
/** @type {Audit.Context} */
const ctx = { who: null, story: null, proof: null, setLanguage: chooseLanguage, signedOut, help: openHelp };
let views = /** @type {ReturnType<typeof makeViews> | null} */ (null);
const redraw = eachFrame(draw);
let plain = false; // something stands that has no history: there keys have nothing to wait for
const pending = /** @type {Set<string>} */ (new Set());
let unfollow = () => {}; // ends hearing of what is recorded meanwhile

await setLanguage(remembered("language", "pl"));
const ahead = bindKeys({
  step: (by, point) => {
    if (ctx.story?.last) ctx.story.move(point, ctx.story[point] + by);
  },
  setA: () => set("a"),
  setB: () => set("b"),
  next: () => views?.list.step(1),
  previous: () => views?.list.step(-1),
  diff: () => ctx.story?.choose("tab", ctx.story.tab === "diff" ? "state" : "diff"),
  verify,
  export: () => views?.head.export(),
  play: () => views?.scrubber.player.toggle(),
  find: () => views?.find.focus(),
  help: openHelp,
  back: () => views?.scrubber.player.toggle(false),
}, () => plain || Boolean(views && ctx.story?.loaded));
addEventListener("popstate", () => {
  if (!views || !ctx.story) return;
  views.scrubber.player.toggle(false);
  ctx.story.back();
  views.find.value = ctx.story.query;
});
start();

async function start() {
  try {
    ctx.who = await read("/v1/session");
  } catch (fault) {
    ctx.who = null;
    if (fault.status === 401 || fault.status === 403) return signedOut("out");
    stand(notice("offline", start));
    setTimeout(() => ctx.who === null && start(), RETRY);
    return undefined;
  }
  const { timezone, role } = /** @type {Wire.WhoAmI} */ (ctx.who);
  setTimeZone(timezone);
  speakZone(timezone);
  if (role !== "auditor") return stand(notice("role"));
  return begin();
}

/** @param {boolean} [given] the purpose was given just now: what is done next has the focus @returns {unknown} */
function begin(given = false) {
  if (!purpose()) return stand(askPurpose(() => begin(true)));
  const customerId = /^\/console\/audit\/([^/]+)\/?$/.exec(location.pathname)?.[1];
  if (!customerId) return stand(entry(changePurpose));
  const opened = open(decodeURIComponent(customerId));
  if (given) document.getElementById("events")?.focus();
  return opened;
}

const changePurpose = () => stand(askPurpose(() => begin(true)));

/** @param {string} why */
function signedOut(why) {
  unfollow();
  Object.assign(ctx, { who: null, story: null, proof: null });
  stand(notice(why === "bye" ? "bye" : "out", start));
}

/** @param {string} customerId */
async function open(customerId) {
  unfollow();
  const story = new Story(customerId);
  ctx.story = story;
  plain = false;
  ctx.proof = makeProof(story, () => told("shown", "proof"));
  story.listen((...what) => told(...what));
  mount();
  try {
    await story.load();
    if (ctx.story === story && !story.closed) unfollow = follow(story, () => signedOut("out"));
    if (story.last <= BY_ITSELF) ctx.proof.check();
  } catch (fault) {
    if (ctx.story !== story) return;
    ctx.story = null;
    if (fault.status === 401) signedOut("out");
    else stand(notice(fault.status === 404 || fault.status === 422 ? "missing" : "failed", fault.status === 404 ? null : () => open(customerId)));
  }
}

/** @param {string[]} what */
function told(...what) {
  for (const each of what) pending.add(each);
  redraw();
}

// What is listed below draws again when these change.
function draw() {
  if (!views || !ctx.story) return;
  const what = new Set(pending);
  pending.clear();
  const any = (/** @type {string[]} */ ...names) => names.some((each) => what.has(each));
  if (any("events")) {
    views.head.draw();
    views.scrubber.draw();
  }
  if (any("proof") && ctx.proof) views.head.warn(ctx.proof.state);
  if (any("events", "filter", "query")) views.list.draw();
  else if (any("points", "shown")) views.list.move();
  if (any("newer")) views.list.newer();
  if (any("points")) views.scrubber.move();
  if (any("points", "tab") || (any("events") && ctx.story.loaded)) views.middle.draw();
  if (any("events", "points", "shown")) views.inspector.draw();
  ahead.take();
}

function mount() {
  const { story, proof } = ctx;
  if (!story || !proof) return;
  const status = makeStatus();
  views = makeViews(story, proof, status);
  const finder = el("label", { class: "find" }, icon("search"), views.find, el("kbd", { "aria-hidden": "true" }, "Ctrl K"));
  const columns = el("div", { class: "cols" }, views.list.node, views.middle.node, views.inspector.node);
  const main = el("main", { class: "aud" }, views.head.node, views.scrubber.node, columns);
  frame(finder, main, status.node);
  told("events", "points", "tab", "filter", "shown", "proof");
}

/** @param {Audit.Story} story @param {Audit.Proof} proof @param {ReturnType<typeof makeStatus>} status */
function makeViews(story, proof, status) {
  const find = el("input", { type: "search", "aria-label": t("find.label"), placeholder: t("find.hint"), value: story.query, autocomplete: "off", oninput: () => story.choose("query", find.value), onkeydown: jump });
  return {
    head: makeHead(story, changePurpose),
    scrubber: makeScrubber(story),
    list: makeList(story),
    middle: makeMiddle(story, (n, ms) => status.say(t("status.replayed", { n, ms: number(Math.max(1, Math.round(ms))) }))),
    inspector: makeInspector(story, proof),
    find,
  };
}

// What was asked for by a key is brought before the eyes: it may stand below.
async function verify() {
  await ctx.proof?.check();
  requestAnimationFrame(() => document.querySelector(".ins .verd")?.scrollIntoView({ block: "nearest" }));
}

// Enter in the question takes B to the first row that answers it; Escape gives the list back, and leaves.
/** @param {KeyboardEvent} event */
function jump(event) {
  if (event.key === "Enter") {
    event.preventDefault();
    views?.list.step(0);
    document.getElementById("events")?.focus();
  } else if (event.key === "Escape" && views?.find.value) {
    event.stopPropagation();
    views.find.value = "";
    ctx.story?.choose("query", "");
  } else if (event.key === "Escape") document.getElementById("events")?.focus();
}

/** @param {HTMLElement} node */
function stand(node) {
  unfollow();
  views = null;
  ctx.story = null;
  plain = true;
  ahead.drop();
  document.title = t("title.entry");
  frame(null, el("main", { class: "aud plainly", id: "state", tabindex: "-1" }, node), makeStatus(t("status.entry")).node);
}

/** @param {HTMLElement | null} finder @param {HTMLElement} main @param {HTMLElement} status */
function frame(finder, main, status) {
  const skip = el("a", { class: "skip", href: "#state", onclick: skipTo }, t("app.skip"));
  const rail = ctx.who ? makeRail(ctx) : el("span", { class: "rail" });
  put(document.body, skip, el("div", { class: "app audit" }, makeTop(ctx, finder), el("div", { class: "body" }, rail, main), status));
}

/** @param {Event} event */
function skipTo(event) {
  event.preventDefault();
  document.getElementById("state")?.focus();
}

/** @param {Audit.Point} point */
function set(point) {
  const version = Number(ctx.story?.shown);
  if (version) ctx.story?.move(point, version);
}

/** @param {string} language */
async function chooseLanguage(language) {
  await setLanguage(language);
  remember("language", language);
  const { story } = ctx;
  if (story && views) mount();
  else if (ctx.who) start();
  else signedOut("out");
  /** @type {HTMLElement | null} */ (document.querySelector(`.top [lang=${language}]`))?.focus();
}
