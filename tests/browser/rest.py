"""When a page is at rest: nothing more comes, what it asks for is held, or its clock stands still."""

from collections.abc import Sequence
from datetime import UTC, datetime

from playwright.sync_api import Error, Page, Route

from tests.browser.service import wait_until

_COME = "() => [window.asking, performance.getEntriesByType('resource').length]"


def until_all_has_come(page: Page) -> None:
    """Until half a second has brought no file and every question is answered, however long the service takes (playwright's
    own "networkidle" is never told of some pages).
    """
    before: list[int] = []
    while (now := page.evaluate(_COME)) != before or now[0]:
        before = now
        page.wait_for_timeout(500)


def until_held(page: Page, held: Sequence[Route], count: int = 1) -> None:
    """Until so many requests are held: they come to the test by another way than what the page draws meanwhile, and may come later."""
    wait_until(lambda: page.wait_for_timeout(20) is None and len(held) >= count, "the page asks for it")


def stand_still(page: Page) -> None:
    """Stop a tab's own clock within a second of now, so that hardly anything falls due in the step."""
    while True:
        now = page.evaluate("() => Date.now()") / 1_000
        try:
            page.clock.pause_at(datetime.fromtimestamp(now + 1, UTC))
        except Error as passed:
            if "to the past" not in str(passed):  # else that second has gone by: the machine is busy
                raise
        else:
            return
