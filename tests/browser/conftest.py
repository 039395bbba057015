"""A running service, a headless browser, and pages that fail their test when something was refused or broke."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from app.bench.chromium import ARGUMENTS
from app.security.spans import IDLE_LIMIT
from tests.browser.people import Desk, Two, two_suggested
from tests.browser.service import RunningService
from tests.patience import SECONDS

# What the policy refused, and how many questions are not answered yet (for `rest.py`).
LISTEN = """
window.refused = [];
window.asking = 0;
{
  const ask = window.fetch;
  window.fetch = (...question) => {
    window.asking += 1;
    return ask(...question).finally(() => { window.asking -= 1; });
  };
}
document.addEventListener("securitypolicyviolation", (event) => refused.push(`${event.violatedDirective} ${event.blockedURI}`));
"""

# At the first page of a tab: a test may choose another later.
SPEAKING = "sessionStorage.spoken ??= localStorage.setItem('throughline.language', 'LANGUAGE') ?? 'yes';"
LOOKING = "sessionStorage.setItem('throughline.purpose', 'Kontrola jakości');"  # asked for before anything is shown
RESTS = IDLE_LIMIT.total_seconds() / 2
NAMES = {"agent": "Anna Wójcik", "lead": "Marta Kierownik", "auditor": "Adam Audytor"}

OpenPage = Callable[..., Page]

_route = Page.route


def _route_from_now_on(page: Page, *what: Any, **how: Any) -> None:
    """Chromium says that it holds a page's requests before the page's own process was told: what is asked for at once may go
    past the test. The page's next word comes after it was told.
    """
    _route(page, *what, **how)
    page.evaluate("() => true")


Page.route = _route_from_now_on


def executable() -> str | None:
    """Where Chromium is, without the windows of a desktop if there is one (it opens a page for a fourth less); None where there is none."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    return os.environ.get("CHROMIUM") or next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """One service for the session; tests use customers of their own."""
    running = RunningService(tmp_path_factory.mktemp("service"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service of one test's own: to be killed, or to have its sockets counted."""
    running = RunningService(tmp_path_factory.mktemp("mortal"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium. Without one the tests are skipped, but never in CI."""
    found = executable()
    if found is None:
        reason = "no chromium-headless-shell or chromium on PATH (or in the variable CHROMIUM)"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    expect.set_options(timeout=1_000 * SECONDS)
    with sync_playwright() as started:
        running = started.chromium.launch(executable_path=found, args=ARGUMENTS, timeout=1_000 * SECONDS)
        running.on("context", lambda context: context.set_default_timeout(1_000 * SECONDS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def kept(browser: Browser, service: RunningService, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """What a browser keeps after somebody of a role signed in by a link."""
    folder = tmp_path_factory.mktemp("browser")
    used: dict[str, float] = {}

    def keep(role: str) -> Path:
        path, now = folder / f"{role}.json", time.monotonic()
        rested = used.get(role, -RESTS) + RESTS <= now  # a session that nobody used for so long is nearly over
        used[role] = now
        if rested:
            context = browser.new_context()
            page = context.new_page()
            page.goto(service.link(role, NAMES[role]))
            expect(page.locator("body")).to_be_visible()
            context.storage_state(path=path)
            context.close()
        return path

    return keep


@pytest.fixture
def open_page(browser: Browser, service: RunningService, kept: Callable[[str], Path]) -> Iterator[OpenPage]:
    """Opens the console signed in (`signed_in=False`: not). At the end: nothing refused by the policy, no error but those
    answers of the server that the test provokes (`refused`: their statuses)."""
    faults: list[str] = []
    pages: list[Page] = []

    def open_one(
        path: str = "/console", *, signed_in: bool = True, role: str = "agent", theme: Literal["light", "dark"] = "light", language: str = "pl",
        width: int = 1440, height: int = 900, refused: tuple[str, ...] = (), timezone: str | None = None,
        watch: Callable[[Page], None] | None = None,
    ) -> Page:  # fmt: skip
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce",
            storage_state=kept(role) if signed_in else None, timezone_id=timezone,
        )  # fmt: skip
        context.add_init_script(LISTEN)
        context.add_init_script(SPEAKING.replace("LANGUAGE", language))
        if role == "auditor":
            context.add_init_script(LOOKING)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if _is_fault(line, refused) else None)
        if watch is not None:
            watch(page)
        page.goto(f"{service.address}{path}")
        pages.append(page)
        return page

    yield open_one
    for page in pages:
        faults += page.evaluate("() => window.refused")
        page.context.close()
    assert [] == faults


@pytest.fixture(scope="session")
def desk(service: RunningService) -> Desk:
    """A colleague's hands."""
    return Desk(service)


@pytest.fixture
def two(service: RunningService, desk: Desk) -> Two:
    """Two who may be one person, new for each test."""
    return two_suggested(service, desk)


def _is_fault(line: ConsoleMessage, refused: tuple[str, ...]) -> bool:
    # A line that is down and a visitor who is not signed in are told by the browser too; they are no faults of ours.
    expected = ("WebSocket connection to", "401 (Unauthorized)", "ERR_CONNECTION_REFUSED")
    return line.type == "error" and not any(words in line.text for words in (*expected, *refused))
