"""The server runner, as a process of its own: it greets, serves, and ends well with sockets open."""

import asyncio
import contextlib
import gc
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar, Request, WebSocket, get, post, websocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.sync.client import ClientConnection, connect

from adapters.access.rows import Token
from adapters.access.sqlite import SqliteAccess
from app.collecting import THRESHOLDS
from app.control import Handler
from app.http.arriving import RequestProtocol
from app.live.protocol import LiveProtocol
from app.problems import problem_response
from app.security.commands import gate_commands
from app.security.gate import Gate
from app.security.guard import current, guard
from app.security.sign_in import sign_in_routes
from app.server import _DRAIN_SECONDS, Server, ServerError, _config, listen, serve
from app.settings import Settings
from tests.patience import SECONDS
from tests.peers.ports import free_port


class ToyService:
    """The smallest thing the runner can run: sign-in, health, and a socket that waits to be told goodbye."""

    def __init__(self, settings: Settings) -> None:
        self.gate = Gate.open(settings)
        self.faulted, self.why = asyncio.Event(), ""
        self._sockets: set[WebSocket[Any, Any, Any]] = set()
        self.front = Litestar(
            [*sign_in_routes(self.gate, settings), self._healthz(), self._intake(), self._live()],
            guards=[guard(self.gate, settings.origins)],
            exception_handlers={Exception: problem_response},
            logging_config=None,
            openapi_config=None,
        )

    def _healthz(self) -> Any:
        @get("/healthz")
        async def healthz() -> dict[str, bool]:
            return {"ok": True}

        return healthz

    def _intake(self) -> Any:
        @post("/v1/intake")
        async def intake(request: Request[Any, Any, Any]) -> dict[str, str]:
            principal = current(request)
            print(f"event from {principal.name} {principal.id} of {principal.source}", flush=True)
            return {"outcome": "recorded"}

        return intake

    def _live(self) -> Any:
        @websocket("/v1/live")
        async def live(socket: WebSocket[Any, Any, Any]) -> None:
            await socket.accept()
            self._sockets.add(socket)
            await socket.send_text("welcome")
            if os.environ.get("TOY_DEAF"):  # a handler that never hears of the end
                await asyncio.Event().wait()
            while (await socket.receive())["type"] != "websocket.disconnect":
                pass

        return live

    def commands(self) -> dict[str, Handler]:
        return gate_commands(self.gate)

    async def start(self) -> None:
        print("toy started", flush=True)

    async def stop(self) -> None:
        self.gate.close()
        print("toy stopped", flush=True)

    async def drain(self) -> None:
        print(
            f"toy ran on {type(asyncio.get_running_loop()).__module__}, {gc.get_threshold()}, {gc.get_freeze_count() > 0}",
            flush=True,
        )
        if os.environ.get("TOY_STUCK"):
            await asyncio.Event().wait()
        for open_socket in self._sockets:
            await open_socket.send_text("bye")
            await open_socket.close(code=4000)


GRACE_EXCEEDED = "graceful shutdown exceeded"  # the server's own word for "somebody did not leave in time"
NOT_ALL_TOLD = "not everybody could be told goodbye"


