// Answers that are more than JSON, fetched with the purpose, which a plain link could not carry.

import { purposeHeader } from "./purpose.js";

/** Fetches it. Throws an Error with the refusal's slug, or TypeError without a connection. */
/** @param {string} path */
export async function fetched(path) {
  const answer = await fetch(path, { credentials: "same-origin", cache: "no-store", headers: purposeHeader() });
  if (answer.ok) return answer;
  const { type } = await answer.json().catch(() => ({}));
  throw Object.assign(new Error(String(answer.status)), { status: answer.status, slug: String(type ?? "").split(":").pop() });
}
