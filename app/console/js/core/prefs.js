// What this browser remembers for this person: theme, language, tab, whether single-letter keys are on.

/** Reads one remembered word; `fallback` where there is none or storage is shut. */
/** @param {string} key @param {string} fallback */
export function remembered(key, fallback) {
  try {
    return localStorage.getItem(`throughline.${key}`) ?? fallback;
  } catch {
    return fallback;
  }
}

/** Remembers one word. */
/** @param {string} key @param {string} value */
export function remember(key, value) {
  try {
    localStorage.setItem(`throughline.${key}`, value);
  } catch {
    /* private window: it lasts as long as the page */
  }
}
