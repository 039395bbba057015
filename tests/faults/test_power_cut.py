"""F2: the power goes while a node writes. Whatever was acknowledged before is on the disk, whole and in order."""

import random
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.keys import KeysUnavailable
from tests.faults.cycles import PRODUCERS
from tests.faults.figures import Figure, first_seed, times
from tests.faults.nodes import Life, NodeProcess, node_process
from tests.faults.oracle import Heard, Log
from tests.faults.parts import make_log
from tests.faults.power import Disk, NoRig, running_disk
from tests.patience import SECONDS
from tests.peers.postgres import NoServer, Postgres, running_postgres

FEWEST, MOST = 5, 250  # acknowledgements before the cut
PLANTED_CUTS = 5
ONLY_LOOKED_AT = ("fsync=off", "recovery_init_sync_method=syncfs")  # a server that reads what a cut left
WRITTEN_BYTES = 4_200  # a write-ahead log longer than this holds more than its header


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    try:
        with running_disk(tmp_path_factory.mktemp("power")) as disk:
            yield disk
    except NoRig as missing:
        pytest.skip(f"no power-cut rig: {missing}")


class Cut:
    """Watches a life: at a seeded number of acknowledgements cuts the power, then ends the life."""

    def __init__(self, node: NodeProcess, disk: Disk, at: int) -> None:
        self._node, self._disk, self._at = node, disk, at
        self.before: int | None = None

    def __call__(self, life: Life) -> None:
        if self.before is None and len(life.acknowledged) >= self._at:
            self.before = len(life.acknowledged)  # what is heard later does not count
            self._disk.cut()
            self._node.kill()


def test_what_was_acknowledged_is_there_after_a_power_cut(disk: Disk):
    figure, cuts, acknowledged = Figure("F2 power cut", store="sqlite"), times("CUTS", 100), 0
    with node_process() as node:
        for number in range(cuts):
            heard, wrong = cut_and_look(node, disk, first_seed() + number)
            assert [] == wrong, f"seed {first_seed() + number}"
            acknowledged += heard
    figure.say(cuts=cuts, acknowledged=acknowledged, lost=0, doubled=0, out_of_order=0)


def test_the_oracle_sees_that_sqlite_did_not_wait_for_the_disk(disk: Disk):
    with node_process() as node:
        wrong = [
            cut_and_look(node, disk, first_seed() + number, "synchronous off")[1] for number in range(PLANTED_CUTS)
        ]
    assert any(wrong)


def cut_and_look(node: NodeProcess, disk: Disk, seed: int, planted: str = "") -> tuple[int, list[str]]:
    """One life until the cut; then what the disk held. Returns how much was acknowledged before it, and what is wrong."""
    folder = disk.folder / f"cut-{seed}"
    make_log(folder)
    heard, cut = Heard(seed), Cut(node, disk, random.Random(seed).randrange(FEWEST, MOST))
    node.begin(folder, seed=seed, first=0, planted=planted)
    life = node.hear(watch=cut)
    assert cut.before is not None
    heard.add(life.acknowledged[: cut.before])
    shutil.rmtree(folder)
    with disk.frozen() as after:
        return cut.before, found(node, after / folder.name, heard, seed, cut.before)


def found(node: NodeProcess, folder: Path, heard: Heard, seed: int, count: int) -> list[str]:
    """What is wrong with a log after a cut; a well one also goes on, and everything may be sent again."""
    wrong = looked_at(folder, heard)
    if wrong:
        return wrong
    again = node.live(folder, seed=seed, first=0, limit=count)
    heard.add(again.acknowledged)
    return looked_at(folder, heard)


def looked_at(folder: Path, heard: Heard, url: str = "") -> list[str]:
    """What is wrong with a log that may not even open."""
    try:
        return Log(folder, url).whole(heard)
    except (sqlite3.Error, psycopg.Error, OSError, KeysUnavailable, AssertionError) as error:
        return [f"it does not open: {type(error).__name__}"]


def test_a_repeat_is_not_acknowledged_before_its_first_is_on_the_disk(disk: Disk, fsync_shim: str):
    """The node dies between writing and syncing; the next one finds the event in the operating system's memory only."""
    with node_process(LD_PRELOAD=fsync_shim) as node:
        assert [] == repeated(node, disk, 101)


