"""What must hold of a log after whatever happened, against the acknowledgements that were heard."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from adapters.keys.keyring import Keyring
from adapters.log.codec import Codec
from adapters.log.reading import LogReader
from adapters.log.rows import FIRST, Row, row_hash
from adapters.log.sqlite import SqliteReader
from app.keys import open_keyring
from domain.customer.decisions import said_key
from domain.customer.events import HandleLinked, ProfileAttributeNoted
from domain.identity.matching import Holder
from domain.ports import Linked
from tests.faults.load import count_key, counter_claim, is_count
from tests.faults.parts import TENANT, settings_of

PAGE = 5_000
Receipt = dict[str, Any]


class Heard:
    """Acknowledgements of one log, over all lives: the first receipt of each operation is the only right one."""

    def __init__(self, seed: int, counting: bool = True) -> None:
        self.seed, self._counting = seed, counting
        self.receipts: dict[int, Receipt] = {}
        self.wrong: list[str] = []
        self.repeats = 0

    def add(self, acknowledged: Iterable[tuple[int, Receipt]]) -> None:
        """Hear a life's answers."""
        for number, receipt in acknowledged:
            first = self.receipts.setdefault(number, receipt)
            if first is receipt:
                continue
            self.repeats += 1
            # A duplicate of an unreadable one says so by its reason: the contract's outcome stays "quarantined".
            if _without_outcome(first) != _without_outcome(receipt) or "recorded" == receipt["outcome"]:
                self.wrong.append(f"operation {number} was answered {first}, then {receipt}")

    def key(self, number: int, keyring: Keyring) -> bytes:
        """The idempotency key an operation stands under in the log."""
        if self._counting and is_count(self.seed, number):
            return count_key(self.seed, number)
        return keyring.keyed_hash(TENANT, "intake", f"//{TENANT}/chat/main", f"m-{self.seed}-{number}")


