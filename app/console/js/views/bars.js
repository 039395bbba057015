// The frame around everything: top bar, rail, status bar, where each view stands, and what stands instead of them.

import { el, put, say } from "../core/dom.js";
import { currentLanguage, number, t } from "../core/i18n.js";
import { later, load } from "../core/later.js";
import { go } from "../core/router.js";
import { icon, logo } from "../parts/icons.js";
import { avatar } from "../parts/people.js";
import { mayDecide } from "./identity.js";

/** @param {Console.Context} ctx */
export function makeTop(ctx) {
  const { who } = ctx.session;
  const finder = el(
    "button",
    { type: "button", class: "find", "aria-haspopup": "dialog", onclick: () => ctx.palette() },
    icon("search"),
    el("span", null, t("find.hint")),
    el("kbd", { "aria-hidden": "true" }, "Ctrl K"),
  );
  const node = el(
    "header",
    { class: "top" },
    el("a", { class: "brand", href: "/console", "aria-label": t("queue.title"), onclick: home }, logo()),
    el("span", { class: "wm" }, "Throughline"),
    who.shop_name && el("span", { class: "tenant" }, who.shop_name),
    finder,
    el("div", { class: "me" }, languages(ctx), account(ctx)),
  );
  return { node };
}

/** @param {Event} event */
function home(event) {
  event.preventDefault();
  go(null);
}

/** PL | EN. */
/** @param {Console.Context} ctx */
export function languages(ctx) {
  return el(
    "span",
    { class: "seg2", role: "group", "aria-label": t("me.language") },
    ["pl", "en"].map((language) =>
      el(
        "button",
        {
          type: "button",
          lang: language,
          "aria-pressed": String(language === currentLanguage()),
          onclick: () => ctx.setLanguage(language),
        },
        language.toUpperCase(),
      ),
    ),
  );
}

// The menu is made at the first click, and then is the button's own.
/** @param {Console.Context} ctx */
function account(ctx) {
  const { who } = ctx.session;
  const label = t("me.menu", { name: who.name });
  const button = el("button", { type: "button", class: "avb", "aria-label": label, onclick: () => later("settings", "openAccount", ctx, button) }, avatar(who.name));
  return el("span", { class: "acc" }, button);
}

/** The other places, as far as this person's role has them. */
/** @param {Console.Context} ctx */
export function makeRail(ctx) {
  const { role } = ctx.session.who;
  const desk = mayDecide(ctx.session);
  const count = el("span", { class: "n", "aria-hidden": "true" });
  const queue = el("a", { href: "/console", "aria-current": "page", onclick: home }, icon("inbox", 20), count);
  /** @type {(name: string, shape: string, run: () => void, more?: Console.Attributes) => HTMLElement} */
  const button = (name, shape, run, more) =>
    el("button", { type: "button", "aria-label": t(name), title: t(name), onclick: run, ...more }, icon(shape, 20));
  /** @type {(name: string, shape: string, href: string) => HTMLAnchorElement} */
  const link = (name, shape, href) => el("a", { href, "aria-label": t(name), title: t(name) }, icon(shape, 20));
  const replay = role === "auditor" && link("rail.replay", "clock", "/console/audit");
  const node = el(
    "nav",
    { class: "rail", "aria-label": t("app.main") },
    desk && queue,
    button("rail.customers", "people", () => ctx.palette(), { "aria-haspopup": "dialog" }),
    replay,
    link(role === "agent" ? "rail.own" : "rail.figures", "chart", "/console/figures"),
    el("span", { class: "sp" }),
    button("keys.title", "keys", () => ctx.help()),
    button("me.settings", "gear", () => ctx.settings()),
  );

  function draw() {
    const n = ctx.session.inbox.count("waiting");
    queue.setAttribute("aria-label", t("queue.rail", { n }));
    say(count, n ? number(n) : "");
    count.hidden = !n;
    const { page } = ctx.session;
    if (replay) replay.href = `/console/audit${page ? `/${encodeURIComponent(page.customerId)}` : ""}`;
  }

  return { node, draw };
}

