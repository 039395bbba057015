// Runs before the first paint: the pinned theme and language, so that nothing flashes.
(() => {
  /** @type {(key: string) => string | null} */
  const read = (key) => { try { return localStorage.getItem(`throughline.${key}`); } catch { return null; } };
  const theme = read("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  const language = read("language") === "en" ? "en" : "pl";
  document.documentElement.lang = language;
  const words = document.createElement("link"); // the catalogue in use, fetched beside the modules
  words.rel = "modulepreload";
  const here = /** @type {HTMLScriptElement} */ (document.currentScript);
  words.href = String(new URL(`i18n/${here.dataset.words ?? ""}${language}.js`, here.src));
  document.head.append(words);
})();
