// Why two are taken for one, why a handle is shared, how somebody was checked: the rules' words as people's words.

import { clock, daysBetween, shortDay, t, term } from "../core/i18n.js";

/** @type {(words: string[]) => string} */
const list = (words) => [...new Set(words.filter(Boolean))].join(", ");

/** `same:email`, `near:name`, `told:account_no` and the like, from suggestions, merges and reassignments. */
/** @param {readonly string[] | null | undefined} evidence */
export function because(evidence) {
  return list((evidence ?? []).map(one));
}

/** @param {string} word @returns {string} */
function one(word) {
  const [rule, what, more] = String(word).split(/[:,]/);
  if (rule === "identity" && what) return one(more ? `${what}:${more}` : what);
  const handle = term("handle", what);
  const thing = handle === String(what).replaceAll("_", " ") ? term("known", what) : handle;
  if (what && ["same", "near", "differs", "told"].includes(rule)) return t(`why.${rule}`, { what: thing });
  return term("why", what ? `${rule}-${what}` : rule);
}

/** Why several people seem to use a handle: what contradicts behind it. */
/** @type {(why: readonly string[] | null | undefined) => string} */
export const contradictions = (why) => list((why ?? []).map((each) => term("apart", String(each).split(":")[0])));

/** How a handle was said or proved; a channel by its name. */
/** @param {string | null | undefined} word */
export function method(word) {
  const name = String(word ?? "").replace(/^checked:/, "");
  const said = term("method", name);
  return said === name.replaceAll("_", " ") ? term("channel", name) : said;
}

/** How sure a suggestion is. */
/** @type {(score: number) => string} */
export const likely = (score) => t(score >= 0.85 ? "match.sure" : score >= 0.7 ? "match.likely" : "match.may");

/** A time of today, else the day too. */
/** @type {(at: Console.Moment) => string} */
export const moment = (at) => (daysBetween(at, new Date()) === 0 ? clock(at) : `${shortDay(at)} ${clock(at)}`);
