// What stands before a history: who is not signed in or not an auditor, the purpose, and the way to a customer.

import { read, send } from "../core/api.js";
import { el, put, say } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { choice, field, refusal } from "../parts/dialog.js";
import { logo } from "../parts/icons.js";
import { fits, LONGEST, purpose, purposeHeader, setPurpose } from "./purpose.js";
import { ends, looked, shortMoment } from "./words.js";

const HANDLES = ["phone", "email", "order_no", "loyalty_card", "crm_no", "app_user", "marketplace_account", "whatsapp", "messenger", "telegram", "chat_device", "receipt"];
const RECENT = 12;

/** @type {(customerId: string) => string} */
const address = (customerId) => `/console/audit/${encodeURIComponent(customerId)}`;

/** A card in the middle: for who is signed out, has no such role, or asks for what is not there. */
/** @param {string} kind @param {(() => void) | null} [retry] */
export function notice(kind, retry) {
  const button = retry ? el("button", { type: "button", class: "btn p", onclick: retry }, t("gate.retry")) : el("a", { class: "btn", href: kind === "role" ? "/console" : "/console/audit" }, t("gate.back"));
  return el("div", { class: "outm" }, el("div", { class: "card" }, logo(40), el("h1", null, t(`gate.${kind}`)), el("p", { class: "s lead" }, t(`gate.${kind}.text`)), button));
}

/** Asks what somebody looks for before anything personal is shown; `then` is called once it is said. */
/** @param {() => void} then */
export function askPurpose(then) {
  const why = el("input", { type: "text", required: true, value: purpose(), maxlength: LONGEST, autocomplete: "off", "aria-describedby": "purpose-hint" });
  const wrong = el("p", { class: "wrong", role: "alert" });
  const given = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!fits(why.value)) {
      say(wrong, t(why.value.trim().length < 3 ? "purpose.short" : "purpose.long"));
      why.focus();
      return;
    }
    setPurpose(why.value.trim());
    then();
  };
  const form = el("form", { class: "card", onsubmit: given }, logo(40), el("h1", null, t("purpose.title")), el("p", { class: "s lead", id: "purpose-hint" }, t("purpose.text")), field(t("purpose.field"), why), wrong, el("button", { type: "submit", class: "btn p" }, t("purpose.verb")));
  const node = el("div", { class: "outm gate" }, form);
  queueMicrotask(() => requestAnimationFrame(() => why.focus()));
  return node;
}

/** The entry: find a customer by a handle, or take up what was opened lately. */
/** @param {() => void} changePurpose */
export function entry(changePurpose) {
  const recent = el("div", { class: "recent" }, el("p", { class: "m" }, t("loading")));
  listRecent(recent);
  return el(
    "div",
    { class: "entry" },
    el("h1", null, t("entry.title")),
    el("p", { class: "s" }, t("entry.purpose", { purpose: purpose() }), " ", el("button", { type: "button", class: "lk", onclick: changePurpose }, t("purpose.change"))),
    lookup(),
    el("h2", null, t("entry.recent")),
    recent,
  );
}

function lookup() {
  const kind = choice(HANDLES.map((each) => [each, term("handle", each)]), { "aria-label": t("entry.kind") });
  const value = el("input", { type: "search", required: true, maxlength: 200, "aria-label": t("entry.value"), placeholder: t("entry.value"), autocomplete: "off" });
  const found = el("div", { class: "hits", role: "status" });
  let turn = 0; // an answer to an older question names somebody else
  const find = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const asked = (turn += 1);
    try {
      const { customers } = await send("/v1/customers/lookup", { kind: kind.value, value: value.value.trim() }, purposeHeader());
      if (asked !== turn) return;
      const line = (/** @type {Wire.Found} */ each) => el("li", null, el("a", { class: "hit", href: address(each.customer_id) }, el("b", { class: "said", dir: "auto" }, each.display_name || t("customer.unnamed")), el("span", { class: "mono m" }, ends(each.customer_id))));
      put(found, customers.length ? el("ul", null, customers.map(line)) : el("p", { class: "m" }, t("entry.nobody")));
      found.querySelector("a")?.focus();
    } catch (fault) {
      if (asked === turn) put(found, el("p", { class: "wrong" }, refusal(fault)));
    }
  };
  queueMicrotask(() => requestAnimationFrame(() => value.focus()));
  return el("form", { class: "lookup", role: "search", onsubmit: find }, kind, value, el("button", { type: "submit", class: "btn p" }, t("entry.find")), found);
}

/** @param {HTMLElement} node */
async function listRecent(node) {
  try {
    const { records } = await read("/v1/access");
    const row = (/** @type {Wire.AccessRecord} */ each) =>
      el(
        "tr",
        null,
        el("th", { scope: "row" }, el("a", { class: "lk mono", href: address(each.customer_id), title: each.customer_id }, ends(each.customer_id))),
        el("td", null, shortMoment(each.at)),
        el("td", null, each.who, el("span", { class: "m" }, `, ${term("who", each.role)}`)),
        el("td", null, looked(each.what)),
        el("td", { class: "m why" }, term("purpose", each.purpose)),
      );
    const heads = ["entry.customer", "look.when", "look.who", "look.what", "look.why"].map((each) => el("th", { scope: "col" }, t(each)));
    put(node, records.length ? el("table", { class: "df plain" }, el("thead", null, el("tr", null, heads)), el("tbody", null, records.slice(0, RECENT).map(row))) : el("p", { class: "m" }, t("entry.none")));
  } catch (fault) {
    put(node, el("p", { class: "wrong" }, refusal(fault)));
  }
}
