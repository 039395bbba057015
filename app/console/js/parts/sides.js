// Two who may be one person: each in numbers, never what was said, and why they are taken for one.

import { el } from "../core/dom.js";
import { customerPath, send } from "../core/api.js";
import { number, shortDay, t, term } from "../core/i18n.js";
import { plain } from "../core/words.js";
import { channelIcon } from "./icons.js";

/** What a merge with somebody would bring, in numbers; nothing is stored. */
/** @type {(page: Page, other: string) => Promise<Wire.Preview>} */
export const previewMerge = (page, other) => send(customerPath(page.customerId, "/merges?dry_run=true"), { absorb: other });

/** A side's name where it is proven, else its initials, else nothing. */
/** @type {(side: Wire.PreviewSide | null | undefined) => string} */
export const sideName = (side) => plain(side?.display_name) || plain(side?.initials) || t("match.unnamed");

/** From when until when. */
/** @type {(side: Wire.PreviewSide) => string} */
export const period = ({ first_at: first, last_at: last }) => [...new Set([first, last].map((at) => at && shortDay(at)).filter(Boolean))].join(" – ");

/** Each key of a count, drawn, with its number. */
/** @type {(counts: Record<string, number> | null, draw: (key: string) => Console.Child) => Console.Child[]} */
export const counted = (counts, draw) => Object.entries(counts ?? {}).map(([key, n]) => el("span", { class: "nw" }, draw(key), ` ${number(n)} `));

/** Each channel's picture with how often it was used. */
/** @type {(side: Wire.PreviewSide) => Console.Child[]} */
export const channelCounts = (side) => counted(side.channels, (channel) => channelIcon(channel, 14, true));

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

/** How sure a suggestion is. */
/** @type {(score: number) => string} */
export const likely = (score) => t(score >= 0.85 ? "match.sure" : score >= 0.7 ? "match.likely" : "match.may");

/** Why several people seem to use a handle: what contradicts behind it. */
/** @type {(why: readonly string[] | null | undefined) => string} */
export const contradictions = (why) => list((why ?? []).map((each) => term("apart", String(each).split(":")[0])));
