// Proof at hand: a code sent to a known handle and read back, an agent's own check, and the reason for opening what is folded.

import { el, put, say } from "../core/dom.js";
import { customerPath, send } from "../core/api.js";
import { clock, currentLanguage, t, term } from "../core/i18n.js";
import { pen } from "../core/pen.js";
import { choice, field, openDialog, refusal } from "../parts/dialog.js";

const METHODS = ["known_in_person", "id_document_seen", "called_back", "security_questions", "video_call"];
const REASONS = ["caller_asked", "order", "delivery", "return_or_refund", "complaint", "fraud_check", "legal_request", "correction"];
const SENDABLE = new Set(["phone", "email", "whatsapp", "messenger", "telegram"]);
const PROVEN = 2;

/** The box under a handle: send a code and say what was read out, or record a check. It keeps what is typed over redraws. */
/** @param {Console.Context} ctx @param {Wire.HandleShown} handle */
export function proofBox(ctx, handle) {
  const write = pen();
  /** @type {(rest: string) => string} */
  const path = (rest) => customerPath(ctx.session.page.customerId, rest);
  const heard = el("p", { class: "m", role: "status" });
  const told = el("div");
  const code = SENDABLE.has(handle.kind) && (handle.bound ?? PROVEN) >= PROVEN;
  const method = choice(
    METHODS.map((each) => [each, term("method", each)]),
    { "aria-label": t("proof.how") },
  );
  const node = el(
    "div",
    { class: "proof" },
    code && el("div", { class: "two" }, sendButton("proof.send")),
    told,
    heard,
    el("p", { class: "m" }, t(code ? "proof.or" : "proof.how")),
    el("div", { class: "two" }, method, button("proof.check", check)),
  );

  /** @param {string} words @param {string} [tone] */
  function tell(words, tone = "s") {
    heard.className = tone;
    say(heard, words);
  }

  /** @param {string} name @param {() => Promise<void>} run @returns {HTMLButtonElement} */
  function button(name, run) {
    const press = async () => {
      self.disabled = true;
      tell("");
      try {
        await run();
      } catch (fault) {
        tell(refusal(fault), "wrong");
        if (fault.slug === "code-gone" || fault.slug === "codes-paused") put(told);
      }
      self.disabled = false;
    };
    const self = el("button", { type: "button", class: "btn small", "data-f": `${name}-${handle.link_id}`, onclick: press }, t(name));
    return self;
  }

  /** @param {string} name */
  function sendButton(name) {
    return button(name, async () => {
      // Another code is another decision, so it is said with a new pen.
      const sent = await pen()(path("/codes"), { link_id: handle.link_id, language: currentLanguage() });
      const digits = el("input", { class: "digits", inputmode: "numeric", autocomplete: "off", maxlength: 11, "aria-label": t("proof.code") });
      const confirm = button("proof.confirm", async () => {
        if (digits.value.replace(/\D/g, "").length !== 6) return tell(t("proof.six"), "wrong");
        await pen()(`/v1/codes/${encodeURIComponent(sent.code_id)}/confirmation`, { code: digits.value.trim() });
        return done("proof.proved");
      });
      digits.addEventListener("keydown", (event) => event.key === "Enter" && confirm.click());
      const until = t("proof.sent", { to: sent.sent_to, time: clock(sent.expires_at), n: sent.tries_left });
      put(told, el("p", { class: "s" }, until), el("div", { class: "two" }, digits, confirm));
      digits.focus();
    });
  }

  async function check() {
    await write(path("/proofs"), { method: method.value, link_id: handle.link_id });
    done("proof.recorded");
  }

  /** @param {string} words */
  function done(words) {
    put(told);
    tell(t(words));
    ctx.session.refresh();
  }

  return node;
}

/** Asks why something folded is to be opened, records it, then opens it. */
/** @param {Console.Context} ctx @param {string} key */
export function askReveal(ctx, key) {
  const { page } = ctx.session;
  const why = choice(
    REASONS.map((each) => [each, term("reveal", each)]),
    {},
  );
  openDialog({
    title: t("fold.title", { what: term("known", key) }),
    nodes: [el("p", { class: "s" }, t("fold.text")), field(t("reason"), why)],
    verb: t("fold.verb"),
    run: async () => {
      await send(customerPath(page.customerId, "/reveals"), { what: key, reason: why.value });
      page.reveal(key);
    },
  });
}