def test_the_oracle_sees_that_a_repeat_was_acknowledged_out_of_memory(disk: Disk, fsync_shim: str):
    with node_process(LD_PRELOAD=fsync_shim) as node:
        assert [] != repeated(node, disk, 103, "memory trusted")


def repeated(node: NodeProcess, disk: Disk, seed: int, planted: str = "") -> list[str]:
    """A life that dies before the sync, another that is sent the same and is cut off when it has answered."""
    folder, heard, cut = disk.folder / f"repeat-{seed}", Heard(seed), Cut(node, disk, 1)
    make_log(folder)
    job = {"seed": seed, "first": 0, "producers": 1, "limit": 1, "planted": planted}
    die_before_the_sync(node, folder, job)
    node.begin(folder, **job)
    life = node.hear(watch=cut)
    heard.add(life.acknowledged)
    assert ["duplicate"] == [receipt["outcome"] for _, receipt in life.acknowledged], "the first life had written it"
    with disk.frozen() as after:
        return found(node, after / folder.name, heard, seed, 1)


class ServerStory:
    """One database on a server whose disk is cut again and again; everything ever acknowledged must be on each cut."""

    def __init__(self, node: NodeProcess, disk: Disk, server: Postgres, seed: int) -> None:
        self._node, self._disk, self._server, self._seed = node, disk, server, seed
        self._url, self._keep, self._chosen = server.fresh(), disk.folder / f"node-{seed}", random.Random(seed)
        make_log(self._keep, self._url)
        self.heard, self._first = Heard(seed), 0

    def cut_and_look(self) -> list[str]:
        """One life of a node until the cut; then what a server started on that disk has. Returns what is wrong."""
        cut = Cut(self._node, self._disk, self._chosen.randrange(FEWEST, MOST))
        self._node.begin(self._keep, seed=self._seed, first=self._first, url=self._url)
        life = self._node.hear(watch=cut)
        assert cut.before is not None
        self._first += len(life.acknowledged) + PRODUCERS
        self.heard.add(life.acknowledged[: cut.before])
        with self._disk.frozen() as after:
            return self._recovered(after / self._server.folder.name)

    def _recovered(self, folder: Path) -> list[str]:
        (folder / "data" / "postmaster.pid").unlink(missing_ok=True)  # it names the server that still runs
        try:
            with running_postgres(folder, *ONLY_LOOKED_AT) as recovered:
                return looked_at(self._keep, self.heard, recovered.url(self._url.rsplit("/", 1)[1]))
        except NoServer as error:
            return [f"the server does not start: {error}"]


def test_what_postgresql_acknowledged_is_there_after_a_power_cut(disk: Disk):
    figure, cuts = Figure("F2 power cut", store="postgresql"), times("CUTS_POSTGRESQL", 20)
    with server_on(disk, "pg") as server, node_process() as node:
        story = ServerStory(node, disk, server, first_seed())
        for number in range(cuts):
            assert [] == story.cut_and_look(), f"cut {number} of seed {first_seed()}"
    figure.say(cuts=cuts, acknowledged=len(story.heard.receipts), lost=0, doubled=0, out_of_order=0)


def test_the_oracle_sees_that_postgresql_did_not_wait_for_the_disk(disk: Disk):
    with server_on(disk, "pg-off", "fsync=off") as server, node_process() as node:
        story = ServerStory(node, disk, server, first_seed())
        assert any(story.cut_and_look() for _ in range(PLANTED_CUTS))


@contextmanager
def server_on(disk: Disk, name: str, *settings: str) -> Iterator[Postgres]:
    """A cluster on the disk whose power will be cut; what it began with is on the disk."""
    with running_postgres(disk.folder / name, "max_wal_size=64MB", *settings) as server:
        disk.settle()
        yield server


def die_before_the_sync(node: NodeProcess, folder: Path, job: dict[str, Any]) -> None:
    """A life that ends when its event is written, and the disk has not yet been waited for."""
    held, until = folder.parent.with_name(f"held-{folder.name}"), time.monotonic() + SECONDS
    where = {"FSYNC_ONLY": "log.db-wal", "FSYNC_HOLD": str(held), "FSYNC_HOLD_BYTES": str(WRITTEN_BYTES)}
    node.begin(folder, environment=where, **job)
    while not held.exists():
        assert time.monotonic() < until, "the event was not written"
        time.sleep(0.01)
    node.kill()
    assert [] == node.hear().acknowledged
