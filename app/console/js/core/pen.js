// How a decision is written once.

import { newKey, send } from "./api.js";

/** A pen for one decision: the same words sent again are known to be the same, other words are another. */
export function pen() {
  let last = "";
  let key = "";
  return (/** @type {string} */ path, /** @type {unknown} */ body) => {
    const said = path + JSON.stringify(body);
    if (said !== last) key = newKey();
    last = said;
    return send(path, body, { "Idempotency-Key": key });
  };
}
