"""The service as a process of its own: what people are called, say and write from never reaches its output or metrics."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.cli import main
from tests.patience import SECONDS
from tests.peers.ports import free_port

CANARY = "kanarek7c1f"


class Process:
    """`throughline serve`, with all it prints kept."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.environment = {"THROUGHLINE_DATA_DIR": str(folder), "THROUGHLINE_PORT": str(self.port)}
        self._running = subprocess.Popen(
            [sys.executable, "-P", "-m", "app.cli", "serve"], env=os.environ | self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=Path(__file__).parents[3])  # fmt: skip
        assert self._running.stdout is not None
        self._first = self._running.stdout.readline()
        assert "is running" in self._first

    def token(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, str]:
        """Headers of a caller whose token the command line made beside the running service."""
        assert 0 == main(["token", "create", "--name", "x", *arguments])
        return {"Authorization": f"Bearer {capsys.readouterr().out.strip()}"}

    def end(self) -> str:
        """Ctrl-C; everything it said."""
        self._running.send_signal(signal.SIGINT)
        return self._first + self._running.communicate(timeout=SECONDS)[0]


@pytest.fixture
def process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Process]:
    process = Process(tmp_path / "var")
    for name, value in process.environment.items():
        monkeypatch.setenv(name, value)
    yield process
    process._running.kill()


def a_delivery_full_of_canaries(id: str, what: str = "message.received", **attributes: Any) -> dict[str, Any]:
    handles = [
        {"kind": "email", "value_raw": f"{CANARY}@example.org", "level": 2},
        {"kind": "crm_no", "value_raw": CANARY},
    ]
    data = {"channel": "chat", "party": {"role": "customer", "display_name": CANARY, "id": CANARY, "handles": handles},
            "parts": [{"type": "text", "text": f"{CANARY} PL-48213"}], "promise": {"what": CANARY}, "unused": CANARY}  # fmt: skip
    return {"specversion": "1.0", "id": f"{CANARY}{id}", "source": "//demo/chat/web", "type": f"throughline.{what}.v1",
            "subject": CANARY, "comcanary": CANARY, "data": data} | attributes  # fmt: skip


def test_no_canary_is_in_what_the_service_says_or_measures(process: Process, capsys: pytest.CaptureFixture[str]):
    url = f"http://127.0.0.1:{process.port}"
    with httpx.Client(
        base_url=url, headers=process.token(capsys, "--role", "adapter", "--source", "//demo/*")
    ) as adapter:
        receipt = adapter.post("/v1/intake", json=a_delivery_full_of_canaries("1")).json()
        for what in ("promise.made", "visit.noted", "customer.imported", "identity.evidence", f"{CANARY}.landed"):
            assert adapter.post("/v1/intake", json=a_delivery_full_of_canaries(what, what)).status_code in (201, 202)
        for wrong in (
            {"time": CANARY},
            {"specversion": CANARY},
            {"source": f"//demo/{CANARY}"},
            {"source": f"//{CANARY}/x/y"},
        ):
            assert CANARY not in adapter.post("/v1/intake", json=a_delivery_full_of_canaries("2", **wrong)).text.replace(
                f"{CANARY}2", "").replace(f"//demo/{CANARY}", "")  # fmt: skip
        assert 409 == adapter.post("/v1/intake", json=a_delivery_full_of_canaries("1", subject="x")).status_code
    with httpx.Client(base_url=url, headers=process.token(capsys, "--role", "agent")) as agent:
        assert CANARY in agent.get(f"/v1/customers/{receipt['customer_id']}").text
        for path in (
            f"/v1/customers/{CANARY}",
            f"/v1/{CANARY}?q={CANARY}",
            f"/v1/inbox?tab={CANARY}",
            f"/console/sign-in/{CANARY}",
        ):
            assert CANARY not in agent.get(path).text
        assert (
            200
            == agent.post("/v1/customers/lookup", json={"kind": "email", "value": f"{CANARY}@example.org"}).status_code
        )
        agent.post("/v1/customers/lookup", content=CANARY.encode())
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {CANARY}", "Cookie": CANARY}) as nobody:
        assert 401 == nobody.get(f"/v1/inbox?token={CANARY}").status_code
        assert CANARY not in nobody.get("/metrics").text.replace(f'adapter="{CANARY}"', "")
    said = process.end()
    assert "is running" in said
    assert CANARY not in said
    sealed = [
        path
        for path in Path(process.environment["THROUGHLINE_DATA_DIR"]).iterdir()
        if path.name.startswith(("log.db", "keys.db"))
    ]
    assert sealed
    for path in sealed:
        left = (
            path.read_bytes()
            .replace(f"throughline.{CANARY}.landed.v1".encode(), b"")
            .replace(f"//demo/{CANARY}".encode(), b"")
        )
        assert CANARY.encode() not in left, path.name
