"""One node of several has the duty; when its session ends another has it, and knows how far everything is."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import psycopg
import pytest

from adapters.duty import postgres as duty
from adapters.duty.port import Stop
from adapters.duty.postgres import PostgresDuty
from adapters.log.migrate import migrate_server
from tests.contracts.buses import until
from tests.peers.postgres import Postgres

Case = Callable[[PostgresDuty, PostgresDuty], Awaitable[None]]
HOLDER = """
SELECT pg_terminate_backend(pid) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


SESSIONS = """
SELECT EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'advisory' AND l.granted) FROM pg_stat_activity a
WHERE a.application_name = 'throughline duty' AND a.datname = current_database()"""


@pytest.fixture
def url(postgres: Postgres) -> str:
    url = postgres.fresh()
    migrate_server(url)
    return url


@contextlib.asynccontextmanager
async def two(url: str) -> AsyncIterator[tuple[PostgresDuty, PostgresDuty]]:
    one, other = PostgresDuty(url), PostgresDuty(url)
    await one.start()
    await other.start()
    try:
        yield one, other
    finally:
        await one.stop()
        await other.stop()


def play(url: str, case: Case) -> None:
    async def whole() -> None:
        async with two(url) as both:
            await case(*both)

    asyncio.run(whole())


def test_one_of_two_has_it_and_gives_it_back_with_all_it_has_done(url: str):
    async def case(one: PostgresDuty, other: PostgresDuty) -> None:
        assert (True, False) == (one.mine, other.mine)
        one.tell("memory", 7)
        assert 7 == one.done("memory")
        await one.stop()
        await until(lambda: other.mine)
        assert (False, 7) == (one.mine, other.done("memory"))

    play(url, case)


def test_the_others_know_how_far_it_is_and_it_never_goes_back(url: str):
    async def case(one: PostgresDuty, other: PostgresDuty) -> None:
        heard: list[int] = []
        other.changed = lambda: heard.append(other.done("memory"))
        for position in (5, 9, 3):
            one.tell("memory", position)
        await until(lambda: 9 == other.done("memory"))
        assert [9] == heard[-1:]

    play(url, case)


def test_when_its_session_is_ended_another_node_has_it(url: str):
    async def case(one: PostgresDuty, other: PostgresDuty) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(HOLDER)
        await until(lambda: other.mine and not one.mine)

    play(url, case)


def test_who_has_lost_it_is_told_at_once(url: str):
    async def case(one: PostgresDuty, other: PostgresDuty) -> None:
        heard: list[bool] = []
        one.changed = lambda: heard.append(one.mine)
        other.changed = lambda: heard.append(other.mine)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(HOLDER)
        await until(lambda: not one.mine)
        assert [False] == heard[:1]
        await until(lambda: other.mine)
        await other.stop()
        assert [False] == heard[-1:]

    play(url, case)


