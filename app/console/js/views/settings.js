// What this browser remembers for who works here: language, theme, whether single-letter keys are on.

import { el, say, shutBehind } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { remember, remembered } from "../core/prefs.js";
import { setTheme } from "../core/theme.js";
import { openDialog } from "../parts/dialog.js";
import { icon } from "../parts/icons.js";
import { signOut } from "../parts/leaving.js";
import { languages } from "./bars.js";
import "../parts/more-icons.js";

const THEMES = { light: "sun", dark: "moon", system: "system" };

/** Opens them; what is chosen holds at once. */
/** @param {Console.Context} ctx */
export function openSettings(ctx) {
  /** @type {(name: string, control: Console.Child) => HTMLElement} */
  const line = (name, control) => el("div", { class: "set" }, el("span", null, t(name)), control);
  const { node } = openDialog({
    title: t("me.settings"),
    nodes: [
      line("me.language", languages(/** @type {Console.Context} */ ({ ...ctx, setLanguage: change }))),
      line("me.theme", themes(true)),
      keySwitch(),
      el("p", { class: "m" }, t("set.text")),
    ],
  });

  /** @param {string} language */
  async function change(language) {
    await ctx.setLanguage(language);
    node.close();
    openSettings(ctx);
  }
}

/** Opens the menu of who is signed in, below the button it belongs to from now on. */
/** @param {Console.Context} ctx @param {HTMLElement & { popoverTargetElement: Element | null }} button */
export function openAccount(ctx, button) {
  if (button.popoverTargetElement) return;
  const { session } = ctx;
  const { who } = session;
  const failed = el("p", { class: "m", role: "status" });
  // The line may say that nobody is signed in before the answer does: by then there is no session here whose words could go.
  const done = () => {
    session.end(true);
    ctx.signedOut("bye");
  };
  const out = async () => {
    try {
      await signOut(who, session.writing.left, done);
    } catch {
      say(failed, t("me.signout.failed"));
    }
  };
  const settings = () => {
    menu.hidePopover();
    openSettings(ctx);
  };
  const menu = el(
    "div",
    { class: "menu", popover: "auto" },
    el("p", { class: "mn" }, el("b", null, who.name), el("span", { class: "m" }, term("who", who.role))),
    el("button", { type: "button", class: "mi", onclick: settings }, icon("gear"), t("me.settings")),
    el("button", { type: "button", class: "mi", onclick: out }, icon("out"), t("me.signout")),
    failed,
  );
  button.after(menu);
  shutBehind(/** @type {HTMLElement} */ (button.parentElement), menu);
  button.popoverTargetElement = menu;
  menu.showPopover();
}

/** The switch that turns single-letter keys off. */
export function keySwitch() {
  const toggle = el("input", {
    type: "checkbox",
    checked: remembered("keys", "on") !== "off",
    onchange: () => remember("keys", toggle.checked ? "on" : "off"),
  });
  return [el("label", { class: "tick" }, toggle, el("span", null, t("keys.on"))), el("p", { class: "m" }, t("keys.single"))];
}

/** Light, dark, as the system; `named` with words. */
export function themes(named = false) {
  const now = remembered("theme", "system");
  const group = el(
    "span",
    { class: "seg2 themes", role: "group", "aria-label": t("me.theme") },
    Object.entries(THEMES).map(([theme, shape]) => {
      const choose = () => {
        setTheme(theme);
        for (const each of group.children) each.setAttribute("aria-pressed", String(each.dataset.theme2 === theme));
      };
      return el(
        "button",
        {
          type: "button",
          "data-theme2": theme,
          title: t(`me.${theme}`),
          "aria-label": t(`me.${theme}`),
          "aria-pressed": String(theme === now),
          onclick: choose,
        },
        icon(shape, 14),
        named && t(`me.${theme}`),
      );
    }),
  );
  return group;
}
