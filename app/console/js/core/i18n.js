// Words, plurals, dates and times in the language chosen now.

// Only the language in use is loaded, and the words of what a click opens only then.
const CATALOGUES = {
  pl: [() => import("../i18n/pl.js"), () => import("../i18n/pl-later.js")],
  en: [() => import("../i18n/en.js"), () => import("../i18n/en-later.js")],
};
const LOCALES = { pl: "pl-PL", en: "en-GB" };
let language = "pl";
let timeZone;
let made = new Map();
let words = {};
let depth = 1; // how many catalogues of a language are in use

export const currentLanguage = () => language;

/** Loads a language and draws everything in it from now on. Throws TypeError without a connection. */
export async function setLanguage(next) {
  const chosen = CATALOGUES[next] ? next : "pl";
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

async function catalogue(of, parts) {
  const loaded = await Promise.all(CATALOGUES[of].slice(0, parts).map((load) => load()));
  return Object.assign({}, ...loaded.map((each) => each.default));
}

/** Days and hours are the shop's, whatever clock the browser runs on: the brief says the same ones. */
export function setTimeZone(name) {
  timeZone = name || undefined;
  made = new Map();
}

/** The sentence under `key`; `{name}` is filled from `values`, and a plural entry is chosen by `values.n`. */
export function t(key, values) {
  let entry = words[key];
  if (entry === undefined) return key;
  if (typeof entry === "object")
    entry = entry[once("plural", () => new Intl.PluralRules(LOCALES[language])).select(values.n)] ?? entry.other;
  if (!values) return entry;
  return entry.replace(/\{(\w+)\}/g, (_, name) => (name === "n" ? number(values.n) : String(values[name] ?? "")));
}

/** The sentence under `prefix.word`, or the word itself where the catalogue does not know it. */
export function term(prefix, word) {
  return words[`${prefix}.${word}`] ?? String(word ?? "").replaceAll("_", " ");
}

export const number = (n) => once("number", () => new Intl.NumberFormat(LOCALES[language])).format(n);

/** 1284.00 PLN as people write it. */
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

export const clock = (at) => format("clock", at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
export const weekday = (at) => format("weekday", at, { weekday: "short", day: "numeric", month: "short" });
export const shortDay = (at) => format("short", at, { day: "numeric", month: "short" });
export const fullMoment = (at) => format("full", at, { dateStyle: "full", timeStyle: "short" });

/** "czw., 19 listopada", with "dziś" and "wczoraj" by name, and the year when it is not this one. */
export function dayName(at) {
  const days = daysBetween(at, new Date());
  const year = dayKey(at).slice(0, 4) === dayKey(new Date()).slice(0, 4) ? undefined : "numeric";
  const name = format(`day${year}`, at, { weekday: "short", day: "numeric", month: "long", year });
  return days === 0 ? t("day.today", { day: name }) : days === 1 ? t("day.yesterday", { day: name }) : name;
}

/** Whole calendar days from one local day to another. */
export function daysBetween(from, to) {
  return Math.round((Date.parse(dayKey(to)) - Date.parse(dayKey(from))) / 86_400_000);
}

/** The shop's calendar day, as 2026-11-22. */
export function dayKey(at) {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", timeZone };
  return once("key", () => new Intl.DateTimeFormat("en-CA", parts)).format(new Date(at));
}

/** The moment at which the shop's clock shows what a field says ("2026-11-24T16:00"). */
export function atShop(local) {
  const shown = Date.parse(`${local}Z`);
  let at = shown;
  for (let turn = 0; turn < 2; turn++) at += shown - wallClock(at); // twice: the first step may cross a change of clocks
  return new Date(at);
}

function wallClock(at) {
  const parts = { dateStyle: "short", timeStyle: "medium", timeZone };
  return Date.parse(`${once("wall", () => new Intl.DateTimeFormat("sv-SE", parts)).format(at).replace(" ", "T")}Z`);
}

/** "2 min", "1 godz.", "3 dni": how long, in its largest unit. */
export function span(ms) {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 60) return unit("minute", Math.max(1, minutes));
  if (minutes < 24 * 60) return unit("hour", Math.floor(minutes / 60));
  return unit("day", Math.floor(minutes / 1440));
}

/** "po 3 dniach", "po 10 min": how long after. */
export function after(ms) {
  const days = Math.floor(ms / 86_400_000);
  return days > 0 ? t("switch.after.days", { n: days }) : t("switch.after", { span: span(ms) });
}

/** 3:12, 1:02:09: a running call. */
export function running(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours, minutes, rest] = parts;
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

const two = (n) => String(n).padStart(2, "0");
const unit = (name, n) =>
  once(`unit-${name}`, () => new Intl.NumberFormat(LOCALES[language], { style: "unit", unit: name, unitDisplay: "short" })).format(n);

function format(name, at, options) {
  const day = new Date(at);
  return Number.isNaN(day.getTime()) ? "" : once(name, () => new Intl.DateTimeFormat(LOCALES[language], { ...options, timeZone })).format(day);
}

function once(name, make) {
  if (!made.has(name)) made.set(name, make());
  return made.get(name);
}
