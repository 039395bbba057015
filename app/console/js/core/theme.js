// Light, dark, or as the system has it.

import { remember } from "./prefs.js";

/** Pins light or dark, or follows the system. */
/** @param {string} theme */
export function setTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  remember("theme", theme);
}
