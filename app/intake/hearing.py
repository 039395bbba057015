"""What every thread was asked last, so that a bare PIN is known for one and masked before anything is stored.

Kept in memory, in the order of arrival; read from the log where it is not known (a restart) and the words could be a
bare secret. What cannot be known in time (a question that comes late, or to another node) the rule of redaction finds.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from adapters.keys.keyring import KeyDestroyed
from adapters.log.codec import UNREADABLE
from adapters.log.reading import LogReader
from adapters.log.rows import Row
from app.intake.echoes import Echoes
from app.intake.sealing import Sealing
from domain.customer import events as happened
from domain.customer.arrivals import Arrival
from domain.errors import UnknownCustomer
from domain.memory.secrets import (
    FORGOTTEN_AFTER,
    NOTHING,
    TELLING,
    Awaited,
    Hidden,
    could_answer,
    hide,
    hide_again,
    listen_to,
    said_by,
)
from domain.ports import Standing
from domain.voices import SAID

THREADS = 50_000  # in memory; most of them hold nothing
HEARD = 20_000  # deliveries that changed what a thread expects
READ = 4 * FORGOTTEN_AFTER  # events of a customer's stream that are read for one thread
_SAID = frozenset({"message.received", "message.sent", "call.transcribed", "visit.noted"})
_Parts = Sequence[tuple[str, str]]


class Hearing:
    """Masks what deliveries say in the light of what was said before in their thread."""

    def __init__(self, reader: LogReader, sealing: Sealing) -> None:
        self._reader, self._sealing = reader, sealing
        self._threads: OrderedDict[tuple[str, str, str], Awaited] = OrderedDict()
        self._before: OrderedDict[bytes, Awaited] = OrderedDict()  # by delivery: in what light it was heard
        self._salt = secrets.token_bytes(16)
        self._echoes = Echoes(self._digest)

    def heard(self, tenant: str, arrival: Arrival, standing: Callable[[], Standing], remember: bool = True,
              delivery: bytes = b"") -> Arrival:  # fmt: skip
        """The arrival with every secret as dots. `remember`: what comes next in the thread is heard in its light.

        `delivery` names what may be sent again, because nobody can say whether it was stored: it is heard as it was the
        first time, when the question that it answers stood open.
        """
        thread = (tenant, arrival.source, arrival.thread)
        parts = _parts_of(arrival)
        again = self._before.get(delivery)
        awaited = again if again is not None else self._awaited(thread, parts, standing) if arrival.thread else NOTHING
        hidden, after = listen_to(parts, awaited or NOTHING, self._digest)
        if arrival.thread and remember and again is None and (awaited is not None or after.fresh or after.birth):
            self._remember(thread, awaited or NOTHING, after, delivery)
        echoes = self._echoes.heard(thread, arrival, parts, hidden, remember) if arrival.thread else ()
        return replace(_masked(arrival, parts, hidden), echoes=echoes) if any(hidden) else arrival

    def _remember(self, thread: tuple[str, str, str], before: Awaited, after: Awaited, delivery: bytes) -> None:
        self._threads[thread] = after
        self._threads.move_to_end(thread)
        if len(self._threads) > THREADS:
            self._threads.popitem(last=False)
        if delivery and after != before:
            self._before[delivery] = before
            if len(self._before) > HEARD:
                self._before.popitem(last=False)

    def _awaited(self, thread: tuple[str, str, str], parts: _Parts, standing: Callable[[], Standing]) -> Awaited | None:
        """What stands asked in a thread; None where it is not known and these words need not know it."""
        known = self._threads.get(thread)
        if known is not None:
            return known
        stands = standing()
        before = stands.thread()
        if before is None or before.interaction_id is None:  # it begins here
            return NOTHING
        if not any(role in TELLING and could_answer(text) for role, text in parts):
            return None
        try:
            return self._read(thread[0], stands.home(before.customer_id), before.interaction_id)
        except UnknownCustomer:  # merges that go round in a circle: deciding looks again, the rule finds what was told
            return None

    def _read(self, tenant: str, customer_id: str, interaction_id: str) -> Awaited:
        """What the last words of an interaction ask for, by the log."""
        version = self._reader.version(tenant, customer_id) or 0
        said: list[happened.ItemEvent] = []
        for row in self._reader.stream(tenant, customer_id, max(0, version - READ)):
            event = self._opened(row) if row.type in SAID else None
            if isinstance(event, happened.ItemEvent) and event.interaction_id == interaction_id:
                said.append(event)
        awaited = NOTHING
        for event in said[-FORGOTTEN_AFTER:]:
            segments = event.segments if isinstance(event, happened.CallTranscribed) else ()
            parts = said_by(event.author_role, event.text, [(each.party, each.text) for each in segments])
            awaited = listen_to(parts, awaited, self._digest)[1]
        return awaited

    def _opened(self, row: Row) -> object:
        try:
            return self._sealing.event(row)
        except (KeyDestroyed, *UNREADABLE):  # what cannot be read asks for nothing
            return None

    def _digest(self, digits: str) -> int:
        """All that is kept of a number that was told: known again in this process, and by nobody else."""
        return hash((self._salt, digits))


def _parts_of(arrival: Arrival) -> _Parts:
    """What was said by whom. Other words (a note, an order's line) neither ask nor answer."""
    if arrival.what not in _SAID:
        return (("system", arrival.text),)
    return said_by(arrival.author.role, arrival.text, [(each.party, each.text) for each in arrival.segments])


def _masked(arrival: Arrival, parts: _Parts, hidden: list[list[Hidden]]) -> Arrival:
    texts = [hide(text, found) for (_, text), found in zip(parts, hidden, strict=True)]
    again = frozenset(
        text[each.start : each.end] for (_, text), found in zip(parts, hidden, strict=True) for each in found
    )
    segments = arrival.segments
    if len(texts) == len(segments):
        segments = tuple(replace(each, text=text) for each, text in zip(segments, texts, strict=True))
    return replace(arrival, text="\n".join(texts), segments=segments, extra=hide_again(arrival.extra, again))