def test_a_node_that_stops_without_dying_loses_it(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(duty, "_LEASE", "SET idle_session_timeout = '1500ms'")

    async def case(one: PostgresDuty, other: PostgresDuty) -> None:
        assert one._task is not None
        one._task.cancel()  # it asks nothing any more
        await until(lambda: other.mine)

    play(url, case)


def test_what_is_told_while_it_connects_goes_by_the_session_that_holds_the_lock(url: str):
    async def case() -> None:
        one = PostgresDuty(url)
        try:
            stop = Stop(9, 2, "UnknownEvent")
            await asyncio.gather(*(one.park("memory", "demo", f"c-{number}", stop) for number in range(3)), one.start())
            with psycopg.connect(url, autocommit=True) as connection:
                sessions = connection.execute(SESSIONS).fetchall()
            assert (True, [(True,)]) == (one.mine, sessions)
        finally:
            await one.stop()

    asyncio.run(case())


def test_where_it_stopped_is_known_to_all_until_it_goes_on(url: str):
    stop = Stop(12, 3, "ValueError")

    async def case(one: PostgresDuty, other: PostgresDuty) -> None:
        await one.park("memory", "demo", "c-1", stop)
        await until(lambda: {("demo", "c-1"): stop} == other.stops("memory"))
        assert {} == other.stops("identity")
        await other.release("memory", "demo", "c-1")
        await until(lambda: {} == one.stops("memory"))

    play(url, case)


# ---- who goes before -------------------------------------------------------------------------------------------------


def beside(
    url: str, case: Callable[[PostgresDuty, PostgresDuty], Awaitable[None]], fit: Callable[[], bool] = lambda: True
) -> None:
    """A node has it; then one comes that goes before it."""

    async def whole() -> None:
        node, first = PostgresDuty(url), PostgresDuty(url, first=fit)
        await node.start()
        assert node.mine
        await first.start()
        try:
            await case(node, first)
        finally:
            await first.stop()
            await node.stop()

    asyncio.run(whole())


def test_a_node_leaves_it_to_who_goes_before_with_all_it_has_done(url: str):
    async def case(node: PostgresDuty, first: PostgresDuty) -> None:
        node.tell("memory", 7)
        await until(lambda: first.mine)
        assert (False, 7) == (node.mine, first.done("memory"))
        await looked_often(node)
        assert (False, True) == (node.mine, first.mine)

    beside(url, case)


def test_a_node_goes_on_when_who_goes_before_ends(url: str):
    async def case(node: PostgresDuty, first: PostgresDuty) -> None:
        await until(lambda: first.mine)
        first.tell("memory", 9)
        await first.stop()
        await until(lambda: node.mine)
        assert 9 == node.done("memory")

    beside(url, case)


def test_a_node_goes_on_when_who_goes_before_stops_without_dying(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(duty, "_LEASE", "SET idle_session_timeout = '1500ms'")

    async def case(node: PostgresDuty, first: PostgresDuty) -> None:
        await until(lambda: first.mine)
        assert first._task is not None
        first._task.cancel()  # it asks nothing any more
        await until(lambda: node.mine)

    beside(url, case)


def test_a_node_keeps_it_until_who_goes_before_is_fit_to(url: str):
    fit = list[bool]()

    async def case(node: PostgresDuty, first: PostgresDuty) -> None:
        await looked_often(first)
        assert (True, False) == (node.mine, first.mine)
        fit.append(True)
        await until(lambda: first.mine and not node.mine)

    beside(url, case, lambda: bool(fit))


def test_who_has_still_to_work_out_what_is_derived_already_does_not_go_before(url: str):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("INSERT INTO derived (follower, position) VALUES ('identity', 100)")
    position = [0]

    async def whole() -> None:
        new = PostgresDuty(url, first=lambda: position[0] >= new.done("identity"))
        await new.start()
        try:
            await looked_often(new)
            assert (True, False) == (new.mine, goes_before(url))  # nobody else is there
            position[0] = 100
            await until(lambda: goes_before(url))
        finally:
            await new.stop()

    asyncio.run(whole())


def test_who_keeps_up_goes_before_though_more_is_done_all_the_time(url: str):
    """What a new process may take over is what the node that derives has told: it is there a look later, never at once."""

    async def whole() -> None:
        node = PostgresDuty(url)
        new = PostgresDuty(url, first=lambda: position >= new.done("identity"))
        position, went = 0, list[bool]()
        try:
            for number in range(1, 5):
                node.tell("identity", number * 100)
                await node._look()
                await new._look()
                went.append(goes_before(url))
                position = new.done("identity")
            assert [False, True, True, True] == went
        finally:
            await new.stop()
            await node.stop()

    asyncio.run(whole())


def goes_before(url: str) -> bool:
    """Whether somebody goes before the others."""
    held = "SELECT NOT pg_try_advisory_xact_lock_shared(%s)"
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(held, [duty.FIRST]).fetchone()
    return row == (True,)


def test_of_two_who_go_before_one_has_it_and_the_other_goes_on(url: str):
    async def case(node: PostgresDuty, first: PostgresDuty) -> None:
        second = PostgresDuty(url, first=lambda: True)
        await until(lambda: first.mine)
        await second.start()
        try:
            await looked_often(second)
            assert (False, True, False) == (node.mine, first.mine, second.mine)
            await first.stop()
            await until(lambda: second.mine and not node.mine)
        finally:
            await second.stop()

    beside(url, case)


async def looked_often(one: PostgresDuty) -> None:
    """Until it has looked three times more."""
    looks: list[float] = [one._looked_at]

    def seen() -> bool:
        if one._looked_at != looks[-1]:
            looks.append(one._looked_at)
        return len(looks) > 3

    await until(seen)
