// The field in the top bar: names from the queue as one types, any handle looked up at Enter.

import { el, put } from "../core/dom.js";
import { send } from "../core/api.js";
import { t, term } from "../core/i18n.js";
import { go } from "../core/router.js";
import { plain } from "../core/words.js";
import { channelIcon, icon } from "../parts/icons.js";
import { nameOf } from "./queue-row.js";

const MOST = 7;

export function makeFinder(ctx) {
  const list = el("div", { id: "find-list", class: "opts", role: "listbox", "aria-label": t("find.results") });
  const note = el("p", { class: "note m", role: "status" });
  const input = el("input", {
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: t("find.hint"),
    "aria-label": t("find.label"),
    "aria-expanded": "false",
    "aria-controls": "find-list",
    "aria-autocomplete": "list",
    oninput: () => suggest(),
    onfocus: () => suggest(),
    onkeydown: key,
  });
  const foot = el(
    "div",
    { class: "pf", "aria-hidden": "true" },
    el("span", null, el("kbd", null, "↑"), " ", el("kbd", null, "↓"), " ", t("find.move")),
    el("span", null, el("kbd", null, "⏎"), " ", t("find.open")),
    el("span", null, el("kbd", null, "Esc"), " ", t("find.close")),
  );
  const pop = el("div", { class: "pal", hidden: true, onmousedown: (event) => event.preventDefault() }, list, note, foot);
  const field = el("label", { class: "find" }, icon("search"), input, el("kbd", { "aria-hidden": "true" }, "Ctrl K"));
  const node = el("div", { class: "finder", role: "search", onfocusout: () => close() }, field, pop);
  let options = [];
  let chosen = 0;

  function suggest() {
    const wanted = fold(input.value);
    const known = wanted
      ? ctx.session.inbox
          .everyone()
          .filter((row) => fold(nameOf(row)).includes(wanted))
          .slice(0, MOST)
      : [];
    const kind = kindOf(input.value);
    options = known.map((row) => ({
      title: t("find.queue"),
      name: nameOf(row),
      channel: row.channel,
      detail: plain(row.preview),
      run: () => go(row.customer_id),
    }));
    if (kind)
      options.push({
        name: plain(input.value.trim()),
        detail: t("find.lookup", { kind: term("handle", kind) }),
        run: () => lookUp(kind),
        stays: true,
      });
    show(options.length ? "" : t("find.type"));
  }

  async function lookUp(kind) {
    try {
      const { customers } = await send("/v1/customers/lookup", { kind, value: input.value.trim() });
      options = customers.map((found) => ({
        name: plain(found.display_name) || t("customer.unnamed"),
        detail: term("level", found.level),
        run: () => go(found.customer_id),
      }));
      if (options.length === 1) {
        options[0].run();
        finish();
      } else show(options.length ? "" : t("find.none"));
    } catch {
      options = [];
      show(t("find.failed"));
    }
  }

  function show(words) {
    chosen = 0;
    note.textContent = words;
    put(
      list,
      options.map((option, index) =>
        el(
          "div",
          { class: "op", role: "option", id: `find-${index}`, "aria-selected": "false", onclick: () => run(index) },
          option.channel ? channelIcon(option.channel) : icon(option.stays ? "search" : "people"),
          el("span", { class: "said nm", dir: "auto" }, option.name),
          el("small", { class: "said", dir: "auto" }, option.detail),
        ),
      ),
    );
    list.hidden = !options.length;
    pop.hidden = false;
    input.setAttribute("aria-expanded", String(options.length > 0));
    choose(0);
  }

  function choose(index) {
    chosen = options.length ? (index + options.length) % options.length : 0;
    [...list.children].forEach((child, at) => child.setAttribute("aria-selected", String(at === chosen)));
    if (options.length) input.setAttribute("aria-activedescendant", `find-${chosen}`);
    else input.removeAttribute("aria-activedescendant");
    list.children[chosen]?.scrollIntoView({ block: "nearest" });
  }

  function run(index) {
    const option = options[index];
    if (!option) return;
    option.run();
    if (!option.stays) finish();
  }

  function finish() {
    input.value = "";
    close();
    input.blur();
  }

  function close() {
    pop.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }

  function key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      choose(chosen + step);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      run(chosen);
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      finish();
    }
  }

  return {
    node,
    focus: () => {
      input.focus();
      input.select();
    },
  };
}

const fold = (text) => plain(text).normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ł", "l").trim();

// What a typed handle looks like; null while it could not be a whole one.
function kindOf(text) {
  const value = text.trim();
  if (/^\S+@\S+\.\S+$/.test(value)) return "email";
  if (/^\+?[\d\s()-]{9,}$/.test(value)) return "phone";
  return /^[a-z]{0,4}-?\d{3,}[\w-]*$/i.test(value) ? "order_no" : null;
}
