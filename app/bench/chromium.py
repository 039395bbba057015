"""A headless Chromium that says when what was told stands painted; needs the package playwright and Chromium itself."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.control import CommandError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# The flag stands once: what playwright turns off itself is named again. The first two are pages that Chromium builds for the
# address bar of every new window: four hundred modules and a second of processor time while ours opens.
_OFF = [
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "AimEnabled", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter",
    "PaintHolding", "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints",
    "NetworkTimeServiceQuerying", "PreconnectToSearch",
]  # fmt: skip
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(_OFF)}",
]
# A mark is painted when the task after the frame runs in which it came into the document: of a frame that is being made at this
# moment, else of the next. Kept: mark -> milliseconds of the page.
_WATCH = """
window.painted = new Map();
window.rows = 0;
let drawing = false;
const soon = (run) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = run; port2.postMessage(null); };
const frame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (draw) => frame((at) => { drawing = true; soon(() => { drawing = false; }); draw(at); });
const found = (node) => {
  for (const [, mark] of (node.textContent ?? "").matchAll(/ts@([0-9]+)/g)) {
    if (painted.has(mark)) continue;
    painted.set(mark, null);
    const told = () => painted.set(mark, performance.now());
    if (drawing) soon(told); else frame(() => soon(told));
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
_TRIES = 30
_LONG_MS = 120_000


@contextmanager
def chromium() -> Iterator["Browser"]:
    """A browser for the length of a `with`. Raises CommandError where there is none."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise CommandError("bench console needs Chromium: none on PATH, nor in the variable CHROMIUM.")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise CommandError(
            "bench console drives Chromium with the package playwright, one of the test extras."
        ) from None
    with sync_playwright() as started:
        running = started.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield running
        running.close()


class Screen:
    """One tab of somebody who is signed in."""

    def __init__(self, browser: "Browser", link: str) -> None:
        self._browser = browser
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.new_page().goto(link)
        self._cookies = context.cookies()
        context.close()

    def opened(self, address: str, ready: str = ".tl .row", watch: str = _WATCH) -> tuple["Page", float]:
        """The page, with nothing cached, and how many milliseconds until the last of what is `ready` was there."""
        context = self._browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies(self._cookies)  # type: ignore[arg-type]
        context.add_init_script(watch)
        page = context.new_page()
        began = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.locator(ready).last.wait_for(timeout=_LONG_MS)
        return page, 1_000 * (time.perf_counter() - began)


def offset(page: "Page") -> float:
    """What to add to the page's clock for this machine's monotonic one, in milliseconds: of the quickest look."""
    looks = []
    for _ in range(_TRIES):
        before = time.monotonic_ns()
        there = page.evaluate("() => performance.now()")
        after = time.monotonic_ns()
        looks.append((after - before, (before + after) / 2e6 - there))
    return min(looks)[1]


def paints(page: "Page") -> dict[str, Any]:
    """When each mark was painted by the page's clock, the most rows that ever stood in the document, and how many there are in all."""
    return page.evaluate(
        """() => ({
          painted: [...painted].filter((each) => each[1] !== null), rows,
          all: Number(document.querySelector(".tl .row:last-child").ariaSetSize),
        })"""
    )


def floor(page: "Page", count: int, pause: float) -> list[float]:
    """Milliseconds from changing one word to its paint, on a page where nothing else happens; a change each `pause` ms."""
    return page.evaluate("([count, pause]) => atRest(count, pause)", [count, pause])
