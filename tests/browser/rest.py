"""When a page is at rest: nothing more comes."""

from playwright.sync_api import Page


def until_all_has_come(page: Page) -> None:
    """Until half a second has brought no file and no answer (playwright's own "networkidle" is never told of some pages)."""
    before = -1
    while (count := page.evaluate("() => performance.getEntriesByType('resource').length")) != before:
        before = count
        page.wait_for_timeout(500)
