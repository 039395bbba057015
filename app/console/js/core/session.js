// Ties the socket, the queue and the open customer together: who subscribes to what, and what a refusal means.

import { customerPath, read } from "./api.js";
import { Inbox, TABS } from "./inbox.js";
import { currentLanguage } from "./i18n.js";
import { Page } from "./page.js";
import { go, openCustomer } from "./router.js";
import { Signal } from "./signal.js";
import { Socket } from "./socket.js";
import { Writing } from "./writing.js";

const BREATH = 1000;
const THINKING = 8000; // who has typed nothing for so long only looks on

export class Session extends Signal {
  /** @type {Socket} */
  socket;
  inbox = new Inbox();
  /** @type {Page | null} */
  page = null;
  catchingUp = false;
  /** @type {string | null} */
  #subscription = null;
  #opened = 0;
  /** @type {number | null} */
  #seeing = null;
  /** @type {number | undefined} */
  #asking;
  /** @type {number | undefined} */
  #typing;
  #ended = new AbortController();

  /** @param {Wire.WhoAmI} who */
  constructor(who) {
    super();
    this.who = who;
    this.socket = new Socket(who.person);
    this.writing = new Writing(who);
    this.socket.listen((what, frame) => {
      if (what === "handed") {
        this.#handedOver(frame);
        return;
      }
      if (what === "attempt" && this.socket.state === "live") return;
      if (this.socket.state === "live") {
        this.#announce();
        this.writing.go();
      }
      if (this.socket.state === "offline") this.catchingUp = Boolean(this.page?.loaded);
      this.tell("connection");
    });
    const { signal } = this.#ended;
    const look = () => {
      this.#announce();
      if (!document.hidden) this.socket.retryNow();
    };
    document.addEventListener("visibilitychange", look, { signal });
    addEventListener("online", () => this.socket.retryNow(), { signal });
  }

  start() {
    for (const tab of TABS) this.#watchInbox(tab);
    this.socket.start();
  }

  /** Nobody is signed in any more. `forget`: what they wrote goes with them. */
  /** @param {boolean} forget */
  end(forget) {
    this.writing.end(forget);
    this.#ended.abort();
  }

  /** Opens a customer's page, or none. */
  /** @param {string | null} customerId */
  open(customerId) {
    if (this.page?.customerId === customerId) return;
    if (this.#subscription) this.socket.unsubscribe(this.#subscription);
    this.#subscription = null;
    this.typing(false);
    this.page = customerId ? new Page(customerId, { version: this.inbox.seen(customerId), name: this.who.name }) : null;
    this.#opened += 1;
    if (this.page) this.#watchPage(this.page);
    this.tell("page");
  }

  /** Fetches the page before the oldest item held. */
  async loadOlder() {
    const { page } = this;
    if (page?.items[0] && page.more) await (await import("./older.js")).loadOlder(page);
  }

  /** Tells colleagues that this person writes here, and after a while without a key that they only look on. */
  typing(now = true) {
    const was = this.#typing !== undefined;
    clearTimeout(this.#typing);
    this.#typing = now ? setTimeout(() => this.typing(false), THINKING) : undefined;
    if (now !== was) this.#announce();
  }

  /** Asks by which ways the open customer can be written to. */
  async askChannels() {
    const page = this.page;
    if (!page) return;
    const { channels } = await read(customerPath(page.customerId, "/channels"));
    page.setChannels(channels);
  }

  /** Draws everything in another language; the brief comes from the server, so it is asked for again. */
  relanguage() {
    if (!this.page || !this.#subscription) return;
    this.page.reset();
    this.socket.renew(this.#subscription);
  }

  /** Notes that the open page was read to its end; told at most once a second, the server counts frames. */
  markSeen() {
    const page = this.page;
    if (!page?.loaded || document.hidden) return;
    this.#seeing ??= setTimeout(() => {
      this.#seeing = null;
      if (page !== this.page || page.version === null || !this.inbox.markSeen(page.customerId, page.version)) return;
      this.socket.post({ type: "seen", id: this.#subscription, version: page.version });
    }, BREATH);
  }

  /** @param {Wire.Tab} tab */
  #watchInbox(tab) {
    const id = this.socket.subscribe(
      () => ({ inbox: tab, ...this.inbox.held(tab) }),
      (frame) => {
        if (frame.slug === "forbidden") this.inbox.forbid();
        if (frame.retry_ms) setTimeout(() => this.socket.renew(id), frame.retry_ms);
        if (frame.type === "reset") this.inbox.reset(tab);
        if (frame.type === "reset" || this.inbox.take(tab, frame) === "gap") this.socket.renew(id);
      },
    );
  }

  /** @param {Page} page */
  #watchPage(page) {
    const opened = this.#opened;
    const subscribe = () => ({ customer_id: page.customerId, language: currentLanguage(), ...page.held });
    this.#subscription = this.socket.subscribe(subscribe, (frame) => {
      if (opened !== this.#opened) return;
      if (frame.type === "problem") this.#refused(page, frame);
      else if (frame.type === "reset") this.#reset(page);
      else this.#take(page, frame);
    });
    page.listen((...what) => {
      if (what.includes("snapshot")) this.#arrived(page);
      if (what.includes("silent")) this.#askIdentity(page);
    });
  }

  /** @param {Page} page @param {Console.PageFrame} frame */
  #take(page, frame) {
    if (page.take(frame) === "gap") this.socket.renew(this.#subscription);
    if (frame.type !== "presence" && this.catchingUp) {
      this.catchingUp = false;
      this.tell("connection");
    }
  }

  /** @param {Page} page */
  #reset(page) {
    page.reset();
    page.before = undefined;
    this.socket.renew(this.#subscription);
  }

  /** @param {Page} page */
  #arrived(page) {
    this.#announce();
    if (openCustomer() !== page.customerId) go(page.customerId, { replace: true }); // an absorbed id opens the page it belongs to now
    this.#askAll(page);
  }

