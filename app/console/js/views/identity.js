// Who this is: handles with what each proves. Who it may be besides, and what was decided, is loaded where there is any.

import { el, keepFocus } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { later, load } from "../core/later.js";
import { said } from "../core/words.js";
import { contradictions, method, moment } from "../parts/evidence.js";
import { icon } from "../parts/icons.js";
import { masked } from "../parts/people.js";

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
export const mayDecide = ({ who }) => who.role === "agent" || who.role === "lead";

/** @param {Console.Context} ctx */
export function makeIdentity(ctx, fill) {
  const boxes = new Map(); // link_id -> the proof box that is open
  let besides = null; // how likely others, merges and decisions are drawn
  let drawn = [];
  let shown = null;

  /** Draws into the section; says how many handles there are. */
  function draw(page) {
    const { identity } = page;
    const handles = identity?.handles ?? [];
    const depends = [page, identity, page.decisions];
    if (depends.some((each, index) => each !== drawn[index])) redraw(page, identity, handles);
    drawn = depends;
    return { n: handles.length };
  }

  function redraw(page, identity, handles) {
    if (shown !== page) boxes.clear();
    shown = page;
    const more = Boolean(identity?.suggested_matches?.length || identity?.merges?.length || page.decisions.length || handles.some(troubled));
    if (more && !besides) load("besides").then(learn, () => {});
    const linked = handles.length ? el("span", { class: "c" }, t("know.linked", { n: handles.length })) : null;
    fill(
      null,
      linked,
      more && besides?.matches(page),
      handles.length ? el("ul", { class: "hdl" }, handles.map(handleNode)) : el("p", { class: "none m" }, t("know.none.identity")),
      more && besides?.decided(page),
    );
  }

  function learn({ makeBesides }) {
    besides ??= makeBesides(ctx, again);
    again();
  }

  const again = () => {
    drawn = [];
    keepFocus(document.body, () => draw(ctx.session.page));
  };

  // ---- handles

  function handleNode(handle) {
    const proving = boxes.has(handle.link_id);
    const toggle = async () => {
      const box = boxes.has(handle.link_id) ? null : await later("proof", "proofBox", ctx, handle);
      if (box) boxes.set(handle.link_id, box);
      else boxes.delete(handle.link_id);
      again();
    };
    return el(
      "li",
      null,
      icon(ICONS[handle.kind] ?? handle.kind, 15, term("handle", handle.kind)),
      said("span", "v", masked(handle.kind, handle.value)),
      mayDecide(ctx.session) &&
        checkable(handle) &&
        el(
          "button",
          { type: "button", class: "btn ghost", "aria-expanded": String(proving), "data-f": `prove-${handle.link_id}`, onclick: toggle },
          t("proof.open"),
          el("span", { class: "sr" }, ` ${term("handle", handle.kind)}`),
        ),
      el(
        "span",
        { class: "by m" },
        el("span", { class: handle.level > 1 && !troubled(handle) ? "ok" : "s" }, term("level", handle.level)),
        ["", method(handle.method), moment(handle.at)].join(", ").replaceAll(", ,", ","),
      ),
      besides && troubled(handle) && el("span", { class: "tag warn" }, icon("warning", 13), trouble(handle)),
      boxes.get(handle.link_id),
    );
  }

  return { draw };
}

/** Whether a check may be recorded by this handle: one person's own address. */
const checkable = (handle) => !handle.shared && !handle.unfit && !QUOTED.has(handle.kind);

const troubled = (handle) => handle.unfit || handle.shared;

// Its words come with what else is said of who this is.
function trouble(handle) {
  if (handle.unfit) return term("unfit", handle.unfit);
  if (!handle.shared) return "";
  const why = contradictions(handle.why);
  return why ? t("handle.shared.why", { why }) : t("handle.shared");
}
