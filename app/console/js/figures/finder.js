// The way to a figure, a team or a period by its name. Opened by Ctrl+K or from the bar on top.

import { el, put, say } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { icon } from "../parts/icons.js";
import { TILES } from "./data.js";
import { teamName } from "./promises.js";
import { SPANS } from "./state.js";
import { pointAt } from "../parts/choosing.js";

const CARDS = ["story", "ways", "map", "promises", "again", "cross"];

/** Opens it. */
/** @param {Figures.Context} ctx */
export function openFinder(ctx) {
  const all = groupsOf(ctx);
  const list = el("div", { id: "find-list", class: "opts", role: "listbox", "aria-label": t("find.results") });
  const note = el("p", { class: "note m", role: "status" });
  const input = el("input", {
    type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder: t("find.hint"), "aria-label": t("find.label"),
    "aria-expanded": "true", "aria-controls": "find-list", "aria-autocomplete": "list", oninput: suggest, onkeydown: key,
  });
  const node = el("dialog", { class: "palette", "aria-label": t("find.label"), onclose: () => node.remove(), onclick: (/** @type {Event} */ event) => event.target === node && node.close() }, el("div", { class: "in" }, icon("search", 18), input), list, note);
  let options = /** @type {Figures.Option[]} */ ([]);
  let chosen = 0;

  function suggest() {
    const wanted = fold(input.value).trim();
    const groups = all.map(({ title, options: some }) => ({ title, options: some.filter((each) => fold(each.name).includes(wanted)) })).filter((each) => each.options.length);
    options = groups.flatMap((each) => each.options);
    let at = 0;
    put(list, groups.map(({ title, options: some }) => el("div", { role: "group", "aria-label": title }, el("p", { class: "gt", "aria-hidden": "true" }, title), some.map((each) => line(each, at++)))));
    list.hidden = !options.length;
    say(note, options.length ? "" : t("find.none"));
    choose(0);
  }

  /** @param {Figures.Option} option @param {number} index */
  function line(option, index) {
    return el("div", { class: "op", role: "option", id: `find-${index}`, "aria-selected": "false", onclick: () => run(index), onpointermove: () => chosen !== index && choose(index) }, el("span", { class: "nm", dir: "auto" }, option.name), option.detail && el("small", null, option.detail));
  }

  /** @param {number} index */
  function choose(index) {
    chosen = pointAt(list, input, options.length, index);
  }

  /** @param {number} index */
  function run(index) {
    const option = options[index];
    if (!option) return;
    node.close();
    option.run();
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const by = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 })[event.key];
    if (by) choose(chosen + by);
    else if (event.key === "Enter" && !event.isComposing) run(chosen);
    else return;
    event.preventDefault();
  }

  document.body.append(node);
  suggest();
  node.showModal();
}

/** @param {Figures.Context} ctx */
function groupsOf(ctx) {
  const numbers = TILES.map(({ name }) => ({ name: t(name), detail: t("find.number"), run: () => shown(`[data-f="tile-${name}"]`) }));
  const cards = CARDS.map((name) => ({ name: t(`card.${name}`), detail: t("find.chart"), run: () => shown(`#h-${name}`) }));
  const teams = [null, ...(ctx.figures?.teams ?? [])].map((team) => ({ name: team === null ? t("pick.all") : teamName(team, ctx.figures?.names), run: () => ctx.go({ team }) }));
  const spans = SPANS.map((weeks) => ({ name: t("pick.weeks", { n: weeks }), run: () => ctx.go({ weeks }) }));
  const tables = { name: t("keys.tables"), run: () => ctx.go({ tables: !ctx.look.tables }) };
  return /** @type {{ title: string, options: Figures.Option[] }[]} */ ([
    { title: t("find.figures"), options: [...numbers, ...cards] },
    { title: t("pick.team"), options: teams },
    { title: t("find.look"), options: [...spans, tables] },
  ]);
}

/** @param {string} selector */
function shown(selector) {
  const node = document.querySelector(selector);
  if (!node) return;
  node.scrollIntoView({ block: "center" });
  node.focus({ preventScroll: true });
}

/** @type {(words: string) => string} without case and without Polish letters, so that both spellings find it */
const fold = (words) => words.toLocaleLowerCase().normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll("ł", "l");
