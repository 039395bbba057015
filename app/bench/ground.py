"""Where an arm's files or database lie while it is measured, and what machine that is."""

import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import msgspec

from app.settings import Settings
from app.storage import bring_up


class Place(msgspec.Struct, frozen=True):
    """An empty folder, and on a server an empty database, for one arm."""

    folder: Path
    url: str  # "" for files in the folder

    def settings(self) -> Settings:
        """Settings of a node that keeps everything here; its tables are made."""
        settings = Settings.read({"THROUGHLINE_DATA_DIR": str(self.folder), "THROUGHLINE_DATABASE_URL": self.url})
        bring_up(settings)
        return settings


class Ground:
    """Hands out places on one disk, or one server, and takes everything away again."""

    def __init__(self, near: Path, server: str) -> None:
        self.near, self.server = near, server

    @contextmanager
    def place(self) -> Iterator[Place]:
        """A place for the length of a `with`."""
        folder = Path(tempfile.mkdtemp(prefix="throughline-bench-", dir=self.near))
        name = f"throughline_bench_{secrets.token_hex(6)}"
        try:
            if self.server:
                self._tell_server(f"CREATE DATABASE {name}")
            yield Place(folder, _database(self.server, name))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            if self.server:
                self._tell_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def machine(self) -> dict[str, Any]:
        """What the figures were measured on."""
        found: dict[str, Any] = {"cores": os.cpu_count(), "file system": file_system(self.near)}
        if self.server:
            found["PostgreSQL"] = self._tell_server("SHOW server_version")
            found["fsync"] = self._tell_server("SHOW fsync")
        else:
            found["SQLite"] = sqlite3.sqlite_version
        if os.environ.get("FSYNC_DELAY_US"):
            found["each fsync slowed by"] = f"{os.environ['FSYNC_DELAY_US']} µs"
        return found

    def _tell_server(self, statement: str) -> str:
        import psycopg

        with psycopg.connect(self.server, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return str(cursor.fetchone()[0]) if cursor.description else ""  # type: ignore[index]


def file_system(path: Path) -> str:
    """The kind of file system a path lies on: on tmpfs an fsync is free, and figures say little."""
    best, kind = "", "unknown"
    try:
        mounts = Path("/proc/mounts").read_text().splitlines()
    except OSError:
        return kind
    for line in mounts:
        where, what = line.split()[1:3]
        if path.resolve().is_relative_to(where) and len(where) >= len(best):
            best, kind = where, what
    return kind


def _database(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}")) if server else ""
