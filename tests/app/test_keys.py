"""Master keys: where they come from, what a lost or wrong one does, and a rotation beside the service at work."""

import asyncio
import itertools
import os
import shutil
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import app.keys
from adapters.keys import rotation
from adapters.keys.keyring import Keyring, KeysUnavailable, WrongMasterKey
from adapters.keys.migrate import migrate_server
from app.cli import main
from app.control import CommandError, serve_control
from app.keys import key_commands, open_keyring, rotate_for_a_while
from app.lock import hold
from app.settings import Settings, SettingsError
from tests.adapters.keys.opened import mark
from tests.app.intake.deliveries import a_message
from tests.app.running import Running, running_service
from tests.patience import SECONDS
from tests.peers.postgres import Postgres

ONE, TWO = "11" * 32, "22" * 32
NAMES = [f"c-{number:03}" for number in range(7)]


def settings_of(folder: Path, **variables: str) -> Settings:
    return Settings.read({"THROUGHLINE_DATA_DIR": str(folder)} | {f"THROUGHLINE_{k}": v for k, v in variables.items()})


@contextmanager
def opened(folder: Path, **variables: str) -> Generator[Keyring]:
    keyring = open_keyring(settings_of(folder, **variables))
    try:
        yield keyring
    finally:
        keyring.close()


def filled(folder: Path, **variables: str) -> list[bytes]:
    """A key database with customers; by what their keys are recognised."""
    with opened(folder, **variables) as keyring:
        keyring.store([keyring.begin("demo", name) for name in NAMES], 1)
        return [mark(keyring, "demo", name) for name in NAMES]


def marks(folder: Path, **variables: str) -> list[bytes]:
    with opened(folder, **variables) as keyring:
        return [mark(keyring, "demo", name) for name in NAMES]


def rotated(folder: Path, **variables: str) -> dict[str, Any]:
    with opened(folder, **variables) as keyring:
        return rotate_for_a_while(settings_of(folder, **variables), keyring)


# ---- where the master key comes from ---------------------------------------------------------------------------------


def test_without_any_setting_a_master_key_is_made_once_for_this_account_alone(tmp_path: Path):
    expected = filled(tmp_path)
    assert 0o600 == (tmp_path / "master.key").stat().st_mode & 0o777
    assert expected == marks(tmp_path)
    assert ["keys.db", "master.key"] == sorted(path.name for path in tmp_path.iterdir())


def test_a_lost_master_key_is_not_replaced_by_a_new_one(tmp_path: Path):
    expected = filled(tmp_path)
    kept = (tmp_path / "master.key").rename(tmp_path / "elsewhere")
    with pytest.raises(WrongMasterKey, match=r"master\.key is missing"):
        open_keyring(settings_of(tmp_path))
    assert not (tmp_path / "master.key").exists()
    kept.rename(tmp_path / "master.key")
    assert expected == marks(tmp_path)


@pytest.mark.parametrize("text", ["", "abc", "00" * 31])
def test_a_master_key_file_that_holds_none_is_named(tmp_path: Path, text: str):
    (tmp_path / "key").write_text(text)
    with pytest.raises(SettingsError, match="key "):
        open_keyring(settings_of(tmp_path, MASTER_KEY_FILE=str(tmp_path / "key")))


def test_from_our_own_file_to_one_that_is_given(tmp_path: Path):
    expected = filled(tmp_path)
    more = {"MASTER_KEY": ONE, "MASTER_KEY_PREVIOUS_FILE": str(tmp_path / "master.key")}
    assert rotated(tmp_path, **more)["done"]
    assert expected == marks(tmp_path, MASTER_KEY=ONE)


# ---- a rotation dies and is said again -------------------------------------------------------------------------------


