"""The log's newest events in memory: whatever was taken over, read and let go of, it tells what the log says as of its end."""

import random
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from adapters.log.reading import LogReader
from adapters.log.rows import Row
from adapters.log.tail import Tail
from tests.adapters.log.opened import OpenLog, open_log
from tests.examples import a_message

STREAMS = ("c-1", "c-2", "c-3")
SEEDS = 15


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenLog]:
    folder: Path = tmp_path_factory.mktemp("tail")
    with open_log(folder, *STREAMS) as log:
        yield log


def written(log: OpenLog, stream: str = "c-1") -> list[Row]:
    """One more event of a stream."""
    placed = log.writer.append_blocking(log.append(a_message(), stream=stream))
    return log.reader.since(placed.last_position - 1, 1)


class Interrupted:
    """The log's reader; while it reads a stream, something else happens."""

    def __init__(self, log: OpenLog) -> None:
        self._reader, self.meanwhile = log.reader, list[Callable[[], object]]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def stream(self, *asked: Any, **more: Any) -> list[Row]:
        rows = self._reader.stream(*asked, **more)
        while self.meanwhile:
            self.meanwhile.pop()()
        return rows


class Unasked:
    """A reader that nobody is to ask."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"the log was asked: {name}")


def test_whatever_comes_in_whatever_order_it_tells_what_the_log_says(log: OpenLog):
    for seed in range(SEEDS):
        chance = random.Random(seed)
        tail = Tail(log.reader, rows=chance.choice((1, 3, 20)))
        tail.open()
        begun, ours = tail.high, list[list[Row]]()
        for _ in range(30):
            match chance.randrange(5):
                case 0:
                    ours.append(written(log, chance.choice(STREAMS)))
                case 1:
                    written(log, chance.choice(STREAMS))  # another node's
                case 2 if ours and not tail.take(ours.pop(0)):
                    tail.read_on()
                case 3:
                    tail.read_on()
                case _:
                    pass
            check(log, tail, chance, begun, seed)


def check(log: OpenLog, tail: Tail, chance: random.Random, begun: int, seed: int) -> None:
    """`since` is the log up to the end it knows; a stream is that at least, and nothing is left out in between."""
    stream, after = chance.choice(STREAMS), chance.randrange(12)
    position = begun + chance.randrange(12) - 3
    want = [row for row in log.reader.since(position, 1_000) if row.position <= tail.high]
    assert want == tail.since(position, 1_000), seed
    told, truth = tail.stream("demo", stream, after), log.reader.stream("demo", stream, after)
    assert truth[: len(told)] == told, seed
    assert len([row for row in truth if row.position <= tail.high]) <= len(told), seed


def test_what_this_node_has_just_written_is_told_without_asking_the_log(log: OpenLog):
    tail = Tail(log.reader)
    tail.open()
    rows = written(log) + written(log, "c-2")
    assert tail.take(rows)
    tail._reader = Unasked()  # type: ignore[assignment]
    assert rows == tail.since(rows[0].position - 1, 10)
    assert rows[:1] == tail.stream("demo", "c-1", rows[0].version - 1)
    assert [] == tail.stream("demo", "c-1", rows[0].version)
    assert rows[1].version == tail.version("demo", "c-2")


class NeverFromTheStart(deque[Row]):
    """Rows nobody is to walk through from the oldest on."""

    def __iter__(self) -> Iterator[Row]:
        raise AssertionError("all rows were looked at")


def test_who_lacks_the_newest_does_not_pay_for_what_came_before(log: OpenLog):
    tail = Tail(log.reader)
    tail.open()
    rows = [row for _ in range(5) for row in written(log)]
    assert tail.take(rows)
    tail._streams["demo", "c-1"] = NeverFromTheStart(rows)
    assert rows[-1:] == tail.stream("demo", "c-1", rows[-2].version)
    assert rows[1:3] == tail.stream("demo", "c-1", rows[0].version, limit=2)


def test_a_commit_behind_another_nodes_is_not_taken_over(log: OpenLog):
    tail = Tail(log.reader)
    tail.open()
    written(log, "c-2")
    assert not tail.take(written(log))
    assert ["c-2", "c-1"] == [each.stream for each in tail.read_on()]


def full(log: OpenLog, **room: int) -> tuple[Tail, list[Row]]:
    """A tail that was told of more than it has room for, of which nobody may ask the log any more; and all it was told of."""
    tail = Tail(log.reader, **room)
    tail.open()
    rows = [row for stream in ("c-3", "c-1", "c-2", "c-1", "c-2", "c-2") for row in written(log, stream)]
    for row in rows:
        assert tail.take([row])
    tail._reader = Unasked()  # type: ignore[assignment]
    return tail, rows


@pytest.mark.parametrize("limit", ["rows", "size"])
def test_the_newest_that_have_room_are_kept_all_of_them_and_no_other(log: OpenLog, limit: str):
    (sample,) = written(log)
    tail, rows = full(log, **{limit: 3 if limit == "rows" else 3 * len(sample.state)})
    assert {len(sample.state)} == {len(row.state) for row in rows}
    assert rows[-3:] == tail.since(rows[-4].position, 10), (
        "as many as have room, not one fewer, however many came before"
    )
    with pytest.raises(AssertionError, match="the log was asked: since"):
        tail.since(rows[-5].position, 10)
    assert {("demo", "c-1"), ("demo", "c-2")} == set(tail._streams), "nothing is left of a stream that has no row here"
    assert rows[3:4] == tail.stream("demo", "c-1", rows[3].version - 1)
    with pytest.raises(AssertionError, match="the log was asked: stream"):
        tail.stream("demo", "c-1", rows[1].version - 1)


def test_no_more_is_kept_than_has_room(log: OpenLog):
    tail = Tail(log.reader, size=1)
    tail.open()
    assert tail.take(written(log))
    assert not tail._rows
    assert not tail._streams


def test_the_ends_of_the_streams_heard_of_last_are_known(log: OpenLog, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("adapters.log.tail.HEADS", 2)
    tail, rows = full(log)
    assert (rows[3].version, rows[5].version) == (tail.version("demo", "c-1"), tail.version("demo", "c-2"))
    with pytest.raises(AssertionError, match="the log was asked: version"):
        tail.version("demo", "c-3")
    tail.take([]), tail._remember(("demo", "c-1"), rows[3].version), tail._remember(("demo", "c-3"), rows[0].version)
    assert rows[3].version == tail.version("demo", "c-1"), "the one of which nothing was heard for longest gives way"


def test_what_is_written_while_a_stream_is_read_is_not_taken_for_its_end(log: OpenLog):
    reader = Interrupted(log)
    tail = Tail(cast("LogReader", reader), rows=1)
    tail.open()
    reader.meanwhile = [lambda: tail.take(written(log, "c-2")), lambda: tail.take(written(log))]
    before = tail.stream("demo", "c-1")
    assert written(log) == log.reader.stream("demo", "c-1", before[-1].version + 1)
    tail.read_on()
    assert log.reader.stream("demo", "c-1") == tail.stream("demo", "c-1")


def test_what_is_written_while_a_known_stream_is_read_stays_known(log: OpenLog):
    reader = Interrupted(log)
    tail = Tail(cast("LogReader", reader), rows=1)
    tail.open()
    tail.stream("demo", "c-1")
    reader.meanwhile = [lambda: tail.take(written(log))]
    before = tail.stream("demo", "c-1", 1)
    assert before[-1].version + 1 == tail.version("demo", "c-1")
    assert log.reader.stream("demo", "c-1", before[-1].version) == tail.stream("demo", "c-1", before[-1].version)


def test_nothing_is_told_of_what_comes_after_its_end(log: OpenLog):
    tail = Tail(log.reader)
    tail.open()
    before = tail.stream("demo", "c-1")
    written(log)
    assert before == Tail(log.reader).stream("demo", "c-1")[:-1]
    assert before == tail.stream("demo", "c-1")
    tail.read_on()
    assert len(before) + 1 == len(tail.stream("demo", "c-1"))


def test_a_part_of_a_stream_is_not_taken_for_all_of_it(log: OpenLog):
    written(log), written(log)
    tail = Tail(log.reader)
    tail.open()
    assert 1 == len(tail.stream("demo", "c-1", limit=1))
    assert log.reader.stream("demo", "c-1", 1) == tail.stream("demo", "c-1", 1)
