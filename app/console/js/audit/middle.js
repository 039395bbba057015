// The middle: the page as it stood at B, what changed from A to B, and what the agents saw.

import { el, keepFocus, put, say } from "../core/dom.js";
import { t, term, written } from "../core/i18n.js";
import { plain } from "../core/words.js";
import { avatar } from "../parts/people.js";
import { refusal } from "../parts/dialog.js";
import { Moments } from "./moments.js";
import { TABS } from "./story.js";
import { exactMoment, lag, shortMoment } from "./words.js";

const BREATH = 120; // ms without another step before the server is asked
const WORDS = 5;

/** Draws it; `draw` after A, B, tab or language changed. `status` is told how long it took. */
/** @param {Audit.Story} story @param {(version: number, took: number) => void} status */
export function makeMiddle(story, status) {
  const moments = new Moments(story);
  const tabs = TABS.map((name) => el("button", { type: "button", onclick: () => story.choose("tab", name) }, t(`tab.${name}`)));
  const sum = el("span", { class: "s o", role: "status" });
  const body = el("div", { class: "stb" });
  const node = el(
    "section",
    { class: "st", id: "state", tabindex: "0", "aria-label": t("state.label") },
    el("div", { class: "sth" }, el("span", { class: "seg2", role: "group", "aria-label": t("state.view") }, tabs), el("span", { class: "sp" }), sum),
    body,
  );
  let waiting = 0;

  function draw() {
    tabs.forEach((each, index) => each.setAttribute("aria-pressed", String(TABS[index] === story.tab)));
    say(tabs[TABS.indexOf("diff")], t(story.a > story.b ? "tab.diff.back" : "tab.diff"));
    clearTimeout(waiting);
    if (story.last) waiting = setTimeout(ask, body.childElementCount ? BREATH : 0);
  }

  async function ask() {
    const back = story.a > story.b;
    const [first, last] = [Math.min(story.a, story.b), Math.max(story.a, story.b)];
    node.setAttribute("aria-busy", "true");
    try {
      if (story.tab === "diff") {
        const found = await moments.between(first, last, story.b);
        if (found && back === story.a > story.b) show(drawDiff(story, found), last, found.took);
      } else {
        const found = await moments.at(story.b);
        if (found) show((story.tab === "state" ? drawState : drawAgent)(story, found), story.b, found.took);
      }
    } catch (fault) {
      put(body, el("p", { class: "wrong", role: "alert" }, refusal(fault)));
      say(sum, "");
      node.removeAttribute("aria-busy");
    }
  }

  /** @param {{ nodes: Console.Child, said: string }} drawn @param {number} version @param {number} took */
  function show({ nodes, said }, version, took) {
    keepFocus(node, () => put(body, nodes));
    say(sum, said);
    status(version, took);
    node.removeAttribute("aria-busy");
  }

  return { node, draw };
}

/** @param {Audit.Story} story @param {Audit.Between} found */
function drawDiff(story, { diff: told, seen }) {
  const diff = { ...told, brief: paired(told.brief) };
  const changes = [...diff.brief, ...diff.facts, ...diff.promises, ...diff.consents, ...diff.notices];
  const causes = new Set(changes.map((each) => each.cause.version));
  return {
    said: t("diff.sum", { n: changes.length, events: t("diff.events", { n: causes.size }) }),
    nodes: [
      section(t("brief.title"), t("brief.seen"), briefDiff(story, diff)),
      section(t("promises.title"), counted(diff.promises, diff.same.promises), diffTable(story, diff, diff.promises, promiseName, (/** @type {Wire.Promise} */ each) => promiseState(each))),
      section(t("facts.title"), counted(diff.facts, diff.same.facts), diffTable(story, diff, diff.facts, (each) => term("fact", each.key), (fact) => written(plain(fact.value)))),
      (diff.consents.length > 0 || diff.same.consents > 0) && section(t("consents.title"), counted(diff.consents, diff.same.consents), diffTable(story, diff, diff.consents, (each) => term("consent", each.purpose), consentState)),
      diff.notices.length > 0 && section(t("notices.title"), counted(diff.notices, diff.same.notices), diffTable(story, diff, diff.notices, noticeName, noticeState)),
      whoSaw(seen),
    ],
  };
}

