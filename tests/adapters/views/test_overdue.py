"""Whose promise is overdue stands first in the queue, by the clock of whoever looks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from adapters.log.codec import microseconds
from adapters.views import queue as rows
from adapters.views import store
from domain.customer import events as happened
from domain.inbox.rows import InboxRow
from tests.adapters.log.opened import OpenLog, open_log
from tests.adapters.views.histories import History, Kept
from tests.examples import NOON, a_message


class Queue:
    """A tenant's queue over a log of its own. All four wrote at noon; c-2 is owed something by one o'clock, c-3 by two, c-4 some day."""

    def __init__(self, log: OpenLog, folder: Path) -> None:
        self._history, self._kept = History(log, "demo", 1), Kept(log, folder / "views.db")
        streams = ("c-1", "c-2", "c-3", "c-4")
        self.happens(*((stream, a_message(item_id=f"t-{stream}")) for stream in streams))
        self.happens(owed("c-3", hours(2)), owed("c-2", hours(1)), owed("c-4", None))

    def happens(self, *events: tuple[str, happened.Event]) -> None:
        self._history.append(events)
        self._kept.advance(self._history.rows(after=self._kept.views.position()))

    def rows(self, now: datetime, tab: str = "waiting") -> list[InboxRow]:
        return self._kept.views.inbox("demo", tab, "p-1", None, microseconds(now)).rows

    def since(self, position: int) -> store.InboxRead:
        return self._kept.views.inbox("demo", "team", "p-1", position)

    def order(self, now: datetime, tab: str = "waiting") -> list[str]:
        return [row.customer_id for row in self.rows(now, tab)]


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    with open_log(tmp_path) as log:
        yield Queue(log, tmp_path)


def hours(count: float) -> datetime:
    return NOON + timedelta(hours=count)


def owed(stream: str, due_at: datetime | None, promise_id: str = "") -> tuple[str, happened.Event]:
    return stream, happened.PromiseNoted(
        promise_id=promise_id or f"o-{stream}", item_id="t-1", promised="callback", made_by="agent", due_at=due_at
    )


def test_the_longest_overdue_stand_first(queue: Queue):
    assert {"c-1", "c-2", "c-3", "c-4"} == set(queue.order(hours(0)))
    assert ["c-2"] == queue.order(hours(1))[:1]
    assert ["c-2", "c-3"] == queue.order(hours(3))[:2] == queue.order(hours(3), "team")[:2]


def test_what_is_kept_or_moved_is_not_overdue(queue: Queue):
    moved = happened.PromiseMoved(promise_id="o-c-3", new_due=hours(9))
    queue.happens(("c-2", happened.PromiseKept(promise_id="o-c-2")), ("c-3", moved))
    rows = queue.rows(hours(5), "team")
    assert {"c-1": [], "c-2": [], "c-3": [hours(9)], "c-4": [None]} == {
        row.customer_id: [pill.due_at for pill in row.pills] for row in rows
    }
    assert ["c-3"] == queue.order(hours(10))[:1]


def test_a_long_queue_is_not_cut_where_somebody_is_owed(queue: Queue, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rows, "NEWEST", 1)
    assert ["c-2"] == queue.order(hours(3))


def test_of_many_promises_those_due_first_are_shown(queue: Queue):
    queue.happens(*(owed("c-1", hours(40 - number), f"o-{number}") for number in range(30)))
    (row,) = [each for each in queue.rows(hours(0), "team") if each.customer_id == "c-1"]
    assert [hours(11 + number) for number in range(20)] == [pill.due_at for pill in row.pills]


def test_of_a_client_far_behind_no_more_is_read_than_it_takes_to_say_so(queue: Queue, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rows, "FAR_BEHIND", 3)
    monkeypatch.setattr(store, "FAR_BEHIND", 3)
    far = queue.since(0)
    assert (True, []) == (far.far, far.rows)
    queue.happens(("c-1", a_message(item_id="t-9")))
    near = queue.since(far.position)
    assert (False, ["c-1"]) == (near.far, [row.customer_id for row in near.rows])
