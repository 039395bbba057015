"""A file of the data folder is held by another program, or may not be written: one sentence names it, and nothing is harmed."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from app.commands.beside import ask_gate, open_service
from app.control import CommandError
from app.settings import Settings
from tests.app.intake.deliveries import a_message
from tests.app.running import running_service
from tests.faults.test_held_log import WRITES, other_program
from tests.patience import SECONDS
from tests.peers.ports import free_port

FILES = ["log.db", "keys.db", "views.db", "access.db", "pages.db", "identity.db", "markers.db", "proof.db"]
MOMENT = 0.01  # seconds that a lock is waited for
connect = sqlite3.connect


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with something in every file."""
    folder = tmp_path_factory.mktemp("filled")
    with running_service(folder) as running:
        shop = running.shop("demo")
        shop.sent(a_message(shop, "m-1"))
        running.settled()
        shop.close()
    return folder


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """The folder, for one test."""
    return shutil.copytree(folder, tmp_path / "copy")


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another program has it for itself, and does not let go; for as long, what is locked is waited for a moment only."""
    with closing(connect(path, isolation_level=None)) as other, pytest.MonkeyPatch.context() as impatient:
        impatient.setattr(sqlite3, "connect", partial(connect, timeout=MOMENT))
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("PRAGMA user_version").fetchone()
        yield


def started(folder: Path, until_faulted: bool = False) -> str:
    """Why it does not start, or has to end; empty if it does."""

    async def play() -> str:
        try:
            service = open_service(Settings.read({"THROUGHLINE_DATA_DIR": str(folder)}))
        except CommandError as error:
            return str(error)
        await service.start()
        if until_faulted:
            async with asyncio.timeout(SECONDS):
                await service.faulted.wait()
        await service.stop()
        return "" if not service.faulted.is_set() else service.why

    return asyncio.run(play())


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_another_program_holds_is_named_and_kept(copy: Path, name: str):
    before = (copy / name).stat().st_ino
    with held(copy / name):
        told = started(copy)
    assert str(copy / name) in told and "Another program holds it" in told, told
    assert 1 == len(told.splitlines()) and before == (copy / name).stat().st_ino, "nobody replaces it meanwhile"
    assert "" == started(copy), "and it starts when the other has gone"


def test_the_index_of_deliveries_is_not_made_anew_while_another_program_holds_it(copy: Path):
    before = (copy / "log.seen.db").stat().st_ino
    with held(copy / "log.seen.db"):
        assert "The log cannot be written any more: database is locked." in started(copy, until_faulted=True)
    assert before == (copy / "log.seen.db").stat().st_ino
    assert "" == started(copy)


def test_a_command_about_credentials_says_it_too(copy: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("THROUGHLINE_DATA_DIR", str(copy))
    with (
        held(copy / "access.db"),
        pytest.raises(CommandError, match=r"access\.db cannot be opened: database is locked"),
    ):
        ask_gate("token.list")


@pytest.mark.parametrize("name", ["identity.db", "access.db", "keys.db"])
def test_a_file_that_another_program_is_writing_to_at_the_start_is_named(copy: Path, name: str):
    """It can be opened and read: only writing waits in vain."""
    where = {"THROUGHLINE_DATA_DIR": str(copy), "THROUGHLINE_PORT": str(free_port())}
    with other_program(WRITES, copy / name):
        ended = subprocess.run(
            [sys.executable, "-m", "app.cli", "serve"], env=os.environ | where, capture_output=True, text=True, timeout=SECONDS)  # fmt: skip
    told = ended.stderr.strip().splitlines()[-1]
    assert 1 == ended.returncode and f"{copy / name} cannot be " in told and "Another program holds it" in told, told
    assert "" == started(copy)