/** @param {Audit.Story} story @param {Audit.AtMoment} found */
function drawState(story, { brief, facts, promises, consents, notices, seen }) {
  const at = story.event(story.b)?.occurred_at;
  const standing = facts.filter((each) => !each.superseded_by && !each.retracted);
  return {
    said: t("state.sum", { n: standing.length, promises: t("state.promises", { n: promises.length }) }),
    nodes: [
      section(t("brief.title"), t("brief.at", { version: brief.at_version }), lines(brief)),
      section(t("promises.title"), `${promises.length}`, table([t("col.what"), t("col.stands")], promises.map((each) => [plain(each.what) || term("promised", each.kind), promiseState(each, at)]), "promises.none")),
      section(t("facts.title"), `${standing.length}`, table([t("col.field"), t("col.value"), t("col.from")], standing.map((each) => [term("fact", each.key), written(plain(each.value)), told(story, each)]), "facts.none")),
      section(t("consents.title"), `${consents.length}`, table([t("col.what"), t("col.stands")], consents.map((each) => [term("consent", each.purpose), consentState(each, at)]), "consents.none")),
      notices.length > 0 && section(t("notices.title"), `${notices.length}`, table([t("col.what"), t("col.stands")], notices.map((each) => [noticeName(each), noticeState(each)]), "facts.none")),
      lastWords(story),
      whoSaw(seen),
    ],
  };
}

/** @param {Audit.Story} story @param {Audit.AtMoment} found */
function drawAgent(story, { brief, promises, seen }) {
  const owed = promises.filter((each) => each.state === "open" || each.state === "moved");
  const opened = seen.people.filter((each) => each.opened_at);
  return {
    said: t("agent.sum", { n: opened.length }),
    nodes: [
      whoSaw(seen),
      section(t("agent.brief"), t("brief.at", { version: brief.at_version }), lines(brief)),
      section(t("agent.known"), t("agent.known.why"), brief.known.length ? el("p", { class: "knw" }, brief.known.map((key) => el("span", { class: "kn" }, term("fact", key)))) : el("p", { class: "m" }, t("facts.none"))),
      section(t("agent.owed"), `${owed.length}`, table([t("col.what"), t("col.stands")], owed.map((each) => [plain(each.what) || term("promised", each.kind), promiseState(each, story.event(story.b)?.occurred_at)]), "promises.none")),
    ],
  };
}

/** @type {(title: string, beside: string, ...nodes: Console.Child[]) => HTMLElement} */
const section = (title, beside, ...nodes) => el("section", null, el("h2", null, title, el("span", { class: "m" }, beside)), nodes);

/** @param {Wire.Brief} brief */
function lines(brief) {
  if (!brief.lines.length) return el("p", { class: "m" }, t("brief.none"));
  return el("p", { class: "bd" }, brief.lines.map((line) => el("span", { class: "said", dir: "auto" }, `${plain(line.text)} `)));
}

// Sentences that were rewritten show only the words that differ; what stood and stands is not repeated.
/** @param {Audit.Story} story @param {Wire.DiffShown} diff */
function briefDiff(story, diff) {
  if (!diff.brief.length) return el("p", { class: "m" }, t("diff.same", { n: diff.same.brief }));
  const line = (/** @type {Wire.LineChange} */ change) =>
    el(
      "li",
      null,
      el("span", { class: "said", dir: "auto" }, change.before && change.after ? rewritten(change.before.text, change.after.text) : change.after ? el("ins", null, plain(change.after.text)) : el("del", null, plain(change.before?.text))),
      cause(story, change.cause),
    );
  return [el("ul", { class: "bdl" }, diff.brief.map(line)), diff.same.brief > 0 && el("p", { class: "m" }, t("diff.same", { n: diff.same.brief }))];
}

// A sentence that went and one that came by the same event, most of whose words are the same, are one that was rewritten.
/** @param {Wire.LineChange[]} changes @returns {Wire.LineChange[]} */
function paired(changes) {
  const gone = new Set(changes.filter((each) => !each.after));
  const one = (/** @type {Wire.LineChange} */ change) => {
    const { before, after, cause: of } = change;
    const old = !before && after && [...gone].find((each) => each.cause.version === of.version && alike(each.before?.text ?? "", after.text));
    if (!old) return change;
    gone.delete(old);
    return { ...change, change: /** @type {"changed"} */ ("changed"), before: old.before };
  };
  return changes.map(one).filter((each) => each.after || gone.has(each));
}

