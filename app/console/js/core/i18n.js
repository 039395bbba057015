// Words, plurals, dates and times in the language chosen now.

// Only the language in use is loaded, and the words of what a click opens only then.
/** @type {Record<string, (() => Promise<{ default: Console.Catalogue }>)[]>} */
let catalogues = {
  pl: [() => import("../i18n/pl.js"), () => import("../i18n/pl-later.js")],
  en: [() => import("../i18n/en.js"), () => import("../i18n/en-later.js")],
};
/** @type {Record<string, string>} */
const LOCALES = { pl: "pl-PL", en: "en-GB" };
let language = "pl";
/** @type {string | undefined} */
let timeZone;
/** @type {Map<string, any>} */
let made = new Map();
/** @type {Console.Catalogue} */
let words = {};
let depth = 1; // how many catalogues of a language are in use

export const currentLanguage = () => language;

/** Speaks from other catalogues than the agent's page: for each language, what loads them. */
/** @param {Record<string, (() => Promise<{ default: Console.Catalogue }>)[]>} others */
export function speakFrom(others) {
  catalogues = others;
}

/** Loads a language and draws everything in it from now on. Throws TypeError without a connection. */
/** @param {string} next */
export async function setLanguage(next) {
  const chosen = catalogues[next] ? next : "pl";
  words = await catalogue(chosen, depth);
  language = chosen;
  made = new Map();
  document.documentElement.lang = language;
}

/** Loads the words of what a click opens, too. Throws TypeError without a connection. */
export async function moreWords() {
  const of = language;
  const loaded = await catalogue(of, 2);
  depth = 2;
  if (of === language) words = loaded;
}

/** @param {string} of @param {number} parts @returns {Promise<Console.Catalogue>} */
async function catalogue(of, parts) {
  const loaded = await Promise.all(catalogues[of].slice(0, parts).map((load) => load()));
  return Object.assign({}, ...loaded.map((each) => each.default));
}

/** Days and hours are the shop's, whatever clock the browser runs on: the brief says the same ones. */
/** @param {string} name */
export function setTimeZone(name) {
  timeZone = name || undefined;
  made = new Map();
}

/** The shop's time zone; undefined is the browser's. */
export const zone = () => timeZone;

/** The sentence under `key`; `{name}` is filled from `values`, and a plural entry is chosen by `values.n`. */
/** @param {string} key @param {Record<string, any>} [values] @returns {string} */
export function t(key, values) {
  let entry = words[key];
  if (entry === undefined) return key;
  if (typeof entry === "object")
    entry = entry[once("plural", () => new Intl.PluralRules(LOCALES[language])).select(values?.n)] ?? entry.other;
  if (!values) return entry;
  return entry.replace(/\{(\w+)\}/g, (/** @type {string} */ _, /** @type {string} */ name) => (name === "n" ? number(values.n) : String(values[name] ?? "")));
}

/** The sentence under `prefix.word`, or the word itself where the catalogue does not know it. */
/** @param {string} prefix @param {string | null | undefined} word @returns {string} */
export function term(prefix, word) {
  return words[`${prefix}.${word}`] ?? String(word ?? "").replaceAll("_", " ");
}

/** @type {(n: number) => string} */
export const number = (n) => once("number", () => new Intl.NumberFormat(LOCALES[language])).format(n);

/** 1284.00 PLN as people write it. */
/** @param {string | number} amount @param {string | null | undefined} currency */
export function money(amount, currency) {
  const value = Number(amount);
  if (!Number.isFinite(value)) return `${amount} ${currency ?? ""}`.trim();
  const digits = Number.isInteger(value) ? 0 : 2;
  try {
    return new Intl.NumberFormat(LOCALES[language], {
      style: "currency",
      currency: currency || "PLN",
      minimumFractionDigits: digits,
      maximumFractionDigits: 2,
    }).format(value);
  } catch {
    return `${amount} ${currency}`;
  }
}

/** @type {(at: Console.Moment) => string} */
export const clock = (at) => format("clock", at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
/** @type {(at: Console.Moment) => string} */
export const weekday = (at) => format("weekday", at, { weekday: "short", day: "numeric", month: "short" });
/** @type {(at: Console.Moment) => string} */
export const shortDay = (at) => format("short", at, { day: "numeric", month: "short" });
/** @type {(at: Console.Moment) => string} */
export const fullMoment = (at) => format("full", at, { dateStyle: "full", timeStyle: "short" });

/** "czw., 19 listopada", with "dziś" and "wczoraj" by name, and the year when it is not this one. */
/** @param {Console.Moment} at */
export function dayName(at) {
  const days = daysBetween(at, new Date());
  const year = dayKey(at).slice(0, 4) === dayKey(new Date()).slice(0, 4) ? undefined : "numeric";
  const name = format(`day${year}`, at, { weekday: "short", day: "numeric", month: "long", year });
  return days === 0 ? t("day.today", { day: name }) : days === 1 ? t("day.yesterday", { day: name }) : name;
}

/** Whole calendar days from one local day to another. */
/** @param {Console.Moment} from @param {Console.Moment} to */
export function daysBetween(from, to) {
  return Math.round((Date.parse(dayKey(to)) - Date.parse(dayKey(from))) / 86_400_000);
}

/** The shop's calendar day, as 2026-11-22: asked for once in a quarter of an hour, for days begin with one everywhere. */
/** @param {Console.Moment} at @returns {string} */
export function dayKey(at) {
  /** @type {Intl.DateTimeFormatOptions} */
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", timeZone };
  const quarter = Math.floor(new Date(at).getTime() / 900_000);
  return once(`key${quarter}`, () => once("key", () => new Intl.DateTimeFormat("en-CA", parts)).format(quarter * 900_000));
}

/** "2 min", "1 godz.", "3 dni": how long, in its largest unit. */
/** @param {number} ms @returns {string} */
export function span(ms) {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 60) return unit("minute", Math.max(1, minutes));
  if (minutes < 24 * 60) return unit("hour", Math.floor(minutes / 60));
  return unit("day", Math.floor(minutes / 1440));
}

/** "po 3 dniach", "po 10 min": how long after. */
/** @param {number} ms */
export function after(ms) {
  const days = Math.floor(ms / 86_400_000);
  return days > 0 ? t("switch.after.days", { n: days }) : t("switch.after", { span: span(ms) });
}

/** 3:12, 1:02:09: a running call. */
/** @param {number} ms */
export function running(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours, minutes, rest] = parts;
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** @type {(n: number) => string} */
const two = (n) => String(n).padStart(2, "0");
/** @type {(name: string, n: number) => string} */
const unit = (name, n) =>
  once(`unit-${name}`, () => new Intl.NumberFormat(LOCALES[language], { style: "unit", unit: name, unitDisplay: "short" })).format(n);

/** @param {string} name @param {Console.Moment} at @param {Intl.DateTimeFormatOptions} options @returns {string} */
function format(name, at, options) {
  const day = new Date(at);
  return Number.isNaN(day.getTime()) ? "" : once(name, () => new Intl.DateTimeFormat(LOCALES[language], { ...options, timeZone })).format(day);
}

/** @template T @param {string} name @param {() => T} make @returns {T} */
function once(name, make) {
  if (!made.has(name)) made.set(name, make());
  return made.get(name);
}

/** A system writes 1284.00 PLN, people write 1284 zł. */
/** @type {(value: string) => string} */
export const written = (value) => {
  const [, amount, currency] = /^(\d+\.\d\d) ([A-Z]{3})$/.exec(value) ?? [];
  return amount ? money(amount, currency) : value;
};
