// How much of what was written here is not sent, wherever it was written, with the way to the first of it.

import { el, put, say } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { go } from "../core/router.js";
import { icon } from "../parts/icons.js";

/** @type {(entry: Console.Entry) => boolean} */
const undecided = ({ state }) => state === "crossed" || state === "failed";
/** @type {(entry: Console.Entry) => boolean} */
const tried = ({ state, tries }) => tries > Number(state === "sending");

// All that is left where some of it is stuck: no line, a refusal, or it waits for a decision. What goes out as written is no news.
/** @param {Console.Context} ctx */
function standing({ session }) {
  const left = session?.writing.unsent ?? [];
  return left.some((each) => undecided(each) || tried(each)) ? left : [];
}

/** Draws it into a box of the status bar, or empties that. */
/** @param {Console.Context} ctx @param {HTMLElement} box */
export function drawStanding(ctx, box) {
  const n = standing(ctx).length;
  if (!n) return put(box);
  const words = box.querySelector("span") ?? el("span");
  say(words, t("stand.left", { n }));
  return words.isConnected ? box : put(box, el("button", { type: "button", class: "stand", title: t("stand.go"), onclick: () => lead(ctx) }, icon("warning", 13), words));
}

// What asks for a decision comes before what only waits for the line.
/** @param {Console.Context} ctx */
function lead(ctx) {
  const left = standing(ctx);
  const first = left.find(undecided) ?? left[0];
  if (!first) return;
  if (ctx.session.page?.customerId !== first.customerId) go(first.customerId);
  else if (first.state === "crossed") ctx.decideEntry(first);
  else ctx.toEnd();
}
