// Elements are made here and nowhere else: text goes in as text nodes, never as markup.

const SVG = "http://www.w3.org/2000/svg";

/** Makes an HTML element. `on…` attributes are listeners, true is a bare attribute, null and false are left out. */
/** @template {keyof HTMLElementTagNameMap} K @param {K} tag @param {Console.Attributes} [attrs] @param {Console.Child[]} children @returns {HTMLElementTagNameMap[K]} */
export function el(tag, attrs, ...children) {
  return fill(document.createElement(tag), attrs, children);
}

/** Makes an SVG element. */
/** @template {keyof SVGElementTagNameMap} K @param {K} tag @param {Console.Attributes} [attrs] @param {Console.Child[]} children @returns {SVGElementTagNameMap[K]} */
export function svg(tag, attrs, ...children) {
  return fill(document.createElementNS(SVG, tag), attrs, children);
}

/** Puts these children in place of what was there. */
/** @template {Element} T @param {T} parent @param {Console.Child[]} children @returns {T} */
export function put(parent, ...children) {
  parent.replaceChildren(...shown(children));
  return parent;
}

/** Writes text only where it differs, so that a selection and a screen reader are left in peace. */
/** @param {Node} node @param {string} text */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Brings a parent's children into the order of `wanted`, touching only what is not in its place. */
/** @param {Element} parent @param {Element[]} wanted */
export function arrange(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
}

/**
 * Draws inside `root` and leaves the keyboard where it was: on the same element, on the one drawn under the same `data-f`; where that is
 * gone on what stood behind it in its section, or before it; else on `root`.
 */
/** @param {HTMLElement} root @param {() => void} draw */
export function keepFocus(root, draw) {
  /** @type {any} an element of HTML or of SVG: both have a dataset */
  const held = root.contains(document.activeElement) ? document.activeElement : null;
  const section = held?.closest("section");
  const near = section ? [...section.querySelectorAll("[data-f]")].map((/** @type {any} */ each) => each.dataset.f) : [];
  draw();
  if (!held || held === document.activeElement) return;
  const at = near.indexOf(held.dataset.f);
  const names = held.dataset.f ? [held.dataset.f, ...near.slice(at + 1), ...near.slice(0, Math.max(at, 0)).reverse()] : [];
  const again = held.isConnected ? held : names.map((name) => root.querySelector(`[data-f="${name}"]`)).find(Boolean);
  (again || root).focus({ preventScroll: true });
}

/** For a menu below its button, both in `wrapper`: shuts it once the keyboard goes on past both. Back at the button leaves it open; a click elsewhere shuts it by itself. */
/** @template {HTMLElement} T @param {T} wrapper @param {HTMLElement} menu @returns {T} */
export function shutBehind(wrapper, menu) {
  wrapper.addEventListener("focusout", ({ relatedTarget: to }) => {
    if (to && !wrapper.contains(/** @type {Node} */ (to)) && menu.matches(":popover-open")) menu.hidePopover();
  });
  return wrapper;
}

/** @template {Element} T @param {T} node @param {Console.Attributes | undefined} attrs @param {Console.Child[]} children @returns {T} */
function fill(node, attrs, children) {
  for (const [name, value] of Object.entries(attrs ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...shown(children));
  return node;
}

/** @type {(children: any[]) => (Node | string)[]} lists in lists, made one; what is not there left out */
const shown = (children) => children.flat(Infinity).filter((child) => child !== null && child !== undefined && typeof child !== "boolean");
