// The console's own pictures, drawn on a 16-unit grid.

import { el, svg } from "../core/dom.js";
import { term } from "../core/i18n.js";
import { laneOf } from "../core/channels.js";

/** @type {Record<string, string[]>} */
const SHAPES = {
  chat: ["M3 4.2h10v6.6H8.2L5 13.2v-2.4H3z"],
  email: ["M2.6 4h10.8v8H2.6z", "m2.8 4.4 5.2 4.2 5.2-4.2"],
  store: [
    "M3.2 7.2v5.6h9.6V7.2",
    "M2.4 5.2 3.6 3h8.8l1.2 2.2a1.75 1.75 0 0 1-3.7.5 1.9 1.9 0 0 1-3.8 0 1.75 1.75 0 0 1-3.7-.5z",
    "M6.6 12.8V9.6h2.8v3.2",
  ],
  phone: ["M4.2 2.8h2l1 2.8-1.4 1a7.4 7.4 0 0 0 3.6 3.6l1-1.4 2.8 1v2a1.3 1.3 0 0 1-1.4 1.3A9.6 9.6 0 0 1 2.9 4.2 1.3 1.3 0 0 1 4.2 2.8z"],
  sms: ["M3 4.2h10v6.6H8.2L5 13.2v-2.4H3z", "M5.6 7.5h.1M8 7.5h.1M10.4 7.5h.1"],
  whatsapp: ["M3.2 12.8 4 10.2a5.2 5.2 0 1 1 2 1.9z", "M6.3 6.2c0 2 1.5 3.5 3.5 3.5"],
  messenger: [
    "M8 2.8c3 0 5.3 2.1 5.3 4.8S11 12.4 8 12.4c-.6 0-1.1-.1-1.6-.2L4.3 13.3v-2.1A4.7 4.7 0 0 1 2.7 7.6C2.7 4.9 5 2.8 8 2.8z",
    "m5.2 8.6 2-2 1.7 1.4 2-1.9",
  ],
  telegram: ["m2.6 7.8 10.8-4.6-1.7 9.6-4.4-3-1.7 2-.4-3.3 5-4"],
  app: ["M4.8 2.6h6.4v10.8H4.8z", "M7.4 11.5h1.2"],
  social: ["M8 13.2S3 10.3 3 6.7A2.7 2.7 0 0 1 8 5.3a2.7 2.7 0 0 1 5 1.4c0 3.6-5 6.5-5 6.5z"],
  marketplace: ["M3.6 5.6h8.8l.8 7.6H2.8z", "M5.8 7.4V4.8a2.2 2.2 0 0 1 4.4 0v2.6"],
  commerce: ["m8 2.4 5.4 2.8v5.6L8 13.6l-5.4-2.8V5.2z", "m2.8 5.3 5.2 2.7 5.2-2.7M8 8v5.5"],
  crm: [
    "M3 3.6h10v8.8H3z",
    "M5 9.9c.2-1.1.9-1.7 1.8-1.7s1.6.6 1.8 1.7M10 6.6h1.4M10 8.6h1.4",
    "M5.9 6.4a.9.9 0 1 0 1.8 0 .9.9 0 0 0-1.8 0z",
  ],
  inbox: ["M2.6 9.4 4.4 3h7.2l1.8 6.4V13H2.6z", "M2.8 9.4h3l.8 1.6h2.8l.8-1.6h3"],
  people: [
    "M3.6 5.6a2.4 2.4 0 1 0 4.8 0 2.4 2.4 0 0 0-4.8 0z",
    "M1.8 13c.3-2.5 2-3.8 4.2-3.8s3.9 1.3 4.2 3.8",
    "M10.4 3.5a2.3 2.3 0 0 1 0 4.3M11.9 9.5c1.3.5 2.1 1.7 2.3 3.5",
  ],
  search: ["M2.8 7a4.2 4.2 0 1 0 8.4 0 4.2 4.2 0 0 0-8.4 0z", "m10.2 10.2 3.3 3.3"],
  check: ["m3.4 8.4 3 3 6.2-6.6"],
  warning: ["M8 2.8 14 13H2z", "M8 6.6v3M8 11.2v.1"],
  flag: ["M4 13.4V3h7.6l-1.6 2.7 1.6 2.7H4"],
  pin: [
    "M8 13.6S3.8 9.7 3.8 6.7a4.2 4.2 0 0 1 8.4 0c0 3-4.2 6.9-4.2 6.9z",
    "M6.6 6.7a1.4 1.4 0 1 0 2.8 0 1.4 1.4 0 0 0-2.8 0z",
  ],
  clip: [
    "m12.6 7.4-4.9 4.9a2.9 2.9 0 0 1-4.1-4.1l5.2-5.2a1.950 1.950 0 0 1 2.750 2.750L6.5 10.8a.95.95 0 0 1-1.350-1.350l4.3-4.3",
  ],
  note: ["M3.4 2.8h9.2v7l-3.4 3.4H3.4z", "M9.2 13v-3.3h3.3M5.6 5.6h4.8M5.6 7.8h3"],
  clock: ["M2.6 8a5.4 5.4 0 1 0 10.8 0A5.4 5.4 0 0 0 2.6 8z", "M8 4.9V8l2.1 1.3"],
  down: ["m4.5 6.3 3.5 3.5 3.5-3.5"],
  back: ["M9.8 3.6 5.4 8l4.4 4.4"],
  close: ["m4 4 8 8M12 4l-8 8"],
  keys: ["M2.4 4.6h11.2v6.8H2.4z", "M5 7h.1M8 7h.1M11 7h.1M5.6 9.3h4.8"],
  lock: ["M3.6 7h8.8v6.2H3.6z", "M5.4 7V5.2a2.6 2.6 0 0 1 5.2 0V7"],
  chart: ["M2.6 13.2h10.8", "M4.4 13V8.600M8 13V3.600M11.600 13V6.400"],
  gear: [
    "M5.8 8a2.2 2.2 0 1 0 4.4 0 2.2 2.2 0 0 0-4.4 0z",
    "M8 2.2v1.9M8 11.9v1.9M2.2 8h1.9M11.9 8h1.9M3.9 3.9l1.300 1.300M10.800 10.800l1.300 1.300M12.1 3.9l-1.300 1.300M5.200 10.800l-1.300 1.300",
  ],
  move: ["M2.6 4.6h8M2.6 11.4h8", "m8.2 2.2 2.4 2.4-2.4 2.4M5 9l-2.4 2.400L5 13.8"],
  tag: ["M2.8 7.6V2.8h4.8l5.6 5.6-4.8 4.8z", "M5.3 5.3h.1"],
  box: ["M2.8 5.4h10.4v7.8H2.8z", "m2.8 5.4 1.4-2.6h7.6l1.4 2.6M6.6 8h2.8"],
  truck: [
    "M1.8 4.2h7.6v7H1.8z",
    "M9.4 6.4h2.8l2 2.4v2.4H9.4",
    "M3.4 11.8a1.3 1.3 0 1 0 2.6 0 1.3 1.3 0 0 0-2.6 0zM10.2 11.8a1.3 1.3 0 1 0 2.6 0 1.3 1.3 0 0 0-2.6 0z",
  ],
};

