// What came before the items a page begins with: asked for when somebody scrolls up to it.

import { customerPath, read } from "./api.js";

/** Puts the page before the oldest item before it. */
/** @param {Page} page */
export async function loadOlder(page) {
  const cursor = page.before ?? (await cursorBefore(page));
  if (!cursor) {
    page.prepend([], false);
    return;
  }
  const older = await read(customerPath(page.customerId, `/timeline?limit=200&before=${encodeURIComponent(cursor)}`));
  page.before = older.before;
  page.prepend(older.items, Boolean(older.before));
}

// The newest page over HTTP has the same items as the snapshot (200), so its cursor leads to what came before.
/** @param {Page} page @returns {Promise<string | null>} */
async function cursorBefore(page) {
  const newest = await read(customerPath(page.customerId, "/timeline?limit=200"));
  const known = new Set(page.items.map((item) => item.item_id));
  const unknown = newest.items.filter((/** @type {Wire.Item} */ item) => !known.has(item.item_id) && item.position < page.items[0].position);
  if (unknown.length) page.prepend(unknown, true);
  return newest.before;
}
