// What we owe, the broken first.

/** kept, broken, overdue, withdrawn, open. Whether one is overdue is a matter of the clock, so it is said here. */
/** @param {Wire.Promise} promise @param {number} now @returns {string} */
export function standing(promise, now) {
  if (promise.state && promise.state !== "open" && promise.state !== "made") return promise.state;
  return promise.due_at && Date.parse(promise.due_at) < now ? "overdue" : "open";
}

/** @type {(state: string) => boolean} */
export const inTrouble = (state) => state === "overdue" || state === "broken";

/** @type {Record<string, number>} */
const ORDER = { overdue: 0, broken: 0, open: 1, moved: 1, kept: 2, withdrawn: 3 };

/** @type {(promise: Wire.Promise) => number} */
const due = (promise) => (promise.due_at ? Date.parse(promise.due_at) : 0);

/** Promises in the order of the panel, each with its standing. */
/** @param {Wire.Promise[]} promises @param {number} now @returns {(Wire.Promise & { standing: string })[]} */
export function ordered(promises, now) {
  return promises
    .map((promise) => ({ ...promise, standing: standing(promise, now) }))
    .sort((a, b) => (ORDER[a.standing] ?? 1) - (ORDER[b.standing] ?? 1) || due(a) - due(b));
}
