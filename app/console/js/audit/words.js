// Moments, people and looks in words.

import { currentLanguage, t, term } from "../core/i18n.js";
import { plain } from "../core/words.js";

let zone = /** @type {string | undefined} */ (undefined);
const made = new Map();

/** Seconds matter here, and the shop's clock as everywhere. */
/** @param {string} name */
export function speakZone(name) {
  zone = name || undefined;
  made.clear();
}

/** "19 lis 2026, 17:20:04". */
/** @type {(at: string) => string} */
export const moment = (at) => format(at, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** "19 lis, 17:20". */
/** @type {(at: string) => string} */
export const shortMoment = (at) => format(at, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** "19 lis, 17:20:04". */
/** @type {(at: string) => string} */
export const exactMoment = (at) => format(at, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** "czw 19 lis": where there is little room. */
/** @type {(at: string) => string} */
export const littleDay = (at) => format(at, { weekday: "short", day: "numeric", month: "short" }).replaceAll(/[.,]/g, "");

/** "czwartek, 19 listopada 2026". */
/** @type {(at: string) => string} */
export const longDay = (at) => format(at, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

/** "12 marca 2019". */
/** @type {(at: string) => string} */
export const plainDay = (at) => format(at, { day: "numeric", month: "long", year: "numeric" });

/** How much later, with a decimal below ten seconds: "0,9 s", "3 min", "2 dni". */
/** @param {number} ms */
export function lag(ms) {
  const units = /** @type {[number, string][]} */ ([[86_400_000, "day"], [3_600_000, "hour"], [60_000, "minute"], [1000, "second"]]);
  const [size, unit] = units.find(([size]) => ms >= 2 * size) ?? units[3];
  const value = ms / size;
  const digits = unit === "second" && value < 10 ? 1 : 0;
  return new Intl.NumberFormat(currentLanguage(), { style: "unit", unit, unitDisplay: unit === "second" ? "narrow" : "short", maximumFractionDigits: digits }).format(value);
}

/** A person in little room: "Katarzyna W."; what is no name of two words stays as it is. */
/** @param {string} name */
export function brief(name) {
  const words = plain(name).trim().split(/\s+/u);
  const last = words.at(-1) ?? "";
  return words.length > 1 && /^\p{L}/u.test(last) ? `${words[0]} ${[...last][0]}.` : words.join(" ");
}

/** Whose act it is: {role, name}. */
/** @type {(who: Audit.Who, short?: boolean) => string} */
export const whose = ({ role, name }, short = false) => (name ? (short ? brief(name) : plain(name)) : term("who", role));

/** What a look was: opened, exported, unmasked. */
/** @param {string} what */
export function looked(what) {
  const [kind, rest] = what.split(":");
  if (kind === "event") return t("look.event", { n: rest });
  if (kind === "moved") return t("look.moved", { n: rest });
  if (kind === "attachment") return t("look.attachment");
  if (kind === "figure") return t("look.figure");
  if (kind === "reveal") return t("look.reveal", { what: term("fact", rest) });
  return term("look", what.replace(":", "."));
}

/** A long id by its ends: "c-01a2…30ab". */
/** @type {(id: string) => string} */
export const ends = (id) => (id.length > 16 ? `${id.slice(0, 6)}…${id.slice(-4)}` : id);

/** @param {string} at @param {Intl.DateTimeFormatOptions} options */
function format(at, options) {
  const day = new Date(at);
  if (Number.isNaN(day.getTime())) return "";
  const key = JSON.stringify(options) + currentLanguage();
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(currentLanguage() === "pl" ? "pl-PL" : "en-GB", { ...options, hourCycle: "h23", timeZone: zone }));
  return made.get(key).format(day);
}
