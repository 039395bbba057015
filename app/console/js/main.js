// The console: who is signed in, which views stand, and what is drawn when something changes.

import { read } from "./core/api.js";
import { currentLanguage, setLanguage, setTimeZone, t } from "./core/i18n.js";
import { bindKeys } from "./core/keys.js";
import { doMeant, later, mean, warmUp } from "./core/later.js";
import { remember, remembered } from "./core/prefs.js";
import { go, onRoute, openCustomer, printAddress } from "./core/router.js";
import { Session } from "./core/session.js";
import { eachFrame } from "./core/signal.js";
import { mayDecide } from "./views/identity.js";
import { layOut, makeBlank, makeRail, makeStatus, makeTop, placeBanner, showSignedOut } from "./views/bars.js";
import { makeBrief } from "./views/brief.js";
import { makeComposer } from "./views/composer.js";
import { customerName, makeBanner, makeHead, makeNewsBar } from "./views/head.js";
import { makeKnowledge } from "./views/knowledge.js";
import { makeQueue } from "./views/queue.js";
import { makeTimeline } from "./views/timeline.js";

const RETRY = 3000;
const PRESS = 2000; // milliseconds a button is held at most
const REST = 250; // milliseconds between two drawings of all that stands around the talk: while somebody writes and writes, their words go first
const NARROW = matchMedia("(max-width: 899px)"); // one column at a time
const DRAWER = matchMedia("(max-width: 1279px)"); // knowledge is a strip that opens

/** @type {Console.Context} */
const ctx = {
  session: /** @type {any} */ (null), // nobody is signed in yet
  source: null, // the item marked as a source: {item_id, span?, fact?, sentence?}
  out: undefined,
  start,
  signedOut,
  setLanguage: chooseLanguage,
  showSource,
  toggleKnowledge,
  showIdentity: () => views?.knowledge.show("identity"),
  reveal: (key) => later("proof", "askReveal", ctx, key),
  help: () => later("help", "openHelp"),
  settings: () => later("settings", "openSettings", ctx),
  findHere,
  palette: () => ctx.session && later("palette", "openPalette", ctx, actions),
  toEnd: () => views?.timeline.toEnd(),
  focusComposer: () => views?.composer.focus(),
  editEntry: (entry) => views?.composer.edit(entry),
  decideEntry: (entry) => views?.composer.decide(entry),
};
/** @type {any} every view by its name, once somebody is signed in */
let views = null;
/** @type {HTMLElement | null} */
let left = null; // where the focus was before a source was looked at
let minute = 0; // of the last tick
let named = ""; // the open customer, when the page was drawn
let starting = false;
let pressed = 0; // until when something has the mouse's button on it
const redraw = onceLetGo(draw);
const redrawTalk = onceLetGo(drawTalk);
const redrawSoon = onceLetGo(drawPage, REST);
const redrawQueue = onceLetGo(drawQueue, REST);

await setLanguage(remembered("language", "pl"));
onRoute((customerId) => {
  ctx.source = left = null;
  mean(null);
  toggleKnowledge(false);
  if (ctx.session?.page?.customerId !== customerId) for (const each of document.querySelectorAll("dialog")) each.close(); // about somebody who goes
  ctx.session?.open(customerId);
  redraw();
});
/** @type {Console.Actions} */
const actions = {
  next: () => views?.queue.step(1),
  previous: () => views?.queue.step(-1),
  waiting: () => views?.queue.step(1, true),
  end: () => views?.timeline.toEnd(),
  source: (n) => onceShown(() => views.brief.follow(n)),
  claim: () => onceShown(() => views.head.claim()),
  reply: () => onceShown((words) => views.composer.focus(words)),
  note: () => onceShown((words) => views.composer.focus(words, true)),
  promise: () => onceShown(() => decide("askPromise")),
  handOver: () => onceShown(() => decide("askHandover")),
  close: () => onceShown(() => decide("askClosing")),
  find: () => ctx.palette(),
  seek: () => ctx.findHere(),
  print,
  help: () => ctx.help(),
  back,
};
bindKeys(actions);
NARROW.addEventListener("change", redraw);
addEventListener("pointerdown", ({ button, target }) => {
  if (!button && /** @type {Element} */ (target).closest?.("a, button")) pressed = performance.now() + PRESS;
});
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => (pressed = 0));
setInterval(tick, 1000);
warmUp();
start();

