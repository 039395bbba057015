// The shop's clock: from what a field shows to a moment.

import { zone } from "./i18n.js";

/** The moment at which the shop's clock shows what a field says ("2026-11-24T16:00"). */
/** @param {string} local */
export function atShop(local) {
  const shown = Date.parse(`${local}Z`);
  let at = shown;
  for (let turn = 0; turn < 2; turn++) at += shown - wallClock(at); // twice: the first step may cross a change of clocks
  return new Date(at);
}

/** @param {number} at */
function wallClock(at) {
  /** @type {Intl.DateTimeFormatOptions} */
  const parts = { dateStyle: "short", timeStyle: "medium", timeZone: zone() };
  return Date.parse(`${new Intl.DateTimeFormat("sv-SE", parts).format(at).replace(" ", "T")}Z`);
}
