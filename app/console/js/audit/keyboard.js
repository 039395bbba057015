// The keys of the auditor's view, and the sheet that names them. Never with Alt: AltGr types Polish letters.

import { keepAhead } from "../core/ahead.js";
import { el } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { remember, remembered } from "../core/prefs.js";
import { openDialog } from "../parts/dialog.js";

/** @type {Record<string, "setA" | "setB" | "diff" | "verify" | "export" | "next" | "previous" | "help">} */
const LETTERS = { a: "setA", b: "setB", d: "diff", v: "verify", e: "export", j: "next", k: "previous", "?": "help" };
/** @type {Record<string, number>} */
const ARROWS = { ArrowRight: 1, ArrowLeft: -1 };
const LINES = [
  ["help.step", "←", "→"], ["help.stepA", "⇧ ←", "⇧ →"], ["help.set", "A", "B"], ["help.events", "J", "K"], ["help.diff", "D"], ["help.verify", "V"], ["help.export", "E"],
  ["help.play", "␣"], ["help.find", "Ctrl K"], ["help.help", "?"], ["help.back", "Esc"],
];

/** Binds them once; before `ready()` they wait. `actions` has step(by, point), setA, setB, next, previous, diff, verify, play, find, help, back. */
/** @param {Audit.Actions} actions @param {() => boolean} ready */
export function bindKeys(actions, ready) {
  return keepAhead((event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      actions.find();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") actions.back();
    else if (typing(event.target)) return;
    else if (ARROWS[event.key]) {
      event.preventDefault();
      actions.step(ARROWS[event.key], event.shiftKey ? "a" : "b");
    } else if (event.key === " " && !pressable(event.target)) {
      event.preventDefault();
      actions.play();
    } else if (remembered("keys", "on") !== "off" && LETTERS[event.key.toLowerCase()]) {
      event.preventDefault();
      actions[LETTERS[event.key.toLowerCase()]]();
    }
  }, ready);
}

/** @type {(target: EventTarget | null) => boolean} */
const typing = (target) => target instanceof Element && Boolean(target.closest("input, textarea, select, [contenteditable]"));

// Space is theirs.
/** @type {(target: EventTarget | null) => boolean} */
const pressable = (target) => target instanceof Element && Boolean(target.closest("button, a, summary"));

/** Opens the sheet. */
export function openHelp() {
  const toggle = el("input", { type: "checkbox", checked: remembered("keys", "on") !== "off", onchange: () => remember("keys", toggle.checked ? "on" : "off") });
  const line = (/** @type {string[]} */ [name, ...keys]) => el("li", null, el("span", null, keys.map((key) => el("kbd", null, key))), el("span", null, t(name)));
  openDialog({
    title: t("keys.title"),
    nodes: [el("ul", null, LINES.map(line)), el("p", { class: "m" }, t("help.search")), el("label", { class: "tick" }, toggle, el("span", null, t("keys.on"))), el("p", { class: "m" }, t("keys.single"))],
  });
}
