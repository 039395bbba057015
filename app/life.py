"""Which life of the log screens and read models belong to: another one after a restore, a promotion, or a log put back.

The log names its life itself; a restore rewrites that name, a promoted PostgreSQL has another timeline. An older copy put
in the log's place by hand says nothing: so a node remembers the last event it saw, and where that no longer stands, calls
this life by another name from then on. The record's own name stays as it is: the proof must still tell what happened.
"""

import asyncio
import os
import secrets
from contextlib import suppress
from pathlib import Path

import msgspec

from adapters.log.reading import LogReader
from app.logs import logger

LOOK_SECONDS = 3.0


class Seen(msgspec.Struct, kw_only=True):
    """The last event a node saw in a life of the log, and the mark it puts behind that life's name."""

    life: str
    position: int = 0
    hash: str = ""
    mark: str = ""


class Life:
    """One node's. `name` is what epochs and read models call it; it holds as long as the process does."""

    def __init__(self, reader: LogReader, path: Path) -> None:
        self._reader, self._path = reader, path
        self._seen = self._read()
        life = reader.life()
        if self._seen.life != life:
            self._seen = Seen(life=life)
        elif not self._stands():
            logger.warning("the log was put back behind what this node saw of it")
            self._seen = Seen(life=life, mark=secrets.token_hex(4))
        self.name = f"{life}~{self._seen.mark}" if self._seen.mark else life
        self.look()

    def look(self) -> bool:
        """Whether it is still the log it was; remembers its last event. Any thread; raises what the database raises."""
        if self._reader.life() != self._seen.life or not self._stands():
            return False
        head = self._reader.head()
        if head != self._seen.position or not self._path.exists():
            found = self._reader.hashes(head - 1, 1) if head else []
            self._seen.position, self._seen.hash = (found[0][0], found[0][1].hex()) if found else (0, "")
            self._write()
        return True

    async def watch(self, over: asyncio.Event) -> None:
        """Set `over` when it is in another life: only a new process begins anew in all its parts."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            with suppress(Exception):  # the database is away: others say so
                if not await asyncio.to_thread(self.look):
                    logger.error("the log is in another life: this process ends, so that a new one can go on")
                    return over.set()

    def _stands(self) -> bool:
        """Whether the event that was last is where it was."""
        position = self._seen.position
        if position == 0:
            return True
        found = self._reader.hashes(position - 1, 1)
        return [(position, self._seen.hash)] == [(each, hashed.hex()) for each, hashed in found]

    def _read(self) -> Seen:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Seen)
        except (OSError, msgspec.MsgspecError):
            return Seen(life="")

    def _write(self) -> None:
        """Not synced: after a power cut an older one does."""
        beside = self._path.with_suffix(".new")
        beside.write_bytes(msgspec.json.encode(self._seen))
        os.replace(beside, self._path)