/** @param {string} before @param {string} after */
function alike(before, after) {
  const { old, now, start, end } = shared(before, after);
  return start + end > 0.5 * Math.max(old.length, now.length);
}

// Both in words, and how many of them are the same at the beginning and at the end.
/** @param {string} before @param {string} after */
function shared(before, after) {
  const [old, now] = [plain(before).split(/(?<=\s)/u), plain(after).split(/(?<=\s)/u)];
  let [start, end] = [0, 0];
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start += 1;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  return { old, now, start, end };
}

/** @param {string} before @param {string} after */
function rewritten(before, after) {
  const { old, now, start, end } = shared(before, after);
  const [gone, come] = [old.slice(start, old.length - end).join(""), now.slice(start, now.length - end).join("")];
  return [now.slice(0, start).join(""), gone && el("del", null, gone), gone && come && " ", come && el("ins", null, come), end ? ` ${now.slice(now.length - end).join("")}` : ""];
}

/** @param {{ change: string }[]} changes @param {number} same */
function counted(changes, same) {
  const of = (/** @type {string} */ how) => changes.filter((each) => each.change === how).length;
  const parts = /** @type {[number, string][]} */ ([[of("changed"), "count.changed"], [of("added"), "count.added"], [of("removed"), "count.removed"], [same, "count.same"]]);
  return parts.filter(([n]) => n).map(([n, key]) => t(key, { n })).join(", ");
}

const MARKS = { added: "+", changed: "~", removed: "−" };

/** @template T @param {Audit.Story} story @param {Wire.DiffShown} diff @param {Audit.Change<T>[]} changes @param {(change: any) => string} name @param {(side: T) => string} value */
function diffTable(story, diff, changes, name, value) {
  if (!changes.length) return el("p", { class: "m" }, t("diff.none"));
  const when = (/** @type {number} */ version) => exactOr(story, version);
  const cell = (/** @type {any} */ side, /** @type {"ins" | "del"} */ tag) => (side ? el(tag, { class: "said", dir: "auto" }, value(side)) : el("span", { class: "m" }, t("diff.nothing")));
  const row = (/** @type {Audit.Change<T>} */ each) =>
    el(
      "tr",
      null,
      el("th", { scope: "row" }, el("span", { class: `kd ${each.change}`, "aria-hidden": "true" }, MARKS[each.change]), el("span", { class: "sr" }, t(`change.${each.change}`)), name(each)),
      el("td", null, cell(each.before, "del")),
      el("td", null, cell(each.after, "ins")),
      el("td", { class: "cz" }, cause(story, each.cause)),
    );
  const [older, newer] = story.a > story.b ? ["B", "A"] : ["A", "B"]; // the earlier one first, whichever that is
  const head = [t("col.field"), `${older}, ${when(diff.from)}`, `${newer}, ${when(diff.to)}`].map((each) => el("th", { scope: "col" }, each));
  return el("table", { class: "df" }, el("thead", null, el("tr", null, head, el("th", { scope: "col", class: "cz" }, t("col.cause")))), el("tbody", null, changes.map(row)));
}

/** @param {Audit.Story} story @param {number} version */
function exactOr(story, version) {
  const event = story.event(version);
  return event ? shortMoment(event.occurred_at) : t("moment.before");
}

/** @type {(story: Audit.Story, of: { version: number, type: string, key?: string }) => HTMLElement} */
const cause = (story, of) =>
  el("button", { type: "button", class: "lk", "data-f": `cause-${of.key ?? of.version}`, title: term("event", of.type), "aria-label": t("cause.show", { n: of.version, what: term("event", of.type) }), onclick: () => story.show(of.key ?? `${of.version}`) }, `#${of.version}`);

/** @type {(change: Wire.PromiseChange) => string} */
const promiseName = ({ before, after }) => plain((after ?? before)?.what) || term("promised", (after ?? before)?.kind);

/** @param {Wire.Consent} consent @param {string} [by] the moment at which it may have run out */
function consentState({ given, objected, at, expires_at: ends, notice_version: version }, by) {
  const over = ends && by && Date.parse(ends) <= Date.parse(by);
  const parts = [t(objected ? "consent.objection" : given ? "consent.yes" : "consent.no", { when: shortMoment(at) }), ends && t(over ? "consent.over" : "consent.until", { when: shortMoment(ends) }), version && t("consent.wording", { version })];
  return parts.filter(Boolean).join(", ");
}

