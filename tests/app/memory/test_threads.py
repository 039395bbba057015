"""The turns kept in memory are those that the page would give: every node and every replay reads alike."""

import random
from datetime import timedelta

from app.memory.threads import KEPT, THREADS, Threads, Turn, asked_before
from tests.examples import NOON

WORDS = [("agent", "May I have your name?"), ("agent", "one moment"), ("agent", "What colour?"), ("customer", "yes"), ("customer", "Orla Finnegan"),
         ("unknown", "can i have your account number? 40817263"), ("system", "moved")]  # fmt: skip


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
