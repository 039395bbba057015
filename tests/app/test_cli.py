"""The command line: one sentence for every refusal, the same commands beside a running service and without one."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
import tomllib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.cli import main
from app.control import CommandError, Reply, ask_running, serve_control
from app.lock import FolderInUse, hold
from app.security.commands import gate_commands
from app.security.gate import Gate
from app.settings import Settings
from tests.patience import SECONDS

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("THROUGHLINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("THROUGHLINE_DATA_DIR", str(tmp_path))
    return tmp_path


@contextmanager
def running(folder: Path) -> Generator[Gate]:
    """Stand in for the service: hold the folder and answer on its control socket, from a thread."""
    ready, end = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()
    gate = Gate.open(Settings.read(os.environ))

    async def answer() -> None:
        async with serve_control(folder, {**gate_commands(gate), "break": _broken}):
            ready.set()
            await end.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(answer(),))
    with hold(folder):
        thread.start()
        assert ready.wait(SECONDS)
        try:
            yield gate
        finally:
            loop.call_soon_threadsafe(end.set)
            thread.join()
            loop.close()
            gate.close()


async def _broken(_: dict[str, object]) -> object:
    raise KeyError("canary")


def create(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert 0 == main([*arguments])
    written = capsys.readouterr()
    assert "" == written.err
    assert 1 == written.out.count("\n")
    return written.out.strip()


def test_it_says_which_version_it_is_without_a_data_folder(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THROUGHLINE_DATA_DIR", "/dev/null/nowhere")
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    written = capsys.readouterr()
    assert (0, "") == (ended.value.code, written.err)
    assert f"throughline {tomllib.loads(PROJECT.read_text())['project']['version']}\n" == written.out


def test_a_token_is_printed_once_and_nothing_else(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    source = ("--source", "//demo/*", "--feed")
    token = create(capsys, "token", "create", "--role", "adapter", "--name", "x", *source)
    assert token.startswith("tl_adapter_")
    gate = Gate.open(Settings.read(os.environ))
    principal = gate.authenticate({"authorization": f"Bearer {token}"})
    gate.close()
    assert principal is not None
    assert ("//demo/*", True) == (principal.source, principal.feed)


def test_a_link_is_printed_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    link = create(capsys, "link", "create", "--role", "lead", "--name", "Marek Zieliński")
    assert link.startswith("http://127.0.0.1:8000/console/sign-in/")


def test_a_token_made_beside_a_running_service_works_there_at_once(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    with running(folder) as gate:
        token = create(capsys, "token", "create", "--role", "agent", "--name", "Anna Wójcik")
        principal = gate.authenticate({"authorization": f"Bearer {token}"})
        assert principal is not None
        assert 0 == main(["token", "revoke", principal.id])
        assert not gate.still_valid(principal)


def test_a_refusal_is_the_same_sentence_with_and_without_a_service(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    wrong = ["token", "create", "--role", "adapter", "--name", "x"]
    assert 1 == main(wrong)
    alone = capsys.readouterr()
    with running(folder):
        assert 1 == main(wrong)
    beside = capsys.readouterr()
    assert "throughline: An adapter's token needs a source, such as //demo/whatsapp/main or //demo/*.\n" == alone.err
    assert alone == beside


def test_the_list_shows_what_became_of_each_token(capsys: pytest.CaptureFixture[str]) -> None:
    token = create(capsys, "token", "create", "--role", "auditor", "--name", "Ewa Lis", "--tenant", "acme")
    main(["token", "list"])
    (line,) = capsys.readouterr().out.splitlines()
    assert all(part in line for part in ("auditor", "Ewa Lis", "acme", "never used", token[:15]))
    assert token not in line
    assert 0 == main(["token", "revoke", line.split()[0]])
    main(["token", "list"])
    assert "revoked" in capsys.readouterr().out


def test_the_tenant_set_here_counts_unless_another_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THROUGHLINE_TENANT", "acme")
    create(capsys, "token", "create", "--role", "agent", "--name", "x")
    create(capsys, "token", "create", "--role", "agent", "--name", "y", "--tenant", "other")
    main(["token", "list"])
    assert ["acme", "other"] == [line.split()[2] for line in capsys.readouterr().out.splitlines()]


def test_a_wrong_setting_is_one_sentence(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THROUGHLINE_PORT", "x")
    assert 1 == main(["link", "create", "--role", "agent", "--name", "x"])
    expected = "throughline: THROUGHLINE_PORT must be a port number between 1 and 65535.\n"
    assert expected == capsys.readouterr().err


@pytest.mark.parametrize("where", ["a-file", "a-file/below"])
def test_a_folder_that_nothing_can_be_kept_in_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path, where: str
) -> None:
    (folder / "a-file").touch()
    monkeypatch.setenv("THROUGHLINE_DATA_DIR", str(folder / where))
    assert 1 == main(["token", "list"])
    assert f"throughline: Nothing can be kept in {folder / where} (THROUGHLINE_DATA_DIR): " in capsys.readouterr().err


def test_evidence_that_cannot_be_read_is_not_called_broken(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert 1 == main(["audit", "verify", str(folder / "none")])
    assert f"cannot be read: {folder / 'none'}: No such file or directory\n" == capsys.readouterr().out


def test_a_country_without_telephone_numbers_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THROUGHLINE_DEFAULT_REGION", "XX")
    assert 1 == main(["token", "list"])
    assert "THROUGHLINE_DEFAULT_REGION must be the code of a country" in capsys.readouterr().err


def test_settings_are_shown_even_if_one_is_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THROUGHLINE_PORT", "x")
    assert 0 == main(["settings"])
    assert "present: x" in capsys.readouterr().out


def test_a_demo_without_a_service_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert 1 == main(["demo"])
    assert "No service is running" in capsys.readouterr().err


def test_the_wrong_master_key_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("app.main")
    monkeypatch.setenv("THROUGHLINE_MASTER_KEY", "00" * 32)
    assert 0 == main(["migrate"])
    monkeypatch.setenv("THROUGHLINE_MASTER_KEY", "11" * 32)
    assert 1 == main(["migrate"])
    expected = "throughline: The service cannot open its files: The master key does not open the key database.\n"
    assert expected == capsys.readouterr().err


@pytest.mark.parametrize("speed", ["0", "-1", "nan", "inf", "fast"])
def test_a_speed_must_be_one(speed: str) -> None:
    with pytest.raises(SystemExit):
        main(["demo", "--speed", speed])


def test_making_a_token_loads_no_web_framework() -> None:
    told = "import sys; from app.cli import main; main(['token', 'create', '--role', 'agent', '--name', 'x'])"
    heavy = "print(sorted({'litestar', 'uvicorn', 'sqlalchemy', 'eventsourcing'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", f"{told}; {heavy}"], capture_output=True, text=True, check=True)
    token, loaded = ran.stdout.splitlines()
    assert token.startswith("tl_agent_")
    assert "[]" == loaded


def test_one_process_holds_a_folder(folder: Path) -> None:
    with hold(folder), pytest.raises(FolderInUse, match=str(folder)), hold(folder):
        pass
    with hold(folder):
        pass


def test_nobody_listening_is_told_from_an_answer_of_nothing(folder: Path) -> None:
    assert ask_running(folder, "token.list") is None
    with running(folder) as gate:
        token = asyncio.run(gate.create_token("agent", "x"))
        principal = gate.authenticate({"authorization": f"Bearer {token}"})
        assert principal is not None
        assert Reply(None) == ask_running(folder, "token.revoke", token_id=principal.id)
    assert ask_running(folder, "token.list") is None


def test_a_socket_left_by_a_dead_process_is_nobody_listening(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(folder / "control.sock"))
    assert ask_running(folder, "token.list") is None
    with running(folder):
        assert Reply([]) == ask_running(folder, "token.list")


def test_only_its_owner_may_speak_to_the_control_socket(folder: Path) -> None:
    with running(folder):
        assert 0o600 == (folder / "control.sock").stat().st_mode & 0o777


def test_a_folder_with_a_long_path_has_its_socket_elsewhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = folder / ("x" * 120)
    monkeypatch.setenv("THROUGHLINE_DATA_DIR", str(long))
    with running(long):
        assert Reply([]) == ask_running(long, "token.list")
        elsewhere = Path((long / "control.path").read_text())
        assert 0o600 == elsewhere.stat().st_mode & 0o777
        assert 0o700 == elsewhere.parent.stat().st_mode & 0o777
    assert not elsewhere.parent.exists()
    assert ask_running(long, "token.list") is None


def test_a_command_that_breaks_answers_without_saying_why(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with running(folder):
        with pytest.raises(CommandError) as refused:
            ask_running(folder, "break")
        assert "canary" not in str(refused.value)
        assert Reply([]) == ask_running(folder, "token.list")
    assert "a command failed" in caplog.text


@pytest.mark.parametrize("sent", [b"\n", b"[1]\n", b'{"command":"nope"}\n', b"\xff\n", b"[" * 100_000 + b"\n"])
def test_whatever_comes_over_the_socket_gets_an_answer(folder: Path, sent: bytes) -> None:
    with running(folder), socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(SECONDS)
        connection.connect(str(folder / "control.sock"))
        connection.sendall(sent)
        assert "error" in json.loads(connection.makefile().readline())
