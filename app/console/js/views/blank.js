// The pages without a customer: none chosen, or none such.

import { el } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { go } from "../core/router.js";
import { icon, logo } from "../parts/icons.js";

/** @param {Event} event */
function home(event) {
  event.preventDefault();
  go(null);
}

/** What stands in the middle then. */
/** @param {"empty" | "missing"} kind */
export function blank(kind) {
  if (kind === "missing")
    return [
      icon("people", 32),
      el("h1", null, t("missing.title")),
      el("p", { class: "s" }, t("missing.text")),
      el("a", { class: "btn", href: "/console", onclick: home }, t("missing.back")),
    ];
  return [
    logo(44),
    el("h1", null, t("empty.title")),
    el("p", { class: "s" }, t("empty.text")),
    el("p", { class: "m keys" }, el("kbd", null, "J"), el("kbd", null, "K"), " ", t("empty.keys"), " ", el("kbd", null, "N"), " ", t("keys.next.waiting")),
  ];
}
