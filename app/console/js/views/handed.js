// Says wherever one is that a colleague has handed a customer over, with the way there.

import { el } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { addressOf, go } from "../core/router.js";
import { plain } from "../core/words.js";
import { icon } from "../parts/icons.js";
import { nameOf } from "./queue-row.js";

/** Shows it above the queue until it is opened or put away; a later one for the same customer takes its place. */
/** @param {Console.Context} ctx @param {Wire.Handed} frame */
export function tellHanded(ctx, { customer_id: id, name }) {
  document.querySelector(`.toast[data-id="${CSS.escape(id)}"]`)?.remove();
  const who = nameOf(ctx.session.inbox.find(id));
  const open = (/** @type {Event} */ event) => {
    event.preventDefault();
    node.remove();
    go(id);
  };
  const node = el(
    "div",
    { class: "toast", role: "status", "data-id": id },
    icon("people", 16),
    el("span", { class: "said", dir: "auto" }, t("handed.text", { name: plain(name) || t("who.agent"), who })),
    el("a", { class: "btn small", href: addressOf(id), onclick: open }, t("handed.open")),
    el("button", { type: "button", class: "ib", "aria-label": t("keys.close"), onclick: () => node.remove() }, icon("close", 14)),
  );
  document.querySelector(".app")?.append(node);
}
