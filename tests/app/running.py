"""The real service for tests over HTTP: on a free port of this process, in a folder of its own, each test with a tenant of its own."""

import asyncio
import itertools
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvloop

from app.main import Service, build
from app.server import Server, listen
from app.settings import Settings
from tests.patience import LONG, SECONDS

ROLES = ("adapter", "agent", "lead", "auditor", "admin")
PAUSE = 0.01  # seconds between two looks: the followers are in this process, and a question takes from them what it asks for
Answered = TypeVar("Answered")


class Running:
    """One service that listens; its parts may be looked at, its loop may be asked to do things."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self._listener = listen("127.0.0.1", 0)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {"THROUGHLINE_DATA_DIR": str(folder), "THROUGHLINE_PORT": str(self.port)}
        self.settings = Settings.read(environment | variables)
        self.service: Service
        self._server: Server
        self._loop: asyncio.AbstractEventLoop
        self._listening = threading.Event()
        self._names = itertools.count(1)
        self._thread = threading.Thread(target=self._run, name="service", daemon=True)
        self._thread.start()
        assert self._listening.wait(SECONDS), "the service did not start"

    def shop(self, tenant: str = "") -> "Shop":
        """A tenant that nobody used before, or the one named."""
        return Shop(self, tenant or f"shop-{next(self._names)}")

    def ask(self, coroutine: Coroutine[Any, Any, Answered]) -> Answered:
        """Run something on the service's own loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(SECONDS)

    def settled(self) -> None:
        """Wait until every follower has come to the log's head."""
        until = time.monotonic() + LONG
        with httpx.Client(base_url=self.url) as client:
            while time.monotonic() < until:
                told = client.get("/readyz")  # 503 for as long as the log's database does not answer
                if told.status_code == 200 and not any(told.json()["behind"].values()):
                    return
                time.sleep(PAUSE)
        raise AssertionError(f"the followers do not come to the log's head: {told.text}")

    def stop(self) -> None:
        """End as on Ctrl-C."""
        self._server.should_exit = True
        self._thread.join(SECONDS)
        assert not self._thread.is_alive(), "the service did not end"

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            self.service = build(self.settings)
            self._server = Server(self.service, self._listening.set)
            runner.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        await self.service.start()
        try:
            await self._server.serve(sockets=[self._listener])
        finally:
            await self.service.stop()


class Shop:
    """One tenant: a client for each role. The adapter may write as any source of the tenant."""

    def __init__(self, running: Running, tenant: str) -> None:
        self.running, self.tenant = running, tenant
        self._clients: dict[str, httpx.Client] = {}

    def token(self, role: str, name: str = "", source: str = "", feed: bool = False) -> str:
        """A bearer token of this tenant."""
        source = source or (f"//{self.tenant}/*" if role == "adapter" else "")
        gate = self.running.service.gate
        return self.running.ask(gate.create_token(role, name or role, tenant=self.tenant, source=source, feed=feed))

    def client(self, role: str, name: str = "", source: str = "", feed: bool = False) -> httpx.Client:
        """A client with a token of its own."""
        headers = {"Authorization": f"Bearer {self.token(role, name, source, feed)}"}
        return httpx.Client(base_url=self.running.url, headers=headers, timeout=SECONDS)

    def __getattr__(self, role: str) -> httpx.Client:
        """`shop.agent`: the role's client."""
        if role not in (*ROLES, "feed"):
            raise AttributeError(role)
        if role not in self._clients:
            self._clients[role] = self.client("adapter", feed=True) if role == "feed" else self.client(role)
        return self._clients[role]

    def source(self, account: str = "whatsapp/main") -> str:
        """A CloudEvents source of this tenant."""
        return f"//{self.tenant}/{account}"

    def send(self, event: Any, **query: Any) -> httpx.Response:
        """One structured event through the door."""
        return self.adapter.post("/v1/intake", json=event, params=query)

    def sent(self, event: Any) -> dict[str, Any]:
        """One event that must be recorded; its receipt."""
        answer = self.send(event)
        assert 201 == answer.status_code, answer.text
        return answer.json()

    def batch(self, events: list[Any], **query: Any) -> httpx.Response:
        """A batch through the door."""
        headers = {"Content-Type": "application/cloudevents-batch+json"}
        return self.adapter.post("/v1/intake", content=to_json(events), headers=headers, params=query)

    def timeline(self, customer_id: str, role: str = "agent", **query: Any) -> dict[str, Any]:
        """A page of the timeline."""
        answer = getattr(self, role).get(f"/v1/customers/{customer_id}/timeline", params=query)
        assert 200 == answer.status_code, answer.text
        return answer.json()

    def close(self) -> None:
        """Hang up."""
        for client in self._clients.values():
            client.close()


def to_json(value: Any) -> bytes:
    """JSON in UTF-8, as a sender would write it."""
    return httpx.Request("POST", "http://x", json=value).content


@contextmanager
def running_service(folder: Path, **variables: str) -> Iterator[Running]:
    """A service for the length of a `with`."""
    running = Running(folder, **variables)
    try:
        yield running
    finally:
        running.stop()


def slug(answer: httpx.Response) -> str:
    """The stable last word of a problem's type; the answer must be a whole problem."""
    assert "application/problem+json" == answer.headers["content-type"], answer.text
    return slug_of(answer.json(), answer.status_code)


def slug_of(problem: dict[str, Any], status: int) -> str:
    """The same for a problem inside a batch's results."""
    assert {"type", "title", "status", "detail", "instance"} == set(problem) - {"errors"}
    assert status == problem["status"]
    assert all({"pointer", "detail"} == set(error) for error in problem.get("errors", []))
    return problem["type"].rsplit(":", 1)[1]
