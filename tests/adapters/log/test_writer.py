"""The log: durable before it answers, gapless, chained, each delivery once."""

import asyncio
import hashlib
import random
import sqlite3
import threading
from pathlib import Path

import pytest

from adapters.log.appends import Append, Cas
from adapters.log.rows import FIRST, Row, chain_breaks_at
from adapters.log.writer import Writer
from domain.customer.events import CustomerRegistered, InteractionEnded
from domain.errors import ClaimLost, IdempotencyConflict, Overloaded, StreamMoved
from tests.adapters.log import opened
from tests.adapters.log.conftest import OpenLogs
from tests.examples import NOON, a_message


def test_versions_and_positions_have_no_holes(open_log: OpenLogs):
    with open_log("c-1", "c-2") as log:
        for number in range(20):
            log.writer.append_blocking(log.append(a_message(), a_message(), stream=f"c-{number % 2 + 1}"))
        rows = log.reader.since(0, 1_000)
    assert list(range(1, 41)) == [row.position for row in rows]
    for stream in ("c-1", "c-2"):
        assert list(range(1, 21)) == [row.version for row in rows if row.stream == stream]


def test_of_a_stream_one_asks_for_the_types_one_wants(open_log: OpenLogs):
    with open_log("c-1", "c-2") as log:
        ended = InteractionEnded(interaction_id="i-1", item_id="t-8", channel="phone", ended_at=NOON)
        for stream in ("c-1", "c-2", "c-1"):
            log.writer.append_blocking(log.append(a_message(), ended, a_message(), stream=stream))
        wanted = frozenset({InteractionEnded.name, CustomerRegistered.name})
        rows = log.reader.of_types("demo", "c-1", wanted)
        assert [row for row in log.reader.stream("demo", "c-1") if row.type in wanted] == rows
        assert [2, 5] == [row.version for row in rows]
        assert [] == log.reader.of_types("other", "c-1", wanted)


def test_many_at_once_commit_together_and_each_is_answered(open_log: OpenLogs):
    with open_log() as log:

        async def main() -> list[int]:
            log.writer.loop = asyncio.get_running_loop()
            placed = await asyncio.gather(*(log.writer.append(log.append(a_message())) for _ in range(300)))
            return [each.version for each in placed]

        assert list(range(1, 301)) == asyncio.run(main())


def test_the_writer_is_called_once_for_all_that_a_turn_of_the_loop_asks(open_log: OpenLogs):
    bell = threading.Event()
    with open_log() as log:
        writer = Writer(log.store, log.keyring, log.clock, wake=bell)

        async def main() -> tuple[bool, bool]:
            writer.loop = asyncio.get_running_loop()
            for _ in range(2):
                writer.append(log.append(a_message()))
            within = bell.is_set()
            await asyncio.sleep(0)
            return within, bell.is_set()

        assert (False, True) == asyncio.run(main())
        assert 2 == writer.waiting


def test_every_row_hashes_what_it_stores(open_log: OpenLogs):
    with open_log() as log:
        for _ in range(10):
            log.writer.append_blocking(log.append(a_message()))
        rows = log.reader.stream("demo", "c-1")
    assert chain_breaks_at(rows) is None
    assert FIRST == rows[0].prev_hash
    assert rows[0].hash == by_the_book(rows[0])


def by_the_book(row: Row) -> bytes:
    """The documented layout (docs/log-format.md), written a second time."""
    out = row.prev_hash
    for value in row[:-1]:
        data = (
            b""
            if value is None
            else value
            if isinstance(value, bytes)
            else value.encode()
            if isinstance(value, str)
            else value.to_bytes(8, "big")
        )
        out += (b"\xff\xff\xff\xff" if value is None else len(data).to_bytes(4, "big")) + data
    return hashlib.sha256(out).digest()


@pytest.mark.parametrize("seed", range(200))
def test_any_change_to_a_stream_is_found(tmp_path_factory: pytest.TempPathFactory, whole: list[Row], seed: int):
    chance = random.Random(seed)
    rows = list(whole)
    at = chance.randrange(len(rows) - 1)
    match chance.choice(["flip", "drop", "swap", "repeat"]):
        case "flip":
            column = chance.choice([index for index, value in enumerate(rows[at]) if value is not None])
            rows[at] = Row(*(changed(value) if index == column else value for index, value in enumerate(rows[at])))
        case "drop":
            del rows[at]
        case "swap":
            rows[at], rows[at + 1] = rows[at + 1], rows[at]
        case _:
            rows.insert(at, rows[at])
    assert chain_breaks_at(rows) is not None, f"seed {seed}"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    with opened.open_log(tmp_path_factory.mktemp("whole")) as log:
        for number in range(12):
            log.writer.append_blocking(log.append(a_message(), key=bytes([number])))
        return log.reader.stream("demo", "c-1")


