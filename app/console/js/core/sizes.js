// How large a file is, in words.

import { currentLanguage } from "./i18n.js";

/** "412 kB", "3,1 MB". */
/** @param {number} bytes */
export function size(bytes) {
  const [value, unit] = bytes < 1e6 ? [Math.max(1, Math.round(bytes / 1000)), "kilobyte"] : [Math.round(bytes / 1e5) / 10, "megabyte"];
  return new Intl.NumberFormat(currentLanguage(), { style: "unit", unit: String(unit), unitDisplay: "short" }).format(Number(value));
}