class Watched:
    """The operating system and the key database: before and after every step the folder is copied, as a kill would leave it."""

    def __init__(self, folder: Path, copies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.copies, self.taken = folder, copies, 0
        watched = self

        class System:
            path = os.path

            def __getattr__(self, name: str) -> Any:
                found = getattr(os, name)
                return watched.around(found) if name in {"open", "write", "fsync", "close", "replace"} else found

        monkeypatch.setattr(app.keys, "os", System())

    def watch(self, keyring: Keyring) -> None:
        """Step in before and after every statement of this keyring."""
        store: Any = keyring._store
        for name in ("_writing", "_reading"):
            connection, around = getattr(store, name), self.around

            class Connection:
                def __getattr__(self, name: str, inner: Any = connection, around: Any = around) -> Any:
                    found = getattr(inner, name)
                    return around(found) if name in {"execute", "executemany"} else found

            setattr(store, name, Connection())

    def around(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*arguments: Any, **more: Any) -> Any:
            self.copy()
            answer = step(*arguments, **more)
            self.copy()
            return answer

        return stepped

    def copy(self) -> None:
        self.taken += 1
        shutil.copytree(self.folder, self.copies / f"{self.taken:04}", ignore=shutil.ignore_patterns("*-shm"))


@pytest.mark.parametrize("given", [{}, {"MASTER_KEY": TWO, "MASTER_KEY_PREVIOUS": ONE}], ids=["our own file", "given"])
def test_killed_at_any_statement_or_file_operation_it_starts_again_and_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str]
):
    monkeypatch.setattr(rotation, "BATCH", 3)
    folder, copies = tmp_path / "data", tmp_path / "copies"
    folder.mkdir()
    expected = filled(folder, **({"MASTER_KEY": ONE} if given else {}))
    watched = Watched(folder, copies, monkeypatch)
    with opened(folder, **given) as keyring:
        watched.watch(keyring)
        assert {"done": True, "rewrapped": 7} == {
            name: value
            for name, value in rotate_for_a_while(settings_of(folder, **given), keyring).items()
            if name in {"done", "rewrapped"}
        }
    monkeypatch.undo()
    monkeypatch.setattr(rotation, "BATCH", 3)
    assert watched.taken > 40
    for copy in sorted(copies.iterdir()):
        assert expected == marks(copy, **given), copy
        with opened(copy, **given) as keyring:
            assert rotate_for_a_while(settings_of(copy, **given), keyring)["done"]
        assert expected == marks(copy, **given), copy
        if given:
            assert expected == marks(copy, MASTER_KEY=TWO)
        else:
            assert not list(copy.glob("master.key.new*"))


def test_a_long_rotation_answers_in_between_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rotation, "BATCH", 2)
    expected = filled(tmp_path)
    before = (tmp_path / "master.key").read_text()
    answers: list[dict[str, Any]] = []
    with opened(tmp_path) as keyring:
        while not answers or not answers[-1]["done"]:
            answers.append(rotate_for_a_while(settings_of(tmp_path), keyring, seconds=0))
            assert len(answers) < 20
    assert len(answers) > 3 and 7 == sum(answer["rewrapped"] for answer in answers)
    assert before != (tmp_path / "master.key").read_text()
    assert expected == marks(tmp_path)


