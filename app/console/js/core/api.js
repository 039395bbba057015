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

/** @type {(id: string, rest?: string) => string} */
export const customerPath = (id, rest = "") => `/v1/customers/${encodeURIComponent(id)}${rest}`;

/** @param {string} path @param {RequestInit} options */
async function call(path, options) {
  const answer = await (begun(path) ?? fetch(path, { credentials: "same-origin", cache: "no-store", ...options }));
  if (answer.status === 204) return null;
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer, body);
  return body;
}

// What early.js asked for while the modules were loading: the first time.
/** @param {string} path */
function begun(path) {
  const asked = path === "/v1/session" ? self.begun?.asked : null;
  if (asked) self.begun.asked = null;
  return asked;
}
