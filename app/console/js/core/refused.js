// What a refusal means, in words.

import { t, term } from "./i18n.js";

/** What a refusal means, by its slug. */
/** @param {string | undefined} slug */
export function refused(slug) {
  const said = term("no", slug);
  return said.includes(" ") ? said : t("no.other");
}
