// What a number is made of: its events; and, when a lead says why, the people they are about. That is recorded.

import { read, send } from "../core/api.js";
import { el, put, say } from "../core/dom.js";
import { clock, number, shortDay, t, term } from "../core/i18n.js";
import { choice, field, openDialog, refusal } from "../parts/dialog.js";
import { channelIcon } from "../parts/icons.js";

const REASONS = ["overdue_promise", "complaint", "coaching", "checking_figure"];
const SHOWN = 50;
const MOST = 1000; // events the service names at once

/** Opens it. `asked`: {name, by?, team?, from} and the values of its rows (none: the whole figure). */
/** @param {Figures.Context} ctx @param {Figures.Asked} asked2 */
export async function openBehind(ctx, { name, by, team, from, rows, role }) {
  const list = el("div", { class: "ev" }, el("p", { class: "m" }, t("data.loading")));
  const people = el("div", { class: "pp" });
  const { node } = openDialog({ title: t(name), nodes: [el("p", { class: "s" }, t(`${name}.meaning`)), list, people], wide: true });
  node.classList.add("behind");
  try {
    const answers = await Promise.all((rows ?? [null]).map((row) => read(`/v1/figures/${name}?${query({ from, by, team, row })}`)));
    const found = [...new Map(answers.flatMap((answer) => answer.events).map((each) => [each.position, each])).values()];
    found.sort((one, other) => other.position - one.position);
    const { version } = answers[0];
    const cut = answers.some((answer) => answer.next !== null) && el("p", { class: "m" }, t("behind.cut", { n: MOST }));
    put(list, el("p", { class: "m" }, t("behind.version", { version })), found.length ? listed(found, role) : el("p", { class: "s" }, t("behind.none")), cut);
    if (role === "lead" && found.length) put(people, asking({ name, by, team, from, rows }, people));
  } catch (fault) {
    put(list, el("p", { class: "wrong", role: "alert" }, refusal(fault)));
  }
}

// The newest fifty, and as many more as often as somebody asks; what is asked for next has the focus.
/** @param {Wire.EventBehind[]} found @param {string} role */
function listed(found, role) {
  const node = el("ol", { tabindex: "0", "aria-label": t("behind.list") });
  const said = el("span", { class: "m", role: "status" });
  const more = el("button", { type: "button", class: "lk", onclick: () => add() }, t("behind.next", { n: SHOWN }));
  function add() {
    const begun = node.childElementCount;
    node.append(...found.slice(begun, begun + SHOWN).map((event) => line(event, role)));
    const n = node.childElementCount;
    say(said, t("behind.more", { n, of: found.length }));
    more.hidden = n >= found.length;
    if (begun) node.children[begun].scrollIntoView({ block: "nearest" });
    if (begun && more.hidden) node.focus();
  }
  add();
  return [node, found.length > SHOWN && el("p", { class: "two" }, said, more)];
}

/** @param {{ from: string, by?: string, team: string | null, row?: string | null }} asked1 */
function query({ from, by, team, row }) {
  const words = new URLSearchParams({ from, limit: String(MOST) });
  for (const [key, value] of Object.entries({ by, team, row })) if (value !== undefined && value !== null) words.set(key, value);
  return words;
}

// An auditor and an agent see whose it is: the one reads the record, the other was part of it.
/** @param {Wire.EventBehind} event @param {string} role */
function line(event, role) {
  const what = event.key ? t("behind.event", { what: term("event", event.type), key: term("key", event.key) }) : term("event", event.type);
  const where = role === "auditor" ? "/console/audit/" : "/console/customers/";
  const number_ = el("span", { class: "m" }, `#${number(event.position)}`);
  const words = event.customer_id ? el("a", { class: "lk", href: where + encodeURIComponent(event.customer_id) }, what) : el("span", null, what);
  return el("li", null, event.channel ? channelIcon(event.channel, 14, true) : el("span", { class: "ci" }), words, el("span", { class: "sp" }), el("time", { class: "m", datetime: event.at }, `${shortDay(event.at)}, ${clock(event.at)}`), number_);
}

/** @param {{ name: string, by?: string, team: string | null, from: string, rows: string[] | null }} asked @param {HTMLElement} people */
function asking(asked, people) {
  const why = choice(REASONS.map((each) => [each, t(`why.${each}`)]), {});
  const wrong = el("p", { class: "wrong", role: "alert" });
  const ways = new Map((asked.rows ?? [null]).map((row) => [row, 0])); // by row: after which of its events somebody is named next
  const known = /** @type {Map<string, Wire.Person>} */ (new Map());
  const show = async () => {
    if (button.disabled) return;
    button.disabled = true;
    const before = known.size;
    try {
      await opened(asked, why.value, ways, known);
      say(wrong, "");
      say(button, t("people.next"));
      put(people, named(known), wrong, ways.size > 0 && button);
      (people.querySelectorAll("a")[before] ?? people.querySelector("h3"))?.focus();
    } catch (fault) {
      say(wrong, refusal(fault));
    }
    button.disabled = false;
  };
  const button = el("button", { type: "button", class: "btn", onclick: show }, t("people.show"));
  return [el("h3", null, t("people.title")), el("p", { class: "s" }, t("people.text")), el("div", { class: "two" }, field(t("people.why"), why), button), wrong];
}

// Names the next people of each row; a row that is through leaves the ways.
/** @param {{ name: string, by?: string, team: string | null, from: string }} asked1 @param {string} reason @param {Map<string | null, number>} ways @param {Map<string, Wire.Person>} known */
async function opened({ name, by, team, from }, reason, ways, known) {
  const body = { reason, from, ...(by ? { by } : {}), ...(team === null || team === undefined ? {} : { team }) };
  for (const [row, after] of [...ways]) {
    const { people, next } = await send(`/v1/figures/${name}/openings`, { ...body, after, ...(row === null ? {} : { row }) });
    for (const person of people) known.set(person.customer_id, { ...person, events: [...(known.get(person.customer_id)?.events ?? []), ...person.events] });
    if (next === null) ways.delete(row);
    else ways.set(row, next);
  }
}

/** @param {Map<string, Wire.Person>} people */
function named(people) {
  /** @param {Wire.Person} person */
  const line_ = (person) => el("li", null, el("a", { class: "lk", href: `/console/customers/${encodeURIComponent(person.customer_id)}`, dir: "auto" }, person.display_name || t("customer.unnamed")), el("span", { class: "sp" }), el("span", { class: "m" }, t("people.events", { n: person.events.length })));
  return [el("h3", { role: "status", tabindex: "-1" }, t("people.found", { n: people.size })), el("ul", null, [...people.values()].map(line_)), el("p", { class: "m" }, t("people.recorded"))];
}
