"""What watches over us asks in its own ways, and is told when we cannot serve."""

import asyncio
import socket
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.app.running import Running, running_service, slug
from tests.app.test_two_nodes import a_message
from tests.patience import SECONDS


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/console", "/console/customers/c-1"])
def test_head_answers_as_get_does_without_the_body(running: Running, path: str):
    got, told = httpx.get(running.url + path), httpx.head(running.url + path)
    assert 200 == got.status_code == told.status_code
    different = {"date", "content-length"} if path == "/readyz" else {"date"}
    assert [] == [name for name in got.headers if name not in different and got.headers[name] != told.headers.get(name)]


def test_nothing_follows_the_headers_of_a_head(running: Running):
    with socket.create_connection(("127.0.0.1", running.port)) as raw:
        raw.sendall(b"HEAD /console HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: raw.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"\r\n\r\n")


def test_head_of_what_is_not_there_is_404(running: Running):
    assert 404 == httpx.head(f"{running.url}/console/none/none.js").status_code


@pytest.mark.parametrize("trouble", ["the log is away", "the disk failed", "others cannot be heard"])
def test_a_node_that_cannot_serve_says_503_and_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: str
):
    def away() -> int:
        raise OSError("canary")

    with running_service(tmp_path) as running:
        service = running.service
        with monkeypatch.context() as patched:
            if trouble == "the log is away":
                patched.setattr(service.reader, "head", away)
            elif trouble == "the disk failed":
                patched.setattr(service.faulted, "is_set", lambda: True)
            else:
                patched.setattr(type(service.gate), "sure", False)
            answer = httpx.get(f"{running.url}/readyz")
            assert (503, "not-ready", "1") == (answer.status_code, slug(answer), answer.headers["retry-after"])
            assert "canary" not in answer.text
            assert 200 == httpx.get(f"{running.url}/healthz").status_code
        assert "ready" == httpx.get(f"{running.url}/readyz").json()["status"]


def test_a_node_that_does_not_learn_how_it_stands_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.http.health.ANSWER_SECONDS", 0.05)
    answered = threading.Event()
    with running_service(tmp_path) as running:
        with monkeypatch.context() as patched:
            patched.setattr(running.service.reader, "head", lambda: answered.wait(SECONDS) and 0)
            assert 503 == httpx.get(f"{running.url}/readyz").status_code
        answered.set()


def test_a_node_that_falls_behind_says_which_follower_and_by_how_much(running: Running):
    memory = running.service.memory

    async def held() -> dict[str, Any]:
        async with memory.still():
            await asyncio.to_thread(running.shop("demo").sent, a_message(1))
            return (await asyncio.to_thread(httpx.get, f"{running.url}/readyz")).json()

    running.settled()
    told = running.ask(held())
    assert ("ready", True) == (told["status"], 0 < told["behind"]["memory"])
    running.settled()


def test_a_node_whose_screens_are_not_looked_after_warns(running: Running, monkeypatch: pytest.MonkeyPatch):
    def warned() -> bool:
        return any("looked after" in each for each in httpx.get(f"{running.url}/readyz").json()["warnings"])

    assert not warned()
    monkeypatch.setattr("app.live.hub.OVERDUE_SECONDS", 0)
    assert warned()
