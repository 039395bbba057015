// Who this is: name, channels, a running call, colleagues who look on; and the bar that says the line is down.

import { el, put, say } from "../core/dom.js";
import { unproven } from "../core/folding.js";
import { running, t } from "../core/i18n.js";
import { channelsUsed, runningCall } from "../core/plan.js";
import { go } from "../core/router.js";
import { plain } from "../core/words.js";
import { channelIcon, icon } from "../parts/icons.js";
import { avatar } from "../parts/people.js";
import { nameOf } from "./queue-row.js";

/** The customer's name from whichever source knows it. */
export function customerName(session) {
  const { page, inbox } = session;
  return plain(page?.identity?.display_name) || nameOf(inbox.find(page?.customerId));
}

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
  const mark = el("button", { type: "button", class: "unp", hidden: true, onclick: () => ctx.showIdentity() }, icon("lock", 13), t("head.unproven"));
  const node = el(
    "header",
    { class: "who" },
    back,
    picture,
    el("div", { class: "nmb" }, name, sub),
    el("span", { class: "sp" }),
    mark,
    present,
    know,
  );
  let call = null;
  let time = null;

  function draw() {
    const { page } = ctx.session;
    const called = customerName(ctx.session);
    say(name, called);
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
      page.identity && !unproven(page) && el("span", { class: "o" }, t("head.proven")),
    );
    mark.hidden = !page.identity || !unproven(page);
    tick();
    drawPresence();
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
    if (node.hidden) return;
    say(title, t("net.since", { span: running(Date.now() - socket.since) }));
    say(detail, page?.loaded ? t("net.stale", { version: page.version }) : t("net.stale.none"));
  }

  return { node, draw };
}
