// The page for who is not signed in: what a link is and where to get one.

import { el } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { logo } from "../parts/icons.js";
import { languages } from "./bars.js";
import { themes } from "./settings.js";
import "../parts/more-icons.js";

const COMMAND = 'throughline link create --role agent --name "Anna Wójcik"';

/** `why` is "link" (used or expired), "bye" (signed out here), "offline", or nothing. */
/** @param {Console.Context} ctx @param {string} why */
export function signedOutPage(ctx, why) {
  const shop = document.querySelector("meta[name=shop]")?.getAttribute("content");
  const offline = why === "offline";
  const title = offline ? t("out.offline") : why ? t(`out.title.${why}`) : t("out.title");
  const text = offline ? t("out.offline.text") : t(why === "link" ? "out.text.link" : "out.text");
  const how = el(
    "div",
    { class: "how" },
    el("h2", null, t("out.how")),
    el("p", null, t("out.how.ask")),
    el("p", null, t("out.how.run")),
    el("pre", { tabindex: "0" }, el("code", null, COMMAND)),
    el("p", { class: "m" }, t("out.how.roles")),
  );
  return el(
    "div",
    { class: "out" },
    el(
      "header",
      { class: "top" },
      el("span", { class: "brand" }, logo()),
      el("span", { class: "wm" }, "Throughline"),
      shop && el("span", { class: "tenant" }, shop),
      el("span", { class: "sp" }),
      el("div", { class: "me" }, languages(ctx), themes()),
    ),
    el(
      "main",
      { class: "outm" },
      el(
        "div",
        { class: "card" },
        logo(40),
        el("h1", null, title),
        el("p", { class: "s lead" }, text),
        !offline && how,
        el("button", { type: "button", class: "btn p", onclick: () => ctx.start() }, t("out.retry")),
      ),
    ),
  );
}
