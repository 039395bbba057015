// The proof beside an event: its neighbours in the chain, and whether the whole history was found to be whole here.

import { customerPath } from "../core/api.js";
import { el } from "../core/dom.js";
import { currentLanguage, number, t } from "../core/i18n.js";
import { icon } from "../parts/icons.js";
import { fetched } from "./fetched.js";
import { picture } from "./pictures.js";
import { ends, moment } from "./words.js";

export const BY_ITSELF = 2000; // events up to which the chain is checked without being asked to

/** Holds what was found; `section(event)` draws it beside an event. `changed` is called when there is something new. */
/** @param {Audit.Story} story @param {() => void} changed */
export function makeProof(story, changed) {
  let explained = /** @type {{ language: string, node: HTMLDetailsElement } | null} */ (null);
  let running = /** @type {Promise<void> | null} */ (null);
  const state = /** @type {Audit.Checked} */ ({ kind: "none", total: 0, found: null, fault: null, took: 0 });

  /** Fetches the stored rows and computes everything anew. Done when there is a verdict, also for who asks while it is on its way. */
  function check() {
    running ??= compute().finally(() => {
      running = null;
    });
    return running;
  }

  async function compute() {
    Object.assign(state, { kind: "busy", total: story.last });
    changed();
    const begun = performance.now();
    const { events } = story;
    const listed = events.length; // what is read while the evidence is on its way is not in it
    let chain;
    let text = "";
    try {
      chain = await import("./chain.js");
      if (chain.canCompute()) text = await (await fetched(customerPath(story.customerId, "/proof?format=evidence"))).text();
    } catch (fault) {
      Object.assign(state, { kind: fault.slug === "proof-refused" ? "refused" : "failed", found: null, fault });
      return changed();
    }
    if (!chain.canCompute()) {
      Object.assign(state, { kind: "unable" });
      return changed();
    }
    const { Broken, checkBundle } = chain;
    try {
      const found = await checkBundle(text);
      const wrong = differs(events.slice(0, listed), found);
      if (wrong) throw new Broken(...wrong);
      Object.assign(state, { kind: "whole", found, took: performance.now() - begun });
    } catch (fault) {
      // What cannot even be read was changed, too. Nothing of an earlier check holds any more.
      Object.assign(state, { kind: "broken", found: null, fault: fault instanceof Broken ? fault : new Broken("layout") });
    }
    return changed();
  }

  /** @param {Audit.Event} event */
  function section(event) {
    const again = el("button", { type: "button", class: "btn ghost", "data-f": "check", onclick: check, disabled: state.kind === "busy" }, t(state.kind === "none" ? "proof.check" : "proof.again"));
    const chained = event.moved ? el("p", { class: "m" }, t("proof.elsewhere", { id: ends(event.stream) })) : chain(story, event, state);
    return el("section", { class: "integrity" }, el("h2", null, t("proof.title"), el("span", { class: "sp" }), again), chained, verdict(state), plainly());
  }

  // For who has never met a hash: what was done, what it shows, and what it does not. It is one and the same from event to event and
  // while the chain is checked: it stays open, and a press upon it is not lost.
  function plainly() {
    const language = currentLanguage();
    if (explained?.language !== language) {
      const texts = ["how", "so", "not", "away"].map((each) => el("p", null, t(`proof.means.${each}`)));
      const open = explained?.node.open ?? false;
      explained = { language, node: el("details", { class: "plainly", open }, el("summary", { "data-f": "plainly" }, t("proof.means")), texts) };
    }
    return explained.node;
  }

  return { check, section, state };
}

// The rows that were proved are those of the list: the same hash under the same number, and none of the list is left out. What is wrong, and where.
/** @param {Audit.Event[]} events @param {Audit.Found} found @returns {[string, number] | null} */
function differs(events, { hashes, own }) {
  if (own < events.length) return ["missing", own + 1];
  const wrong = events.find((event) => hashes.has(event.version) && hashes.get(event.version) !== event.hash);
  return wrong ? ["list", wrong.version] : null;
}

/** @param {Audit.Story} story @param {Audit.Event} event @param {Audit.Checked} state */
function chain(story, event, state) {
  const row = (/** @type {Audit.Event} */ each) => {
    const good = state.found?.hashes.get(each.version) === each.hash;
    const bad = state.kind === "broken" && !state.fault.stream && state.fault.version === each.version;
    const said = bad ? t("proof.bad") : good ? t("proof.good") : t("proof.unchecked");
    return el(
      "li",
      { class: [each === event && "here", bad && "bad", !good && !bad && "open"].filter(Boolean).join(" ") },
      el("span", { class: "nd" }),
      el("span", { class: each === event ? "" : "m" }, `#${each.version}`),
      el("span", { class: "mono", title: each.hash }, `${each.hash.slice(0, 4)} ${each.hash.slice(4, 8)} … ${each.hash.slice(-4)}`),
      el("span", { class: each === event ? "" : "m" }, said),
    );
  };
  const near = [event.version - 1, event.version, event.version + 1].flatMap((each) => story.event(each) ?? []);
  return el("ul", { class: "chain" }, near.map(row));
}

/** @param {Audit.Checked} state */
function verdict(state) {
  const card = (/** @type {string} */ cls, /** @type {string} */ shape, /** @type {string} */ title, /** @type {string} */ text) => el("div", { class: `verd ${cls}`, role: "status" }, picture(shape, 18), el("span", null, el("b", null, title), text));
  if (state.kind === "whole" && state.found) {
    const { found, took } = state;
    const signed = t(found.signed ? "proof.signed" : "proof.unsigned", { when: moment(found.head.time), key: found.head.key.slice(0, 8) });
    const moved = found.total > found.own ? ` ${t("proof.moved", { n: found.total - found.own })}` : "";
    return card("", "shield", t("proof.whole", { n: found.own, of: number(found.own) }), `${t("proof.here", { ms: number(Math.round(took)) })} ${signed}${moved}${found.early ? ` ${t("proof.clock")}` : ""}`);
  }
  if (state.kind === "broken") return card("bad", "broken", t("proof.broken"), `${t(`proof.fault.${state.fault.message}`, { n: place(state.fault) })} ${t("proof.tell")}`);
  if (state.kind === "refused") return card("bad", "broken", t("proof.refused"), `${t("no.proof-refused")} ${t("proof.tell")}`);
  if (state.kind === "failed") return card("warn", "broken", t("proof.failed"), t(state.fault.slug === "customer-unreadable" ? "proof.failed.unreadable" : "proof.failed.text"));
  if (state.kind === "unable") return card("warn", "broken", t("proof.unable"), t("proof.unable.text"));
  return el("p", { class: "m vq", role: "status" }, state.kind === "busy" ? [icon("clock", 15), " ", t("proof.busy", { n: state.total })] : t("proof.none"));
}

/** @param {{ version: number, stream: string }} fault */
const place = ({ version, stream }) => (stream ? `${version} (${ends(stream)})` : `${version}`);