async function start() {
  if (starting || ctx.session) return;
  starting = true;
  const linkExpired = location.hash === "#link-expired";
  if (linkExpired) history.replaceState(null, "", location.pathname);
  try {
    const who = await read("/v1/session");
    ctx.out = undefined;
    setTimeZone(who.timezone);
    ctx.session = /** @type {Console.Context["session"]} */ (new Session(who));
    ctx.session.listen(changed);
    ctx.session.inbox.listen((what) => (what === "snapshot" ? redraw() : redrawQueue()));
    ctx.session.writing.listen(redraw);
    mount();
    ctx.session.open(openCustomer());
    ctx.session.start();
  } catch (refusal) {
    if (refusal.status === 401 || refusal.status === 403) {
      signedOut(linkExpired ? "link" : "");
      return;
    }
    signedOut("offline");
    setTimeout(() => ctx.out === "offline" && start(), RETRY);
  } finally {
    starting = false;
  }
}

// Each in its frame, but not under a pressed button: what is drawn anew meanwhile, or moves, is not clicked.
/** @param {() => void} draw @param {number} [rest] */
function onceLetGo(draw, rest) {
  /** @type {() => boolean} */
  const again = eachFrame(() => void (performance.now() < pressed ? again() : draw()), rest);
  return again;
}

/** @param {string} what @param {any} [frame] */
function changed(what, frame) {
  if (!ctx.session) return;
  if (what === "handed") {
    later("handed", "tellHanded", ctx, frame);
    return;
  }
  if (ctx.session.socket.state === "signed_out") {
    signedOut("");
    return;
  }
  if (what === "page") ctx.session.page?.listen((...names) => pageChanged(names));
  redraw();
}

/** @param {string[]} names */
function pageChanged(names) {
  if (!ctx.session) return;
  const { page } = ctx.session;
  if (page?.unheard) views?.timeline.announce();
  if (names.length === 1 && names[0] === "presence") views?.head.drawPresence();
  else if (page && (!names.includes("items") || names.includes("snapshot"))) redraw();
  else if (page && !redrawSoon()) redrawTalk();
}

/** @param {string | undefined} why */
function signedOut(why) {
  const { session } = ctx;
  session?.end(why === "bye"); // what customers said leaves this browser with who signs out
  ctx.session = /** @type {any} */ (null); // first: a socket that stops tells so, and must find nobody to tell
  session?.socket.stop("signed_out");
  views = null;
  ctx.source = left = null;
  mean(null);
  ctx.out = why;
  document.title = "Throughline";
  showSignedOut(ctx);
}

/** @param {string} language */
async function chooseLanguage(language) {
  await setLanguage(language);
  remember("language", language);
  if (!ctx.session) {
    signedOut(ctx.out);
    return;
  }
  mount();
  ctx.session.relanguage();
  document.querySelector(`.top [lang=${language}]`)?.focus();
}

function mount() {
  views = {
    top: makeTop(ctx),
    rail: makeRail(ctx),
    queue: makeQueue(ctx),
    head: makeHead(ctx),
    banner: makeBanner(ctx),
    news: makeNewsBar(ctx),
    brief: makeBrief(ctx),
    timeline: makeTimeline(ctx),
    composer: makeComposer(ctx),
    knowledge: makeKnowledge(ctx),
    status: makeStatus(ctx),
    blank: makeBlank(),
  };
  layOut(views);
  draw();
}

function draw() {
  if (!views) return;
  named = customerName(ctx.session);
  drawQueue();
  drawPage();
}

