// Numbers of figures as people read them.

import { currentLanguage, shortDay, t } from "../core/i18n.js";

/** @type {Record<string, string>} */
const LOCALES = { pl: "pl-PL", en: "en-GB" };
const made = new Map();

/** @param {number} value @param {number} most */
function digits(value, most) {
  const key = `${currentLanguage()}${most}`;
  if (!made.has(key)) made.set(key, new Intl.NumberFormat(LOCALES[currentLanguage()], { maximumFractionDigits: most }));
  return made.get(key).format(value);
}

/** 7,8%: one digit behind the point where the whole is small. */
/** @param {number} value */
export const percent = (value) => t("percent", { value: digits(value, value < 10 ? 1 : 0) });

/** 3,1 s, 12 min, 3 h. */
/** @param {number} value */
export function seconds(value) {
  if (value < 90) return t("seconds", { value: digits(value, value < 10 ? 1 : 0) });
  if (value < 5400) return t("minutes", { value: digits(value / 60, 0) });
  return t("hours", { value: digits(value / 3600, value < 36_000 ? 1 : 0) });
}

/** A figure's value in its own unit. */
/** @param {number} value @param {boolean} timed */
export const amount = (value, timed) => (timed ? seconds(value) : percent(value));

/** −11,6 pkt, +38 pkt, −44 s: what has changed, with a real minus. */
/** @param {number} value @param {boolean} timed */
export function change(value, timed) {
  const sign = value < 0 ? "−" : "+";
  if (timed) return sign + seconds(Math.abs(value));
  return t("points", { value: sign + digits(Math.abs(value), Math.abs(value) < 20 ? 1 : 0) });
}

/** A calendar day of the shop, from "2026-11-22": at noon, so that no zone makes another day of it. */
/** @param {string} day */
export const dayOf = (day) => shortDay(`${day}T12:00:00Z`);