def changed(value: object) -> object:
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value + "x"
    assert isinstance(value, bytes)
    return bytes([value[0] ^ 1]) + value[1:]


def test_the_same_delivery_twice_is_one_event_also_inside_one_batch(open_log: OpenLogs):
    with open_log() as log:

        async def main() -> list[bool]:
            log.writer.loop = asyncio.get_running_loop()
            same = [log.writer.append(log.append(a_message(), key=b"k")) for _ in range(50)]
            return [placed.duplicate for placed in await asyncio.gather(*same)]

        answers = asyncio.run(main())
        assert 1 == answers.count(False)
        again = log.writer.append_blocking(log.append(a_message(), key=b"k"))
        assert again.duplicate and 1 == again.version
        assert 1 == log.reader.head()


def test_the_same_delivery_with_other_content_is_a_conflict(open_log: OpenLogs):
    with open_log() as log:
        log.writer.append_blocking(log.append(a_message(), key=b"k"))
        other = log.append(a_message(), key=b"k")
        other.body_digest = b"other"
        with pytest.raises(IdempotencyConflict):
            log.writer.append_blocking(other)
        assert 1 == log.reader.head()


def test_a_claim_is_granted_to_one_and_the_loser_leaves_nothing(open_log: OpenLogs):
    with open_log("c-1", "c-2") as log:
        log.writer.append_blocking(log.append(a_message(), claims=[Cas(b"phone", None, b"c-1")]))
        with pytest.raises(ClaimLost):
            log.writer.append_blocking(log.append(a_message(), stream="c-2", claims=[Cas(b"phone", None, b"c-2")]))
        assert b"c-1" == log.reader.claim("demo", b"phone")
        assert 1 == log.reader.head()


def test_a_decision_on_an_old_version_is_told_so(open_log: OpenLogs):
    with open_log() as log:
        log.writer.append_blocking(log.append(a_message(), expected={"c-1": 0}))
        with pytest.raises(StreamMoved):
            log.writer.append_blocking(log.append(a_message(), expected={"c-1": 0}))


def test_one_refused_append_leaves_its_batch_alone(open_log: OpenLogs):
    with open_log() as log:

        async def main() -> list[object]:
            log.writer.loop = asyncio.get_running_loop()
            appends = [log.append(a_message(), expected={"c-1": 99} if number == 5 else {}) for number in range(10)]
            return await asyncio.gather(*(log.writer.append(each) for each in appends), return_exceptions=True)

        answers = asyncio.run(main())
        assert 1 == sum(isinstance(answer, StreamMoved) for answer in answers)
        assert 9 == log.reader.head()


def test_a_full_queue_refuses_and_stores_nothing(open_log: OpenLogs, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("adapters.log.writer.WAITING", 0)
    with open_log() as log, pytest.raises(Overloaded):
        log.writer.append_blocking(Append(tenant="demo"))


def test_a_new_customers_key_is_durable_before_the_events_are(open_log: OpenLogs, tmp_path: Path):
    with open_log() as log:
        key = log.keyring.begin("demo", "c-9")
        log.writer.append_blocking(log.append(a_message(), stream="c-9", new_keys=[key]))
        stored = sqlite3.connect(tmp_path / "keys.db").execute("SELECT name FROM wrapped_key").fetchall()
    assert ("c-9",) in stored


def test_what_was_answered_is_there_after_a_crash(tmp_path: Path):
    with opened.open_log(tmp_path) as log:
        log.writer.append_blocking(log.append(a_message(text="trwałe"), key=b"k"))
        copy = tmp_path / "after"  # the files as a killed process leaves them: nothing closed, nothing checkpointed
        copy.mkdir()
        for name in ("log.db", "log.db-wal", "keys.db", "keys.db-wal"):
            (copy / name).write_bytes((tmp_path / name).read_bytes())
    with opened.open_log(copy, "c-none") as again:
        assert "trwałe" == again.codec.open(again.reader.since(0, 10)[0]).event.text
        assert again.writer.append_blocking(again.append(a_message(), key=b"k")).duplicate
