// Keys that come before their view stands are kept for it, those too that early.js heard before there were modules.

/** Hands each key to `press`; while `ready()` says no they wait, in their order. */
/** @param {(event: KeyboardEvent) => void} press @param {() => boolean} ready */
export function keepAhead(press, ready) {
  /** @type {KeyboardEvent[]} */
  let waiting = self.begun?.keys ?? [];
  if (self.begun) self.begun.keys = null;

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (!waiting.length && ready()) press(event);
    else if (meant(event)) {
      event.preventDefault();
      waiting.push(event);
    }
  }

  document.addEventListener("keydown", pressed);
  return {
    /** The view stands: what waited is done now. A key that opens a field is followed by words for it. */
    take() {
      while (waiting.length && ready()) {
        const event = /** @type {KeyboardEvent} */ (waiting.shift());
        const field = document.activeElement;
        if (field instanceof HTMLInputElement) type(field, event);
        else press(event);
      }
    },
    /** Something else stands: what waited was not meant for it. */
    drop() {
      waiting = [];
    },
  };
}

// Letters, arrows and the way to the question; Tab, and what is typed into a field, are the browser's at once.
/** @param {KeyboardEvent} event */
function meant(event) {
  if (event.defaultPrevented || event.altKey || event.isComposing || (event.target instanceof Element && event.target.closest("input, textarea, select, dialog"))) return false;
  const finding = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  return finding || (!event.ctrlKey && !event.metaKey && (event.key.length === 1 || event.key.startsWith("Arrow") || event.key === "Enter" || event.key === "Escape") && !pressable(event));
}

// Enter and space on what has the focus are its own.
/** @param {KeyboardEvent} event */
const pressable = ({ key, target }) => (key === "Enter" || key === " ") && target instanceof Element && Boolean(target.closest("a, button, summary"));

/** @param {HTMLInputElement} field @param {KeyboardEvent} event */
function type(field, event) {
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
    field.value += event.key;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  } else field.dispatchEvent(new KeyboardEvent("keydown", { key: event.key, bubbles: true, cancelable: true }));
}
