// What a click opens is loaded then: dialogs, and views that most pages never show.

import { el } from "./dom.js";
import { moreWords, t } from "./i18n.js";

/** @type {Record<string, () => Promise<any>>} */
const PARTS = {
  besides: () => import("../views/besides.js"),
  blank: () => import("../views/blank.js"),
  consenting: () => import("../views/consenting.js"),
  contradictions: () => import("../views/contradictions.js"),
  crossing: () => import("../views/crossing.js"),
  files: () => import("../views/files.js"),
  guard: () => import("../views/guard.js"),
  handed: () => import("../views/handed.js"),
  handing: () => import("../views/handing.js"),
  help: () => import("../views/help.js"),
  merging: () => import("../views/merging.js"),
  news: () => import("../views/news.js"),
  palette: () => import("../views/palette.js"),
  proof: () => import("../views/proof.js"),
  seek: () => import("../views/seek.js"),
  settings: () => import("../views/settings.js"),
  signedOut: () => import("../views/signed-out.js"),
  standing: () => import("../views/standing.js"),
};

const STYLES = new URL("../../css/later.css", import.meta.url).href;

/** @type {Promise<unknown> | null} */
let styled = null; // a promise of the looks of all that
let opening = 0;
let typed = "";
/** @type {((words?: string) => void) | null} */
let meant = null; // by a key, before the page stood

/** Whether a part is about to open: a letter typed meanwhile is meant for it and no command. Tab, Escape, arrows stay the browser's. */
/** @param {string} key */
export function holds(key) {
  if (!(opening || meant) || (key.length > 1 && key !== "Enter")) return false;
  typed += key === "Enter" ? "\n" : key;
  return true;
}

/** Keeps what a key asked for until the page stands (null: not any more); what is typed behind it is meant for that alone. */
/** @param {((words?: string) => void) | null} run */
export function mean(run) {
  if (!run !== !meant) typed = "";
  meant = run;
}

/** Does what was kept, with the words typed behind it: the page stands. */
export function doMeant() {
  const run = meant;
  meant = null;
  run?.(typedMeanwhile());
}

/** What was typed while a part was loading. */
export function typedMeanwhile() {
  const words = typed;
  typed = "";
  return words;
}

/** Loads a part with its words and looks. Throws TypeError where they cannot be had. */
/** @param {string} part @returns {Promise<any>} */
export async function load(part) {
  const [loaded] = await Promise.all([PARTS[part](), moreWords(), looks()]);
  return loaded;
}

function looks() {
  styled ??= new Promise((done, failed) => {
    const gone = () => {
      link.remove();
      styled = null; // asked for again at the next click
      failed(new TypeError("no stylesheet"));
    };
    const link = el("link", { rel: "stylesheet", href: STYLES, onload: done, onerror: gone });
    document.head.append(link);
  });
  return styled;
}

/** Loads a part with its words and runs one of its functions; what cannot be loaded is said. Returns what it returns. */
/** @param {string} part @param {string} name @param {any[]} rest @returns {Promise<any>} */
export async function later(part, name, ...rest) {
  let loaded;
  const from = location.pathname;
  if (!opening) typed = ""; // what was meant for another part
  opening += 1;
  try {
    loaded = await load(part);
  } catch {
    const { openDialog } = await import("../parts/dialog.js"); // of the parts that were loaded quietly, if the line is gone since
    openDialog({ title: t("later.title"), nodes: [el("p", { class: "s" }, t("later.text"))] });
    return null;
  } finally {
    opening -= 1;
  }
  return from === location.pathname || part === "handed" ? loaded[name](...rest) : null; // what was asked for there is not opened here
}

/** Loads all parts quietly once somebody is at work here, so that they open at once, and without a line too. */
export function warmUp() {
  const all = () => Promise.allSettled(Object.keys(PARTS).map(load));
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, whenIdle(all), { once: true, capture: true });
}

/** @type {(run: () => void) => () => void} */
const whenIdle = (run) => () => (self.requestIdleCallback ?? setTimeout)(run);
