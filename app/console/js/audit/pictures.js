// Pictures that only the auditor's view needs, on the 16-unit grid of parts/icons.js.

import { svg } from "../core/dom.js";

/** @type {Record<string, string[]>} */
const SHAPES = {
  history: ["M3 8a5 5 0 1 0 1.7-3.75", "M3 2.6v2.6h2.6", "M8 5.4V8l1.9 1.2"],
  chart: ["M2.8 13.2h10.4", "M4.4 13v-4M8 13V4M11.6 13V6.6"],
  print: ["M4.4 6V2.8h7.2V6", "M4.4 11.2H2.6V6h10.8v5.2h-1.8", "M4.4 9.4h7.2v4H4.4z"],
  save: ["M8 2.8v7.4M4.8 7.2 8 10.4l3.2-3.2M3 13.2h10"],
  before: ["M10.6 3.6 6 8l4.6 4.4M4.4 3.6v8.8"],
  next: ["M5.4 3.6 10 8l-4.6 4.4M11.6 3.6v8.8"],
  play: ["M5 3.4 12.4 8 5 12.6z"],
  pause: ["M5.4 3.6v8.8M10.6 3.6v8.8"],
  less: ["M9.8 4.4 6.2 8l3.6 3.6"],
  more: ["M6.2 4.4 9.8 8l-3.6 3.6"],
  hide: [
    "M2.4 2.4l11.2 11.2",
    "M6.6 4.1A6.3 6.3 0 0 1 8 3.9c4 0 6.2 4.1 6.2 4.1a11 11 0 0 1-1.9 2.3M4.1 5.3A10.6 10.6 0 0 0 1.8 8S4 12.1 8 12.1c1 0 1.9-.3 2.7-.6",
  ],
  see: ["M1.8 8S4 3.9 8 3.9 14.2 8 14.2 8 12 12.1 8 12.1 1.8 8 1.8 8z", "M6.1 8a1.9 1.9 0 1 0 3.8 0 1.9 1.9 0 0 0-3.8 0z"],
  shield: ["M8 2.4 13 4v4c0 3-2.1 4.9-5 5.8C5.1 12.9 3 11 3 8V4z", "m5.7 7.9 1.7 1.7 3-3.2"],
  broken: ["M8 2.4 13 4v4c0 3-2.1 4.9-5 5.8C5.1 12.9 3 11 3 8V4z", "M8 5.2v3.4M8 10.6v.1"],
  id: ["M2.6 4h10.8v8H2.6z", "M4.6 9.9c.2-1 .8-1.5 1.6-1.5s1.4.5 1.6 1.5M9.8 6.8h2M9.8 9h2", "M5.4 6.8a.8.8 0 1 0 1.6 0 .8.8 0 0 0-1.6 0z"],
  fact: ["M4 2.8h8v10.4L8 10.6l-4 2.6z"],
};

/** A picture beside words, hidden from screen readers. */
/** @param {string} name @param {number} [size] */
export function picture(name, size = 16) {
  return svg(
    "svg",
    { class: "i", viewBox: "0 0 16 16", width: size, height: size, "aria-hidden": "true" },
    SHAPES[name].map((d) => svg("path", { d })),
  );
}