# ---- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def change(**variables: str) -> None:
        for name in [name for name in os.environ if name.startswith("THROUGHLINE_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("THROUGHLINE_DATA_DIR", str(tmp_path))
        for name, value in variables.items():
            monkeypatch.setenv(f"THROUGHLINE_{name}", value)

    change()
    return change


def test_the_command_rotates_without_a_service(
    tmp_path: Path, environment: Callable[..., None], capsys: pytest.CaptureFixture[str]
):
    expected = filled(tmp_path)
    before = (tmp_path / "master.key").read_text()
    assert 0 == main(["keys", "rotate"])
    assert "7 keys wrapped anew" in capsys.readouterr().out
    assert before != (tmp_path / "master.key").read_text()
    assert expected == marks(tmp_path)


def test_the_command_says_when_there_is_nothing_to_go_to_and_when_all_is_done(
    tmp_path: Path, environment: Callable[..., None], capsys: pytest.CaptureFixture[str]
):
    expected = filled(tmp_path, MASTER_KEY=ONE)
    environment(MASTER_KEY=ONE)
    assert 1 == main(["keys", "rotate"])
    assert "THROUGHLINE_MASTER_KEY_PREVIOUS" in capsys.readouterr().err
    environment(MASTER_KEY=TWO, MASTER_KEY_PREVIOUS=ONE)
    for count in ("7", "0"):
        assert 0 == main(["keys", "rotate"])
        assert capsys.readouterr().out.startswith(f"{count} keys wrapped anew")
    assert expected == marks(tmp_path, MASTER_KEY=TWO)


@pytest.mark.parametrize("given", [{"MASTER_KEY": TWO}, {"MASTER_KEY": TWO, "MASTER_KEY_PREVIOUS": "33" * 32}])
def test_a_rotation_from_a_wrong_master_key_is_one_sentence_and_changes_nothing(
    tmp_path: Path, environment: Callable[..., None], capsys: pytest.CaptureFixture[str], given: dict[str, str]
):
    expected = filled(tmp_path, MASTER_KEY=ONE)
    environment(**given)
    assert 1 == main(["keys", "rotate"])
    written = capsys.readouterr()
    assert "" == written.out
    assert "throughline: The keys cannot be opened: The master key does not open the key database.\n" == written.err
    assert expected == marks(tmp_path, MASTER_KEY=ONE)


@contextmanager
def answering(folder: Path, keyring: Keyring) -> Generator[None]:
    """Stand in for a running service: hold the folder and answer on its control socket, from a thread."""
    ready, end, loop = threading.Event(), asyncio.Event(), asyncio.new_event_loop()

    async def answer() -> None:
        async with serve_control(folder, key_commands(settings_of(folder), keyring)):
            ready.set()
            await end.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(answer(),))
    with hold(folder):
        thread.start()
        assert ready.wait(SECONDS)
        try:
            yield
        finally:
            loop.call_soon_threadsafe(end.set)
            thread.join()
            loop.close()


def test_the_command_rotates_beside_a_running_service(
    tmp_path: Path,
    environment: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    expected = filled(tmp_path)
    monkeypatch.setattr(app.keys, "STEP_SECONDS", 0.0)
    monkeypatch.setattr(rotate_for_a_while, "__defaults__", (0.0,))
    monkeypatch.setattr(rotation, "BATCH", 2)
    with opened(tmp_path) as keyring, answering(tmp_path, keyring):
        assert 0 == main(["keys", "rotate"])
        told = capsys.readouterr().out
        assert "going on" in told and "7 keys wrapped anew" in told
        assert expected == [mark(keyring, "demo", name) for name in NAMES]
    assert expected == marks(tmp_path)


def test_two_rotations_at_once_are_one_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    filled(tmp_path)
    inside, go_on = threading.Event(), threading.Event()

    def slow(*_: Any) -> dict[str, Any]:
        inside.set()
        assert go_on.wait(SECONDS)
        return {"done": True}

    monkeypatch.setattr(app.keys, "rotate_for_a_while", slow)

    async def twice(handler: Any) -> None:
        first = asyncio.ensure_future(handler({}))
        await asyncio.to_thread(inside.wait, SECONDS)
        with pytest.raises(CommandError, match="already"):
            await handler({})
        go_on.set()
        await first
        await handler({})

    with opened(tmp_path) as keyring:
        asyncio.run(twice(key_commands(settings_of(tmp_path), keyring)["keys.rotate"]))


def test_changed_key_files_count_without_a_restart(tmp_path: Path):
    new, old = tmp_path / "new.key", tmp_path / "old.key"
    new.write_text(ONE)
    files = {"MASTER_KEY_FILE": str(new)}
    expected = filled(tmp_path, **files)
    old.write_text(ONE)
    settings = settings_of(tmp_path, **files, MASTER_KEY_PREVIOUS_FILE=str(old))
    keyring = open_keyring(settings)
    new.write_text(TWO)
    assert 7 == rotate_for_a_while(settings, keyring)["rewrapped"]
    keyring.close()
    assert expected == marks(tmp_path, MASTER_KEY=TWO)


# ---- at work ---------------------------------------------------------------------------------------------------------


def test_a_rotation_under_load_costs_nobody_an_answer(tmp_path: Path):
    with running_service(tmp_path) as running:
        keyring = running.service.keyring
        for part in range(10):  # so that the rotation takes a while
            keyring.store([keyring.begin("many", f"c-{part}-{number}") for number in range(1_000)], 1)
        before = (tmp_path / "master.key").read_text()
        customers = _under_load(running, lambda: running.ask(running.service.commands()["keys.rotate"]({})))
        assert before != (tmp_path / "master.key").read_text()
        pages = {each: running.shop("demo").timeline(each)["items"] for each in customers}
    with running_service(tmp_path) as again:
        shop = again.shop("demo")
        assert pages == {each: shop.timeline(each)["items"] for each in customers}
        shop.close()


def _under_load(running: Running, work: Callable[[], Any]) -> list[str]:
    """Three rotations or more while four callers write to new and known customers and read; every answer must be a yes."""
    over, refused, customers = threading.Event(), [], []

    def call(caller: int) -> None:
        shop = running.shop("demo")
        for number in itertools.count():
            if over.is_set():
                break
            phone = f"+48601{caller}{number // 3:05}"  # every third message is a new customer's
            answer = shop.send(a_message(shop, f"m-{caller}-{number}", phone=phone, subject=f"wa:{phone}"))
            if 201 != answer.status_code:
                refused.append(answer.text)
                break
            customer = answer.json()["customer_id"]
            customers.append(customer)
            page = shop.agent.get(f"/v1/customers/{customer}/timeline")
            if 200 != page.status_code:
                refused.append(page.text)
        shop.close()

    threads = [threading.Thread(target=call, args=(caller,)) for caller in range(4)]
    for thread in threads:
        thread.start()
    try:
        for number in itertools.count(1):
            answers = [work()]
            while not answers[-1]["done"]:
                answers.append(work())
            assert sum(answer["rewrapped"] for answer in answers) > 10_000
            if number >= 3 and (len(customers) > 20 or not all(each.is_alive() for each in threads)):
                break
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert [] == refused
    assert len(customers) > 20
    return list(dict.fromkeys(customers))


def test_nodes_on_a_server_go_over_one_after_the_other(tmp_path: Path, postgres: Postgres):
    """What docs/keys.md tells the operator: both keys to every node, rotate on one, then drop the old one everywhere."""
    url = postgres.fresh()
    migrate_server(url)
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
    old, both, new = (
        {"DATABASE_URL": url, "MASTER_KEY": ONE},
        {"DATABASE_URL": url, "MASTER_KEY": TWO, "MASTER_KEY_PREVIOUS": ONE},
        {"DATABASE_URL": url, "MASTER_KEY": TWO},
    )
    expected = filled(one, **old)
    with opened(one, **both), opened(two, **old) as behind:  # nodes are restarted in turn: nothing has changed yet
        assert expected == [mark(behind, "demo", name) for name in NAMES]
        behind.store([behind.begin("demo", "c-new")], 1)
    with opened(one, **both) as first, opened(two, **both) as second:
        waiting = second.begin("demo", "c-waiting")
        assert 8 == rotate_for_a_while(settings_of(one, **both), first)["rewrapped"]
        second.store([waiting], 2)
        assert expected == [mark(second, "demo", name) for name in NAMES]
    for folder in (one, two):
        assert expected == marks(folder, **new)
    with pytest.raises(KeysUnavailable):
        open_keyring(settings_of(two, **old))
    with opened(two, **new) as keyring:
        keyring.key("demo", "c-waiting")


def test_a_nodes_own_master_key_file_is_not_rotated_away_from_under_other_nodes(tmp_path: Path, postgres: Postgres):
    url = postgres.fresh()
    migrate_server(url)
    expected = filled(tmp_path, DATABASE_URL=url)
    before = (tmp_path / "master.key").read_text()
    with opened(tmp_path, DATABASE_URL=url) as keyring, pytest.raises(CommandError, match="Other nodes"):
        rotate_for_a_while(settings_of(tmp_path, DATABASE_URL=url), keyring)
    assert before == (tmp_path / "master.key").read_text()
    assert expected == marks(tmp_path, DATABASE_URL=url)
