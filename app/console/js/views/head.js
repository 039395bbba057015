// Who this is: name, channels, a running call, colleagues who look on; and the bar that says the line is down.

import { customerPath, pen } from "../core/api.js";
import { el, keepFocus, put, say } from "../core/dom.js";
import { unproven } from "../core/folding.js";
import { clock, running, t } from "../core/i18n.js";
import { later } from "../core/later.js";
import { channelsUsed, runningCall } from "../core/plan.js";
import { go, openCustomer } from "../core/router.js";
import { plain } from "../core/words.js";
import { channelIcon, icon } from "../parts/icons.js";
import { tellRefusal } from "../parts/dialog.js";
import { avatar } from "../parts/people.js";
import { mayDecide } from "./identity.js";
import { nameOf } from "./queue-row.js";

/** The customer's name from whichever source knows it. */
export function customerName(session) {
  const { page, inbox } = session;
  return plain(page?.identity?.display_name) || nameOf(inbox.find(page?.customerId));
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
  const turn = (part, name, words, letter) =>
    el("button", { type: "button", class: "btn", onclick: () => later(part, name, ctx) }, t(words), " ", el("kbd", { "aria-hidden": "true" }, letter));
  const mark = el("button", { type: "button", class: "unp", hidden: true, onclick: () => ctx.showIdentity() }, icon("lock", 13), el("span", null, t("head.unproven")));
  const node = el(
    "header",
    { class: "who" },
    back,
    picture,
    el("div", { class: "nmb" }, name, sub),
    el("span", { class: "sp" }),
    present,
    mayDecide(ctx.session) && el("div", { class: "turns" }, claiming, turn("handing", "askHandover", "head.hand", "A"), turn("handing", "askClosing", "head.close", "E")),
    know,
  );
  let call = null;
  let time = null;
  let opened = openCustomer(); // whose page one stands on already

  function draw() {
    const { page } = ctx.session;
    const called = customerName(ctx.session);
    say(name, called);
    if (opened !== page.customerId && document.activeElement === document.body) name.focus({ preventScroll: true }); // Tab goes on from here
    opened = page.customerId;
    put(picture, avatar(called));
    call = runningCall(page.items, Date.now());
    time = call && el("span");
    const used = channelsUsed(page.items);
    put(
      sub,
      call && el("span", { class: "live" }, el("span", { class: "pulse", "aria-hidden": "true" }), time),
      used.length > 0 &&
        el(
          "span",
          { class: "chs" },
          used.map((channel) => channelIcon(channel, 14, true)),
          el("span", { class: "o" }, t("head.channels", { n: used.length })),
        ),
      claimed(page.claim),
      page.identity && !unproven(page) && !page.claim && el("span", { class: "o" }, t("head.proven")),
      mark,
    );
    drawClaim(page.claim);
    mark.hidden = !page.identity || !unproven(page);
    tick();
    drawPresence();
  }

  const mine = (claim) => claim?.by === ctx.session.who.person;

  function claimed(claim) {
    if (!claim) return null;
    const time = clock(claim.expires_at);
    return el("span", { class: "held said" }, mine(claim) ? t("claim.mine", { time }) : t("claim.theirs", { name: plain(claim.name), time }));
  }

  function drawClaim(claim) {
    const free = !claim;
    const words = free ? "claim.take" : mine(claim) ? "claim.free" : "claim.over";
    const press = () => {
      if (claim && !mine(claim)) return later("handing", "askTakeover", ctx, claim);
      return act(free ? "/claim" : "/release", words);
    };
    keepFocus(claiming, () => put(claiming, el("button", { type: "button", class: "btn", "data-f": "claim", onclick: press }, t(words))));
  }

  async function act(path, words) {
    try {
      await pen()(customerPath(ctx.session.page.customerId, path), {});
    } catch (fault) {
      tellRefusal(t(words), fault);
    }
  }

  function drawPresence() {
    const others = (ctx.session.page?.presence ?? []).filter((each) => each.name !== ctx.session.who.name);
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
    if (time) say(time, t("head.live", { time: running(Date.now() - Date.parse(call.startedAt)) }));
  }

  return { node, draw, drawPresence, tick };
}

/** The amber bar: since when the line is down, and up to which event one sees. */
/** @param {Console.Context} ctx */
export function makeBanner(ctx) {
  const title = el("b", { class: "nw" });
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
