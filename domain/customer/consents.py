"""Which consents stand: folded from what was said about each purpose, by when it was said and not by when we heard of it."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from domain.customer.consenting import ConsentEvent, ConsentGiven
from domain.record import Recorded


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """What was said last about one purpose. `source` is who told us, `item_id` the entry in which it was said, if any."""

    purpose: str
    given: bool
    at: datetime
    channel: str
    place: str
    source: str
    notice: str
    notice_version: str
    expires_at: datetime | None
    item_id: str
    interaction_id: str | None
    position: int


class Consents:
    """Everything said about consent on one page; an interaction that leaves takes along what was said in it."""

    def __init__(self, told: Iterable[Consent] = ()) -> None:
        self._told = {each.position: each for each in told}

    def apply(self, recorded: Recorded) -> None:
        """Take in one event. A sender's clock ahead of ours may not outlast a later withdrawal."""
        event = recorded.event
        if isinstance(event, ConsentEvent):
            self._told[recorded.position] = Consent(
                purpose=event.purpose, given=isinstance(event, ConsentGiven),
                at=min(recorded.occurred_at, recorded.recorded_at), channel=event.channel, place=event.place,
                source=recorded.source, notice=event.notice, notice_version=event.notice_version,
                expires_at=event.expires_at, item_id=event.proof_item, interaction_id=event.interaction_id,
                position=recorded.position)  # fmt: skip

    def all(self) -> list[Consent]:
        """Every telling, the oldest first."""
        return sorted(self._told.values(), key=lambda each: (each.at, each.position))

    def last(self) -> list[Consent]:
        """What holds for each purpose, by its name."""
        latest = {each.purpose: each for each in self.all()}
        return [latest[purpose] for purpose in sorted(latest)]

    def of(self, interaction_id: str | None) -> list[Consent]:
        """What was said in one interaction (None: all)."""
        return [each for each in self.all() if interaction_id in (None, each.interaction_id)]

    def adopt(self, told: Iterable[Consent]) -> None:
        """Take in what another page knows."""
        self._told |= {each.position: each for each in told}

    def forget(self, interaction_id: str | None) -> None:
        """An interaction leaves (None: everything)."""
        for each in self.of(interaction_id):
            del self._told[each.position]
