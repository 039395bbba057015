"""A line to PostgreSQL: every question has its own answer, what others say is heard, and when it breaks somebody is told."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import psycopg
import pytest

from adapters.bus.frames import Seal
from adapters.bus.port import Ears
from adapters.bus.postgres import PostgresBus
from adapters.bus.postgres_line import Line, open_line
from tests.contracts.buses import Heard, a_seal, until
from tests.patience import SECONDS
from tests.peers.line import Line as Way
from tests.peers.line import line_to
from tests.peers.postgres import Postgres

Case = Callable[[Line, list[tuple[int, str]]], Awaitable[None]]


def play(postgres: Postgres, case: Case) -> None:
    async def whole() -> None:
        said = list[tuple[int, str]]()
        line = await open_line(postgres.url(), "a test", lambda process, text: said.append((process, text)))
        try:
            await case(line, said)
        finally:
            await line.close()

    asyncio.run(whole())


def test_each_question_has_its_own_answer_however_many_statements_it_is(postgres: Postgres):
    async def case(line: Line, _: list[tuple[int, str]]) -> None:
        assert b"2" == await line.ask("SET statement_timeout = '9s'; SELECT 1; SELECT 2")
        assert None is await line.ask("SET statement_timeout = '8s'")
        for number in range(300):
            assert str(number).encode() == await line.ask("SELECT $1::int", [str(number)])

    play(postgres, case)


def test_what_is_said_is_heard_with_who_said_it_also_by_who_says_it(postgres: Postgres):
    async def case(line: Line, said: list[tuple[int, str]]) -> None:
        await line.ask("LISTEN a_room")
        text = "x" * 7_900
        await line.ask("SELECT pg_notify($1, $2)", ["a_room", text])
        with psycopg.connect(postgres.url(), autocommit=True) as other:
            other.execute("NOTIFY a_room, 'hello'")
            await until(lambda: [(line.process, text), (other.info.backend_pid, "hello")] == said)

    play(postgres, case)


def test_a_question_that_is_refused_is_an_error_and_the_next_one_is_answered(postgres: Postgres):
    async def case(line: Line, _: list[tuple[int, str]]) -> None:
        with pytest.raises(psycopg.OperationalError, match="42601"):
            await line.ask("SELEKT 1")
        assert b"1" == await line.ask("SELECT 1")

    play(postgres, case)


def test_when_the_server_hangs_up_who_asks_and_who_waits_are_told(postgres: Postgres):
    async def case(line: Line, _: list[tuple[int, str]]) -> None:
        asked = asyncio.create_task(line.ask("SELECT pg_sleep(600)"))
        waits = asyncio.create_task(line.silent(600))
        with psycopg.connect(postgres.url(), autocommit=True) as other:
            sleeps = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND state = 'active'"
            await until(lambda: other.execute(sleeps, [line.process]).fetchone() == (1,))
            other.execute("SELECT pg_terminate_backend(%s)", [line.process])
        for each in (asked, waits, line.ask("SELECT 1")):
            with pytest.raises(psycopg.OperationalError):
                await each

    play(postgres, case)


def test_a_server_that_falls_silent_is_given_up_by_who_asks_and_who_waits(postgres: Postgres):
    async def whole(way: Way) -> None:
        line = await open_line(through(way, postgres), "a test")
        try:
            assert b"1" == await line.ask("SELECT 1")
            line.overdue = 0.5  # from now on nobody answers, however long one waits
            way.fall_silent()
            waits = asyncio.create_task(line.silent(SECONDS))
            async with asyncio.timeout(SECONDS / 3):
                for each in (line.ask("SELECT 1"), waits, line.ask("SELECT 1")):
                    with pytest.raises(psycopg.OperationalError, match="does not answer"):
                        await each
        finally:
            await line.close()

    with line_to(postgres.port) as way:
        asyncio.run(whole(way))


def test_a_node_whose_server_fell_silent_as_it_began_to_listen_hears_again_when_it_speaks(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Line, "overdue", SECONDS / 30)
    with line_to(postgres.port) as way:
        asked = silent_at(way, monkeypatch)
        asyncio.run(heard_again(PostgresBus(through(way, postgres), a_seal()), way, asked))


def silent_at(way: Way, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The way falls silent as the first LISTEN is asked; what was asked by then and since."""
    asked: list[str] = []
    ask = Line.ask

    async def watched(self: Line, statement: str, values: Sequence[str] = ()) -> bytes | None:
        if statement.startswith("LISTEN"):
            if not asked:
                way.fall_silent()
            asked.append(statement)
        return await ask(self, statement, values)

    monkeypatch.setattr(Line, "ask", watched)
    return asked


async def heard_again(bus: PostgresBus, way: Way, asked: list[str]) -> None:
    heard = Heard()
    await bus.start(_ears(heard))
    try:
        await until(lambda: "listening" in bus._away and "Silent" == bus._away["listening"])
        assert 1 == len(asked)
        way.speak()
        await until(lambda: 1 == heard.backs and not bus.warnings())
    finally:
        await bus.stop()


def through(way: Way, server: Postgres) -> str:
    return server.url().replace(f":{server.port}/", f":{way.port}/")


def test_a_node_does_not_open_what_it_said_itself(postgres: Postgres, monkeypatch: pytest.MonkeyPatch):
    opened: list[Seal] = []
    open_frame = Seal.open

    def watched(self: Seal, data: bytes) -> object:
        opened.append(self)
        return open_frame(self, data)

    monkeypatch.setattr(Seal, "open", watched)
    asyncio.run(said_to_another(postgres, opened))


async def said_to_another(postgres: Postgres, opened: list[Seal]) -> None:
    seals, heard = (a_seal(), a_seal()), (Heard(), Heard())
    buses = [PostgresBus(postgres.url(), seal) for seal in seals]
    for bus, ears in zip(buses, heard, strict=True):
        await bus.start(_ears(ears))
    try:
        await until(lambda: not any(bus.warnings() for bus in buses))
        before = len(opened)
        buses[0].say("demo", b"first")
        await until(lambda: b"first" in [said for _, said in heard[1].said])
        buses[1].say("demo", b"second")
        await until(lambda: b"second" in [said for _, said in heard[0].said])
        assert {seals[1], seals[0]} == set(opened[before:]) and 2 == len(opened[before:])
    finally:
        for bus in buses:
            await bus.stop()


def _ears(heard: Heard) -> Ears:
    return heard