class Running:
    """The runner in a process of its own."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.folder = folder
        self.port = free_port()
        own = {"THROUGHLINE_DATA_DIR": str(folder), "THROUGHLINE_PORT": str(self.port)}
        clean = {name: text for name, text in os.environ.items() if not name.startswith("THROUGHLINE_")}
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            env={**clean, **own, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.greeting: list[str] = []
        while not self.greeting or "ten minutes" not in self.greeting[-1]:
            self.greeting.append(self.line())

    def line(self) -> str:
        """Wait for the next line it prints."""
        assert self.process.stdout is not None and self.process.stderr is not None
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        return line.rstrip()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def live(self) -> ClientConnection:
        opened = connect(f"ws://127.0.0.1:{self.port}/v1/live", compression=None, legacy=True)
        assert "welcome" == opened.recv(timeout=SECONDS)
        return opened

    def end(self, sign: signal.Signals) -> tuple[int, str, str]:
        """Send a signal. Returns exit code, what was printed, what was logged."""
        self.process.send_signal(sign)
        out, err = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, out, err


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    service = Running(tmp_path)
    yield service
    service.process.kill()
    service.process.communicate()


def test_it_greets_with_its_address_and_three_links_that_sign_in(running: Running) -> None:
    assert f"Throughline is running at {running.url('')}" in running.greeting
    links = {line.split()[0]: line.split()[-1] for line in running.greeting if "/console/sign-in/" in line}
    assert ["agent", "lead", "auditor"] == list(links)
    for role, link in links.items():
        with httpx.Client() as browser:
            assert 303 == browser.get(link).status_code
            assert role == browser.get(running.url("/v1/session")).json()["role"]


def test_a_command_beside_it_works_in_it_at_once(running: Running) -> None:
    environ = {**os.environ, "THROUGHLINE_DATA_DIR": str(running.folder)}
    command = [sys.executable, "-m", "app.cli", "token", "create", "--role", "agent", "--name", "Anna"]
    token = subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout.strip()
    answer = httpx.get(running.url("/v1/session"), headers={"Authorization": f"Bearer {token}"})
    assert "Anna" == answer.json()["name"]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_says_goodbye_to_open_sockets_and_exits_cleanly(running: Running, sign: signal.Signals) -> None:
    sockets = [running.live() for _ in range(20)]
    code, out, err = running.end(sign)
    assert 0 == code
    assert GRACE_EXCEEDED not in err
    for open_socket in sockets:
        assert "bye" == open_socket.recv(timeout=SECONDS)
        with pytest.raises(Exception, match="4000"):
            open_socket.recv(timeout=SECONDS)
    assert out.endswith("toy stopped\n")
    assert "Traceback" not in err


def test_while_it_says_goodbye_nobody_comes_in_by_a_connection_that_was_kept(tmp_path: Path) -> None:
    service = Running(tmp_path, TOY_STUCK="1")
    host = f"Host: 127.0.0.1:{service.port}\r\n"
    with socket.create_connection(("127.0.0.1", service.port), SECONDS) as kept:
        kept.sendall(f"GET /healthz HTTP/1.1\r\n{host}\r\n".encode())
        assert kept.recv(65_536).startswith(b"HTTP/1.1 200")
        service.process.send_signal(signal.SIGTERM)
        assert service.line().startswith("toy ran on"), "it drains, and will for two seconds"
        with contextlib.suppress(ConnectionError):
            kept.sendall(f"GET /healthz HTTP/1.1\r\n{host}\r\n".encode())
            assert b"" == kept.recv(65_536)
    assert 0 == service.process.wait(SECONDS)


@pytest.mark.parametrize("trouble", ["TOY_STUCK", "TOY_DEAF"])
def test_it_ends_in_time_even_if_goodbye_hangs_or_a_handler_is_deaf(tmp_path: Path, trouble: str) -> None:
    service = Running(tmp_path, **{trouble: "1"})
    open_socket = service.live()
    code, out, err = service.end(signal.SIGINT)
    assert (0, "") == (code, "".join(line for line in err.splitlines() if "Traceback" in line))
    assert (trouble == "TOY_DEAF", trouble == "TOY_STUCK") == (GRACE_EXCEEDED in err, NOT_ALL_TOLD in err)
    assert out.endswith("toy stopped\n")
    open_socket.close()


def test_goodbye_and_what_is_left_after_it_take_less_than_ten_seconds_together() -> None:
    grace = _config(None).timeout_graceful_shutdown
    assert grace is not None and _DRAIN_SECONDS + grace < 10


def test_a_second_ctrl_c_ends_at_once_and_without_a_traceback(tmp_path: Path) -> None:
    service = Running(tmp_path, TOY_DEAF="1")
    open_socket = service.live()
    service.process.send_signal(signal.SIGINT)
    assert service.line().startswith("toy ran on")
    code, out, err = service.end(signal.SIGINT)
    assert (0, False, False) == (code, "Traceback" in err, GRACE_EXCEEDED in err), err
    assert out.endswith("toy stopped\n")
    open_socket.close()


def test_the_demo_plays_with_a_token_that_ends_with_it(tmp_path: Path) -> None:
    service = Running(tmp_path, TOY_DEMO="1")
    line = ""
    while not line.startswith("event from Demo player"):
        line = service.line()
    assert line.endswith("of //demo/*")
    assert 0 == service.end(signal.SIGINT)[0]
    store = SqliteAccess(tmp_path / "access.db")
    tokens = store.load(Token, {})
    store.close()
    assert 1 == sum(token.id in line for token in tokens)
    assert all(token.revoked_at is not None for token in tokens)


def test_neither_address_nor_query_nor_token_is_logged(running: Running) -> None:
    headers = {"Authorization": "Bearer canary"}
    for path in ("/v1/session?name=canary", "/canary", "/v1/live?ticket=canary"):
        httpx.get(running.url(path), headers=headers)
    with socket.create_connection(("127.0.0.1", running.port)) as raw:
        raw.sendall(b"canary canary canary\r\n\r\n")
        raw.recv(1000)
    *_, out, err = running.end(signal.SIGINT)
    assert "canary" not in out + err
    assert all(json.loads(line)["event"] for line in err.splitlines())


def test_the_answer_does_not_name_the_server(running: Running) -> None:
    assert "server" not in httpx.get(running.url("/healthz")).headers


def test_nobody_outside_says_where_a_caller_is(running: Running) -> None:
    answer = httpx.get(running.url("/healthz"), headers={"X-Forwarded-For": "203.0.113.9"})
    assert 200 == answer.status_code


def test_a_second_process_on_the_same_folder_is_refused(running: Running) -> None:
    environ = {**os.environ, "THROUGHLINE_DATA_DIR": str(running.folder), "THROUGHLINE_PORT": str(free_port())}
    command = [sys.executable, __file__]
    second = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert 1 == second.returncode
    assert "FolderInUse" in second.stderr
    assert httpx.get(running.url("/healthz")).json() == {"ok": True}


def test_a_taken_port_is_one_sentence() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=f"Port {port} on 127.0.0.1 is taken"):
            listen("127.0.0.1", port)


def test_an_address_that_is_not_ours_is_one_sentence() -> None:
    with pytest.raises(ServerError, match=r"203\.0\.113\.9"):
        listen("203.0.113.9", 8000)
    with pytest.raises(ServerError, match="no address"):
        listen("no such host", 8000)


def test_what_a_slow_reader_piles_up_in_the_kernel_is_bounded() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) in {131_072, 262_144}  # Linux doubles it


def test_what_was_measured_as_best_is_not_left_to_flags(tmp_path: Path, running: Running) -> None:
    config = Server(ToyService(Settings.read({"THROUGHLINE_DATA_DIR": str(tmp_path / "other")})), lambda: None).config
    expected = (RequestProtocol, LiveProtocol, 131_072, False, False, 4_096)
    found = (
        config.http,
        config.ws,
        config.ws_max_size,
        config.ws_per_message_deflate,
        config.proxy_headers,
        config.backlog,
    )
    assert expected == found
    assert config.timeout_keep_alive > 60  # a proxy hangs up first
    assert issubclass(LiveProtocol, WebSocketsSansIOProtocol)
    _, out, _ = running.end(signal.SIGINT)
    assert f"toy ran on uvloop, {THRESHOLDS}, True" in out


if __name__ == "__main__":
    speed = 1.0 if os.environ.get("TOY_DEMO") else None
    sys.exit(serve(Settings.read(os.environ), ToyService, demo_speed=speed))
