// Where an agent writes: by which channel or as a note, what should be known before it is sent, and the one button.

import { el, keepFocus, put, say } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { later, load } from "../core/later.js";
import { runningCall } from "../core/plan.js";
import { plain } from "../core/words.js";
import { joined } from "../core/writing.js";
import { channelIcon, icon } from "../parts/icons.js";
import { mayDecide } from "./identity.js";

const NOTE = "note";
/** @type {Record<string, number>} */
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const ADDRESSED = new Set(["email", "sms", "whatsapp"]); // where people know the address
const STALE = 60_000; // after this long the ways to write are asked for anew: some close with time

/** @param {Console.Context} ctx */
export function makeComposer(ctx) {
  const { session } = ctx;
  const tabs = el("div", { class: "ways", role: "radiogroup", "aria-label": t("comp.ways"), onkeydown: walk });
  const hint = el("span", { class: "hint", role: "status" });
  const area = el("textarea", {
    class: "ta",
    rows: 1,
    "aria-describedby": "comp-hint",
    oninput: typed,
    onfocus: focused,
    onblur: () => session.typing(false),
    onkeydown: key,
  });
  hint.id = "comp-hint";
  const guarded = el("div", { class: "guard", role: "status", "aria-label": t("guard.label") });
  const offers = el("div", { class: "dets" });
  const verb = el("span");
  const button = el("button", { type: "button", class: "btn p", onclick: submit }, verb, el("kbd", { "aria-hidden": "true" }, "Ctrl ⏎"));
  const promise = el("button", { type: "button", class: "ib", "aria-label": t("comp.promise"), title: t("comp.promise"), onclick: () => later("handing", "askPromise", ctx) }, icon("flag", 16));
  const foot = el("div", { class: "cb" }, promise, offers, el("span", { class: "sp" }), button);
  const box = el("div", { class: "box" }, el("div", { class: "ct" }, tabs, hint), area, guarded, foot);
  const node = el("section", { class: "comp", "aria-label": t("comp.label") }, box);
  let page = /** @type {Page} */ (/** @type {unknown} */ (null)); // from the first drawing on
  /** @type {string | null} */
  let customerId = null;
  /** @type {Console.Draft} */
  let draft = empty();
  /** @type {Console.Guard | null} */
  let guard = null;
  let asked = 0;
  /** @type {number | null} */
  let known = -1; // the version asked for: a page on which nothing happens is not asked about, that would count as being there
  /** @type {unknown[] | null} */
  let drawn = null;
  let why = ""; // why the way that was just tried is closed

  function draw() {
    node.hidden = !mayDecide(session);
    if (node.hidden) return;
    const before = session.page === page && customerId;
    if (session.page !== page) open(session.page);
    customerId = page.customerId;
    for (const id of [before, ...(page.identity?.absorbed ?? [])]) {
      if (id && id !== customerId && session.writing.holds(id)) session.writing.move(id, customerId);
    }
    const kept = session.writing.draft(customerId);
    if (kept && kept !== draft) take(kept); // it was joined with another one's, or an ended tab's
    if ((Date.now() - asked > STALE && known !== page.version) || (drawn?.[0] && drawn[0] !== page.identity)) ask(); // who they are decides the ways
    const way = chosen();
    if (draft.text && way) draft.mode ??= way;
    const depends = [page.identity, page.channels, way, why, session.socket.state, Boolean(runningCall(page.items, Date.now()))];
    if (!drawn?.every((each, index) => each === depends[index])) drawWays(way ?? "");
    drawn = depends;
    guard?.draw(page);
    const lost = session.writing.crossed(page);
    if (lost && !document.querySelector("dialog[open]")) decide(lost);
  }

  /** @param {Page} next */
  function open(next) {
    page = next;
    asked = 0;
    known = -1;
    take(session.writing.draft(page.customerId) ?? empty());
  }

  /** @param {Console.Draft} next */
  function take(next) {
    draft = next;
    if (area.value !== draft.text) area.value = draft.text;
    drawn = null;
    why = "";
    guard?.clear(draft.kept);
    if (draft.text) prepare();
  }

  async function ask() {
    asked = Date.now();
    known = session.page.version;
    try {
      await session.askChannels();
    } catch {
      asked = Date.now() - STALE + 5000; // soon again
      known = -1;
    }
  }

  // What was chosen by hand or written into; else a note while somebody is on the line, else the way they wrote last. Empty: nobody
  // knows yet, and what would be guessed could send a reply as a note.
  function chosen() {
    const open = (page.channels ?? []).filter((each) => each.can);
    if (draft.mode === NOTE || (draft.mode && (draft.text || !page.channels)) || open.some((each) => each.channel === draft.mode)) return draft.mode;
    if (runningCall(page.items, Date.now())) return NOTE;
    if (!page.channels) return "";
    const used = page.items.findLast((item) => open.some((each) => each.channel === item.channel))?.channel;
    return (open.find((each) => each.last)?.channel ?? used ?? open[0]?.channel) || NOTE;
  }

  /** @param {string} way */
  function drawWays(way) {
    /** @type {Console.Way[]} */
    const ways = [{ channel: NOTE, can: true }, ...(page.channels ?? []).toSorted((a, b) => Number(b.can) - Number(a.can) || Number(b.last) - Number(a.last))];
    keepFocus(tabs, () => put(tabs, ways.map((each) => wayButton(each, way))));
    const to = ADDRESSED.has(way) && page.channels?.find((each) => each.channel === way)?.to;
    say(hint, why || (way === NOTE ? t("comp.private") : !way ? t("comp.asking") : to ? t("comp.to", { to: plain(to) }) : ""));
    hint.classList.toggle("warn", Boolean(why));
    const words = way === NOTE ? t("comp.note.hint") : way ? t("comp.hint") : t("comp.label");
    area.placeholder = words;
    area.setAttribute("aria-label", words);
    const off = session.socket.state === "offline" ? ".later" : "";
    say(verb, t(way === NOTE ? `comp.save${off}` : `comp.send${off}`));
    node.classList.toggle("noting", way === NOTE);
    button.disabled = !way;
  }

  /** @param {Console.Way} its @param {string} way */
  function wayButton({ channel, can, why: reason }, way) {
    const name = channel === NOTE ? t(runningCall(page.items, Date.now()) ? "comp.note.call" : "comp.note") : term("channel", channel);
    const said = can ? name : t("comp.closed", { channel: name, why: term("closed", reason) });
    const choose = () => {
      why = can ? "" : said;
      if (can) draft.mode = channel;
      changed();
      drawn = null;
      draw();
    };
    const attrs = { type: "button", role: "radio", "data-f": `way-${channel}`, "aria-checked": String(channel === way), tabindex: channel === (way || NOTE) ? 0 : -1 };
    return el(
      "button",
      { ...attrs, class: can ? null : "off", "aria-disabled": can ? null : "true", "aria-label": can ? null : said, title: can ? null : said, onclick: choose },
      channel === NOTE ? icon("note", 15) : channelIcon(channel, 15),
      el("span", null, name),
    );
  }

  /** @param {KeyboardEvent} event */
  function walk(event) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const all = /** @type {any[]} */ ([...tabs.children]);
    const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
    next.focus();
    next.click();
  }

  function typed() {
    draft.text = area.value;
    draft.mode ||= chosen() || null; // what one writes into does not change under one's hands
    why = "";
    changed();
    session.typing(Boolean(area.value));
  }

  function changed() {
    draft.kept = guard?.kept() ?? draft.kept;
    session.writing.keep(page.customerId, draft);
    guard?.check(draft.text, chosen() === NOTE ? null : chosen());
  }

  function focused() {
    prepare();
    if (Date.now() - asked > STALE) ask();
  }

  // What looks over one's shoulder is loaded when one begins to write.
  async function prepare() {
    const part = guard ? null : await load("guard").catch(() => null);
    guard ??= part?.makeGuard(ctx, { guarded, offers, kept: draft.kept, changed });
    if (guard && draft.text) changed();
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey) {
      event.preventDefault();
      submit();
    }
  }

  function submit() {
    const text = area.value.trim();
    const way = chosen();
    area.focus();
    if (!text || !way) return;
    const closed = page.channels?.find((each) => each.channel === way && !each.can);
    if (closed) { // since it was chosen
      why = t("comp.closed", { channel: term("channel", way), why: term("closed", closed.why) });
      drawn = null;
      draw();
      return;
    }
    const { interaction_id: talk } = page.channels?.find((each) => each.channel === way) ?? {};
    const message = { text, channel: way, seen_version: page.readBy(Date.now()), ...(talk ? { interaction_id: talk } : {}) };
    const promises = way === NOTE ? [] : (guard?.kept() ?? []).filter((each) => text.includes(each.words));
    session.writing.post({
      customerId: page.customerId,
      kind: way === NOTE ? NOTE : "message",
      body: way === NOTE ? { text } : message,
      channel: way === NOTE ? "crm" : way,
      promises,
    });
    rewrite("", way);
    ctx.toEnd();
  }

  /** Puts words back to be written on, before what stands there. */
  /** @param {string} text @param {string | null} [mode] */
  function rewrite(text, mode = draft.mode) {
    draft = { text, mode: text ? mode : null, kept: [] };
    area.value = text;
    guard?.clear([]);
    session.typing(false);
    changed();
    drawn = null;
    draw();
  }

  /** Opens the question what to do with words that crossed others. */
  /** @param {Console.Entry} entry */
  function decide(entry) {
    load("crossing").then(({ askCrossing }) => {
      if (session.page?.customerId === entry.customerId && !document.querySelector("dialog[open]")) askCrossing(ctx, entry);
    }, () => {});
  }

  /** @param {Console.Entry} entry */
  function edit(entry) {
    const text = session.writing.withdraw(entry);
    const mode = entry.kind === NOTE ? NOTE : entry.channel;
    const before = session.writing.draft(entry.customerId);
    if (entry.customerId !== page.customerId) return session.writing.keep(entry.customerId, joined({ text, mode, kept: [] }, before));
    const both = [text, area.value.trim()].filter(Boolean).join("\n\n");
    rewrite(both, mode);
    return area.focus();
  }

  /** Goes there; `words` were typed on the way, `note`: to write one. */
  function focus(words = "", note = false) {
    if (node.hidden) return;
    if (note || !draft.text) draft.mode = note ? NOTE : null;
    area.focus();
    drawn = null;
    draw();
    if (!words) return;
    area.value += words;
    typed();
  }

  return { node, draw, focus, edit, decide };
}

/** @type {() => Console.Draft} */
const empty = () => ({ text: "", mode: null, kept: [] });
