// A menu below its button, both in one wrapper.

/** Shuts it once the keyboard goes on past it and its button; going back to the button leaves it open. A click elsewhere shuts it by itself. */
/** @template {HTMLElement} T @param {T} wrapper @param {HTMLElement} menu @returns {T} */
export function shutBehind(wrapper, menu) {
  wrapper.addEventListener("focusout", ({ relatedTarget: to }) => {
    if (to && !wrapper.contains(/** @type {Node} */ (to)) && menu.matches(":popover-open")) menu.hidePopover();
  });
  return wrapper;
}
