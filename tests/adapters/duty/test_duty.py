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


def test_a_node_that_stops_without_dying_loses_it(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(duty, "_LEASE", "SET idle_session_timeout = '1500ms'")

    async def case(one: PostgresDuty, other: PostgresDuty) -> None:
        assert one._task is not None
        one._task.cancel()  # it asks nothing any more
        await until(lambda: other.mine)

    play(url, case)


def test_where_it_stopped_is_known_to_all_until_it_goes_on(url: str):
    stop = Stop(12, 3, "ValueError")

    async def case(one: PostgresDuty, other: PostgresDuty) -> None:
        await one.park("memory", "demo", "c-1", stop)
        await until(lambda: {("demo", "c-1"): stop} == other.stops("memory"))
        assert {} == other.stops("identity")
        await other.release("memory", "demo", "c-1")
        await until(lambda: {} == one.stops("memory"))

    play(url, case)
