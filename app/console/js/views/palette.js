// One field for everything: what to do with this customer, whom to open, where to go. Opened by Ctrl+K.

import { el, put } from "../core/dom.js";
import { send } from "../core/api.js";
import { t, term } from "../core/i18n.js";
import { typedMeanwhile } from "../core/later.js";
import { go } from "../core/router.js";
import { plain } from "../core/words.js";
import { channelIcon, icon } from "../parts/icons.js";
import { customerName } from "./head.js";
import { mayDecide } from "./identity.js";
import { nameOf } from "./queue-row.js";
import { pointAt } from "../parts/choosing.js";

const MOST = 6;

/** Opens it. `keys` is what the keys do. */
/** @param {Console.Context} ctx @param {Console.Actions} keys */
export function openPalette(ctx, keys) {
  const actions = commands(ctx, keys);
  const list = el("div", { id: "find-list", class: "opts", role: "listbox", "aria-label": t("find.results") });
  const note = el("p", { class: "note m", role: "status" });
  const input = el("input", {
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: t("find.hint"),
    "aria-label": t("find.label"),
    "aria-expanded": "true",
    "aria-controls": "find-list",
    "aria-autocomplete": "list",
    oninput: suggest,
    onkeydown: key,
  });
  const scope = ctx.session.page?.loaded && el("span", { class: "scope said" }, customerName(ctx.session));
  const node = el("dialog", { class: "palette", "aria-label": t("find.label"), onclose: () => node.remove(), onclick: (/** @type {Event} */ event) => event.target === node && node.close() }, el("div", { class: "in" }, icon("search", 18), input, scope), list, note, foot());
  /** @type {{ title: string, options: Console.Option[] }[]} */
  let groups = [];
  /** @type {Console.Option[]} */
  let options = [];
  let chosen = 0;

  function suggest() {
    const wanted = fold(input.value);
    const kind = kindOf(input.value);
    const known = ctx.session.inbox.everyone().filter((row) => fold(nameOf(row)).includes(wanted)).slice(0, MOST);
    const named = actions.filter((each) => fold(each.name).includes(wanted));
    groups = [
      { title: t("find.here"), options: named.filter((each) => each.here) },
      { title: t("find.queue"), options: known.map((row) => ({ name: nameOf(row), channel: row.channel, detail: plain(row.preview), run: () => go(row.customer_id) })) },
      { title: t("find.go"), options: named.filter((each) => !each.here) },
    ];
    const ask = { name: plain(input.value.trim()), detail: kind && t("find.lookup", { kind: term("handle", kind) }), icon: "search", run: () => lookUp(kind ?? ""), stays: true };
    if (kind) groups.unshift({ title: t("find.number"), options: [ask] });
    show(groups.some((group) => group.options.length) ? "" : t("find.type"));
  }

  /** @param {string} kind */
  async function lookUp(kind) {
    const { value } = input;
    const past = () => !node.open || input.value !== value; // whoever asked has gone on
    try {
      /** @type {Wire.LookupAnswer} */
      const { customers } = await send("/v1/customers/lookup", { kind, value: value.trim() });
      if (past()) return;
      if (customers.length === 1) {
        node.close();
        go(customers[0].customer_id);
        return;
      }
      const found = customers.map((each) => ({ name: plain(each.display_name) || t("customer.unnamed"), detail: term("level", String(each.level)), icon: "people", run: () => go(each.customer_id) }));
      groups = [{ title: t("find.results"), options: found }];
      show(found.length ? "" : t("find.none"));
    } catch {
      if (past()) return;
      groups = [];
      show(t("find.failed"));
    }
  }

  /** @param {string} words */
  function show(words) {
    note.textContent = words;
    options = groups.flatMap((group) => group.options);
    let at = 0;
    put(
      list,
      groups
        .filter((group) => group.options.length)
        .map((group) => el("div", { role: "group", "aria-label": group.title }, el("p", { class: "gt", "aria-hidden": "true" }, group.title), group.options.map((each) => optionNode(each, at++)))),
    );
    list.hidden = !options.length;
    choose(0);
  }

  /** @param {Console.Option} option @param {number} index */
  function optionNode(option, index) {
    return el(
      "div",
      { class: "op", role: "option", id: `find-${index}`, "aria-selected": "false", onclick: () => run(index), onpointermove: () => chosen !== index && choose(index) },
      option.channel ? channelIcon(option.channel) : icon(option.icon ?? "people"),
      el("span", { class: "said nm", dir: "auto" }, marked(option.name)),
      option.detail && el("small", { class: "said", dir: "auto" }, option.detail),
      option.key && el("kbd", null, option.key),
    );
  }

  // What was typed, marked where it stands in a name.
  /** @param {string} name */
  function marked(name) {
    const at = fold(input.value) ? fold(name).indexOf(fold(input.value)) : -1;
    const length = fold(input.value).length;
    if (at < 0 || fold(name).length !== name.length) return name;
    return [name.slice(0, at), el("mark", null, name.slice(at, at + length)), name.slice(at + length)];
  }

  /** @param {number} index */
  function choose(index) {
    chosen = pointAt(list, input, options.length, index);
  }

  /** @param {number} index */
  function run(index) {
    const option = options[index];
    if (!option) return;
    if (!option.stays) node.close();
    option.run();
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(chosen + step);
    if (event.key === "Enter") run(chosen);
    if (step || event.key === "Enter") event.preventDefault();
  }

  document.body.append(node);
  node.showModal();
  const [before, ...entered] = typedMeanwhile().split("\n");
  input.value = before;
  input.focus();
  suggest();
  if (entered.length) run(0);
}

