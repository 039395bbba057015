// One row of the queue: who, what last, since when, the way so far, and what is wrong.

import { el, say } from "../core/dom.js";
import { clock, daysBetween, shortDay, span, t, term } from "../core/i18n.js";
import { laneOf } from "../core/channels.js";
import { addressOf, go } from "../core/router.js";
import { plain, said } from "../core/words.js";
import { channelIcon, icon } from "../parts/icons.js";
import { spark } from "../parts/spark.js";

const HOT = 2 * 60_000; // somebody in a chat who waits longer than this stands out

/** A customer as the queue names them. */
export const nameOf = (row) => plain(row?.display_name) || plain(row?.handle_hint) || t("customer.unnamed");

/** Draws a row; `tick` writes anew what only time changes. */
export function drawRow(row, unread, current, me) {
  const when = el("span", { class: "w" });
  const tick = () => {
    const waits = row.waiting_since ? Date.now() - Date.parse(row.waiting_since) : 0;
    when.className = `w${row.live_call ? " lv" : waits > HOT && laneOf(row.channel) === "chat" ? " hot" : ""}`;
    say(when, row.live_call ? t("queue.live") : row.waiting_since ? span(waits) : lastAt(row.last_at));
  };
  tick();
  const open = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(row.customer_id);
  };
  const line = el(
    "a",
    {
      class: `q${unread ? " un" : ""}`,
      href: addressOf(row.customer_id),
      "data-id": row.customer_id,
      "aria-current": current ? "true" : null,
      onclick: open,
    },
    el(
      "span",
      { class: "r1" },
      channelIcon(row.channel, 16, true),
      el("span", { class: "nm said", dir: "auto" }, nameOf(row)),
      unread && el("span", { class: "ud", role: "img", "aria-label": t("queue.unread") }),
      when,
    ),
    said("span", "r2", plain(row.preview).replace(/\s+/g, " ") || "–"),
    el("span", { class: "r3" }, spark(row.path?.length ? row.path : [row.channel]), pillsOf(row).map(pill), row.claimed_by !== me && claimed(row)),
  );
  return { node: el("li", null, line), tick };
}

function claimed(row) {
  const name = plain(row.claimed_name);
  return name && el("span", { class: "x" }, t("queue.claimed", { name }));
}

// Whether a promise is overdue is a matter of the clock; trouble stands first, and each kind once.
function pillsOf(row) {
  const now = Date.now();
  const all = (row.pills ?? []).map((each) =>
    each.kind === "promise" && each.due_at && Date.parse(each.due_at) < now ? { ...each, kind: "overdue" } : each,
  );
  const order = ["stopped", "overdue", "repeated", "unknown", "promise"];
  const soonest = [...all].sort((a, b) => Date.parse(a.due_at ?? 0) - Date.parse(b.due_at ?? 0));
  return order
    .map((kind) => soonest.find((each) => each.kind === kind))
    .filter(Boolean)
    .slice(0, 2);
}

function pill({ kind, due_at: due, count, n }) {
  const times = count ?? n ?? 1;
  const text =
    kind === "promise" && due
      ? t("pill.promise.due", { when: dueWhen(due) })
      : kind === "repeated"
        ? t("pill.repeated", { n: times })
        : term("pill", kind);
  const tone = { stopped: "bad", overdue: "bad", repeated: "bad", promise: "warn" }[kind] ?? "n";
  return el("span", { class: `pill ${tone}` }, kind === "overdue" && icon("warning", 12), text);
}

const dueWhen = (at) => (daysBetween(new Date(), at) === 0 ? clock(at) : shortDay(at));

function lastAt(at) {
  if (!at) return "";
  const days = daysBetween(at, new Date());
  return days === 0 ? clock(at) : shortDay(at);
}
