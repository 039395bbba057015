// One event in full: its numbers and times, who and why, the raw record with what is masked, and its place in the chain.

import { customerPath, read } from "../core/api.js";
import { el, keepFocus, put } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { channelIcon, icon } from "../parts/icons.js";
import { openDialog, field } from "../parts/dialog.js";
import { filesOf } from "./files.js";
import { picture } from "./pictures.js";
import { fits, LONGEST, purpose, purposeHeader } from "./purpose.js";
import { ends, exactMoment, lag, looked, moment, whose } from "./words.js";

const MASK = "••••";

/** Draws it; `draw` after what is shown changed. */
/** @param {Audit.Story} story @param {Audit.Proof} proof */
export function makeInspector(story, proof) {
  const node = el("section", { class: "ins", tabindex: "0", "aria-label": t("inspector.label") });

  function draw() {
    const look = story.shown.startsWith("x") && story.access.find((each) => each.key === story.shown);
    const event = look ? null : story.at(story.shown) ?? story.event(story.b);
    keepFocus(node, () => put(node, look ? drawLook(look) : event ? drawEvent(story, event, proof) : null));
  }

  return { node, draw };
}

/** @param {Audit.Look} look */
function drawLook(look) {
  const rows = /** @type {[string, Console.Child][]} */ ([
    ["look.when", moment(look.at)],
    ["look.who", `${look.who}, ${term("who", look.role)}`],
    ["look.what", looked(look.what)],
    ["look.why", term("purpose", look.purpose)],
    ["look.via", term("via", look.via)],
    ["look.version", look.at_version === null ? t("look.nowhere") : `#${look.at_version}`],
  ]);
  return [el("section", null, el("h2", null, el("span", { class: "m" }, picture("see")), looked(look.what)), pairs(rows)), el("section", { class: "quiet" }, el("p", { class: "m" }, t("access.note")))];
}

/** @type {(rows: [string, Console.Child][]) => HTMLElement} */
const pairs = (rows) => el("dl", { class: "kv" }, rows.map(([name, value]) => [el("dt", null, t(name)), el("dd", null, value)]));

/** @param {Audit.Story} story @param {Audit.Event} event @param {Audit.Proof} proof */
function drawEvent(story, event, proof) {
  const late = Date.parse(event.recorded_at) - Date.parse(event.occurred_at);
  const own = !event.moved;
  const flags = [own && event.version === story.a && el("span", { class: "ab a" }, "A"), own && event.version === story.b && el("span", { class: "ab b" }, "B")];
  const by = story.byId.get(event.causation_id);
  const before = own && story.event(event.version - 1);
  const back = before && Date.parse(before.recorded_at) > Date.parse(event.recorded_at) ? before : null;
  const rows = /** @type {[string, Console.Child][]} */ ([
    ["event.number", [`#${event.version} `, el("span", { class: "m" }, t("event.position", { n: event.position }))]],
    ["event.occurred", [exactMoment(event.occurred_at), " ", el("span", { class: "m" }, t(late >= 0 ? "event.recorded" : "event.recorded.early", { lag: lag(Math.abs(late)) }))]],
    ...(back ? [["event.clock", t("event.clock.back", { when: exactMoment(back.recorded_at) })]] : []),
    ["event.who", who(story, event)],
    [by || !event.source ? "event.cause" : "event.source", by ? el("button", { type: "button", class: "lk", onclick: () => story.show(by.key) }, `#${by.version} ${term("event", by.type)}`) : event.source ? el("span", { class: "mono" }, event.source) : el("span", { class: "m" }, t("event.nocause"))],
    ...(event.moved ? [["event.stream", [el("span", { class: "mono", title: event.stream }, ends(event.stream)), " ", el("span", { class: "m" }, t("moved.why"))]]] : []),
    ["event.schema", el("code", null, `${event.type}/${event.schema}`)],
  ]);
  return [
    el("section", null, el("h2", null, event.channel ? channelIcon(event.channel, 16) : icon("clock"), term("event", event.type), el("span", { class: "sp" }), flags), pairs(rows)),
    raw(story, event),
    filesOf(story, event),
    proof.section(event),
  ];
}