const foot = () =>
  el(
    "div",
    { class: "pf", "aria-hidden": "true" },
    el("span", null, el("kbd", null, "↑"), " ", el("kbd", null, "↓"), " ", t("find.move")),
    el("span", null, el("kbd", null, "⏎"), " ", t("find.open")),
    el("span", null, el("kbd", null, "Esc"), " ", t("find.close")),
  );

/** @type {(text: string) => string} */
const fold = (text) => plain(text).normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ł", "l").trim();

// What a typed handle looks like; null while it could not be a whole one.
/** @param {string} text */
function kindOf(text) {
  const value = text.trim();
  if (/^\S+@\S+\.\S+$/.test(value)) return "email";
  if (/^\+?[\d\s()-]{9,}$/.test(value)) return "phone";
  return /^[a-z]{0,4}-?\d{3,}[\w-]*$/i.test(value) ? "order_no" : null;
}

// [{name, icon, key, run, here?}]; the letters are those of the keys, `here` marks what is done with the open customer.
/** @param {Console.Context} ctx @param {Console.Actions} keys @returns {any[]} */
function commands(ctx, keys) {
  const { page } = ctx.session;
  const mine = page?.claim && page.claim.by === ctx.session.who.person;
  /** @type {Console.Option[]} */
  const here = [
    { name: t("cmd.reply"), icon: "chat", key: "R", run: () => keys.reply() },
    { name: t("cmd.note"), icon: "note", run: () => keys.note() },
    { name: t(mine ? "claim.free" : page?.claim ? "claim.over" : "claim.take"), icon: "check", key: "C", run: () => keys.claim() },
    { name: t("cmd.promise"), icon: "flag", key: "P", run: () => keys.promise() },
    { name: t("cmd.hand"), icon: "people", key: "A", run: () => keys.handOver() },
    { name: t("cmd.close"), icon: "check", key: "E", run: () => keys.close() },
  ];
  const read = [
    { name: t("cmd.seek"), icon: "search", key: "F", run: () => keys.seek() },
    { name: t("cmd.print"), icon: "down", key: "Ctrl P", run: () => keys.print() },
  ];
  return [
    ...(page?.loaded ? [...(mayDecide(ctx.session) ? here : []), ...read].map((each) => ({ ...each, here: true })) : []),
    { name: t("cmd.next"), icon: "inbox", key: "N", run: () => keys.waiting() },
    { name: t("cmd.end"), icon: "down", key: "G", run: () => keys.end() },
    { name: t("keys.title"), icon: "keys", key: "?", run: () => keys.help() },
    { name: t("me.settings"), icon: "gear", run: () => ctx.settings() },
  ];
}
