// Single-letter keys, off inside text fields and when switched off. Never with Alt: AltGr types Polish letters.

import { holds } from "./later.js";
import { remembered } from "./prefs.js";

/** Binds the keys once, and takes those pressed before. `actions` has what letters do, source(n), find, seek, print, help, back. */
/** @param {Console.Actions} actions */
export function bindKeys(actions) {
  let asked = false; // by Ctrl and a letter
  /** @param {KeyboardEvent} event */
  const pressed = (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && commanded(event, actions)) {
      asked = true;
      event.preventDefault();
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
  };
  // Behind Ctrl and a letter what is typed is meant for what opens, also where one writes: the field does not hear of it. AltGr is Ctrl and Alt.
  /** @param {KeyboardEvent} event */
  const typed = (event) => {
    if (!asked || ((event.ctrlKey || event.metaKey) && !event.altKey) || event.isComposing) return;
    if (holds(event.key)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key.length === 1) asked = false;
  };
  document.addEventListener("keydown", typed, true);
  document.addEventListener("keydown", pressed);
  const early = self.begun?.keys ?? [];
  if (self.begun) self.begun.keys = null;
  early.forEach(pressed);
}

// The browser's own finding and printing see only what stands in the page; in the field of ours, Ctrl+F is the browser's again.
/** @param {KeyboardEvent} event @param {Console.Actions} actions */
function commanded(event, actions) {
  const key = event.key.toLowerCase();
  if (key === "k") actions.find();
  else if (document.querySelector("dialog[open]")) return false;
  else if (key === "f" && !(event.target instanceof Element && event.target.closest(".seek"))) return actions.seek();
  else if (key === "p") return actions.print();
  return key === "k";
}

/** @param {string} key @param {Console.Actions} actions */
function run(key, actions) {
  if (/^[1-9]$/.test(key)) {
    actions.source(Number(key));
    return true;
  }
  /** @type {Record<string, Exclude<keyof Console.Actions, "source" | "print">>} */
  const letters = { j: "next", k: "previous", n: "waiting", g: "end", f: "seek", r: "reply", p: "promise", c: "claim", a: "handOver", e: "close", "?": "help" };
  const action = letters[key.toLowerCase()];
  if (action) actions[action]();
  return Boolean(action);
}

/** @param {EventTarget | null} target */
function typing(target) {
  return target instanceof Element && Boolean(target.closest("input, textarea, select, [contenteditable]"));
}
