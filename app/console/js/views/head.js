// Who this is: name, channels, a running call, colleagues who look on; and the bar that says the line is down.

import { el, keepFocus, put, say } from "../core/dom.js";
import { unproven } from "../core/folding.js";
import { clock, running, t } from "../core/i18n.js";
import { later, load } from "../core/later.js";
import { channelsUsed, runningCall } from "../core/plan.js";
import { go, openCustomer } from "../core/router.js";
import { onChange } from "../core/signal.js";
import { plain } from "../core/words.js";
import { channelIcon, icon } from "../parts/icons.js";
import { avatar } from "../parts/people.js";
import { mayDecide } from "./identity.js";
import { nameOf } from "./queue-row.js";

/** The customer's name from whichever source knows it; until the server has told who this is, as they signed last. */
/** @param {Console.Context["session"]} session */
export function customerName(session) {
  const { page, inbox } = session;
  const known = page?.identity || inbox.find(page?.customerId);
  const signed = known ? null : page?.items.findLast(({ author }) => author.role === "customer" && author.name);
  return plain(page?.identity?.display_name) || plain(signed?.author.name) || nameOf(inbox.find(page?.customerId));
}

/** @param {Console.Context} ctx */
export function makeHead(ctx) {
  const picture = el("span");
  const name = el("h1", { class: "said", dir: "auto", tabindex: "-1" });
  const sub = el("p", { class: "sub" });
  const present = el("div", { class: "press" });
  const back = el("button", { type: "button", class: "ib back", "aria-label": t("head.back"), onclick: () => go(null) }, icon("back", 18));
  const know = el(
    "button",
    { type: "button", class: "ib know", "aria-label": t("head.knowledge"), onclick: () => ctx.toggleKnowledge() },
    icon("pin", 18),
  );
  const claiming = el("span", { class: "claim" });
  /** @type {(part: string, name: string, words: string, letter: string) => HTMLElement} */
  const turn = (part, name, words, letter) =>
    el("button", { type: "button", class: "btn", onclick: () => later(part, name, ctx) }, t(words), " ", el("kbd", { "aria-hidden": "true" }, letter));
  const closing = turn("handing", "askClosing", "head.close", "E"); // of what one has taken, or who is on the line; E closes whatever it is
  const [what, ...how] = t("head.unproven").split(" "); // the first word gives way where there is no room
  const mark = el("button", { type: "button", class: "unp", hidden: true, onclick: () => ctx.showIdentity() }, icon("lock", 13), el("span", null, el("span", { class: "w" }, what, " "), how.join(" ")));
  const node = el(
    "header",
    { class: "who" },
    back,
    picture,
    el("div", { class: "nmb" }, name, sub),
    el("span", { class: "sp" }),
    present,
    mayDecide(ctx.session) && el("div", { class: "turns" }, claiming, turn("handing", "askHandover", "head.hand", "A"), closing),
    know,
  );
  /** @type {ReturnType<typeof runningCall>} */
  let call = null;
  /** @type {HTMLElement | null} */
  let time = null;
  const whoChanged = onChange();
  const presenceChanged = onChange();
  let opened = openCustomer(); // whose page one stands on already

  function draw() {
    const { page } = ctx.session;
    const called = customerName(ctx.session);
    say(name, called);
    if (opened !== page.customerId && document.activeElement === document.body) name.focus({ preventScroll: true }); // Tab goes on from here
    opened = page.customerId;
    call = runningCall(page.items, Date.now());
    const used = channelsUsed(page.items);
    const { claim, identity } = page;
    whoChanged([page, called, call?.startedAt, used.join(), claim?.by, claim?.name, claim?.expires_at, identity && unproven(page)], () => drawWho(page, called, used));
    tick();
    drawPresence();
  }

  /** @param {Page} page @param {string} called @param {string[]} used */
  function drawWho(page, called, used) {
    put(picture, avatar(called));
    time = call && el("span");
    put(
      sub,
      call && el("span", { class: "live" }, el("span", { class: "pulse", "aria-hidden": "true" }), time),
      claimed(page.claim),
      mark,
      used.length > 0 && el("span", { class: "chs" }, used.map((channel) => channelIcon(channel, 14, true))),
      page.identity && !unproven(page) && !page.claim && el("span", { class: "o" }, t("head.proven")),
    );
    drawClaim(page.claim);
    closing.hidden = !mine(page.claim) && !call;
    mark.hidden = !page.identity || !unproven(page);
  }

  /** @type {(claim: Wire.ClaimShown | null) => boolean} */
  const mine = (claim) => claim?.by === ctx.session.who.person;

  /** @param {Wire.ClaimShown | null} claim */
  function claimed(claim) {
    if (!claim) return null;
    const time = clock(claim.expires_at);
    return el("span", { class: "held said" }, mine(claim) ? t("claim.mine", { time }) : t("claim.theirs", { name: plain(claim.name), time }));
  }

  /** @type {(claim: Wire.ClaimShown | null) => string} */
  const wordsOf = (claim) => (!claim ? "claim.take" : mine(claim) ? "claim.free" : "claim.over");

  /** @param {Wire.ClaimShown | null} claim */
  function drawClaim(claim) {
    const letter = el("kbd", { "aria-hidden": "true" }, "C");
    keepFocus(claiming, () => put(claiming, el("button", { type: "button", class: mine(claim) ? "btn ghost" : "btn", "data-f": "claim", onclick: press }, t(wordsOf(claim)), !mine(claim) && [" ", letter])));
  }

  const press = () => (mayDecide(ctx.session) ? later("handing", "claim", ctx, ctx.session.page) : null);

  function drawPresence() {
    const { page, who } = ctx.session;
    const others = (page?.presence ?? []).filter((each) => each.name !== who.name);
    presenceChanged([page?.presence], () => drawOthers(others));
  }

  /** @param {Wire.Present[]} others */
  function drawOthers(others) {
    put(
      present,
      others.slice(0, 3).map((each) => {
        const words = t(`presence.${each.state}`, { name: plain(each.name) });
        return el(
          "span",
          { class: `pres ${each.state}` },
          avatar(each.name),
          el("span", { class: "o" }, words.replace(plain(each.name), plain(each.name).split(" ")[0])),
          el("span", { class: "sr" }, words),
        );
      }),
    );
  }

  function tick() {
    if (time && call) say(time, t("head.live", { time: running(Date.now() - Date.parse(call.startedAt)) }));
  }

  return { node, draw, drawPresence, tick, claim: press };
}

