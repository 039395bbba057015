"""The writing half of one node, without HTTP: real store, keys, writer and door, put together as app/main.py does."""

import os
import time
from pathlib import Path
from typing import NamedTuple

from adapters.keys.keyring import Keyring
from adapters.log.codec import Codec
from adapters.log.reading import LogReader
from adapters.log.sqlite import SqliteStore
from adapters.log.writer import Writer
from app.ids import Ids
from app.intake.door import Door
from app.intake.sealing import Sealing
from app.keys import open_keyring
from app.settings import Settings
from app.storage import bring_up, open_log

TENANT = "demo"
GENERATION = 150  # keys: so few that their runs are written and joined under every fault, too
MASTER = "6d" * 32


class Parts(NamedTuple):
    """What takes in and writes."""

    reader: LogReader
    keyring: Keyring
    codec: Codec
    writer: Writer
    door: Door


def clock() -> int:
    """Microseconds since 1970, UTC."""
    return time.time_ns() // 1_000


def settings_of(folder: Path, url: str = "") -> Settings:
    """The settings of a node with its data in a folder, or in the PostgreSQL database of a URL."""
    where = {"THROUGHLINE_DATABASE_URL": url} if url else {}
    return Settings.read({"THROUGHLINE_DATA_DIR": str(folder), "THROUGHLINE_MASTER_KEY": MASTER, **where})


def make_log(folder: Path, url: str = "") -> None:
    """Make the tables, as `throughline migrate` does."""
    folder.mkdir(parents=True, exist_ok=True)
    bring_up(settings_of(folder, url))


def open_parts(folder: Path, url: str = "") -> Parts:
    """Open everything; the writer is started by whoever asked."""
    settings = settings_of(folder, url)
    store, reader = open_log(settings)
    if isinstance(store, SqliteStore):
        store.seen._size = GENERATION
    keyring = open_keyring(settings)
    codec, ids = Codec(keyring, os.urandom), Ids(clock, os.urandom)
    writer = Writer(store, keyring, clock)
    door = Door(writer, reader, keyring, Sealing(keyring, codec, ids, os.urandom), ids, clock, "PL")
    return Parts(reader, keyring, codec, writer, door)
