// A consent said to us: what it is for, whether it was given, where, and the wording that was shown or read.

import { el } from "../core/dom.js";
import { customerPath } from "../core/api.js";
import { atShop } from "../core/clock.js";
import { clock, dayKey, t, term } from "../core/i18n.js";
import { pen } from "../core/pen.js";
import { choice, field, openDialog, tick } from "../parts/dialog.js";

const PURPOSES = ["marketing", "recording", "profiling"];
const SAID_ON = ["phone", "in_store", "chat", "email", "sms", "whatsapp", "app"];

/** Records it; with a purpose it is about taking that back. */
/** @param {Console.Context} ctx @param {string} [withdrawn] */
export function askConsent(ctx, withdrawn) {
  const { page } = ctx.session;
  const write = pen();
  const purposes = [...new Set([...(withdrawn ? [withdrawn] : []), ...PURPOSES, ...(page.identity?.consents ?? []).map((each) => each.purpose)])];
  const purpose = choice(purposes.map((each) => [each, term("consent", each)]), {});
  const last = page.items.findLast((item) => item.author.role === "customer" && item.interaction_id);
  const where = choice([...new Set([...(last ? [last.channel] : []), ...SAID_ON])].map((each) => [each, term("channel", each)]), {});
  const notice = el("textarea", { rows: 3, maxlength: 4000 });
  const version = el("input", { type: "text", maxlength: 60, autocomplete: "off" });
  const until = el("input", { type: "date", min: dayKey(Date.now()) });
  const there = last && tick("checkbox", "item", last.item_id, t("consent.there", { channel: term("channel", last.channel), time: clock(last.occurred_at) }), false);
  const said = el("fieldset", { class: "two" }, tick("radio", "given", "yes", t("consent.given"), !withdrawn), tick("radio", "given", "no", t("consent.refused"), Boolean(withdrawn)));
  const wording = el("div", { class: "own2" }, field(t("consent.notice"), notice), el("div", { class: "two" }, field(t("consent.version"), version), field(t("consent.until"), until)));
  const yes = /** @type {HTMLInputElement} */ (said.querySelector("[value=yes]"));
  const show = () => {
    wording.hidden = until.disabled = !yes.checked; // a date that cannot be would stop what is sent, unseen
    notice.required = yes.checked && !version.value.trim();
  };
  said.addEventListener("change", show);
  version.addEventListener("input", show);
  show();
  openDialog({
    title: t("consent.title"),
    nodes: [said, el("div", { class: "two" }, field(t("consent.purpose"), purpose), field(t("consent.where"), where)), wording, there],
    verb: t("consent.verb"),
    run: async () => {
      const given = yes.checked;
      const item = /** @type {HTMLInputElement | null} */ (there?.querySelector(":checked") ?? null)?.value;
      const told = given ? { notice: notice.value.trim(), notice_version: version.value.trim(), ...(until.value ? { expires_at: atShop(`${until.value}T23:59`).toISOString() } : {}) } : {};
      await write(customerPath(page.customerId, "/consents"), { purpose: purpose.value, given, channel: where.value, ...told, ...(item ? { item_id: item } : {}) });
    },
  });
}
