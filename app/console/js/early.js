// Runs before the first paint: the pinned theme and language, so that nothing flashes; and, beside the modules, who is here and the line.
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
  words.href = new URL(`i18n/${here.dataset.words ?? ""}${language}.js`, here.src).href;
  document.head.append(words);
  /** @type {Console.Begun} */
  const begun = {
    asked: null, // who is here
    line: null, // what was opened for whom; undefined once the modules have a line of their own
    keys: [], // pressed before anybody listens
    open: (person) => new SharedWorker(policy ? policy.createScriptURL(url) : url, { type: "module", name: person }),
  };
  self.begun = begun;
  addEventListener("keydown", (event) => begun.keys?.push(event));
  addEventListener("popstate", () => begun.keys && (begun.keys = [])); // meant for the page before
  const { line } = here.dataset;
  if (!line) return;
  const url = new URL(line, here.src).href;
  const types = /** @type {any} */ (self).trustedTypes;
  const policy = types?.createPolicy("throughline-worker", { createScriptURL: () => url }); // one script, and only this one
  begun.asked = fetch("/v1/session", { credentials: "same-origin", cache: "no-store" });
  const begin = async () => {
    const answer = (await begun.asked)?.clone();
    const person = answer?.ok && (await answer.json()).person;
    if (person && begun.line === null) begun.line = { person, worker: begun.open(person) };
  };
  begin().catch(() => {}); // main.js finds out by itself
  addEventListener("pagehide", () => begun.line?.worker.port.postMessage({ leave: true }));
})();
