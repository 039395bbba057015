// The sheet of shortcuts, and the switch that turns the single letters off.

import { el } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { remember, remembered } from "../core/prefs.js";
import { openDialog } from "../parts/dialog.js";

const LINES = [
  ["keys.tables", "T"],
  ["keys.period", "[", "]"],
  ["keys.find", "Ctrl K"],
  ["keys.report", "Ctrl P"],
  ["keys.thishelp", "?"],
  ["keys.back", "Esc"],
];

/** Opens it. */
export function openHelp() {
  const toggle = el("input", { type: "checkbox", checked: remembered("keys", "on") !== "off", onchange: () => remember("keys", toggle.checked ? "on" : "off") });
  /** @param {string[]} asked1 */
  const line = ([name, ...keys]) => el("li", null, el("span", null, keys.map((key) => el("kbd", null, key))), el("span", null, t(name)));
  openDialog({
    title: t("keys.title"),
    nodes: [el("ul", null, LINES.map(line)), el("label", { class: "tick" }, toggle, el("span", null, t("keys.on"))), el("p", { class: "m" }, t("keys.single"))],
  });
}
