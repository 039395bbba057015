"""What a page in Chromium says of each message: when it came into the tab, was drawn, and stood painted.

A mark is painted when the task after the frame runs in which it came into the document: of a frame that is being made at this
moment, else of the next. All times are milliseconds of the page's own clock.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Kept in `marks`: mark -> [when it came into the tab, when the log gave it its place, when its frame began to be drawn, when our code
# had drawn it, when it was painted].
WATCH = r"""
window.marks = new Map();
window.rows = 0;
const came = new Map();
let drawing = null;
const heard = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
const soon = (run) => { const { port1, port2 } = new MessageChannel(); heard.set.call(port1, run); port2.postMessage(null); };
const frame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (draw) => frame((at) => {
  if (drawing === null) { drawing = performance.now(); soon(() => { drawing = null; }); }
  draw(at);
});
const markOf = (text) => /ts@([0-9]+)/.exec(text ?? "")?.[1];
const arrived = (now, items) => {
  for (const item of items ?? []) if (markOf(item.text)) came.set(markOf(item.text), [now, item.recorded_at]);
};
Object.defineProperty(MessagePort.prototype, "onmessage", { ...heard, set(hear) {
  heard.set.call(this, hear && ((event) => { arrived(performance.now(), event.data?.frame?.items); hear.call(this, event); }));
} });
const found = (node) => {
  for (const [, mark] of (node.textContent ?? "").matchAll(/ts@([0-9]+)/g)) {
    if (marks.has(mark)) continue;
    const told = [...(came.get(mark) ?? [null, null]), drawing, performance.now(), null];
    marks.set(mark, told);
    const painted = () => { told[4] = performance.now(); };
    if (drawing !== null) soon(painted); else frame(() => soon(painted));
  }
};
addEventListener("DOMContentLoaded", () => new MutationObserver((changes) => {
  for (const change of changes) for (const node of change.addedNodes) if (node.closest?.(".tl") || node.querySelector?.(".tl")) found(node);
  rows = Math.max(rows, document.querySelectorAll(".tl .row").length);
}).observe(document.body, { childList: true, subtree: true }));
// One word changed on a page that has nothing else to do, each change painted as above: milliseconds of each.
window.atRest = (count, pause) => new Promise((done) => {
  const node = [...document.querySelectorAll(".tl .row .tx")].at(-1).firstChild;
  const waits = [];
  const change = () => {
    const began = performance.now();
    node.data = `${node.data.slice(0, -4)}${1000 + waits.length}`;
    frame(() => soon(() => { if (waits.push(performance.now() - began) === count) done(waits); }));
  };
  for (let n = 0; n < count; n += 1) setTimeout(change, n * pause);
});
"""
# The least that a browser can do: a page with nothing on it but the mark that a bare socket brought last.
BARE = """
(customer) => new Promise((open, failed) => {
  window.marks = new Map();
  const text = document.body.appendChild(document.createElement("p")).appendChild(new Text(""));
  const socket = new WebSocket(`ws://${location.host}/`);
  socket.onclose = () => failed(new Error("the line is gone"));
  socket.onopen = () => socket.send(JSON.stringify({ customer_id: customer }));
  socket.onmessage = ({ data }) => {
    const mark = /ts@([0-9]+)/.exec(data)?.[1];
    if (!mark) return open();
    const came = performance.now();
    return requestAnimationFrame(() => {
      const began = performance.now();
      text.data = mark;
      const told = [came, null, began, performance.now(), null];
      marks.set(mark, told);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => { told[4] = performance.now(); };
      port2.postMessage(null);
    });
  };
})
"""
_TRIES = 30
STAGES = ("placed in the log", "in the tab", "its frame", "drawn by our code", "laid out and painted")


class Clocks(NamedTuple):
    """What to add, in milliseconds, to the page's clock and to the calendar's for this machine's monotonic one."""

    page: float
    calendar: float


class Way(NamedTuple):
    """One message's: milliseconds from the asking to each of STAGES, each counted from the one before it; None: not known."""

    whole: float
    stages: tuple[float | None, ...]


def clocks_of(page: "Page") -> Clocks:
    """Of the quickest look."""
    from time import monotonic_ns, time_ns

    looks: list[tuple[int, float, float]] = []
    for _ in range(_TRIES):
        before = monotonic_ns()
        there = page.evaluate("() => performance.now()")
        after = monotonic_ns()
        looks.append((after - before, (before + after) / 2e6 - there, (monotonic_ns() - time_ns()) / 1e6))
    return Clocks(*min(looks)[1:])


def way_of(mark: str, told: list[Any], clocks: Clocks) -> Way:
    """What one mark says, which is the nanosecond at which it was asked for."""
    came, placed, *rest = told
    moments = [None if placed is None else datetime.fromisoformat(placed).timestamp() * 1e3 + clocks.calendar]
    moments += [None if each is None else each + clocks.page for each in (came, *rest)]
    before, stages = int(mark) / 1e6, list[float | None]()
    asked = before
    for moment in moments:
        stages.append(None if moment is None else moment - before)
        before = before if moment is None else moment
    return Way(before - asked, tuple(stages))


def paints(page: "Page") -> dict[str, Any]:
    """What each painted mark says, the most rows that ever stood in the document, and how many there are in all."""
    return page.evaluate(
        """() => ({
          painted: [...marks].filter((each) => each[1][4] !== null), rows: window.rows ?? 0,
          all: Number(document.querySelector(".tl .row:last-child")?.ariaSetSize ?? marks.size),
        })"""
    )


def floor(page: "Page", count: int, pause: float) -> list[float]:
    """Milliseconds from changing one word to its paint, on a page where nothing else happens; a change each `pause` ms."""
    return page.evaluate("([count, pause]) => atRest(count, pause)", [count, pause])
