// Single-letter keys, off inside text fields and when switched off. Never with Alt: AltGr types Polish letters.

import { holds } from "./later.js";
import { remembered } from "./prefs.js";

/** Binds the keys once. `actions` has next, previous, waiting, end, source(n), reply, promise, handOver, close, find, help, back. */
/** @param {Console.Actions} actions */
export function bindKeys(actions) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      actions.find();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") {
      actions.back();
      return;
    }
    if (!typing(event.target) && holds(event.key)) {
      event.preventDefault();
      return;
    }
    if (typing(event.target) || remembered("keys", "on") === "off") return;
    if (run(event.key, actions)) event.preventDefault();
  });
}

/** @param {string} key @param {Console.Actions} actions */
function run(key, actions) {
  if (/^[1-9]$/.test(key)) {
    actions.source(Number(key));
    return true;
  }
  /** @type {Record<string, Exclude<keyof Console.Actions, "source">>} */
  const letters = { j: "next", k: "previous", n: "waiting", g: "end", r: "reply", p: "promise", a: "handOver", e: "close", "?": "help" };
  const action = letters[key.toLowerCase()];
  if (action) actions[action]();
  return Boolean(action);
}

/** @param {EventTarget | null} target */
function typing(target) {
  return target instanceof Element && Boolean(target.closest("input, textarea, select, [contenteditable]"));
}
