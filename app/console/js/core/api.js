// Calls to our own server. A refusal is an Error with its status and slug.

class Refused extends Error {
  /** @param {Response} answer @param {any} body */
  constructor(answer, body) {
    const { type, detail } = body;
    super(detail || String(answer.status));
    this.body = body;
    this.status = answer.status;
    this.slug = String(type ?? "").split(/[:/]/).pop();
    this.wait = Number(answer.headers.get("Retry-After")); // seconds; 0 where it does not say
  }
}

/** Reads JSON from our server. Throws Refused, or TypeError without a connection. */
/** @param {string} path @param {Record<string, string>} [headers] @returns {Promise<any>} */
export async function read(path, headers) {
  return call(path, { headers });
}

/** Sends JSON to our server and reads the answer (null where there is none). */
/** @param {string} path @param {unknown} [body] @param {Record<string, string>} [headers] @returns {Promise<any>} */
export async function send(path, body, headers) {
  return call(path, { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body ?? {}) });
}

/** A name that nobody else gives: of one decision, of one row. */
export const newKey = () => [...crypto.getRandomValues(new Uint8Array(12))].map((each) => each.toString(36)).join("-");

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

/** @type {(id: string, rest?: string) => string} */
export const customerPath = (id, rest = "") => `/v1/customers/${encodeURIComponent(id)}${rest}`;

/** @param {string} path @param {RequestInit} options */
async function call(path, options) {
  const answer = await fetch(path, { credentials: "same-origin", cache: "no-store", ...options });
  if (answer.status === 204) return null;
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer, body);
  return body;
}
