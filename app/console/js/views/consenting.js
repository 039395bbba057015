// A consent or an objection said to us, or a notice shown: what it is about, where it was said, and the wording that was shown or read.

import { el } from "../core/dom.js";
import { customerPath } from "../core/api.js";
import { atShop } from "../core/clock.js";
import { clock, currentLanguage, dayKey, t, term } from "../core/i18n.js";
import { pen } from "../core/pen.js";
import { choice, field, openDialog, tick } from "../parts/dialog.js";

const PURPOSES = ["marketing", "recording", "profiling"];
const SAID_ON = ["phone", "in_store", "chat", "email", "sms", "whatsapp", "app"];
const SAID = { yes: "consent.given", no: "consent.refused", objects: "consent.objects", shown: "consent.shown" };
const LANGUAGES = ["pl", "en", "uk", "de", "cs"];

/** Records it; with a purpose it is about taking that back. */
/** @param {Console.Context} ctx @param {string} [withdrawn] */
export function askConsent(ctx, withdrawn) {
  const { page } = ctx.session;
  const write = pen();
  const purposes = [...new Set([...(withdrawn ? [withdrawn] : []), ...PURPOSES, ...(page.identity?.consents ?? []).map((each) => each.purpose)])];
  const purpose = choice(purposes.map((each) => [each, term("consent", each)]), {});
  const last = page.items.findLast((item) => item.author.role === "customer" && item.interaction_id);
  const where = choice([...new Set([...(last ? [last.channel] : []), ...SAID_ON])].map((each) => [each, term("channel", each)]), {});
  const there = last && tick("checkbox", "item", last.item_id, t("consent.there", { channel: term("channel", last.channel), time: clock(last.occurred_at) }), false);
  const said = el("fieldset", { class: "two" }, Object.entries(SAID).map(([value, name]) => tick("radio", "given", value, t(name), value === (withdrawn ? "no" : "yes"))));
  const about = field(t("consent.purpose"), purpose);
  const wording = askWording();
  const chosen = () => /** @type {keyof typeof SAID} */ (/** @type {HTMLInputElement} */ (said.querySelector(":checked")).value);
  const show = () => {
    about.hidden = chosen() === "shown";
    wording.show(chosen());
  };
  said.addEventListener("change", show);
  wording.node.addEventListener("input", show);
  show();
  openDialog({
    title: t("consent.title"),
    nodes: [said, el("div", { class: "two" }, about, field(t("consent.where"), where)), wording.node, there],
    verb: t("consent.verb"),
    run: async () => {
      const kind = chosen();
      const item = /** @type {HTMLInputElement | null} */ (there?.querySelector(":checked") ?? null)?.value;
      const told = { channel: where.value, ...(item ? { item_id: item } : {}), ...wording.told(kind) };
      const ours = (/** @type {string} */ path) => customerPath(page.customerId, path);
      if (kind === "shown") await write(ours("/notices"), told);
      else if (kind === "objects") await write(ours("/objections"), { purpose: purpose.value, ...told });
      else await write(ours("/consents"), { purpose: purpose.value, given: kind === "yes", ...told });
    },
  });
}

// What was shown or read: which version, and until when it holds or in which language it was.
function askWording() {
  const notice = el("textarea", { rows: 3, maxlength: 4000 });
  const version = el("input", { type: "text", maxlength: 60, autocomplete: "off" });
  const until = el("input", { type: "date", min: dayKey(Date.now()) });
  const names = new Intl.DisplayNames([currentLanguage()], { type: "language" });
  const locale = choice(LANGUAGES.map((each) => [each, names.of(each) ?? each]), {});
  locale.value = currentLanguage();
  const [ends, language] = [field(t("consent.until"), until), field(t("consent.locale"), locale)];
  const node = el("div", { class: "own2" }, field(t("consent.notice"), notice), el("div", { class: "two" }, field(t("consent.version"), version), ends, language));
  return {
    node,
    /** @param {keyof typeof SAID} kind */
    show(kind) {
      node.hidden = kind === "no" || kind === "objects";
      ends.hidden = until.disabled = kind !== "yes"; // a date that cannot be would stop what is sent, unseen
      language.hidden = kind !== "shown";
      notice.required = !node.hidden && !version.value.trim();
    },
    /** @param {keyof typeof SAID} kind */
    told(kind) {
      if (node.hidden) return {};
      const told = { notice: notice.value.trim(), notice_version: version.value.trim() };
      if (kind === "shown") return { ...told, locale: locale.value };
      return until.value ? { ...told, expires_at: atShop(`${until.value}T23:59`).toISOString() } : told;
    },
  };
}
