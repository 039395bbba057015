"""Appends what is derived from items, milliseconds behind them: a crash or a replay adds nothing twice.

Each derived event carries an intake key made from (cause, rule): the writer answers the second one as a duplicate.
"""

import asyncio

import msgspec

from adapters.keys.keyring import KeyDestroyed, Keyring
from adapters.log.appends import Append, NewEvent
from adapters.log.codec import Codec, Meta, microseconds
from adapters.log.rows import Row
from adapters.log.sqlite import SqliteReader
from adapters.log.writer import Writer
from adapters.views.store import Views
from app.follower import Follower
from app.ids import Ids
from app.pages import Pages
from domain.customer import events as happened
from domain.errors import UnknownCustomer
from domain.memory.extract import Finding, find
from domain.page import Page
from domain.record import Actor, Recorded

BATCH = 200
TELLING = frozenset({"customer", "unknown"})
_WATCHED = frozenset({"message-received", "call-transcribed", "store-visit-noted"})
_encode = msgspec.json.Encoder().encode


class MemoryFollower(Follower):
    """Reads items as they are recorded and appends the facts they tell."""

    name = "memory"

    def __init__(self, reader: SqliteReader, codec: Codec, views: Views, writer: Writer, keyring: Keyring, ids: Ids,
                 pages: Pages) -> None:  # fmt: skip
        super().__init__()
        self._reader, self._codec, self._views, self._writer = reader, codec, views, writer
        self._keyring, self._ids, self._pages = keyring, ids, pages

    async def _kept_position(self) -> int:
        return await asyncio.to_thread(self._views.position, self.name)

    async def _step(self) -> bool:
        rows = self._reader.since(self.position, BATCH)
        if not rows:
            return False
        waiting: list[asyncio.Future[object]] = []
        for row in rows:
            if row.type in _WATCHED:
                waiting += await self._remember(row)
        await asyncio.gather(*waiting)
        await asyncio.to_thread(self._views.move, self.name, rows[-1].position)
        self.position = rows[-1].position
        return True

    async def _remember(self, row: Row) -> list["asyncio.Future[object]"]:
        recorded = self._codec.open(row)
        event = recorded.event
        if not isinstance(event, happened.ItemEvent) or event.author_role not in TELLING:
            return []
        findings = find(event.text)
        if not findings:
            return []
        try:
            page = await self._pages.open(recorded.tenant, recorded.stream)
        except (UnknownCustomer, KeyDestroyed):
            return []
        return [self._append(recorded, event, finding, page) for finding in findings]

    def _append(
        self, cause: Recorded, item: happened.ItemEvent, finding: Finding, page: Page
    ) -> "asyncio.Future[object]":
        tenant, stream = cause.tenant, page.customer_id
        fact = happened.FactRecorded(
            fact_id=self._ids("f"), key=finding.key, item_id=item.item_id, interaction_id=item.interaction_id,
            channel=item.channel, stated_by=item.author_role, span=finding.span, extracted_by=f"rule:{finding.rule}",
            confidence=finding.confidence, supersedes=_superseded(page, finding), value=finding.value, norm=finding.norm,
        )  # fmt: skip
        event_id = self._ids.event_id()
        state = self._codec.seal(fact, self._keyring.key(tenant, stream), tenant, stream, event_id)
        meta = _encode(Meta(actor=Actor(kind="system", id="memory"), causation_id=cause.event_id, item_id=item.item_id))
        new = NewEvent(stream, event_id, fact.name, fact.schema, microseconds(cause.occurred_at), meta, state)
        rule = f"{finding.rule}\x1f{finding.span[0]}"
        key = self._keyring.keyed_hash(tenant, "intake", "//memory", cause.event_id, rule)
        return self._writer.append(Append(tenant=tenant, events=[new], intake_key=key, body_digest=key))  # type: ignore[return-value]


def _superseded(page: Page, finding: Finding) -> tuple[str, ...]:
    """An earlier telling of the same key with another value no longer holds; order numbers stand side by side."""
    before = page.memory.standing().get(finding.key)
    if before is None or before.norm == finding.norm or finding.key == "order_no":
        return ()
    return (before.fact_id,)
