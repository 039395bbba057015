"""Which items of a page may leave the memory: those nobody comes between any more."""

from datetime import datetime

from domain.page import Page
from domain.timeline.archive import HeldArchive
from tests.examples import LATE_WINDOW, a_message, minutes, recorded


def grown(page: Page, *times: float, heard: float | None = None) -> Page:
    """Messages of these minutes; we heard of each when it was sent, or at a minute of its own."""
    for at in times:
        version = page.version + 1
        event = a_message(item_id=f"t-{version}")
        page.apply(
            recorded(event, version, occurred_at=minutes(at), recorded_at=minutes(at if heard is None else heard)),
            lambda *_: [],
        )
    return page


def kept(page: Page, tail: int, most: int) -> list[str]:
    """Cut, keep and settle; returns what went to the archive."""
    cut = page.cut(tail, most)
    items = [*cut.base.items(0, cut.base.count), *cut.items]
    assert page.settle(cut, HeldArchive(page.version, items, []))
    return [each.item.item_id for each in cut.items]


def a_page(*times: float) -> Page:
    return grown(Page("c-1", LATE_WINDOW), *times)


def late(page: Page, at: datetime) -> Page:
    version = page.version + 1
    page.apply(
        recorded(a_message(item_id=f"t-{version}"), version, occurred_at=at, recorded_at=minutes(9_000)), lambda *_: []
    )
    return page


def test_the_newest_stay_and_the_late_window_stays():
    page = a_page(0, 100, 200, 300, 330, 345, 360)
    assert ["t-1", "t-2", "t-3"] == kept(page, tail=3, most=99)
    assert ["t-4", "t-5", "t-6", "t-7"] == list(page.timeline.place_of)


def test_whatever_comes_late_lands_behind_the_archive():
    page = a_page(*range(0, 1_000, 100))
    kept(page, tail=0, most=99)
    for at in (0.5, 150, 839, 841, 900):
        late(page, minutes(at))
    assert 9 == page.timeline.archive.count


def test_of_a_crowded_hour_the_oldest_leave_until_somebody_comes_between_them():
    page = a_page(*range(30))
    assert 20 == len(kept(page, tail=5, most=10))
    late(page, minutes(3.5))
    assert 0 == page.timeline.archive.count and 31 == len(page.timeline)
    assert [] == kept(page, tail=5, most=10), "once is enough: it would cost the whole page every time"


def test_what_a_clock_ahead_of_ours_put_last_is_never_archived_before_its_time():
    page = grown(a_page(0, 100, 200), *range(500_000, 500_030), heard=200)
    assert ["t-1", "t-2", "t-3"] == kept(page, tail=1, most=4)
    grown(page, 300, 400)
    assert 3 == page.timeline.archive.count, "those in between came without bringing it back"
