// Who this is: handles, with what each proves and what they allow. Who it may be besides, and what was decided, is loaded where there is any.

import { el, keepFocus } from "../core/dom.js";
import { dayKey, t, term } from "../core/i18n.js";
import { later, load } from "../core/later.js";
import { said, words } from "../core/words.js";
import { moment } from "../parts/evidence.js";
import { icon } from "../parts/icons.js";
import { masked } from "../parts/people.js";

/** @type {Record<string, string>} */
const ICONS = {
  chat_device: "chat",
  app_user: "app",
  loyalty_card: "tag",
  crm_no: "crm",
  marketplace_account: "marketplace",
  order_no: "commerce",
  receipt: "note",
};
const QUOTED = new Set(["order_no", "receipt"]);

/** Whether this person may decide who is who; others only look. */
/** @type {(session: Console.Context["session"]) => boolean} */
export const mayDecide = ({ who }) => who.role === "agent" || who.role === "lead";

/** Makes what draws them into their section. */
/** @param {Console.Context} ctx @param {Console.Fill} fill */
export function makeIdentity(ctx, fill) {
  /** @type {Map<string, HTMLElement>} */
  const boxes = new Map(); // link_id -> the proof box that is open
  /** @type {ReturnType<typeof import("./besides.js").makeBesides> | null} */
  let besides = null; // how likely others, merges and decisions are drawn
  /** @type {unknown[]} */
  let drawn = [];
  /** @type {Page | null} */
  let shown = null;

  /** Draws into the section; says how many handles there are. */
  /** @param {Page} page */
  function draw(page) {
    const { identity } = page;
    const handles = identity?.handles ?? [];
    const depends = [page, identity, page.decisions, dayKey(Date.now())];
    if (depends.some((each, index) => each !== drawn[index])) redraw(page, identity, handles);
    drawn = depends;
    return { n: handles.length };
  }

  /** @param {Page} page @param {Wire.CustomerShown | null} identity @param {Wire.HandleShown[]} handles */
  function redraw(page, identity, handles) {
    if (shown !== page) boxes.clear();
    shown = page;
    const more = Boolean(identity?.suggested_matches?.length || identity?.merges?.length || page.decisions.length || handles.some(troubled));
    if (more && !besides) load("besides").then(learn, () => (drawn = []));
    const linked = handles.length ? el("span", { class: "c" }, t("know.linked", { n: handles.length })) : null;
    fill(
      null,
      linked,
      more && besides?.matches(page),
      handles.length ? el("ul", { class: "hdl" }, handles.map(handleNode)) : el("p", { class: "none m" }, t("know.none.identity")),
      more && besides?.decided(page),
    );
  }

  /** @param {typeof import("./besides.js")} part */
  function learn({ makeBesides }) {
    besides ??= makeBesides(ctx, again);
    again();
  }

  const again = () => {
    drawn = [];
    keepFocus(document.body, () => ctx.session?.page && draw(ctx.session.page));
  };

  // ---- handles

  /** @param {Wire.HandleShown} handle */
  function handleNode(handle) {
    const proving = boxes.has(handle.link_id);
    const toggle = async () => {
      const box = boxes.has(handle.link_id) ? null : await later("proof", "proofBox", ctx, handle);
      if (box) boxes.set(handle.link_id, box);
      else boxes.delete(handle.link_id);
      again();
    };
    const how = [["", method(handle.method), ""].join(", ").replaceAll(", ,", ",").slice(2), moment(handle.at)].join("");
    return el(
      "li",
      { title: how },
      icon(ICONS[handle.kind] ?? handle.kind, 15, term("handle", handle.kind)),
      address(masked(handle.kind, handle.value)),
      el("span", { class: `lv ${handle.level > 1 && !troubled(handle) ? "ok" : "s"}` }, term("level", String(handle.level))),
      mayDecide(ctx.session) &&
        checkable(handle) &&
        el(
          "button",
          { type: "button", class: "btn ghost", "aria-expanded": String(proving), "data-f": `prove-${handle.link_id}`, onclick: toggle },
          icon("down", 14),
          el("span", { class: "sr" }, `${t("proof.open")} ${term("handle", handle.kind)}`),
        ),
      el("span", { class: proving ? "by m" : "by m sr" }, how),
      troubled(handle) ? besides?.trouble(handle) : null,
      boxes.get(handle.link_id),
    );
  }

  return { draw };
}

// An e-mail address too long for its line goes on after its sign.
/** @param {string} value */
function address(value) {
  const at = value.indexOf("@") + 1;
  const node = said("span", "v", value.slice(0, at));
  node.append(el("wbr"), ...words(value.slice(at)));
  return node;
}

/** Whether a check may be recorded by this handle: one person's own address. */
/** @type {(handle: Wire.HandleShown) => boolean} */
const checkable = (handle) => !handle.shared && !handle.unfit && !QUOTED.has(handle.kind);

/** @type {(handle: Wire.HandleShown) => unknown} */
const troubled = (handle) => handle.unfit || handle.shared;

/** How a handle was said or proved; a channel by its name. */
/** @param {string | null | undefined} word */
function method(word) {
  const name = String(word ?? "").replace(/^checked:/, "");
  const said = term("method", name);
  return said === name.replaceAll("_", " ") ? term("channel", name) : said;
}
