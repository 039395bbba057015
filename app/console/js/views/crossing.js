// What to do with a reply that crossed somebody else's words: they are shown, and a person decides.

import { el } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { plain, said } from "../core/words.js";
import { openDialog } from "../parts/dialog.js";
import { moment } from "../parts/evidence.js";
import { channelIcon } from "../parts/icons.js";
import { authorName } from "./rows.js";
import { customerName } from "./head.js";

/** Shows what came meanwhile. Escape and the quiet button go back to writing. */
/** @param {Console.Context} ctx @param {Console.Entry} entry */
export function askCrossing(ctx, entry) {
  const { writing, page } = ctx.session;
  const { items = [], shown = 0 } = entry;
  const view = { customer: customerName(ctx.session) };
  let insisted = false;
  const { node } = openDialog({
    title: t("cross.title", { n: Math.max(1, items.length) }),
    wide: true,
    nodes: [
      el("ol", { class: "newer", tabindex: "0", "aria-label": t("cross.newer") }, items.map((item) => newer(item, view))),
      el("p", { class: "m" }, t("cross.yours")),
      said("blockquote", "own", entry.body.text),
    ],
    verb: t("cross.anyway"),
    cancel: t("cross.back"),
    run: () => {
      insisted = true;
      writing.insist(entry);
    },
    closed: () => {
      if (page !== ctx.session?.page) return null; // undecided: it is asked again there
      page.shown(shown);
      return insisted ? ctx.focusComposer() : ctx.editEntry(entry);
    },
  });
  node.querySelector(".act .btn")?.focus(); // a second Enter in haste sends nothing
}

/** @type {(item: Wire.Item, view: { customer: string }) => HTMLElement} */
const newer = (item, view) =>
  el(
    "li",
    null,
    el(
      "p",
      { class: "hd" },
      channelIcon(item.channel, 14, true),
      said("b", "", authorName(item, view)),
      item.kind === "note" && el("span", { class: "m" }, t("item.note")),
      el("span", { class: "tm" }, moment(item.occurred_at)),
    ),
    said("p", "tx", plain(item.text) || term("event", item.event)),
  );
