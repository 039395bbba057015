// What was recorded since the history was read: heard of while the view is open, and read only when somebody asks for it.

import { el, say } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { Line } from "../core/line.js";
import { refusal } from "../parts/dialog.js";
import { purpose } from "./purpose.js";

/** Follows a history that was read; `ended` is called when the session is over. Returns what stops it. */
/** @param {Audit.Story} story @param {() => void} ended */
export function follow(story, ended) {
  const customer = story.customer?.customer_id;
  let epoch = story.customer?.epoch;
  let turn = 0;
  let state = "connecting";
  let anew = false;
  const line = new Line(told, hear);
  line.start();

  /** @param {boolean} [again] what was held is void */
  function ask(again = false) {
    turn += 1; // what is still said to the question before bears its name
    anew = again;
    line.send({ type: "subscribe", id: `h${turn}`, customer_id: customer, purpose: purpose(), ...(again ? {} : { since: story.head, epoch }) });
  }

  /** @param {Console.LineTold} how */
  function told(how) {
    const before = state;
    state = how.state;
    if (state === "live" && before !== "live") ask();
    if (state === "signed_out") ended();
  }

  /** @param {any} frame */
  function hear(frame) {
    if (frame.id !== `h${turn}`) return;
    if (frame.retry_ms) setTimeout(() => ask(anew), frame.retry_ms); // it could not be read just now
    else if (frame.type === "reset") {
      if (anew) story.hear(null);
      else ask(true); // something may have moved in: then it is this history still
    } else if (frame.type === "changes") story.hear(frame.to);
    else if (frame.type === "snapshot" || frame.type === "resumed") {
      const another = frame.type === "snapshot" && (frame.customer_id !== customer || frame.version < story.last);
      anew = false;
      epoch = frame.epoch;
      story.hear(another ? null : frame.version);
    }
  }

  return () => line.stop();
}

/** The strip below the list: how much came since, and the button that shows it. `shown` is called once it stands in the list. */
/** @param {Audit.Story} story @param {() => void} shown */
export function makeNewer(story, shown) {
  const heard = el("span", { class: "sr", role: "status" });
  const words = el("span", { class: "m" });
  const button = el("button", { type: "button", class: "btn small", onclick: show });
  const strip = el("div", { class: "since", hidden: true }, words, button);
  const node = el("div", null, heard, strip);
  let wrong = ""; // why the last reading failed: what was shown stands, and so does the button
  draw();

  function draw() {
    const n = story.newer;
    const failed = wrong || (story.stale ? t("newer.stale") : "");
    strip.hidden = !n && !story.replaced && !failed;
    say(heard, failed || (strip.hidden ? "" : t("newer.heard"))); // said once, not for each of a busy talk
    say(words, story.replaced ? t("newer.replaced") : failed || (n ? t("newer.count", { n }) : ""));
    say(button, t(story.replaced ? "newer.reload" : failed ? "gate.retry" : "newer.show"));
  }

  async function show() {
    if (story.replaced) return location.reload();
    button.disabled = true;
    wrong = "";
    try {
      await story.more();
    } catch (fault) {
      wrong = refusal(fault);
    }
    button.disabled = false;
    draw();
    if (!wrong) shown();
    else if (document.activeElement === document.body) button.focus();
    return undefined;
  }

  return { node, draw };
}