/** @type {(of: { notice: string }) => string} */
const noticeName = ({ notice }) => plain(notice) || t("notice.unnamed");

/** @param {Wire.Notice} notice */
function noticeState({ at, notice_version: version, locale }) {
  return [t("notice.shown", { when: shortMoment(at) }), version && t("consent.wording", { version: plain(version) }), plain(locale)].filter(Boolean).join(", ");
}

/** @param {Wire.Promise} promise @param {string} [at] by when it may be overdue */
function promiseState(promise, at) {
  const owed = promise.due_at && (promise.state === "open" || promise.state === "moved");
  const late = owed && at && Date.parse(promise.due_at ?? "") < Date.parse(at);
  const due = owed ? t(late ? "promise.overdue" : "promise.due", { when: shortMoment(promise.due_at ?? "") }) : "";
  return [term("promise", promise.state), due].filter(Boolean).join(", ");
}

/** @param {string[]} heads @param {Console.Child[][]} rows @param {string} none */
function table(heads, rows, none) {
  if (!rows.length) return el("p", { class: "m" }, t(none));
  const row = (/** @type {Console.Child[]} */ [first, ...rest]) => el("tr", null, el("th", { scope: "row" }, first), rest.map((each) => el("td", null, typeof each === "string" ? el("span", { class: "said", dir: "auto" }, each) : each)));
  return el("table", { class: "df plain" }, el("thead", null, el("tr", null, heads.map((each) => el("th", { scope: "col" }, each)))), el("tbody", null, rows.map(row)));
}

// Where a fact was told: the event of the stream that recorded it.
/** @param {Audit.Story} story @param {Wire.Fact} fact */
function told(story, fact) {
  const event = story.tellings.get(fact.fact_id);
  return event ? cause(story, event) : el("span", { class: "m" }, term("channel", fact.channel));
}

/** @param {Audit.Story} story */
function lastWords(story) {
  const position = story.event(story.b)?.position ?? 0;
  const items = [...story.items.values()].filter((each) => each.position <= position && each.text).sort((one, other) => other.position - one.position);
  if (!items.length) return null;
  const line = (/** @type {Wire.Item} */ item) =>
    el("li", null, el("span", { class: "m" }, shortMoment(item.occurred_at)), el("b", null, plain(item.author.name) || term("who", item.author.role)), el("span", { class: "said tx", dir: "auto" }, plain(item.text)));
  return section(t("words.title"), t("words.beside", { n: Math.min(WORDS, items.length) }), el("ul", { class: "wds" }, items.slice(0, WORDS).reverse().map(line)));
}

/** Who had the page open as it stood then, and who answered without it. */
/** @param {Wire.SeenShown} seen */
function whoSaw(seen) {
  const beside = t("seen.beside", { version: seen.version });
  if (!seen.people.length) return section(t("seen.title"), beside, el("p", { class: "m" }, t("seen.none")));
  const line = (/** @type {Wire.Viewer} */ person) =>
    el("li", null, avatar(person.who), el("span", null, plain(person.who) || t("seen.unnamed"), el("span", { class: "m" }, `, ${term("who", person.role)}`)), el("span", { class: person.opened_at ? "m" : "no" }, saw(person)));
  return section(t("seen.title"), beside, el("ul", { class: "seen" }, seen.people.map(line)));
}

/** @param {Wire.Viewer} viewer */
function saw({ opened_at: opened, before_at: before, before_version: version, answered, read_at: read, via }) {
  const parts = [];
  if (opened) parts.push(exactMoment(opened));
  else if (before && via === "live") parts.push(t("seen.since", { when: shortMoment(before), version: version ?? "" }));
  else parts.push(t("seen.not"));
  if (read) parts.push(t("seen.read"));
  const ahead = opened && answered ? Date.parse(answered.at) - Date.parse(opened) : null;
  if (answered && ahead !== null && ahead >= 0) parts.push(t("seen.ahead", { lag: lag(ahead) }));
  else if (answered) parts.push(t("seen.answered", { when: exactMoment(answered.at) }));
  else if (opened) parts.push(t("seen.only"));
  return parts.join(", ");
}
