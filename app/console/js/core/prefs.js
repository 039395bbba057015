// What this browser remembers for this person: theme, language, tab, whether single-letter keys are on.

const listeners = new Set();

/** Reads one remembered word; `fallback` where there is none or storage is shut. */
export function remembered(key, fallback) {
  try { return localStorage.getItem(`throughline.${key}`) ?? fallback; } catch { return fallback; }
}

/** Remembers one word and tells who listens. */
export function remember(key, value) {
  try { localStorage.setItem(`throughline.${key}`, value); } catch { /* private window: it lasts as long as the page */ }
  for (const tell of listeners) tell(key, value);
}

/** Calls back with (key, value) after each change. */
export function onPreference(tell) { listeners.add(tell); }

/** Pins light or dark, or follows the system. */
export function setTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  remember("theme", theme);
}
