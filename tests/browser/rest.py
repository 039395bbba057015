"""When a page is at rest: nothing more comes."""

from playwright.sync_api import Page

_COME = "() => [window.asking, performance.getEntriesByType('resource').length]"


def until_all_has_come(page: Page) -> None:
    """Until half a second has brought no file and every question is answered, however long the service takes (playwright's
    own "networkidle" is never told of some pages).
    """
    before: list[int] = []
    while (now := page.evaluate(_COME)) != before or now[0]:
        before = now
        page.wait_for_timeout(500)
