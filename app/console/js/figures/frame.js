// The frame around the figures: top bar, rail, status bar.

import { el, say, shutBehind } from "../core/dom.js";
import { currentLanguage, number, t, term } from "../core/i18n.js";
import { remembered } from "../core/prefs.js";
import { setTheme } from "../core/theme.js";
import { icon, logo } from "../parts/icons.js";
import { avatar } from "../parts/people.js";
import { shape } from "./shapes.js";
import "../parts/more-icons.js";

const THEMES = { light: "sun", dark: "moon", system: "system" };

/** The bar on top; `who` is null for whoever is not signed in. */
/** @param {Figures.Context} ctx @param {any} who */
export function makeTop(ctx, who) {
  const shop = who?.shop_name ?? document.querySelector("meta[name=shop]")?.getAttribute("content");
  return el(
    "header",
    { class: "top" },
    el("a", { class: "brand", href: "/console/figures", "aria-label": t("figures.title") }, logo()),
    el("span", { class: "wm" }, "Throughline"),
    shop && el("span", { class: "tenant" }, shop),
    who ? finder(ctx) : el("span", { class: "sp" }),
    el("div", { class: "me" }, languages(ctx), themes(), who && account(ctx, who)),
  );
}

/** @param {Figures.Context} ctx */
function finder(ctx) {
  return el("button", { type: "button", class: "find", "aria-haspopup": "dialog", "aria-keyshortcuts": "Control+K", "data-f": "find", onclick: () => ctx.find() }, icon("search"), el("span", null, t("find.hint")), el("kbd", { "aria-hidden": "true" }, "Ctrl K"));
}

/** @param {Figures.Context} ctx */
function languages(ctx) {
  /** @param {string} language */
  const one = (language) =>
    el(
      "button",
      { type: "button", lang: language, "aria-pressed": String(language === currentLanguage()), onclick: () => ctx.setLanguage(language) },
      language.toUpperCase(),
    );
  return el("span", { class: "seg2", role: "group", "aria-label": t("me.language") }, ["pl", "en"].map(one));
}

function themes() {
  const now = remembered("theme", "system");
  const group = el("span", { class: "seg2 themes", role: "group", "aria-label": t("me.theme") });
  for (const [theme, picture] of Object.entries(THEMES)) {
    const choose = () => {
      setTheme(theme);
      for (const each of group.children) each.setAttribute("aria-pressed", String(each === button));
    };
    const button = el(
      "button",
      { type: "button", title: t(`me.${theme}`), "aria-label": t(`me.${theme}`), "aria-pressed": String(theme === now), onclick: choose },
      icon(picture, 14),
    );
    group.append(button);
  }
  return group;
}

/** @param {Figures.Context} ctx @param {any} who */
function account(ctx, who) {
  const failed = el("p", { class: "m", role: "status" });
  const out = async () => {
    try {
      const { signOut } = await import("../parts/leaving.js");
      await signOut(who, { entries: 0, drafts: 0 }, () => ctx.signedOut("bye"));
    } catch {
      say(failed, t("me.signout.failed"));
    }
  };
  const menu = el(
    "div",
    { class: "menu", id: "account-menu", popover: "auto" },
    el("p", { class: "mn" }, el("b", null, who.name), el("span", { class: "m" }, term("who", who.role))),
    el("div", { class: "mrow narrow" }, el("span", { class: "s" }, t("me.language")), languages(ctx)),
    el("div", { class: "mrow narrow" }, el("span", { class: "s" }, t("me.theme")), themes()),
    el("button", { type: "button", class: "mi", onclick: out }, icon("out"), t("me.signout")),
    failed,
  );
  const button = el("button", { type: "button", class: "avb", popovertarget: "account-menu", "aria-label": t("me.menu", { name: who.name }) }, avatar(who.name));
  return shutBehind(el("span", { class: "acc" }, el("span", { class: "role" }, term("who", who.role)), button, menu), menu);
}

/** The ways to the other pages, for those who may go there. */
/** @param {Figures.Context} ctx @param {any} who */
export function makeRail(ctx, who) {
  const help = { type: "button", "aria-label": t("keys.title"), title: t("keys.title"), onclick: () => ctx.help() };
  /** @param {string} href @param {string} words @param {Console.Child} picture @param {boolean} [here] */
  const link = (href, words, picture, here) => el("a", { href, "aria-label": words, title: words, "aria-current": here ? "page" : null }, picture);
  return el(
    "nav",
    { class: "rail", "aria-label": t("app.main") },
    who.role !== "auditor" && link("/console", t("rail.queue"), icon("inbox", 20)),
    who.role === "auditor" && link("/console/audit", t("rail.audit"), shape("replay", 20)),
    link("/console/figures", t(who.role === "agent" ? "figures.own" : "figures.title"), shape("chart", 20), true),
    el("span", { class: "sp" }),
    el("button", help, icon("keys", 20)),
  );
}

/** What the numbers know of, and the keys. */
export function makeStatus() {
  const dot = el("span", { class: "dotok", "aria-hidden": "true" });
  const state = el("span", { class: "st" });
  const versions = el("span", { class: "o" });
  /** @param {string} name @param {string} letter */
  const key = (name, letter) => el("span", { class: "k" }, el("kbd", null, letter), ` ${t(name)}`);
  const node = el(
    "footer",
    { class: "status" },
    el("span", { class: "net" }, dot, state),
    versions,
    el("span", { class: "sp" }),
    key("keys.tables.short", "T"),
    key("keys.help", "?"),
  );

  /** `failed`: why the newest figures could not be had. */
  /** @param {Figures.All | null} figures @param {boolean} failed */
  function draw(figures, failed) {
    dot.className = failed ? "dotok off" : "dotok";
    if (!figures) {
      say(state, failed ? t("data.none") : t("data.loading"));
      return;
    }
    const { position, at } = figures.period;
    const ago = Math.max(0, Math.round((Date.now() - at) / 1000));
    const values = { position: number(position), ago: ago < 60 ? t("ago.seconds", { n: ago }) : t("ago.minutes", { n: Math.round(ago / 60) }) };
    say(state, t(failed ? "data.stale" : "data.upto", values));
    const { cross, ...others } = figures.rest ?? {};
    const numbers = new Set([...figures.tiles.map((tile) => tile.answer), ...(cross ? [cross.answer] : []), ...Object.values(others)].map((each) => each.version));
    say(versions, t("data.versions", { list: [...numbers].join(", ") }));
  }

  return { node, draw };
}

/** The page for who is not signed in, may not see figures, or has no connection. */
/** @param {Figures.Context} ctx @param {string} why */
export function outPage(ctx, why) {
  const retry = el("button", { type: "button", class: "btn p", onclick: () => ctx.start() }, t("out.retry"));
  const card = el("div", { class: "card" }, logo(40), el("h1", null, t(`out.${why}`)), el("p", { class: "s lead" }, t(`out.${why}.text`)), retry);
  return el("div", { class: "out" }, makeTop(ctx, null), el("main", { class: "outm" }, card));
}
