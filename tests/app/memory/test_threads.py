"""The turns kept in memory are those that the page would give: every node and every replay reads alike."""

import random
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.pages.archive import KeptArchive
from app.memory import threads as under_test
from app.memory.threads import KEPT, THREADS, Threads, Turn, asked_before
from domain.memory.extract.shop import PLAIN, Shop
from domain.timeline.lines import READ_BACK
from tests.app.pages.node import a_node
from tests.examples import NOON

WORDS = [("agent", "May I have your name?"), ("agent", "one moment"), ("agent", "What colour?"), ("customer", "yes"), ("customer", "Orla Finnegan"),
         ("unknown", "can i have your account number? 40817263"), ("system", "moved")]  # fmt: skip

DATED = [("agent", "When did you order, and what is your order number?"), ("customer", "tomorrow at 9, no, it was 31.02"),
         ("customer", "KK.48213.X, the 2nd of May"), ("agent", "And your PIN?"), ("customer", "I meant Friday. 4711")]  # fmt: skip


def turns_at_random(source: random.Random, count: int) -> list[Turn]:
    minutes = [source.choice((number, number, number - source.randrange(5))) for number in range(count)]
    return [
        Turn(NOON + timedelta(minutes=minute), number, f"t-{number}", (source.choice(WORDS),))
        for number, minute in enumerate(minutes, 1)
    ]


def test_turns_added_one_by_one_are_the_last_of_all_in_order():
    print("seed 4")
    source = random.Random(4)
    for _ in range(200):
        threads, turns = Threads(), turns_at_random(source, 50)
        threads.begin("demo", "i-1")
        for number, turn in enumerate(turns):
            assert sorted(turns[:number])[-KEPT:] == threads.known("demo", "i-1", turn.position)
            threads.add("demo", "i-1", turn)


def test_what_is_asked_depends_on_the_turns_kept_alone():
    print("seed 5")
    source = random.Random(5)
    for _ in range(300):
        turns = sorted(turns_at_random(source, 40))
        assert asked_before(turns) == asked_before(turns[-KEPT:])


@pytest.mark.parametrize("shop", [PLAIN, Shop(numbers={"order_no": ("KK.#####.X",)})])
def test_what_is_asked_is_remembered_as_it_is_read_anew(shop: Shop):
    print("seed 6")
    source = random.Random(6)
    for _ in range(15):
        threads = Threads()
        turns = [
            Turn(NOON + timedelta(hours=11, minutes=each), each, f"t-{each}", (source.choice(WORDS + DATED),))
            for each in range(1, 20)
        ]
        kept: list[Turn] = []
        for turn in turns:
            expected = asked_before(kept)
            assert expected == threads.asked_before(kept)
            threads.told_in(turn, expected, ZoneInfo("Pacific/Auckland"), shop)
            kept = [*kept, under_test.shortened(turn)][-KEPT:]


def test_a_turn_is_read_once_however_many_come_after_it(monkeypatch: pytest.MonkeyPatch):
    read: list[Turn] = []
    told_in = under_test.told_in

    def counted(turn: Turn, *rest: object, **more: object) -> object:
        read.append(turn)
        return told_in(turn, *rest, **more)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(under_test, "told_in", counted)
    threads = Threads()
    turns = [Turn(NOON, each, f"t-{each}", (("customer", f"I am here since {each}"),)) for each in range(1, 13)]
    for number, turn in enumerate(turns):
        threads.told_in(turn, threads.asked_before(turns[:number]), ZoneInfo("Europe/Warsaw"), PLAIN)
    assert turns == read
    assert "I am here" not in repr(threads._asked), "it is known by a digest, not kept in clear"


def test_a_row_taken_a_second_time_is_read_from_the_page():
    threads = Threads()
    threads.add("demo", "i-1", Turn(NOON, 7))
    assert threads.known("demo", "i-1", 7) is None
    assert threads.known("demo", "i-1", 8) is not None
    assert threads.known("demo", "i-2", 8) is None


def test_the_threads_in_memory_are_bounded():
    threads = Threads()
    for number in range(THREADS + 5):
        threads.begin("demo", f"i-{number}")
    assert threads.known("demo", "i-0", 1) is None
    assert threads.known("demo", f"i-{THREADS}", 1) is not None


def test_of_a_long_talk_no_more_is_read_than_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    read: list[object] = []
    opened = KeptArchive._open
    monkeypatch.setattr(KeptArchive, "_open", lambda archive, row: (read.append(row), opened(archive, row))[1])
    with a_node(tmp_path) as node:
        node.say(340)
        node.page()
        node.again()
        page = node.page()
        assert 400 == len(page.timeline) and page.timeline.archive.count > 300, "else there is nothing to read"
        read.clear()
        last = Threads().read("demo", "i-1", 10_000, page)
        assert [f"t-{each}" for each in range(401 - KEPT, 401)] == [each.item_id for each in last]
        assert len(read) <= READ_BACK
