"""One group commit being put together: every append gets its place, or the reason why not, before anything is written."""

from collections.abc import Iterable, Mapping

from adapters.keys.keyring import NewKey
from adapters.log.appends import Append, Placed, Taken, Touched
from adapters.log.rows import FIRST, Row, row_hash
from adapters.log.store import Begun, First, Head, LogStore, Stream, Where
from domain.errors import ClaimLost, IdempotencyConflict, StreamMoved

NO_EVENT: Head = (None, FIRST)


def deliveries(appends: Iterable[Append]) -> list[bytes]:
    """The intake keys to look up."""
    return [append.intake_key for append in appends if append.intake_key is not None]


def claims_of(appends: Iterable[Append]) -> list[Where]:
    """The claims to look up, each once."""
    return list({(append.tenant, claim.key): None for append in appends for claim in append.claims})


def streams_of(appends: Iterable[Append]) -> list[Stream]:
    """The streams whose heads matter, each once."""
    wanted: dict[Stream, None] = {}
    for append in appends:
        for event in append.events:
            wanted[append.tenant, event.stream] = None
        for stream in append.expected:
            wanted[append.tenant, stream] = None
    return list(wanted)


class Batch:
    """Runs on the writer's thread, under the order lock."""

    def __init__(self, store: LogStore, begun: Begun, heads: Mapping[Stream, Head], now: int) -> None:
        self._store, self._held_before, self._known_heads = store, begun.claims, heads
        self.position, self.now = begun.position, now
        self.heads: dict[Stream, Head] = {}
        self.rows: list[Row] = []
        self.new_keys: list[NewKey] = []
        self._recorded, self._kept = dict(begun.recorded), dict(begun.kept)
        self._claims: dict[Where, bytes] = {}
        self._to_keep: list[Append] = []
        self._released: list[str] = []
        self._tracking: dict[str, int] = {}

    def place(self, append: Append) -> Placed | Exception:
        """Give an append its place; an exception refuses it and leaves the others alone."""
        before = self._before(append)
        if before is not None:
            return before
        lost = self._lost_claim(append)
        if lost is not None:
            return lost
        for stream, version in append.expected.items():
            if (self._head(append.tenant, stream)[0] or 0) != version:
                return StreamMoved(stream)
        if append.kept is not None:
            return self._quarantine(append)
        if not self._versions_free(append):
            return Taken("this version of the stream is taken")
        if append.tracking is not None and not self._moves_on(*append.tracking):
            return Taken("this process has come further already")
        return self._accept(append)

    def write(self) -> None:
        """Put everything into the transaction."""
        if self.rows:
            self._store.insert(self.rows)
        if self._claims:
            self._store.set_claims((tenant, key, value) for (tenant, key), value in self._claims.items())
        for append in self._to_keep:
            assert append.kept and append.intake_key and append.body_digest
            self._store.keep(append.tenant, append.intake_key, append.body_digest, append.kept)
        for entry_id in self._released:
            self._store.release(entry_id)
        for application, notification_id in self._tracking.items():
            self._store.track(application, notification_id)

    def touched(self) -> list[Touched]:
        """The streams that grew, each once, with its new head."""
        last = {(row.tenant, row.stream): row for row in self.rows}
        return [Touched(row.tenant, row.stream, row.version, row.position) for row in last.values()]

    def _before(self, append: Append) -> Placed | Exception | None:
        if append.intake_key is None:
            return None
        row = self._recorded.get(append.intake_key)
        if row is not None:
            if row.body_digest != append.body_digest:
                return IdempotencyConflict(row.stream)
            return Placed(
                stream=row.stream, version=row.version, last_position=row.position, duplicate=True, meta=row.meta
            )
        kept = self._kept.get(append.intake_key)
        if kept is None or append.released:
            return None
        if kept[0] != append.body_digest:
            return IdempotencyConflict(kept[1])
        return Placed(kept=kept[1], reason=kept[2], duplicate=True) if append.kept is not None else None

    def _lost_claim(self, append: Append) -> Exception | None:
        for key, expected, _ in append.claims:
            where = (append.tenant, key)
            held = self._claims[where] if where in self._claims else self._held_before.get(where)
            if held != expected:
                return ClaimLost(key.hex())
        return None

    def _quarantine(self, append: Append) -> Placed:
        assert append.kept and append.intake_key and append.body_digest
        self._to_keep.append(append)
        self._kept[append.intake_key] = (append.body_digest, append.kept.entry_id, append.kept.reason, "open")
        return Placed(kept=append.kept.entry_id, reason=append.kept.reason)

    def _versions_free(self, append: Append) -> bool:
        heads: dict[str, int | None] = {}
        for event in append.events:
            if event.version is None:
                continue
            head = heads.get(event.stream, self._head(append.tenant, event.stream)[0])
            if head is not None and event.version != head + 1:
                return False
            heads[event.stream] = event.version
        return True

    def _moves_on(self, application: str, notification_id: int) -> bool:
        if application not in self._tracking:
            self._tracking[application] = self._store.find_tracking(application)
        return notification_id > self._tracking[application]

    def _accept(self, append: Append) -> Placed:
        first = self.position + 1
        last = len(append.events) - 1
        for index, new in enumerate(append.events):
            version, prev_hash = self._head(append.tenant, new.stream)
            version = new.version if new.version is not None else (version or 0) + 1
            self.position += 1
            key, digest = (append.intake_key, append.body_digest) if index == last else (None, None)
            columns = (self.position, append.tenant, new.stream, version, new.event_id, key, digest, new.type, new.schema,
                       new.occurred_at, append.recorded_at or self.now, new.meta, new.state)  # fmt: skip
            row = Row(*columns, prev_hash, row_hash(columns, prev_hash))
            self.rows.append(row)
            self.heads[append.tenant, new.stream] = (version, row.hash)
        return self._accepted(append, first)

    def _accepted(self, append: Append, first: int) -> Placed:
        self.new_keys += append.new_keys
        self._claims.update(
            {
                (append.tenant, key): value
                for key, before, value in append.claims
                if value is not None and value != before
            }
        )
        kept = self._kept.get(append.intake_key) if append.intake_key is not None else None
        entry_id = append.released or (kept[1] if kept else "")
        if entry_id:  # a retry, or the sender's own repeat after we learned to read it
            self._released.append(entry_id)
        if append.tracking is not None:
            self._tracking[append.tracking[0]] = append.tracking[1]
        if not append.events:
            return Placed(first_position=first, last_position=self.position)
        row = self.rows[-1]
        if row.intake_key is not None:
            self._recorded[row.intake_key] = First(row.body_digest, row.stream, row.version, row.position, row.meta)
        return Placed(
            stream=row.stream, version=row.version, first_position=first, last_position=row.position, meta=row.meta
        )

    def _head(self, tenant: str, stream: str) -> Head:
        where = (tenant, stream)
        return self.heads.get(where) or self._known_heads.get(where) or NO_EVENT
