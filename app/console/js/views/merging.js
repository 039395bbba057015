// Deciding who is who: merge with its preview, taking a merge back, moving an interaction, "not this person".

import { el, put } from "../core/dom.js";
import { customerPath, send } from "../core/api.js";
import { number, t, term } from "../core/i18n.js";
import { pen } from "../core/pen.js";
import { plain, said } from "../core/words.js";
import { choice, field, openDialog, refusal, tick } from "../parts/dialog.js";
import { moment } from "../parts/evidence.js";
import { because, channelCounts, counted, period, previewMerge, sideName } from "../parts/sides.js";

const KINDS = ["phone", "email", "order_no", "loyalty_card", "whatsapp", "crm_no", "receipt"];
const REASONS = ["wrong_person", "shared_handle", "told_so", "other"];
const OWN_EVIDENCE = ["customer:said", "agent:knows"];

/** @type {(name: string, form: HTMLElement) => string[]} */
const box = (name, form) => [...form.querySelectorAll(`[name="${name}"]:checked`)].map((each) => /** @type {HTMLInputElement} */ (each).value);

/** Compares the two, and merges. */
/** @param {Console.Context} ctx @param {Wire.MatchShown} match */
export async function askMerge(ctx, match) {
  const { page } = ctx.session;
  const write = pen();
  const body = el("div");
  const reason = el("input", { type: "text", maxlength: 500 });
  const evidence = el(
    "fieldset",
    null,
    el("legend", null, t("merge.evidence")),
    match.evidence.map((each) => tick("checkbox", "evidence", each, because([each]), true)),
    OWN_EVIDENCE.map((each) => tick("checkbox", "evidence", each, because([each]))),
  );
  /** @type {Wire.Preview | null} */
  let preview = null;
  const show = async () => {
    dialog.act.disabled = true;
    preview = await previewMerge(page, match.customer_id);
    dialog.act.disabled = preview.needs_lead;
    put(body, comparison(preview), outcome(preview));
  };
  const look = () => show().catch((fault) => dialog.say(refusal(fault)));
  const dialog = openDialog({
    title: t("merge.title"),
    wide: true,
    nodes: [body, evidence, field(t("reason"), reason)],
    verb: t("merge.verb"),
    run: () =>
      write(customerPath(page.customerId, "/merges"), {
        absorb: match.customer_id,
        evidence: box("evidence", dialog.form),
        reason: reason.value,
        seen_version: preview?.survivor.version,
      }),
    again: (fault) => fault.slug === "page-moved" && look(),
  });
  await look();
}

/** @param {Wire.Preview} preview */
function comparison({ survivor, absorbed }) {
  /** @type {(name: string, draw: (side: Wire.PreviewSide) => Console.Child) => HTMLElement} */
  const line = (name, draw) => el("tr", null, el("th", { scope: "row" }, t(name)), [survivor, absorbed].map((side) => el("td", null, draw(side))));
  const head = [survivor, absorbed].map((side, at) =>
    el("th", { scope: "col" }, said("span", "", sideName(side)), el("span", { class: "m" }, t(at ? "merge.other" : "merge.this"))),
  );
  return el(
    "table",
    { class: "cmp" },
    el("thead", null, el("tr", null, el("td"), head)),
    el(
      "tbody",
      null,
      line("merge.items", (side) => number(side.items)),
      line("merge.channels", channelCounts),
      line("merge.period", period),
      line("merge.handles", (side) => counted(side.handles, (kind) => term("handle", kind))),
      line("know.identity", (side) => t(side.proven ? "merge.proven" : "merge.unproven")),
    ),
  );
}

/** @param {Wire.Preview} preview */
function outcome({ items, superseded, needs_lead: lead }) {
  return [
    el("p", null, t("merge.after", { n: items })),
    superseded.length > 0 && el("p", null, t("merge.superseded", { facts: superseded.map((key) => term("known", key)).join(", ") })),
    lead && el("p", { class: "wrong" }, t("no.needs-lead")),
  ];
}

