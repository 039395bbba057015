"""When a page is at rest: nothing more comes, or what it asks for is held."""

from collections.abc import Sequence

from playwright.sync_api import Page, Route

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


def until_held(page: Page, held: Sequence[Route]) -> None:
    """Until a request is held: it comes to the test by another way than what the page draws meanwhile, and may come later."""
    wait_until(lambda: page.wait_for_timeout(20) is None and bool(held), "the page asks for it")
