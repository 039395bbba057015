// Weeks as the server names them (ISO 8601), counted on the shop's calendar.

import { dayKey } from "../core/i18n.js";

const DAY = 86_400_000;

/** The Monday of a calendar day ("2026-11-22"), as a day. */
/** @param {string} day */
export const mondayOf = (day) => shift(day, -((new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7));

/** A day so many days later. */
/** @param {string} day @param {number} days */
export const shift = (day, days) => new Date(Date.parse(`${day}T00:00Z`) + days * DAY).toISOString().slice(0, 10);

/** What the server calls the week that begins on this Monday: 2026-W47. */
/** @param {string} monday */
export function weekName(monday) {
  const thursday = new Date(Date.parse(`${shift(monday, 3)}T00:00Z`));
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return `${thursday.getUTCFullYear()}-W${String(Math.floor((thursday.getTime() - first) / DAY / 7) + 1).padStart(2, "0")}`;
}

/** The Mondays of the newest `count` weeks, oldest first; the last one is this week. */
/** @param {number} count @param {Date} [now] */
export function mondays(count, now = new Date()) {
  const last = mondayOf(dayKey(now));
  return Array.from({ length: count }, (_, index) => shift(last, 7 * (index + 1 - count)));
}
