"""After a restore, a promotion, or a log put back by hand every screen begins anew; after a mere restart none does."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from websockets.asyncio.client import connect

from app.settings import Settings
from app.storage import bring_up, renew_life
from tests.app.running import Running, running_service
from tests.app.test_two_nodes import a_message
from tests.patience import SECONDS
from tests.peers.postgres import Postgres, running_postgres

SUBPROTOCOL: Any = "throughline.v1"
KEY = "5a" * 32


def more(running: Running, first: int, count: int = 3) -> str:
    """So many messages of one person; the customer."""
    shop = running.shop("demo")
    return [shop.sent(a_message(number)) for number in range(first, first + count)][-1]["customer_id"]


def held(running: Running, customer_id: str) -> dict[str, Any]:
    """What a client holds: `since` and `epoch`."""
    page = running.shop("demo").timeline(customer_id)
    return {"since": page["version"], "epoch": page["epoch"]}


def coming_back(running: Running, customer_id: str, held: dict[str, Any]) -> tuple[str, str]:
    """The first frame a client gets that comes back with what it holds: its type, and the reason of a reset."""

    async def ask() -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {running.shop('demo').token('agent')}"}
        url = running.url.replace("http", "ws", 1) + "/v1/live"
        async with connect(url, additional_headers=headers, subprotocols=[SUBPROTOCOL], proxy=None) as connection:
            await connection.send(json.dumps({"type": "subscribe", "id": "p", "customer_id": customer_id, **held}))
            while (frame := json.loads(await connection.recv()))["type"] == "welcome":
                pass
            return frame

    frame = asyncio.run(ask())
    return frame["type"], frame.get("reason", "")


def put_back(folder: Path, copy: Path) -> None:
    """The log as it was, in its place; everything else of the node stays."""
    for suffix in ("", "-wal", "-shm"):
        folder.joinpath(f"log.db{suffix}").unlink(missing_ok=True)
    shutil.copy(copy, folder / "log.db")


@contextmanager
def then_other_words(folder: Path, copy: Path) -> Iterator[tuple[Running, str, dict[str, Any]]]:
    """A log that was put back and has grown beyond where it was, by other events; what a client held before."""
    with running_service(folder) as running:
        more(running, 0)
    sqlite3.connect(folder / "log.db").execute("VACUUM INTO ?", [str(copy)])
    with running_service(folder) as running:
        customer = more(running, 10)
        running.settled()
        before = held(running, customer)
    put_back(folder, copy)
    with running_service(folder) as running:
        more(running, 20, 9)  # the proof stays behind: it will not sign for another past
        running.ask(running.service.follower.reached(running.service.reader.head()))
        assert before["since"] < held(running, customer)["since"]
        yield running, customer, before


def test_a_log_put_back_by_hand_resets_who_held_more(tmp_path: Path):
    with then_other_words(tmp_path / "data", tmp_path / "copy.db") as (running, customer, before):
        assert ("reset", "epoch") == coming_back(running, customer, before)
        assert 12 == len(running.shop("demo").timeline(customer)["items"])
        assert [customer] == [each.customer_id for each in inbox(running)], "read models were made anew, too"


def inbox(running: Running) -> list[Any]:
    rows = running.shop("demo").agent.get("/v1/inbox", params={"tab": "team"}).json()["customers"]
    return [type("Row", (), row) for row in rows]


def test_without_the_nodes_memory_it_would_go_unseen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.life.Life._stands", lambda self: True)
    with then_other_words(tmp_path / "data", tmp_path / "copy.db") as (running, customer, before):
        assert ("resumed", "") == coming_back(running, customer, before)


def test_a_restart_changes_nothing(tmp_path: Path):
    with running_service(tmp_path) as running:
        customer = more(running, 0)
        running.settled()
        before = held(running, customer)
    with running_service(tmp_path) as running:
        running.settled()
        assert ("resumed", "") == coming_back(running, customer, before)


def test_a_restore_that_is_said_is_another_life_of_the_record_too(tmp_path: Path):
    with running_service(tmp_path) as running:
        customer = more(running, 0)
        before, life = held(running, customer), running.service.reader.life()
    renew_life(Settings.read({"THROUGHLINE_DATA_DIR": str(tmp_path)}))
    with running_service(tmp_path) as running:
        assert life != running.service.reader.life()
        assert ("reset", "epoch") == coming_back(running, customer, before)


# ---- on a server -------------------------------------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Postgres]:
    with running_postgres(tmp_path / "pg") as server:
        yield server


def variables(server: Postgres, tmp_path: Path) -> dict[str, str]:
    shared = {"THROUGHLINE_DATABASE_URL": server.fresh(), "THROUGHLINE_MASTER_KEY": KEY}
    bring_up(Settings.read(shared | {"THROUGHLINE_DATA_DIR": str(tmp_path / "data")}))
    return shared


def test_a_server_put_back_under_a_running_node_ends_it_and_resets_who_held_more(server: Postgres, tmp_path: Path):
    shared = variables(server, tmp_path)
    with running_service(tmp_path / "data", **shared) as running:
        more(running, 0)
        server.stop()
        shutil.copytree(server.data, tmp_path / "copy", symlinks=True)
        server.start()
    with running_service(tmp_path / "data", **shared) as running:
        customer = more(running, 10)
        running.settled()
        before = held(running, customer)
        assert running.service.life.look()
        server.stop()
        shutil.rmtree(server.data)
        shutil.copytree(tmp_path / "copy", server.data, symlinks=True)
        server.start()
        running.ask(asyncio.wait_for(running.service.faulted.wait(), SECONDS))
    with running_service(tmp_path / "data", **shared) as running:
        more(running, 20, 9)
        assert ("reset", "epoch") == coming_back(running, customer, before)


def test_a_promoted_standby_is_another_life(server: Postgres, tmp_path: Path):
    shared = variables(server, tmp_path)
    with running_service(tmp_path / "data", **shared) as running:
        customer = more(running, 0)
        running.settled()
        before = held(running, customer)
    with a_promoted_standby(server, tmp_path / "standby") as standby:
        url = shared["THROUGHLINE_DATABASE_URL"].replace(f":{server.port}/", f":{standby.port}/")
        with running_service(tmp_path / "data", **shared | {"THROUGHLINE_DATABASE_URL": url}) as running:
            assert before["since"] == held(running, customer)["since"]
            assert ("reset", "epoch") == coming_back(running, customer, before)


@contextmanager
def a_promoted_standby(server: Postgres, folder: Path) -> Iterator[Postgres]:
    """A standby made of this server, which takes its place."""
    standby = Postgres(folder)
    folder.mkdir()
    server.program(
        "pg_basebackup", "-D", str(standby.data), "-R", "-X", "stream", "-c", "fast",
        "-d", f"postgresql://throughline@127.0.0.1:{server.port}")  # fmt: skip
    settings = (standby.data / "postgresql.auto.conf").read_text().splitlines()
    primary = [line for line in settings if line.startswith("primary_conninfo")][-1]
    standby = Postgres(folder, [primary])
    standby.start()
    try:
        with psycopg.connect(standby.url(), autocommit=True) as connection:
            server.stop("immediate")
            assert connection.execute("SELECT pg_promote(true, %s)", [int(SECONDS)]).fetchone() == (True,)
        yield standby
    finally:
        standby.stop("immediate")