/** @param {Console.Context} ctx */
export function makeStatus(ctx) {
  const dot = el("span", { class: "dotok", "aria-hidden": "true" });
  const state = el("span", { class: "st" });
  const event = el("span", { class: "o" });
  const standing = el("span", { role: "status" });
  /** @type {(name: string, ...keys: string[]) => HTMLElement} */
  const key = (name, ...keys) =>
    el(
      "span",
      { class: "k" },
      keys.map((each) => el("kbd", null, each)),
      ` ${t(name)}`,
    );
  const node = el(
    "footer",
    { class: "status" },
    el("span", { class: "net" }, dot, state),
    event,
    standing,
    el("span", { class: "sp" }),
    key("keys.customer", "J", "K"),
    key("keys.next.waiting", "N"),
    key("keys.reply", "R"),
    key("keys.source", "1–9"),
    key("keys.help", "?"),
  );

  function draw() {
    const { socket, page, catchingUp, writing } = ctx.session;
    const calm = socket.state === "live" && !catchingUp;
    dot.className = calm ? "dotok" : "dotok off";
    say(state, words(socket, page, catchingUp));
    say(event, page?.loaded ? t("net.event", { version: page.version }) : "");
    if (writing.unsent.length || standing.firstChild) load("standing").then((part) => part.drawStanding(ctx, standing), () => {});
  }

  return { node, draw };
}

/** @param {import("../core/socket.js").Socket} socket @param {Page | null} page @param {boolean} catchingUp */
function words(socket, page, catchingUp) {
  if (socket.state === "live") return catchingUp && page?.loaded ? t("net.catching", { version: page.version }) : socket.ms ? t("net.live.ms", { n: socket.ms }) : t("net.live");
  if (socket.state === "refused") return t("net.refused");
  if (socket.state !== "offline") return t("net.connecting");
  if (socket.retryAt === null) return t("net.trying", { attempt: socket.attempt + 1 });
  return t("net.retry", { n: Math.max(0, Math.ceil((socket.retryAt - Date.now()) / 1000)), attempt: socket.attempt });
}

/** The pages without a customer: none chosen, none such, still loading. */
export function makeBlank() {
  const node = el("div", { class: "blank" });
  /** @param {"empty" | "missing" | "loading"} kind */
  const show = (kind) => {
    if (node.dataset.kind === kind) return;
    node.dataset.kind = kind;
    put(node, kind === "loading" && el("p", { class: "m" }, t("loading.page")));
    if (kind !== "loading") load("blank").then((part) => node.dataset.kind === kind && put(node, part.blank(kind)), () => delete node.dataset.kind);
  };
  return { node, show };
}

/** Puts the views in their places; notes in them what holds several: page, main, body, app. */
/** @param {any} views */
export function layOut(views) {
  views.page = el("div", { class: "page" }, views.head.node, views.news.node, views.brief.node, views.timeline.node, views.composer.node);
  views.main = el("main", { class: "case", id: "case" }, views.page, views.blank.node);
  views.body = el("div", { class: "body" }, views.rail.node, views.queue.node, views.main, views.knowledge.node);
  views.app = el("div", { class: "app" }, views.top.node, views.body, views.status.node);
  put(document.body, el("a", { class: "skip", href: "#timeline", onclick: skipToTimeline }, t("app.skip")), views.app);
}

/** @param {Event} event */
function skipToTimeline(event) {
  event.preventDefault();
  (document.getElementById("timeline") ?? document.getElementById("case"))?.focus();
}

/** Puts the banner below the customer's name where there is one, else above everything. */
/** @param {any} views @param {boolean} shown */
export function placeBanner({ banner: { node }, head, main }, shown) {
  if (shown && node.previousElementSibling !== head.node) head.node.after(node);
  if (!shown && node.parentElement !== main) main.prepend(node);
}

/** Says who is signed out and why. Its part was loaded when somebody was at work here; who has no line at the start sees why as soon as there is one. */
/** @param {Console.Context} ctx */
export async function showSignedOut(ctx) {
  const part = await load("signedOut").catch(() => null);
  if (ctx.session) return;
  put(document.body, part ? part.signedOutPage(ctx, ctx.out) : el("main", { class: "blank" }, el("h1", null, t("out.offline"))));
}