/** Takes a merge back; asks only whose the items are that no handle claims. */
/** @param {Console.Context} ctx @param {Wire.MergeShown} merge @param {string} name */
export async function askReversal(ctx, merge, name) {
  const { page } = ctx.session;
  const write = pen();
  const body = el("div");
  const reason = el("input", { type: "text", maxlength: 500 });
  const path = `/v1/merges/${encodeURIComponent(merge.merge_id)}/reversal`;
  /** @type {string[]} */
  let asked = [];
  const answers = () => Object.fromEntries(asked.map((id) => [id, box(`to-${id}`, body)[0]]));
  const show = async () => {
    dialog.act.disabled = true;
    const found = await send(`${path}?dry_run=true`, {});
    const told = answers();
    asked = found.asked;
    const since = page.decisions.findLast((turn) => turn.what === "merged" && turn.other === found.absorbed)?.at ?? "";
    /** @type {(item: Wire.Item) => boolean} */
    const goes = ({ item_id: id, interaction_id: talk }) => found.returned.includes(id) || found.returned.includes(talk);
    const back = page.items.filter((item) => item.recorded_at > since && goes(item)).length;
    /** @type {[string, string][]} */
    const homes = [
      [found.survivor, name],
      [found.absorbed, t("merge.other")],
    ];
    put(
      body,
      el("p", null, t("reverse.text")),
      back > 0 && el("p", null, t("reverse.back", { n: back })),
      asked.length > 0 && el("p", { class: "s" }, t("reverse.asked", { n: asked.length })),
      el("div", { class: "allot" }, asked.map((id) => allotment(page, id, homes, told[id]))),
    );
    dialog.act.disabled = false;
  };
  const look = () => show().catch((fault) => dialog.say(refusal(fault)));
  const dialog = openDialog({
    title: t("reverse.title"),
    wide: true,
    nodes: [body, field(t("reason"), reason)],
    verb: t("reverse.verb"),
    run: () => write(path, { allot: answers(), reason: reason.value }),
    again: (fault) => fault.slug === "allotment-needed" && look(),
  });
  await look();
}

/** @param {Page} page @param {string} id @param {[string, string][]} homes @param {string | undefined} told */
function allotment(page, id, homes, told) {
  const item = page.byId.get(id);
  const words = item?.text || String(item?.about?.what ?? "") || (item ? term("event", item.event) : t("reverse.unseen"));
  return el(
    "fieldset",
    null,
    el("legend", null, said("span", "", words), " ", el("span", { class: "m nw" }, item ? moment(item.occurred_at) : "")),
    el("div", { class: "two" }, homes.map(([home, name]) => tick("radio", `to-${id}`, home, name, told === home, true))),
  );
}

/** Says that a suggested customer is somebody else; it is remembered. */
/** @param {Console.Context} ctx @param {Wire.MatchShown} match */
export function askDismissal(ctx, match) {
  const { page } = ctx.session;
  const write = pen();
  const reason = el("input", { type: "text", maxlength: 500 });
  openDialog({
    title: t("apart.title"),
    nodes: [el("p", { class: "s" }, t("apart.text")), field(t("reason"), reason)],
    verb: t("match.not"),
    run: async () => {
      await write(customerPath(page.customerId, "/dismissals"), { other: match.customer_id, reason: reason.value });
      ctx.session.refresh();
    },
  });
}

/** Gives an interaction to whom it belongs: somebody found by a handle, or somebody new. */
/** @param {Console.Context} ctx @param {Wire.Item} item */
export function askReassignment(ctx, item) {
  const write = pen();
  const input = el("input", { type: "text", autocomplete: "off", "aria-label": t("move.handle"), onkeydown: enter, oninput: anew });
  const kind = choice(
    KINDS.map((each) => [each, term("handle", each)]),
    { "aria-label": t("move.kind"), onchange: anew },
  );
  const found = el("div", { role: "status" });
  let turn = 0;
  const why = choice(
    REASONS.map((each) => [each, term("why", `agent-${each}`)]),
    {},
  );
  const search = el("button", { type: "button", class: "btn", onclick: find }, t("move.find"));
  const dialog = openDialog({
    title: t("move.title"),
    nodes: [
      el("p", { class: "s" }, t("move.text")),
      el("div", { class: "two" }, kind, input, search),
      found,
      tick("radio", "to", "", t("move.new"), true),
      field(t("reason"), why),
    ],
    verb: t("move.verb"),
    run: () => write(`/v1/interactions/${encodeURIComponent(item.interaction_id ?? "")}/reassignment`, { to: box("to", dialog.form)[0] || null, reason: why.value }),
  });

  /** @param {KeyboardEvent} event */
  function enter(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    find();
  }

  // Whom the words before named is nobody to give it to any more.
  function anew() {
    turn += 1;
    put(found);
  }

  async function find() {
    const asked = (turn += 1);
    try {
      /** @type {Wire.LookupAnswer} */
      const { customers } = await send("/v1/customers/lookup", { kind: kind.value, value: input.value.trim() });
      if (asked !== turn) return;
      const others = customers.filter((each) => each.customer_id !== ctx.session.page.customerId);
      /** @type {(each: Wire.Found) => string} */
      const name = (each) => `${plain(each.display_name) || t("customer.unnamed")}, ${term("level", String(each.level))}`;
      /** @type {(each: Wire.Found, at: number) => HTMLElement} */
      const one = (each, at) => tick("radio", "to", each.customer_id, name(each), at === 0);
      put(found, others.length ? others.map(one) : el("p", { class: "m" }, t(customers.length ? "move.here" : "find.none")));
    } catch (fault) {
      if (asked === turn) put(found, el("p", { class: "m" }, refusal(fault)));
    }
  }
}
