// Calls to our own server. A refusal is an Error with its status and slug.

class Refused extends Error {
  constructor(status, slug, detail) {
    super(detail || slug || String(status));
    this.status = status;
    this.slug = slug;
  }
}

/** Reads JSON from our server. Throws Refused, or TypeError without a connection. */
export async function read(path) {
  return call(path, {});
}

/** Sends JSON to our server and reads the answer (null where there is none). */
export async function send(path, body) {
  return call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body ?? {}) });
}

export const customerPath = (id, rest = "") => `/v1/customers/${encodeURIComponent(id)}${rest}`;

async function call(path, options) {
  const answer = await fetch(path, { credentials: "same-origin", cache: "no-store", ...options });
  if (answer.status === 204) return null;
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok)
    throw new Refused(
      answer.status,
      String(body.type ?? "")
        .split(/[:/]/)
        .pop(),
      body.detail,
    );
  return body;
}