class Log:
    """A log that is looked at again and again: rows seen before are not read again until `whole`."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self._folder, self._url = folder, url
        self._forget()

    def _forget(self) -> None:
        self.rows: list[Row] = []
        self._heads: dict[tuple[str, str], tuple[int, bytes]] = {}
        self._keys: Counter[bytes] = Counter()

    def grown(self, heard: Heard, acknowledged: Iterable[tuple[int, Receipt]]) -> list[str]:
        """Read what is new: it must go on where it stopped, and hold what a life acknowledged. Returns what is wrong."""
        reader = self._reader()
        try:
            wrong = self._read(reader) + list(heard.wrong)
        finally:
            reader.close()
        for number, receipt in acknowledged:
            stream, version = receipt["customer_id"], receipt["version"]
            if stream is not None and self._heads.get((TENANT, stream), (0, b""))[0] < version:
                wrong.append(f"operation {number} was acknowledged and is lost")
        return wrong

    def whole(self, heard: Heard) -> list[str]:
        """Read everything anew, and compare it with what was heard and with the claims. Returns what is wrong."""
        self._forget()
        reader = self._reader()
        keyring = open_keyring(settings_of(self._folder, self._url))
        try:
            wrong = self._read(reader) + list(heard.wrong)
            wrong += self._unheard(heard, keyring)
            return wrong + list(_claims_wrong(reader, self.rows, Codec(keyring, lambda count: bytes(count))))
        finally:
            keyring.close()
            reader.close()

    def events(self) -> dict[int, str]:
        """Every position and its event, as the database has them now."""
        reader, found = self._reader(), dict[int, str]()
        try:
            while page := reader.since(max(found, default=0), PAGE):
                found |= {row.position: row.event_id.hex() for row in page}
        finally:
            reader.close()
        return found

    def _reader(self) -> LogReader:
        """Read only: a file must be found by the next life as the last one left it, its recovery not yet done."""
        if not self._url:
            return _as_left(self._folder)
        from adapters.log.postgres_reader import PostgresReader

        return PostgresReader(self._url)

    def _read(self, reader: LogReader) -> list[str]:
        wrong: list[str] = []
        while page := reader.since(len(self.rows), PAGE):
            for row in page:
                wrong += self._next(row)
                self.rows.append(row)
            if len(page) < PAGE or wrong:
                break
        return wrong

    def _next(self, row: Row) -> list[str]:
        wrong: list[str] = []
        if row.position != len(self.rows) + 1:
            wrong.append(f"position {row.position} stands at place {len(self.rows) + 1}")
        version, prev_hash = self._heads.get((row.tenant, row.stream), (0, FIRST))
        if row.version != version + 1:
            wrong.append(f"position {row.position}: version {row.version} follows {version}")
        if row.prev_hash != prev_hash or row.hash != row_hash(row[:-2], prev_hash):
            wrong.append(f"position {row.position}: the chain breaks")
        self._heads[row.tenant, row.stream] = (row.version, row.hash)
        if row.intake_key is not None:
            self._keys[row.intake_key] += 1
            if self._keys[row.intake_key] > 1:
                wrong.append(f"position {row.position}: recorded twice")
        return wrong

    def _unheard(self, heard: Heard, keyring: Keyring) -> list[str]:
        at = {row.intake_key: row for row in self.rows if row.intake_key is not None}
        wrong: list[str] = []
        for number, receipt in heard.receipts.items():
            if receipt["outcome"] == "quarantined":
                continue  # stands in its own table: the resending of everything proves it
            row = at.get(heard.key(number, keyring))
            if row is None:
                wrong.append(f"operation {number} was acknowledged and is lost")
            elif (row.stream, row.version) != (receipt["customer_id"], receipt["version"]):
                wrong.append(f"operation {number} stands elsewhere than its receipt says")
            elif row.position < receipt["position"]:
                wrong.append(f"operation {number} stands before its receipt's position")
        return wrong


def _as_left(folder: Path) -> SqliteReader:
    """A reader of the file as the last life left it. Some deaths leave one that a writer has to mend first: then of a mended copy."""
    left = SqliteReader(folder / "log.db")
    try:
        left.since(0, 1)
        return left
    except sqlite3.OperationalError as error:
        left.close()
        if "readonly" not in str(error):
            raise
    copy = folder / "looked-at.db"
    for ending in ("", "-wal", "-journal"):
        Path(f"{copy}{ending}").unlink(missing_ok=True)
        if (path := folder / f"log.db{ending}").exists():
            shutil.copyfile(path, f"{copy}{ending}")
    with closing(sqlite3.connect(copy)) as mending:
        mending.execute("SELECT count(*) FROM event").fetchall()
    return SqliteReader(copy)


def _claims_wrong(reader: LogReader, rows: Sequence[Row], codec: Codec) -> Iterable[str]:
    """Every event opens under its customer's key, and the claims say what the events say."""
    counted: dict[str, str] = {}
    for row in rows:
        event = codec.open(row).event
        if isinstance(event, ProfileAttributeNoted):
            counted[row.stream] = event.system
        elif isinstance(event, HandleLinked) and not _link_stands(reader, row.stream, event):
            yield f"position {row.position}: no claim holds the handle linked here"
    for stream, last in counted.items():
        if reader.claim(TENANT, counter_claim(stream)) != last.encode():
            yield f"the claim of {stream} is not its last event's"


def _link_stands(reader: LogReader, stream: str, event: HandleLinked) -> bool:
    digest = bytes.fromhex(event.digest)
    held = reader.claim(TENANT, digest if event.level else said_key(stream, digest))
    if held is None:
        return False
    if event.level:
        holder = msgspec.json.decode(held, type=Holder)
        return (holder.customer_id, holder.link_id) == (stream, event.link_id)
    return msgspec.json.decode(held, type=Linked).link_id == event.link_id


def _without_outcome(receipt: Receipt) -> Receipt:
    return {name: value for name, value in receipt.items() if name != "outcome"}
