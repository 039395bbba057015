"""Read models made anew while they are in use: the old ones whole or the new ones, never something between."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.log.rows import Row
from adapters.views.projector import Projector
from adapters.views.store import Parked
from app import rebuild
from app.projections import Progress, Projections
from tests.adapters.views.histories import replayed, tables_of, understood
from tests.app.running import Running, Shop, running_service
from tests.faults.poison import a_text, poison
from tests.faults.rebuilding import MOMENTS
from tests.patience import SECONDS
from tests.peers.ports import free_port

SPOILT = """UPDATE inbox SET "row" = CAST(replace(CAST("row" AS TEXT), 'słowo', 'slowo') AS BLOB)"""
COMMAND = str(Path(sys.executable).with_name("throughline"))


def over(running: Running, job: str) -> Progress:
    """Run a job to its end."""
    projections = running.service.projections

    async def watched() -> Progress:
        projections.begin(job)
        assert projections._task is not None
        await projections._task
        assert projections._progress is not None
        return projections._progress

    return running.ask(watched())


def filled(shop: Shop, count: int = 60, first: int = 0) -> None:
    events = [a_text(f"f-{first + n}", f"+48 601 001 {n % 30:03}", f"słowo {n}", shop.tenant) for n in range(count)]
    outcomes = {result["outcome"] for result in shop.batch(events).json()["results"]}
    assert {"recorded"} == outcomes


def fresh(service: Any, path: Path) -> dict[str, Any]:
    position = service.views.position()
    return replayed(service, path, [row for row in service.reader.since(0, 100_000) if row.position <= position])


def files_of(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("views*")}


def test_a_rebuild_while_messages_come_gives_what_a_replay_gives(tmp_path: Path):
    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        filled(shop, 900)
        running.settled()
        spoil(tmp_path)
        epoch = shop.agent.get("/v1/inbox").json()["epoch"]
        with coming(shop) as seen:
            assert "" == over(running, "rebuild").failed
            assert "" == over(running, "rebuild").failed
        running.settled()
        assert fresh(running.service, tmp_path / "fresh.db") == tables_of(running.service.views)
        assert epoch != shop.agent.get("/v1/inbox").json()["epoch"], "whoever watches a queue starts over"
        assert min(seen) >= 30, "no reader saw half a view"
        assert {"views.db"} == {name for name in files_of(tmp_path) if not name.endswith(("-wal", "-shm"))}
        assert not over(running, "check").difference


@contextmanager
def coming(shop: Shop) -> Iterator[list[int]]:
    """Messages come, and somebody looks at the queue. Yields how many customers each look showed."""
    seen: list[int] = []
    end = threading.Event()

    def send() -> None:
        for number in range(1_000_000):
            if end.is_set():
                return
            filled(shop, 5, 10_000 + 5 * number)
            seen.append(len(shop.agent.get("/v1/inbox", params={"tab": "team"}).json()["customers"]))

    sender = threading.Thread(target=send)
    sender.start()
    try:
        yield seen
    finally:
        end.set()
        sender.join()


def spoil(folder: Path) -> None:
    """What a fault of an earlier version may have left."""
    with closing(sqlite3.connect(folder / "views.db")) as connection, connection:
        assert connection.execute(SPOILT).rowcount


def test_a_rebuild_keeps_where_memory_stands_and_stopped(tmp_path: Path):
    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        customer = shop.sent(a_text("1", "+48 601 001 700", "Dzień dobry", "demo"))["customer_id"]
        poison(running.service, "demo", customer)
        running.settled()
        service = running.service
        before = service.views.parked(), service.views.position("memory")
        assert 2 == len(before[0])
        assert "" == over(running, "rebuild").failed
        assert before == (service.views.parked(), service.views.position("memory"))
        with understood():
            assert "" == over(running, "rebuild").failed
            assert ["memory"] == [each.view for each in service.views.parked()]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_rebuild_killed_at_any_moment_leaves_the_old_views_or_the_new_ones(tmp_path: Path, moment: str):
    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        filled(shop)
        poison(running.service, "demo", running.service.reader.since(0, 1)[0].stream)
        running.settled()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("THROUGHLINE_")}
    words = [sys.executable, "-m", "tests.faults.rebuilding", str(tmp_path), moment]
    assert -signal.SIGKILL == subprocess.run(words, env=environment, timeout=SECONDS).returncode
    with running_service(tmp_path) as running:
        assert fresh(running.service, tmp_path / "fresh.db") == tables_of(running.service.views)
        assert {"views": 1, "memory": 1} == running.service.ready().parked_in
        filled(running.shop("demo"), 20, 500)
        running.settled()
        assert fresh(running.service, tmp_path / "fresh.db") == tables_of(running.service.views)
        assert not [name for name in files_of(tmp_path) if "rebuild" in name]


def test_a_file_that_somebody_else_has_open_is_not_replaced(tmp_path: Path):
    with running_service(tmp_path) as running:
        filled(running.shop("demo"))
        running.settled()
        before = tables_of(running.service.views)
        with closing(sqlite3.connect(tmp_path / "views.db")) as other:
            other.execute("SELECT * FROM inbox").fetchone()
            assert "Another program has the views' file open" in over(running, "rebuild").failed
        assert before == tables_of(running.service.views)
        assert "" == over(running, "rebuild").failed


def test_a_damaged_file_is_made_anew_at_start(tmp_path: Path):
    with running_service(tmp_path) as running:
        filled(running.shop("demo"))
        running.settled()
        before = tables_of(running.service.views)
    (tmp_path / "views.db").write_bytes(b"this is no database at all, " * 300)
    with running_service(tmp_path) as running:
        running.settled()
        assert before == tables_of(running.service.views)


CHANGES = {
    SPOILT: "field preview",
    "UPDATE inbox SET live_call = 1 - live_call WHERE customer_id = (SELECT max(customer_id) FROM inbox)": "column live_call",
    "DELETE FROM handle WHERE digest = (SELECT min(digest) FROM handle)": "the row is missing",
    "UPDATE interaction SET customer_id = 'c-x' WHERE interaction_id = (SELECT min(interaction_id) FROM interaction)":
        "column customer_id",
    "INSERT INTO parked VALUES ('views', 'demo', 'c-x', 1, 1, 'Nothing')": "the row should not be there",
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_check_names_the_first_place_that_differs_and_nothing_personal(tmp_path: Path, change: str):
    with running_service(tmp_path) as running:
        filled(running.shop("demo"))
        running.settled()
        assert "" == over(running, "check").difference
        with closing(sqlite3.connect(tmp_path / "views.db")) as connection, connection:
            assert connection.execute(change).rowcount
        found = over(running, "check").difference
        assert CHANGES[change] in found
        assert "słowo" not in found
        assert not [name for name in files_of(tmp_path) if "check" in name or "fresh" in name]


def throughline(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("THROUGHLINE_")}
    environment |= {"THROUGHLINE_DATA_DIR": str(folder), "THROUGHLINE_PORT": "8000"}
    return subprocess.run(
        [COMMAND, "projections", *words], env=environment, capture_output=True, text=True, timeout=SECONDS
    )


def test_the_commands_work_without_a_service_and_beside_one(tmp_path: Path):
    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        filled(shop)
        customer = shop.sent(a_text("1", "+48 601 001 700", "Dzień dobry", "demo"))["customer_id"]
        poison(running.service, "demo", customer)
        running.settled()
    all_commands(tmp_path, customer)
    environment = os.environ | {"THROUGHLINE_DATA_DIR": str(tmp_path), "THROUGHLINE_PORT": str(free_port())}
    serving = subprocess.Popen([COMMAND, "serve"], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert serving.stdout and serving.stdout.readline()
        all_commands(tmp_path, customer)
    finally:
        serving.send_signal(signal.SIGINT)
        serving.wait(SECONDS)


def all_commands(folder: Path, customer: str) -> None:
    """Each once; one row is spoilt and made good again."""
    check = throughline(folder, "check")
    assert (0, "Every read model equals") == (check.returncode, check.stdout[:23]), check.stderr
    spoil(folder)
    check = throughline(folder, "check")
    assert (1, "views differs from a fresh replay: table inbox") == (check.returncode, check.stdout[:46])
    rebuilt = throughline(folder, "rebuild")
    assert 0 == rebuilt.returncode, rebuilt.stderr
    assert "rebuild views: 100 % of" in rebuilt.stderr and " a second" in rebuilt.stderr
    assert 0 == throughline(folder, "check").returncode
    parked = throughline(folder, "parked").stdout.splitlines()
    assert [f"memory  demo  {customer}", f"views  demo  {customer}"] == [line.partition("  at v")[0] for line in parked]
    retry = throughline(folder, "retry", "--customer", customer)
    assert (1, "Tried again: 2. Parked still: 2.\n") == (retry.returncode, retry.stdout)


def test_one_job_at_a_time(tmp_path: Path):
    from app.control import CommandError

    with running_service(tmp_path) as running:

        async def twice() -> None:
            running.service.projections.begin("check")
            running.service.projections.begin("rebuild")

        with pytest.raises(CommandError, match="A check is running already"):
            running.ask(twice())


def test_a_job_ends_with_the_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    begun, ending, stop = threading.Event(), threading.Event(), Projections.stop

    class Held(Projector):
        """In the middle of it when the service ends."""

        def advance(self, rows: Sequence[Row], upto: int) -> list[Parked]:
            begun.set()
            assert ending.wait(SECONDS)
            return super().advance(rows, upto)

    async def told_to_end(self: Projections) -> None:
        asyncio.get_running_loop().call_soon(ending.set)  # when the job is told, too
        await stop(self)

    with running_service(tmp_path) as running:
        filled(running.shop("demo"))
        running.settled()
        monkeypatch.setattr(rebuild, "Projector", Held)
        monkeypatch.setattr(Projections, "stop", told_to_end)

        async def begin() -> Progress:
            return running.service.projections.begin("rebuild")

        progress = running.ask(begin())
        assert begun.wait(SECONDS)
    assert (True, "The service ended before the job did.") == (progress.over, progress.failed)
    assert {"views.db"} == files_of(tmp_path)
