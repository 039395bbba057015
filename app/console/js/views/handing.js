// An agent's turn: taking on and letting go, handing over with the brief, closing with a code, and what is promised by hand.

import { el } from "../core/dom.js";
import { customerPath } from "../core/api.js";
import { parts, unfoldable } from "../core/folding.js";
import { clock, currentLanguage, t, term } from "../core/i18n.js";
import { isCall, moves } from "../core/channels.js";
import { atShop } from "../core/clock.js";
import { pen } from "../core/pen.js";
import { plain } from "../core/words.js";
import { choice, field, openDialog, tellRefusal, tick } from "../parts/dialog.js";

const OUTCOMES = ["resolved", "follow_up", "escalated", "abandoned", "duplicate"];
const CODES = ["question", "order", "return", "complaint", "praise", "other"];
const PROMISES = ["callback", "refund", "delivery", "replacement", "discount", "info"];

const A_DAY = 86_400; // seconds: what took longer was left open, not worked on

/** @type {(max: number) => HTMLTextAreaElement} */
const area = (max) => el("textarea", { rows: 2, maxlength: max });

/** Hands the customer over with the brief as it stands; who had taken them lets go. */
/** @param {Console.Context} ctx */
export function askHandover(ctx) {
  const { page, who } = ctx.session;
  const [write, free] = [pen(), pen()];
  const to = el("input", { type: "text", maxlength: 100, required: true, autocomplete: "off", list: "colleagues" });
  const note = area(1000);
  const lines = page.brief?.lines ?? [];
  openDialog({
    title: t("hand.title"),
    wide: true,
    nodes: [
      field(t("hand.to"), to),
      el("datalist", { id: "colleagues" }, colleagues(ctx.session).map((name) => el("option", { value: name }))),
      field(t("hand.note"), note),
      lines.length > 0 && el("p", { class: "m" }, t("hand.brief")),
      el("div", { class: "own" }, lines.map((line) => el("p", null, unfoldable(ctx, parts(page, line.text))))),
    ],
    verb: t("hand.verb"),
    run: async () => {
      const whom = to.value.trim();
      const { reaches } = await write(customerPath(page.customerId, "/handoffs"), { to: whom, note: note.value.trim(), language: currentLanguage() });
      if (page.claim?.by === who.person) await free(customerPath(page.customerId, "/release"), { reason: "handed_over" });
      page.setNews({ given: { to: whom, reaches } });
    },
  });
}

/** Names of colleagues whom one has seen at work: who leads customers, looks at this one, or answered them; as the service knows them. */
/** @type {(session: Console.Context["session"]) => string[]} */
function colleagues({ inbox, page, who }) {
  const names = [
    ...page.presence.map((each) => each.name),
    ...inbox.everyone().map((row) => row.claimed_name),
    ...page.items.filter((item) => item.author.role === "agent").map((item) => item.author.name),
  ];
  return [...new Set(names.map(plain))].filter((name) => name && name !== who.name).sort((a, b) => a.localeCompare(b, currentLanguage()));
}

/** The newest interaction of a page that could be wrapped up; null where nothing was said. */
/** @type {(page: Page) => Wire.Item | undefined} */
const newestTalk = (page) => page.items.findLast((item) => moves(item) && item.interaction_id);

/** How long the work on it took, seconds: since the call began, else since I took the customer; nothing where neither is known. */
/** @param {Page} page @param {Wire.WhoAmI} who @param {Wire.Item} item */
function worked(page, who, item) {
  const mine = page.claim?.by === who.person ? page.claimedAt : Number.NaN;
  const seconds = Math.round((Date.now() - (isCall(item) ? Date.parse(item.occurred_at) : mine)) / 1000);
  return seconds >= 0 && seconds <= A_DAY ? { seconds } : {};
}

