// Pictures that the agent's first page does without.

import { learnShapes } from "./icons.js";

learnShapes({
  sun: [
    "M5.4 8a2.6 2.6 0 1 0 5.2 0 2.6 2.6 0 0 0-5.2 0z",
    "M8 2v1.4M8 12.6V14M2 8h1.4M12.6 8H14M3.8 3.8l1 1M11.2 11.2l1 1M12.2 3.8l-1 1M4.8 11.2l-1 1",
  ],
  moon: ["M13 9.6A5.4 5.4 0 0 1 6.4 3a5.4 5.4 0 1 0 6.6 6.6z"],
  system: ["M2.6 3.4h10.8v7H2.6z", "M5.8 13h4.4M8 10.4V13"],
  out: ["M9.4 3H3.6v10h5.8", "M7 8h6.4M11 5.6 13.4 8 11 10.4"],
  up: ["m4.5 9.7 3.5-3.5 3.5 3.5"],
});
