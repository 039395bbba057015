// Runs before the first paint: the pinned theme and language, so that nothing flashes.
(() => {
  const read = (key) => { try { return localStorage.getItem(`throughline.${key}`); } catch { return null; } };
  const theme = read("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  document.documentElement.lang = read("language") === "en" ? "en" : "pl";
})();