/** Ends the work on the last interaction: what it was, how it ended, which cases are done. */
/** @param {Console.Context} ctx */
export function askClosing(ctx) {
  const { page, who } = ctx.session;
  const item = newestTalk(page);
  const write = pen();
  const outcome = choice(OUTCOMES.map((each) => [each, term("outcome", each)]), {});
  const code = choice(CODES.map((each) => [each, term("wrap", each)]), {});
  const note = area(1000);
  const open = page.cases.cases.filter((each) => ["open", "reopened"].includes(each.state));
  const ticks = open.map((each) => tick("checkbox", "case", each.case_id, t("close.case", { topic: plain(each.topic) || term("wrap", each.kind) }), true));
  const chosen = () => (outcome.value === "resolved" ? ticks.map((each) => /** @type {HTMLInputElement | null} */ (each.querySelector(":checked"))?.value).filter(Boolean) : []);
  const cases = el("fieldset", null, ticks);
  outcome.addEventListener("change", () => (cases.hidden = outcome.value !== "resolved"));
  openDialog({
    title: t("close.title"),
    nodes: [
      item && el("p", { class: "s" }, t("close.about", { channel: term("channel", item.channel), time: clock(item.occurred_at) })),
      el("div", { class: "two" }, field(t("close.outcome"), outcome), field(t("close.code"), code)),
      ticks.length > 0 && cases,
      field(t("close.note"), note),
    ],
    verb: t("close.verb"),
    run: async () => {
      if (item) {
        const id = item.interaction_id ?? ""; // newestTalk has none without
        page.wrapped.add(id);
        const said = { code: code.value, outcome: outcome.value, note: note.value.trim(), ...worked(page, who, item) };
        try {
          await write(`/v1/interactions/${encodeURIComponent(id)}/wrap_up`, said);
        } catch (fault) {
          page.wrapped.delete(id); // when the call ends, it is offered again
          throw fault;
        }
      }
      for (const id of chosen()) if (id) await pen()(`/v1/cases/${encodeURIComponent(id)}/close`, { customer_id: page.customerId, why: "wrapped_up" });
      if (page.claim?.by === who.person) await pen()(customerPath(page.customerId, "/release"), { reason: "done" });
      if (page.news?.call) page.setNews(null);
    },
  });
}

/** Promises something by hand: said on the telephone, or agreed in the shop. */
/** @param {Console.Context} ctx */
export function askPromise(ctx) {
  const { page } = ctx.session;
  const write = pen();
  const what = el("input", { type: "text", maxlength: 1000, required: true, autocomplete: "off" });
  const kind = choice(PROMISES.map((each) => [each, term("promised", each)]), {});
  const due = el("input", { type: "datetime-local" });
  openDialog({
    title: t("promise.title"),
    nodes: [field(t("promise.what"), what), el("div", { class: "two" }, field(t("promise.kind"), kind), field(t("promise.due"), due))],
    verb: t("promise.verb"),
    run: () => {
      const talk = newestTalk(page)?.interaction_id;
      const due_at = due.value ? atShop(due.value).toISOString() : null;
      return write(customerPath(page.customerId, "/promises"), { kind: kind.value, what: what.value.trim(), due_at, ...(talk ? { interaction_id: talk } : {}) });
    },
  });
}

/** Takes the customer on, lets go of them, or asks whether to take them over. */
/** @param {Console.Context} ctx @param {Page | null} page whom one saw when one asked for it */
export async function claim(ctx, page) {
  if (!page || page !== ctx.session?.page) return null;
  const { who } = ctx.session;
  const mine = page.claim?.by === who.person;
  if (page.claim && !mine) return askTakeover(ctx, page.claim);
  try {
    await pen()(customerPath(page.customerId, mine ? "/release" : "/claim"), {});
  } catch (fault) {
    tellRefusal(t(mine ? "claim.free" : "claim.take"), fault);
  }
  return null;
}

/** Takes a customer whom a colleague has taken. */
/** @param {Console.Context} ctx @param {Wire.ClaimShown} claim */
function askTakeover(ctx, claim) {
  const { page } = ctx.session;
  const write = pen();
  openDialog({
    title: t("take.title", { name: plain(claim.name) }),
    nodes: [el("p", { class: "s" }, t("take.text", { name: plain(claim.name), time: clock(claim.expires_at) }))],
    verb: t("claim.over"),
    run: () => write(customerPath(page.customerId, "/claim"), { take_over: true }),
  });
}
