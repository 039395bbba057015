// Which option of a list a field points at.

/** Points a field at an option of its list, round the ends. The options are `.op`, with the ids find-0, find-1 … Returns which it is now. */
/** @param {HTMLElement} list @param {HTMLElement} input @param {number} count @param {number} index @returns {number} */
export function pointAt(list, input, count, index) {
  const chosen = count ? (index + count) % count : 0;
  for (const each of list.querySelectorAll(".op")) each.setAttribute("aria-selected", String(each.id === `find-${chosen}`));
  if (count) input.setAttribute("aria-activedescendant", `find-${chosen}`);
  else input.removeAttribute("aria-activedescendant");
  list.querySelector(`#find-${chosen}`)?.scrollIntoView({ block: "nearest" });
  return chosen;
}