  /** Asks anew who the open customer is: something was decided here. */
  refresh() {
    if (this.page) this.#askAll(this.page);
  }

  /** @param {Page} page */
  #askAll(page) {
    this.#askIdentity(page, 0);
    read(customerPath(page.customerId, "/decisions"))
      .then(({ decisions }) => page.setDecisions(decisions))
      .catch(() => {});
    read(customerPath(page.customerId, "/handoffs"))
      .then(({ handoffs }) => this.#handed(page, handoffs.at(-1)))
      .catch(() => {});
  }

  // A colleague hands somebody over: who has that page open sees it there, else it is said wherever they are.
  /** @param {{ customer_id: string, name: string }} frame */
  #handedOver(frame) {
    if (this.page?.loaded && this.page.customerId === frame.customer_id) this.#askAll(this.page);
    else this.tell("handed", frame);
  }

  // A hand-over that this person has neither made nor read stands above the brief until they have.
  /** @param {Page} page @param {Wire.HandoffShown | undefined} last */
  #handed(page, last) {
    const mine = !last || last.by === this.who.name || last.read.some((each) => each.by === this.who.name);
    if (!mine && !page.news) page.setNews({ handed: last });
  }

  // Names and handles are not in the live frames: they are asked for when something changed that shows no item.
  /** @param {Page} page @param {number} [wait] milliseconds */
  #askIdentity(page, wait = page.identity ? BREATH : 0) {
    clearTimeout(this.#asking);
    const ask = () =>
      read(customerPath(page.customerId))
        .then((identity) => page.setIdentity(identity))
        .catch(() => {});
    this.#asking = setTimeout(ask, wait);
  }

  /** @param {Page} page @param {Wire.Problem} frame */
  #refused(page, frame) {
    if (frame.retry_ms) setTimeout(() => this.socket.renew(this.#subscription), frame.retry_ms);
    else if (!page.loaded && frame.slug !== "unknown-subscription") page.setMissing(); // told what was read in the moment of a reset
  }

  // Counts as being there.
  #announce() {
    /** @type {Wire.State} */
    const state = document.hidden ? "idle" : this.#typing !== undefined ? "editing" : "viewing";
    if (this.#subscription) this.socket.post({ type: "presence", id: this.#subscription, state });
  }
}
