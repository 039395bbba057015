"""The auditor's and the lead's views in Chromium: a long history's scrubber until it is painted, and figures over many events."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from adapters.views.store import Views
from app.bench.asked import Asked
from app.bench.chromium import LONG_MS, Screen, chromium
from app.bench.console import node
from app.bench.figures import fill
from app.bench.ground import Ground
from app.bench.live_run import Arm
from app.bench.told import Ratio, Told, Window, window_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

ITEMS = 10_000  # of the history
INTERACTIONS = 10_000  # of the lead's view: in the demo one comes of ten events
STEPS = 100
STEP_MS, FIGURES_MS = 50.0, 300.0
# A dragged step is painted when the task after its frame runs; it begins when the browser took it in. Behind keys that come as fast as
# they are taken such tasks wait for all of them, painted or not: there the browser itself says when (in steps of 8 ms, from 16 on).
_WATCH = """
sessionStorage.setItem("throughline.purpose", "bench");
window.steps = [];
const soon = (run) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = run; port2.postMessage(null); };
addEventListener("pointermove", ({ timeStamp }) => requestAnimationFrame(() => soon(() => steps.push(performance.now() - timeStamp))), { capture: true });
new PerformanceObserver((seen) => {
  for (const { name, duration } of seen.getEntries()) if (name === "keydown") steps.push(duration);
}).observe({ type: "event", durationThreshold: 16 });
"""
_TAKEN = "() => steps.splice(0)"
_SOON = 8.0  # ms, of a key that was painted sooner than the browser says
_AT_REST = "() => !document.querySelector('.st[aria-busy]')"


def bench(asked: Asked, ground: Ground) -> Told:
    """One service and one browser; each round opens its pages anew, with nothing cached."""
    items = asked.events or ITEMS
    interactions = min(items, INTERACTIONS)
    told = Told(bench="views", store="sqlite", machine=ground.machine(),
                asked={"rounds": asked.rounds, "items": items, "interactions": interactions})  # fmt: skip
    with node(ground, items, "talk") as arm, chromium() as browser:
        here = f"http://127.0.0.1:{arm.port}"
        auditor, lead = (Screen(browser, here + arm.links[role]) for role in ("auditor", "lead"))
        for _ in range(asked.rounds):
            _scrubbed(told, auditor, f"{here}/console/audit/{arm.customers[0]}")
        views = Views(arm.folder / "views.db")
        fill(views, interactions, datetime.now(UTC))
        views.close()
        for _ in range(asked.rounds):
            _counted(told, arm, lead, f"{here}/console/figures")
    whole = items >= ITEMS
    for name, most in (
        ("audit: drag to paint, p95", STEP_MS),
        ("audit: step to paint, p95", STEP_MS),
        ("figures: processor of the service", FIGURES_MS),
    ):
        told.ratios.append(Ratio(name=f"{name}, ms", value=told.arms[name].median, at_most=most if whole else None))
    return told


def _scrubbed(told: Told, auditor: Screen, address: str) -> None:
    """B dragged over the whole history and stepped by keys, and what a step's difference takes once it is asked for."""
    page, milliseconds = auditor.opened(address, ".stb section", _WATCH)
    told.add("audit: history stands", Window(figure=milliseconds), "ms")
    stage = page.locator(".stage").bounding_box()
    assert stage is not None
    left, width, middle = stage["x"], stage["width"] - 30, stage["y"] + 40
    page.mouse.move(left + width, middle)
    page.mouse.down()
    page.evaluate(_TAKEN)
    for step in range(STEPS):
        page.mouse.move(left + width * (1 - step / STEPS), middle)
    page.mouse.up()
    told.add("audit: drag to paint, p95", _painted(page), "ms")
    page.locator("#events").focus()
    page.evaluate(_TAKEN)
    for _ in range(STEPS):
        page.keyboard.press("ArrowRight")
    told.add("audit: step to paint, p95", _painted(page, STEPS), "ms")
    page.wait_for_function(_AT_REST, timeout=LONG_MS)  # what the last of those steps asked for is answered first
    took = sorted(_differs(page) for _ in range(3))
    told.add("audit: step to its difference", Window(figure=took[1], more={"longest": took[-1]}), "ms")
    page.context.close()


def _painted(page: "Page", keys: int = 0) -> Window:
    """Of all steps since, each until it was painted; of so many keys the browser says only what was not soon."""
    page.evaluate("() => new Promise((done) => setTimeout(done, 300))")  # the last one's frame, and what is said of it
    waits = [each / 1e3 for each in page.evaluate(_TAKEN)]
    waits += [_SOON / 1e3] * (keys - len(waits))
    found = window_of(len(waits), 1.0, waits)
    p95 = 1e3 * sorted(waits)[int(0.95 * len(waits))]
    return Window(figure=p95, p50_ms=found.p50_ms, p99_ms=found.p99_ms, more={"steps": len(waits)})


def _differs(page: "Page") -> float:
    """Milliseconds from a step to the difference in the middle, the breath before it is asked for included."""
    return page.evaluate("""() => new Promise((done) => {
      const [began, state] = [performance.now(), document.querySelector(".st")];
      const seen = new MutationObserver(() => {
        if (state.hasAttribute("aria-busy")) return;
        seen.disconnect();
        done(performance.now() - began);
      });
      seen.observe(state, { attributes: true, attributeFilter: ["aria-busy"] });
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));
    })""")


def _counted(told: Told, arm: Arm, lead: Screen, address: str) -> None:
    """The lead's view opened: its first numbers, all of it, and what it cost the service."""
    before = arm.used()["cpu"]
    page, first = lead.opened(address, ".num .v")
    page.locator(".jm td").last.wait_for()
    told.add("figures: first numbers", Window(figure=first), "ms")
    whole = page.evaluate("() => performance.now()")
    told.add("figures: all drawn", Window(figure=whole), "ms")
    told.add("figures: processor of the service", Window(figure=1e3 * (arm.used()["cpu"] - before)), "ms")
    page.context.close()
