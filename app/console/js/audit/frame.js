// The frame of the auditor's view: top bar with the question, rail, status bar, account.

import { send } from "../core/api.js";
import { el, say, shutBehind } from "../core/dom.js";
import { currentLanguage, t, term } from "../core/i18n.js";
import { remembered } from "../core/prefs.js";
import { setTheme } from "../core/theme.js";
import { icon, logo } from "../parts/icons.js";
import { avatar } from "../parts/people.js";
import { picture } from "./pictures.js";
import "../parts/more-icons.js";

const THEMES = { light: "sun", dark: "moon", system: "system" };

/** The top bar; `finder` is its middle, where there is one. */
/** @param {Audit.Context} ctx @param {HTMLElement | null} [finder] */
export function makeTop(ctx, finder) {
  const shop = ctx.who?.shop_name ?? document.querySelector("meta[name=shop]")?.getAttribute("content");
  return el(
    "header",
    { class: "top" },
    el("a", { class: "brand", href: "/console/audit", "aria-label": t("rail.audit") }, logo()),
    el("span", { class: "wm" }, "Throughline"),
    shop && el("span", { class: "tenant" }, shop),
    finder ?? el("span", { class: "sp" }),
    el("div", { class: "me" }, languages(ctx), themes(), ctx.who && account({ ...ctx, who: ctx.who })),
  );
}

/** Where else this person may go. */
/** @param {Audit.Context} ctx */
export function makeRail(ctx) {
  const link = (/** @type {string} */ href, /** @type {string} */ name, /** @type {string} */ shape, /** @type {boolean} */ here) => el("a", { href, "aria-label": t(name), title: t(name), "aria-current": here ? "page" : null }, picture(shape, 20));
  return el(
    "nav",
    { class: "rail", "aria-label": t("app.main") },
    link("/console/audit", "rail.audit", "history", true),
    link("/console/figures", "rail.figures", "chart", false),
    el("span", { class: "sp" }),
    el("button", { type: "button", "aria-label": t("keys.title"), title: t("keys.title"), onclick: () => ctx.help() }, icon("keys", 20)),
  );
}

/** The status bar: what was replayed and how long it took, and the keys; with `words` of its own where there is no history to press them on. */
/** @param {string} [words] */
export function makeStatus(words) {
  const state = el("span", { role: "status" }, words ?? t("status.start"));
  const key = (/** @type {string} */ name, /** @type {string[]} */ ...keys) => el("span", { class: "k" }, keys.map((each) => el("kbd", null, each)), ` ${t(name)}`);
  const node = el(
    "footer",
    { class: "status" },
    el("span", { class: "net" }, el("span", { class: "dotok", "aria-hidden": "true" }), state),
    el("span", { class: "sp" }),
    !words && [key("keys.event", "J", "K"), key("keys.diff", "D"), el("span", { class: "o" }, key("keys.verify", "V"))],
    key("keys.help", "?"),
  );
  return { node, say: (/** @type {string} */ told) => say(state, told) };
}

/** @param {Audit.Context} ctx */
function languages(ctx) {
  const button = (/** @type {string} */ language) => el("button", { type: "button", lang: language, "aria-pressed": String(language === currentLanguage()), onclick: () => ctx.setLanguage(language) }, language.toUpperCase());
  return el("span", { class: "seg2", role: "group", "aria-label": t("me.language") }, ["pl", "en"].map(button));
}

function themes() {
  const now = remembered("theme", "system");
  const group = el("span", { class: "seg2 themes", role: "group", "aria-label": t("me.theme") });
  const choose = (/** @type {string} */ theme) => {
    setTheme(theme);
    for (const each of group.children) each.setAttribute("aria-pressed", String(each.getAttribute("data-choice") === theme));
  };
  for (const [theme, shape] of Object.entries(THEMES))
    group.append(el("button", { type: "button", "data-choice": theme, title: t(`me.${theme}`), "aria-label": t(`me.${theme}`), "aria-pressed": String(theme === now), onclick: () => choose(theme) }, icon(shape, 14)));
  return group;
}

/** @param {Audit.Context & { who: Wire.WhoAmI }} ctx */
function account(ctx) {
  const failed = el("p", { class: "m", role: "status" });
  const out = async () => {
    try {
      await send("/v1/session/sign_out");
      ctx.signedOut("bye");
    } catch {
      say(failed, t("no.offline"));
    }
  };
  const menu = el(
    "div",
    { class: "menu", id: "account-menu", popover: "auto" },
    el("p", { class: "mn" }, el("b", null, ctx.who.name), el("span", { class: "m" }, term("who", ctx.who.role))),
    el("div", { class: "mrow narrow" }, el("span", { class: "s" }, t("me.language")), languages(ctx)),
    el("div", { class: "mrow narrow" }, el("span", { class: "s" }, t("me.theme")), themes()),
    el("button", { type: "button", class: "mi", onclick: out }, icon("out"), t("me.signout")),
    failed,
  );
  const wrapper = el(
    "span",
    { class: "acc" },
    el("span", { class: "s o" }, term("who", ctx.who.role)),
    el("button", { type: "button", class: "avb", popovertarget: "account-menu", "aria-label": t("me.menu", { name: ctx.who.name }) }, avatar(ctx.who.name)),
    menu,
  );
  return shutBehind(wrapper, menu);
}