/** What has just become of who this is; loaded when there is something to say. */
/** @param {Console.Context} ctx */
export function makeNewsBar(ctx) {
  const node = el("div", { class: "news", role: "status", hidden: true });
  let bar = /** @type {{ draw(): void } | null} */ (null);
  const draw = () => {
    if (bar) bar.draw();
    else if (ctx.session.page?.news)
      load("news").then(({ makeNews }) => {
        bar ??= makeNews(ctx, node);
        if (ctx.session?.page) bar?.draw();
      }, () => {});
  };
  return { node, draw };
}

/** The amber bar: since when the line is down, and up to which event one sees. */
/** @param {Console.Context} ctx */
export function makeBanner(ctx) {
  const title = el("b", { class: "nw", "aria-live": "off" }); // it counts seconds
  const detail = el("span", { class: "nw o" });
  const retry = el("button", { type: "button", class: "btn small", onclick: () => ctx.session.socket.retryNow() }, t("net.now"));
  const node = el(
    "div",
    { class: "recon", role: "status", hidden: true },
    icon("warning", 14),
    title,
    detail,
    el("span", { class: "sp" }),
    retry,
  );

  function draw() {
    const { socket, page } = ctx.session;
    node.hidden = socket.state === "live" || socket.since === null;
    if (socket.since === null || node.hidden) return;
    say(title, t("net.since", { span: running(Date.now() - socket.since) }));
    say(detail, page?.loaded ? t("net.stale", { version: page.version }) : t("net.stale.none"));
  }

  return { node, draw };
}
