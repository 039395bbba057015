// The address bar: /console or /console/customers/{id}.

/** @type {Set<(customerId: string | null) => void>} */
const listeners = new Set();

/** The customer the address names, or null. */
export function openCustomer() {
  const found = /^\/console\/customers\/([^/]+)\/?$/.exec(location.pathname);
  return found ? decodeURIComponent(found[1]) : null;
}

/** @type {(customerId: string) => string} */
export const addressOf = (customerId) => `/console/customers/${encodeURIComponent(customerId)}`;

/** The whole page of a customer, made for paper. */
/** @param {string} customerId @param {string} language */
export const printAddress = (customerId, language) => `/console/print/${encodeURIComponent(customerId)}?language=${language}`;

/** Goes to a customer (null: to the queue alone). `replace` leaves no step back. */
/** @param {string | null} customerId @param {{ replace?: boolean }} how */
export function go(customerId, { replace = false } = {}) {
  const address = customerId ? addressOf(customerId) : "/console";
  if (address !== location.pathname) history[replace ? "replaceState" : "pushState"](null, "", address);
  for (const tell of listeners) tell(customerId);
}

/** Calls back with the customer whenever the address changes. */
/** @param {(customerId: string | null) => void} tell */
export function onRoute(tell) {
  listeners.add(tell);
}

addEventListener("popstate", () => {
  for (const tell of listeners) tell(openCustomer());
});
