// Signing out where something is written and not sent: it is asked first, because the words go with whoever signs out.

import { send } from "../core/api.js";
import { el } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { elsewhere, leave } from "../core/keeping.js";
import { openDialog } from "./dialog.js";

/** Signs out, at once where nothing is lost by it. `here`: how much this tab has; `done` runs once nobody is signed in. Throws what sending throws. */
/** @param {Wire.WhoAmI} who @param {Console.Left} here @param {() => void} done */
export async function signOut(who, here, done) {
  const others = elsewhere(who);
  const [entries, drafts] = [here.entries + others.entries, here.drafts + others.drafts];
  const run = async () => {
    await send("/v1/session/sign_out");
    leave(who);
    done();
  };
  if (!entries && !drafts) return run();
  const lost = [entries && t("leave.entries", { n: entries }), drafts && t("leave.drafts", { n: drafts })].filter(Boolean);
  /** @type {HTMLElement | null | undefined} */ (document.activeElement?.closest("[popover]"))?.hidePopover(); // the keyboard goes back to its button
  openDialog({
    title: t("leave.title"),
    nodes: [el("ul", { class: "lost" }, lost.map((each) => el("li", null, each))), el("p", { class: "s" }, t("leave.text"))],
    verb: t("leave.verb"),
    cancel: t("leave.stay"),
    run,
  });
  return undefined;
}
