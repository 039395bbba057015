"""PostgreSQL's queue of notifications fills for real: operators are told, and told no more when it is empty again."""

import asyncio

import psycopg
import pytest

from adapters.bus import postgres as bus_module
from adapters.bus.postgres import PostgresBus
from tests.contracts.buses import Heard, a_seal, until
from tests.peers.postgres import Postgres

PAGES = 200  # of a queue of a million


def test_a_session_that_listens_inside_a_transaction_is_noticed_before_the_queue_is_full(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bus_module, "QUEUE_ALARM", PAGES / 2 / 1_048_576)
    monkeypatch.setattr(bus_module, "CHECK_SECONDS", 0.0)
    monkeypatch.setattr(bus_module, "HERE_SECONDS", 0.05)

    async def case() -> None:
        bus = PostgresBus(postgres.url(), a_seal())
        await bus.start(Heard())
        with psycopg.connect(postgres.url()) as listens:
            listens.execute("LISTEN something")
            listens.commit()
            listens.execute("SELECT 1")  # and stays inside its transaction
            with psycopg.connect(postgres.url(), autocommit=True) as others:
                others.execute(
                    "SELECT pg_notify('other', repeat('x', 7900) || n) FROM generate_series(1, %s) n", [PAGES]
                )
            await until(lambda: any("queue of notifications" in each for each in bus.warnings()))
            listens.commit()
            await until(lambda: [] == bus.warnings())
        await bus.stop()

    asyncio.run(case())
