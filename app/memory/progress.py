"""How far each rule has read the log, told by what it wrote: for when the place where that is kept is lost.

A rule that never wrote reads from the beginning: what a later release brings along is derived of the whole history.
"""

from adapters.keys.keyring import KeyDestroyed
from adapters.log.codec import UNREADABLE, Codec
from adapters.log.reading import EventReader
from adapters.log.rows import Row
from domain.customer.remembered import REMEMBERED

FACTS = "facts"  # stands for all rules that find facts: `throughline memory reinterpret` reads old items with new ones
STEP = 1_000
_DERIVED = frozenset(event.name for event in REMEMBERED)


def read_by_each(reader: EventReader, codec: Codec) -> dict[str, int]:
    """By rule: the position of the last event of which something was made. Reads the whole log, on the calling thread."""
    last: dict[str, tuple[int, str]] = {}
    position = 0
    while rows := reader.since(position, STEP):
        for row in (row for row in rows if row.type in _DERIVED):
            rule, cause = _written_by(row, codec)
            if rule and cause:
                last[rule] = row.position, cause
        position = rows[-1].position
    return {rule: _position_of(cause, before, reader) for rule, (before, cause) in last.items()}


def _written_by(row: Row, codec: Codec) -> tuple[str, str]:
    try:
        recorded = codec.open(row)
    except (KeyDestroyed, *UNREADABLE):  # it says nothing; what it is of parks its customer
        return "", ""
    if getattr(recorded.event, "extracted_by", "").startswith("rule:"):
        return FACTS, recorded.causation_id
    name = getattr(recorded.event, "detected_by", "")
    return name.removeprefix("rule:") if name.startswith("rule:") else "", recorded.causation_id


def _position_of(event_id: str, before: int, reader: EventReader) -> int:
    """Where an event stands that is not far before a position; the beginning when it is not found."""
    end = before
    while end > 0:
        start = max(0, end - STEP)
        for row in reversed(reader.since(start, end - start)):
            if row.position <= end and row.event_id.hex() == event_id.replace("-", ""):
                return row.position
        end = start
    return 0