/** @param {Audit.Story} story @param {Audit.Event} event */
function who(story, event) {
  const told = whose(story.who(event));
  if (!event.actor) return told;
  const { kind, id } = event.actor;
  return kind === "system" && id ? `${told}, ${term("rule", id)}` : told;
}

/** @param {Audit.Story} story @param {Audit.Event} event */
function raw(story, event) {
  if (event.unreadable) return el("section", null, el("h2", null, t("raw.title")), el("p", { class: "verd warn" }, t(`raw.${event.unreadable}`)));
  const shown = story.revealed.get(event.key);
  const masked = JSON.stringify(event.data).includes(MASK);
  const button = shown
    ? el("button", { type: "button", class: "btn ghost", "data-f": "mask", onclick: () => story.keep(event.key, null) }, picture("hide", 14), t("raw.hide"))
    : masked && el("button", { type: "button", class: "btn ghost", "data-f": "mask", onclick: () => askReveal(story, event) }, picture("see", 14), t("raw.reveal"));
  return el(
    "section",
    null,
    el("h2", null, t("raw.title"), el("span", { class: "sp" }), button),
    el("pre", { tabindex: "0", role: "region", "aria-label": t("raw.label") }, json(shown ?? event.data, 1, shown ? event.data : null)),
  );
}

// What is unmasked is said to be recorded before it is asked for, with the purpose it is asked for.
/** @param {Audit.Story} story @param {Audit.Event} event */
function askReveal(story, event) {
  const why = el("input", { type: "text", required: true, value: purpose(), maxlength: LONGEST });
  openDialog({
    title: t("reveal.title", { n: event.version }),
    nodes: [el("p", { class: "s" }, t("reveal.text")), field(t("purpose.field"), why)],
    verb: t("reveal.verb"),
    run: async () => {
      if (!fits(why.value)) {
        why.focus();
        throw Object.assign(new Error("purpose"), { slug: why.value.trim().length < 3 ? "purpose-short" : "purpose-long" });
      }
      const path = event.moved ? `/events?moved=true&after=${event.position - 1}&limit=1` : `/events?after=${event.version - 1}&limit=1`;
      const { events } = await read(customerPath(story.customerId, path), purposeHeader(why.value));
      story.keep(event.key, events[0].data);
      story.refreshAccess();
    },
  });
}

/** JSON as nodes: keys, words and numbers in their colours, what is masked as bars. */
/** @param {any} value @param {number} depth @param {Record<string, any> | null} [masked] @returns {Console.Child} */
function json(value, depth, masked) {
  const pad = "  ".repeat(depth);
  const end = `${"  ".repeat(depth - 1)}`;
  if (value === MASK) return [el("span", { class: "red", "aria-hidden": "true" }, "xxxxxxxx"), el("span", { class: "sr" }, t("raw.masked"))];
  if (Array.isArray(value)) {
    if (!value.length) return "[]";
    if (value.every((each) => typeof each !== "object" || each === null)) return ["[", spread(value.map((each) => json(each, depth)), ", "), "]"];
    return ["[\n", spread(value.map((each) => [pad, json(each, depth + 1)]), ",\n"), `\n${end}]`];
  }
  if (value && typeof value === "object") {
    const entries = Object.entries(value);
    if (!entries.length) return "{}";
    const pair = (/** @type {[string, any]} */ [key, each]) => [pad, el("span", { class: "jk" }, JSON.stringify(key)), ": ", masked?.[key] === MASK ? el("mark", null, json(each, depth + 1)) : json(each, depth + 1)];
    return ["{\n", spread(entries.map(pair), ",\n"), `\n${end}}`];
  }
  const kind = typeof value === "number" ? "jn" : typeof value === "string" ? "js" : "jk";
  return el("span", { class: kind }, JSON.stringify(value));
}

/** @type {(nodes: Console.Child[], between: string) => Console.Child[]} */
const spread = (nodes, between) => nodes.flatMap((each, index) => (index ? [between, each] : [each]));
