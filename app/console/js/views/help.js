// The sheet of shortcuts, and the switch that turns the single letters off.

import { el } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { openDialog } from "../parts/dialog.js";
import { keySwitch } from "./settings.js";

const LINES = [
  ["keys.next", "J"],
  ["keys.previous", "K"],
  ["keys.waiting", "N"],
  ["keys.toend", "G"],
  ["keys.sources", "1–9"],
  ["keys.replying", "R"],
  ["keys.claiming", "C"],
  ["keys.promising", "P"],
  ["keys.handing", "A"],
  ["keys.closing", "E"],
  ["keys.sending", "Ctrl ⏎"],
  ["keys.seeking", "F"],
  ["keys.finder", "Ctrl K"],
  ["keys.printing", "Ctrl P"],
  ["keys.thishelp", "?"],
  ["keys.back", "Esc"],
];

/** Opens it. */
export function openHelp() {
  const line = (/** @type {string[]} */ [name, ...keys]) =>
    el("li", null, el("span", null, keys.map((key) => el("kbd", null, key))), el("span", null, t(name)));
  openDialog({
    title: t("keys.title"),
    nodes: [
      el("ul", null, LINES.map(line)),
      keySwitch(),
    ],
  });
}
