"""What was told and what we owe, in the words of the public contract (section 4)."""

from datetime import datetime

import msgspec


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One telling of one thing (contract section 4). `span` is in characters of the item's text, end exclusive."""

    fact_id: str
    key: str
    value: str
    norm: str
    stated_by: str
    channel: str
    item_id: str
    span: tuple[int, int]
    extracted_by: str
    confidence: float
    superseded_by: str | None = None
    proven: bool = False


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """What we owe somebody, by when."""

    promise_id: str
    what: str
    kind: str
    due_at: datetime | None
    state: str
    made_by: str
    items: tuple[str, ...]