/** @type {Record<string, string>} */
const CHANNEL_SHAPES = { in_store: "store" };

/** Adds pictures that only some parts draw. */
/** @param {Record<string, string[]>} more */
export const learnShapes = (more) => Object.assign(SHAPES, more);

/** A picture beside words: hidden from screen readers unless it has a label of its own. */
/** @param {string} name @param {number} [size] pixels @param {string | null} [label] */
export function icon(name, size = 16, label = null) {
  const attrs = {
    class: "i",
    viewBox: "0 0 16 16",
    width: size,
    height: size,
    ...(label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" }),
  };
  return svg(
    "svg",
    attrs,
    (SHAPES[name] ?? SHAPES.chat).map((d) => svg("path", { d })),
  );
}

/** A channel's picture in its lane's colour. */
/** @param {string} channel @param {number} [size] pixels @param {boolean} [labelled] */
export function channelIcon(channel, size = 16, labelled = false) {
  const shape = CHANNEL_SHAPES[channel] ?? (SHAPES[channel] ? channel : "chat");
  const label = labelled ? term("channel", channel) : null;
  return el("span", { class: `ci t-${laneOf(channel) ?? "none"}` }, icon(shape, size, label));
}

/** The product's mark: the thread itself. */
export function logo(size = 22) {
  /** @type {(d: string, lane: Console.Lane) => SVGPathElement} */
  const path = (d, lane) => svg("path", { d, class: `s-${lane}` });
  return svg(
    "svg",
    { class: "logo", viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true" },
    path("M5 3v4.5", "chat"),
    path("M5 7.5C5 12 12 10 12 14", "email"),
    path("M12 14c0 4 7 2 7 6.5", "phone"),
    svg("circle", { cx: 5, cy: 3.4, r: 2.2, class: "f-chat" }),
    svg("circle", { cx: 19, cy: 20.6, r: 2.2, class: "f-phone" }),
  );
}
