"""The flags of the auditor's scrubber under a mouse."""

from playwright.sync_api import Locator, Page, expect


def flag_of(page: Page, point: str = "B") -> Locator:
    """A flag, which is a slider."""
    return page.get_by_role("slider", name=f"Punkt {point}")


def dragged_to_the_end(page: Page, point: str = "B", steps: int = 4) -> str:
    """Drag a flag to the last event; its number."""
    flag, stage = flag_of(page, point), page.locator(".stage").bounding_box()
    box = flag.bounding_box()
    assert box is not None and stage is not None
    page.mouse.move(box["x"] + 12, box["y"] + 9)
    page.mouse.down()
    page.mouse.move(stage["x"] + stage["width"] - 2, box["y"] + 40, steps=steps)
    page.mouse.up()
    last = flag.get_attribute("aria-valuemax") or ""
    expect(flag).to_have_attribute("aria-valuenow", last)
    return last
