import os
import threading
import uuid
from collections.abc import Callable

from app.ids import Ids, uuid7

MOMENT = 1_764_000_000_123_456  # microseconds


def counting() -> Callable[[int], bytes]:
    """Bytes that never repeat: a counter, eight bytes each."""
    given = iter(range(1, 10**9))

    def take(count: int) -> bytes:
        return b"".join(next(given).to_bytes(8, "big") for _ in range(count // 8 + 1))[:count]

    return take


def test_an_id_is_a_uuid_of_version_7_that_begins_with_its_moment():
    made = uuid.UUID(bytes=Ids(lambda: MOMENT, os.urandom).event_id())
    assert (7, uuid.RFC_4122) == (made.version, made.variant)
    assert MOMENT // 1000 == made.int >> 80
    assert (7, uuid.RFC_4122) == ((one := uuid7(MOMENT // 1000, os.urandom)).version, one.variant)


def test_an_id_says_what_it_names_and_sorts_by_time():
    clock = iter(range(MOMENT, MOMENT + 10_000_000, 1_000))
    ids = Ids(lambda: next(clock), os.urandom)
    made = [ids("c") for _ in range(1_000)]
    assert sorted(made) == made
    assert all(each.startswith("c-") and 34 == len(each) for each in made)


def test_the_same_randomness_gives_the_same_ids():
    one, other = Ids(lambda: MOMENT, counting()), Ids(lambda: MOMENT, counting())
    assert [one("t") for _ in range(1_000)] == [other("t") for _ in range(1_000)]


def test_no_thread_mints_what_another_has():
    ids, made = Ids(lambda: MOMENT, os.urandom), []

    def mint() -> None:
        mine = [ids.event_id() for _ in range(5_000)]
        made.extend(mine)

    threads = [threading.Thread(target=mint) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 40_000 == len(set(made))


def test_a_forked_process_mints_its_own():
    ids = Ids(lambda: MOMENT, os.urandom)
    ids("c")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, ids("c").encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 100).decode() != ids("c")
