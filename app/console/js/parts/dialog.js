// A dialog that does one thing: its words, its fields, one button with the verb. What the server refuses is said in it.

import { el, say } from "../core/dom.js";
import { span, t } from "../core/i18n.js";
import { refused } from "../core/refused.js";

let count = 0;

/** What a refusal means, in words. */
/** @param {Console.Refusal} fault */
export function refusal(fault) {
  if (fault instanceof TypeError) return t("no.offline");
  if (fault.slug === "wrong-code") return t("no.wrong-code", { n: Number(/\d+/.exec(fault.message)?.[0] ?? 0) });
  if (fault.slug === "codes-paused") return t("no.codes-paused", { span: span(1000 * (fault.wait + 59)) });
  return refused(fault.slug);
}

/** Says why something did not work that had no dialog of its own. */
/** @type {(title: string, fault: Console.Refusal) => unknown} */
export const tellRefusal = (title, fault) => openDialog({ title, nodes: [el("p", { class: "s" }, refusal(fault))] });

/** Opens it. `run` may throw a refusal: it is shown, `again` is told, and the dialog stays open. Without `verb` it only tells. */
/** @param {Console.Asked} asked */
export function openDialog({ title, nodes, verb, cancel, run, again, closed, wide }) {
  const id = `dialog-${(count += 1)}`;
  const wrong = el("p", { class: "wrong", role: "alert" });
  const act = /** @type {HTMLButtonElement} only where there is a verb */ (verb && el("button", { type: "submit", class: "btn p" }, verb));
  const form = el(
    "form",
    { method: "dialog", onsubmit: submit, onkeydown: key },
    el("h2", { id }, title),
    nodes,
    wrong,
    el("div", { class: "act" }, el("button", { type: "button", class: "btn", onclick: () => node.close() }, cancel ?? t(verb ? "dialog.cancel" : "keys.close")), act),
  );
  const node = el("dialog", { class: `sheet ask${wide ? " wide" : ""}`, "aria-labelledby": id, onclose }, form);

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    if (!act || act.disabled) return;
    act.disabled = true;
    say(wrong, "");
    try {
      await run?.();
      node.close();
    } catch (fault) {
      if (!node.isConnected) return void tellRefusal(title, fault); // it was closed meanwhile, or its page left
      say(wrong, refusal(fault));
      act.disabled = false; // `again` may know better
      await again?.(fault);
    }
  }

  // As where one writes: a list of choices and a field of several lines keep Enter for themselves.
  /** @param {KeyboardEvent} event */
  function key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey && act) form.requestSubmit(act);
  }

  // What opened it may have been drawn anew meanwhile, or be gone: then the keyboard stays in its part of the page.
  /** @param {HTMLElement} opener */
  function backTo(opener) {
    const { f } = opener.dataset;
    const again = /** @type {HTMLElement | null | undefined} */ ((f && document.querySelector(`[data-f="${f}"]`)) || place?.querySelector("button:not([hidden])"));
    again?.focus({ preventScroll: true });
  }

  function onclose() {
    node.remove();
    closed?.();
    if (document.activeElement === document.body) backTo(opener);
  }

  const opener = /** @type {HTMLElement} */ (document.activeElement);
  const place = opener.closest(".sec, .who, .comp");
  document.body.append(node);
  node.showModal();
  return { node, form, act, say: (/** @type {string} */ words) => say(wrong, words) };
}

/** A field with its label. */
/** @type {(label: string, input: Node) => HTMLElement} */
export const field = (label, input) => el("label", { class: "field" }, el("span", null, label), input);

/** A choice from a list: `options` are [value, words]. */
/** @type {(options: [string, string][], attrs: Console.Attributes) => HTMLSelectElement} */
export const choice = (options, attrs) => el("select", attrs, options.map(([value, words]) => el("option", { value }, words)));

/** One of several, or some of several, to tick. */
/** @type {(type: string, name: string, value: string, words: Console.Child, checked?: boolean, required?: boolean) => HTMLElement} */
export const tick = (type, name, value, words, checked = false, required = false) =>
  el("label", { class: "tick" }, el("input", { type, name, value, checked, required }), el("span", null, words));
