"""A headless Chromium and tabs of it that say what they paint; needs the package playwright and Chromium itself."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.bench.painting import BARE, WATCH
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
LONG_MS = 120_000


@contextmanager
def chromium() -> Iterator["Browser"]:
    """A browser for the length of a `with`. Raises CommandError where there is none."""
    names = ("chromium", "chromium-browser", "chromium-headless-shell")
    found = os.environ.get("CHROMIUM") or next((found for name in names if (found := shutil.which(name))), None)
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

    def opened(self, address: str, ready: str = ".tl .row", watch: str = WATCH) -> tuple["Page", float]:
        """The page, with nothing cached, and how many milliseconds until the last of what is `ready` was there."""
        context = self._browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies(self._cookies)  # type: ignore[arg-type]
        context.add_init_script(watch)
        page = context.new_page()
        began = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.locator(ready).last.wait_for(timeout=LONG_MS)
        return page, 1_000 * (time.perf_counter() - began)

    def bare(self, address: str, customer: str) -> "Page":
        """An empty page with nothing on it but what a bare socket brings from where it comes from itself."""
        page = self._browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(address)
        page.evaluate(BARE, customer)
        return page

    def used(self) -> float:
        """Seconds of a processor that all of the browser's processes have used."""
        line = self._browser.new_browser_cdp_session()
        found = line.send("SystemInfo.getProcessInfo")["processInfo"]
        line.detach()
        return sum(each["cpuTime"] for each in found)
