"""The whole service as a process of its own over HTTP, which can be killed, paused, or run with a planted bug."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from tests.patience import SECONDS
from tests.peers.ports import free_port

ROOT = Path(__file__).parents[2]


class Service:
    """One service on a free port of this machine with its data in a folder."""

    runs = "serve"

    def __init__(self, folder: Path, planted: str = "", **variables: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        where = {"THROUGHLINE_DATA_DIR": str(folder), "THROUGHLINE_PORT": str(self.port)}
        self._environment = os.environ | where | variables
        entry = ["tests.faults.planted", planted] if planted else ["app.cli"]
        self._command = [sys.executable, "-m", *entry]
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *words: str) -> str:
        """What a `throughline` command prints."""
        done = subprocess.run(
            [*self._command, *words], cwd=ROOT, env=self._environment, capture_output=True, text=True, check=True,
            timeout=SECONDS)  # fmt: skip
        return done.stdout.strip()

    def token(self, role: str = "adapter", *more: str) -> dict[str, str]:
        """The header of a caller of this role."""
        source = ["--source", "//demo/*"] if role == "adapter" else []
        made = self.command("token", "create", "--role", role, "--name", role, *source, *more)
        return {"Authorization": f"Bearer {made}"}

    async def start(self, **variables: str) -> None:
        """Start it and wait until it is ready."""
        self.process = subprocess.Popen(  # noqa: ASYNC220
            [*self._command, self.runs], cwd=ROOT, env=self._environment | variables, stdout=subprocess.DEVNULL)  # fmt: skip
        async with httpx.AsyncClient(base_url=self.url) as client, asyncio.timeout(SECONDS):
            while True:
                assert self.process.poll() is None, f"it ended with {self.process.returncode}"
                try:
                    if (await client.get("/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    await asyncio.sleep(0.02)

    def kill(self, how: int) -> int:
        """Signal it and wait for its end. Returns the exit code."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(SECONDS)

    async def ended(self) -> int:
        """Wait until it ends by itself. Returns the exit code."""
        assert self.process is not None
        async with asyncio.timeout(SECONDS):
            while self.process.poll() is None:
                await asyncio.sleep(0.02)
        return self.process.returncode


class Deriving(Service):
    """One process that only derives."""

    runs = "derive"


def problem_of(answer: httpx.Response) -> tuple[int, str, bool]:
    """Status, slug, and whether it says when to come back."""
    return answer.status_code, answer.json().get("type", "").rsplit(":", 1)[-1], "retry-after" in answer.headers


def a_message(number: int) -> dict[str, Any]:
    """An event of one of forty customers."""
    handle = {"kind": "phone", "value_raw": f"+48 601 000 {number % 40:03}", "level": 2}
    return {
        "specversion": "1.0", "id": f"m-{number}", "source": "//demo/sms/main", "type": "throughline.message.received.v1",
        "subject": f"sms:{number % 40}", "time": "2026-11-21T09:18:00Z",
        "data": {"channel": "sms", "party": {"role": "customer", "handles": [handle]},
                 "parts": [{"type": "text", "text": f"słowo {number}"}]},
    }  # fmt: skip