// The queue hears of every event of everybody: the open page has to do with it by the customer's name at most.
function drawQueue() {
  if (!views) return;
  views.rail.draw();
  views.queue.draw();
  if (named !== customerName(ctx.session)) redraw();
}

function drawPage() {
  if (!views) return;
  const { page, socket } = ctx.session;
  named = customerName(ctx.session);
  views.banner.draw();
  views.status.draw();
  const shown = Boolean(page?.items.length || page?.loaded);
  views.app.className = ["app", page ? "has-customer" : "", page?.missing ? "unknown" : "", views.app.classList.contains("knowing") ? "knowing" : "", socket.state === "live" ? "" : "stale"].join(" ").trim();
  views.queue.standAlone(!page && NARROW.matches);
  views.page.hidden = !shown;
  views.knowledge.node.hidden = !shown;
  views.blank.node.hidden = shown;
  placeBanner(views, shown);
  if (!shown) views.blank.show(!page && !openCustomer() ? "empty" : page?.missing ? "missing" : "loading");
  document.title = shown ? t("title.customer", { name: named }) : t("title.queue");
  if (page?.missing) mean(null);
  // What measures comes last: so all that changed is laid out once.
  if (shown) for (const view of [views.head, views.news, views.brief, views.composer, views.knowledge, views.timeline]) view.draw();
  if (shown) views.brief.settle();
  if (page?.loaded) doMeant();
}

// The talk alone, where it stands already.
function drawTalk() {
  if (views && ctx.session.page?.loaded && !views.page.hidden) views.timeline.draw();
}

function tick() {
  if (!views) return;
  const now = Date.now();
  views.head.tick(now);
  views.timeline.tick(now);
  views.queue.tick(now);
  views.banner.draw();
  views.status.draw();
  if (minute !== (minute = Math.floor(now / 60_000))) redraw(); // promises fall due, calls go quiet
}

/** @param {string} name */
function decide(name) {
  if (mayDecide(ctx.session)) later("handing", name, ctx);
}

// A key pressed before the page stands is meant for it all the same, and so is what is typed behind it.
/** @param {(words?: string) => void} run */
function onceShown(run) {
  if (ctx.session?.page?.loaded && views) run();
  else if (openCustomer() && !ctx.session?.page?.missing && ctx.out === undefined) mean(run);
}

/** @param {Console.Source} source */
function showSource(source) {
  ctx.source = source;
  const from = /** @type {HTMLElement} */ (document.activeElement);
  if (from !== document.body && !views.timeline.node.contains(from)) left = from;
  if (DRAWER.matches) toggleKnowledge(false);
  draw();
  views.timeline.reveal(source.item_id);
}

/** @param {boolean} [open] */
function toggleKnowledge(open) {
  if (!views) return;
  const now = open ?? !views.app.classList.contains("knowing");
  views.app.classList.toggle("knowing", now);
  views.body.classList.toggle("drawer", now);
  if (now) views.knowledge.node.querySelector(".closer").focus({ preventScroll: true });
}

// Finding in the timeline: says whether there is one.
function findHere() {
  if (!ctx.session?.page?.loaded) return false;
  later("seek", "openSeek", ctx, views.timeline);
  return true;
}

/** The whole history as one plain page, for paper: what stands here is only what is near the view. */
function print() {
  const { page } = ctx.session ?? {};
  if (page) open(printAddress(page.customerId, currentLanguage()), "_blank", "noopener");
  return Boolean(page);
}

function back() {
  mean(null);
  if (views?.body.classList.contains("drawer")) toggleKnowledge(false);
  else if (views?.composer.node.contains(document.activeElement)) document.getElementById("timeline")?.focus();
  else if (ctx.source) {
    ctx.source = null;
    const again = left?.isConnected ? left : left?.dataset.f && document.querySelector(`[data-f="${left.dataset.f}"]`);
    const to = again || views.head.node.querySelector("h1");
    left = null;
    to.focus({ preventScroll: true }); // Tab goes on to what one does next
    redraw();
  } else if (ctx.session?.page && NARROW.matches) go(null);
}
