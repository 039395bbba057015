// Pictures that only this view has, on the same 16-unit grid.

import { svg } from "../core/dom.js";

/** @type {Record<string, string[]>} */
const SHAPES = {
  chart: ["M2.6 13.4h10.8", "M4.4 11V7.4M8 11V3.6M11.6 11V6"],
  print: ["M4.6 6V2.8h6.8V6", "M4.6 11.4H2.8V6h10.4v5.4h-1.8", "M4.6 9.4h6.8v3.8H4.6z"],
  replay: ["M3 8a5 5 0 1 0 1.7-3.75", "M3 2.6v2.6h2.6", "M8 5.4V8l1.9 1.2"],
};

/** @param {string} name @param {number} [size] */
export const shape = (name, size = 16) =>
  svg(
    "svg",
    { class: "i", viewBox: "0 0 16 16", width: size, height: size, "aria-hidden": "true" },
    SHAPES[name].map((d) => svg("path", { d })),
  );
