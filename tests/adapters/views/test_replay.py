"""Replay == live: whatever was cut where, whatever could not be read, the views are those of a fresh replay."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.views import projector
from adapters.views.standing import UNSEEN
from domain.customer import events as happened
from domain.inbox.rows import InboxRow, take
from tests.adapters.log.opened import OpenLog, open_log
from tests.adapters.views.histories import STRANGE, History, Kept, every_kind, replayed, understood
from tests.examples import EXAMPLES, recorded
from tests.peers.postgres import Postgres

HISTORIES = int(os.environ.get("THROUGHLINE_HISTORIES", "40"))


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenLog]:
    with open_log(tmp_path_factory.mktemp("log")) as log:
        yield log


@pytest.mark.parametrize("strange", [0.0, 0.04], ids=["readable", "poisoned"])
def test_at_any_cut_the_views_kept_equal_a_fresh_replay(log: OpenLog, tmp_path: Path, strange: float):
    moved = stopped = merged = 0
    for seed in range(HISTORIES):
        history = History(log, f"t{seed}-{strange}", seed, strange).grow(25)
        rows = history.rows()
        moved += sum(row.type == "interaction-reassigned" for row in rows)
        merged += sum(row.type in ("customers-merged", "customers-unmerged") for row in rows)
        stopped += cut_and_compared(log, tmp_path, seed, history)
    print(
        f"{HISTORIES} histories from seed 0: {moved} halves of moves, {merged} parts of merges, {stopped} customers stopped"
    )
    assert merged > HISTORIES, "histories without merges prove little"
    assert moved > HISTORIES / 2, "histories without moves prove little"
    assert (stopped > HISTORIES / 10) == (strange > 0)


def cut_and_compared(log: OpenLog, folder: Path, seed: int, history: History) -> int:
    """Grow the views piece by piece; at each cut, and after a fix, they are what a replay gives. Returns the stops."""
    rows, cuts = history.rows(), random.Random(seed)
    at = sorted(cuts.sample(range(len(rows) + 1), 3)) + [len(rows)]
    live, done = Kept(log, folder / f"{seed}.db"), 0
    for cut in at:
        live.advance(rows[done:cut], cuts.choice((1, 3, 50)))
        done = cut
        assert replayed(log, folder / "fresh.db", rows[:cut]) == live.tables(), f"seed {seed}, cut at {cut}"
        if cuts.random() < 0.5:  # a restart: nothing is remembered but what stands in the file
            live.close()
            live = Kept(log, folder / f"{seed}.db")
    stopped = len(live.views.parked())
    with understood():
        live.retry()
        assert replayed(log, folder / "fresh.db", rows) == live.tables(), f"seed {seed}, after the fix"
    assert [] == live.views.parked()
    live.close()
    return stopped


def test_one_poison_event_stops_one_customer_there_and_nobody_else(log: OpenLog, tmp_path: Path):
    for seed in range(20):
        rows = History(log, f"alone-{seed}", seed, 0.06).grow(20).rows()
        live = Kept(log, tmp_path / f"{seed}.db")
        live.advance(rows, 5)
        poisoned = [row for row in reversed(rows) if row.schema == STRANGE and row.type not in UNSEEN]
        first = {row.stream: (row.position, row.version, "UnknownEvent") for row in poisoned}
        assert first == {each.stream: (each.position, each.version, each.reason) for each in live.views.parked()}
        shown = {row.customer_id: row.version for row in live.views.inbox(f"alone-{seed}", "team", "", 0).rows}
        heads = {row.stream: row.version for row in rows}
        assert {stream: heads[stream] for stream in shown if stream not in first}.items() <= shown.items()
        live.close()


def test_rows_let_go_from_memory_are_read_again(log: OpenLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(projector, "KEPT", 2)
    for seed in range(20):
        rows = History(log, f"few-{seed}", seed, 0.04).grow(20).rows()
        live = Kept(log, tmp_path / f"{seed}.db")
        live.advance(rows, 5)
        assert len(live.projector._lines) <= 2
        assert replayed(log, tmp_path / "fresh.db", rows) == live.tables(), f"seed {seed}"
        live.close()


def test_a_retry_before_the_fix_changes_nothing(log: OpenLog, tmp_path: Path):
    for seed in range(20):
        history = History(log, f"early-{seed}", seed, 0.06).grow(20)
        live = Kept(log, tmp_path / f"{seed}.db")
        live.advance(history.rows(), 7)
        before = live.tables()
        live.retry()
        assert before == live.tables(), f"seed {seed}"
        live.close()


def test_every_kind_of_event_is_taken_in_the_same_way_one_by_one_and_together(log: OpenLog, tmp_path: Path):
    history = History(log, "kinds", 1)
    every_kind(history)
    rows = history.rows()
    assert {event.name for event in happened.CUSTOMER_EVENTS} == {row.type for row in rows}
    live = Kept(log, tmp_path / "live.db")
    live.advance(rows, 1)
    assert replayed(log, tmp_path / "fresh.db", rows) == live.tables()
    assert [] == live.views.parked()
    live.close()


def test_what_the_views_do_not_open_changes_nothing_but_the_version():
    before = InboxRow(customer_id="c-1")
    unseen = [recorded(event, 7) for kind, event in EXAMPLES.items() if kind.name in UNSEEN]
    assert len(UNSEEN) == len(unseen)
    assert [InboxRow(customer_id="c-1", version=7)] * len(unseen) == [take(before, each) for each in unseen]


def test_the_views_of_a_log_in_postgresql_are_a_replays_too(postgres: Postgres, tmp_path: Path):
    with open_log(tmp_path, url=postgres.fresh()) as log:
        moved = 0
        for seed in range(5):
            history = History(log, f"server-{seed}", seed, 0.04).grow(25)
            moved += sum(row.type == "interaction-reassigned" for row in history.rows())
            cut_and_compared(log, tmp_path, seed, history)
        assert moved
