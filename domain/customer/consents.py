"""Which consents and objections stand, and which notices were shown: by when it was said and not by when we heard of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from domain.customer.consenting import ConsentEvent, ConsentGiven, NoticeShown, ObjectionRaised
from domain.record import Recorded


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """Where and when something was said. `source` is who told us, `item_id` the entry in which it was said, if any."""

    at: datetime
    channel: str
    place: str
    source: str
    item_id: str
    interaction_id: str | None
    position: int


class Consent(Telling, frozen=True, kw_only=True):
    """What was said last about one purpose. `objected`: the person objects to it, which a withdrawal does not undo."""

    purpose: str
    given: bool
    notice: str
    notice_version: str
    expires_at: datetime | None
    objected: bool = False


class Notice(Telling, frozen=True, kw_only=True):
    """When a notice was shown or read last; `notice` is its name or its words."""

    notice: str
    notice_version: str
    locale: str

    @property
    def name(self) -> str:
        """What it is told apart by."""
        return name_of(self.notice, self.notice_version)


Told = TypeVar("Told", bound=Telling)


class Tellings(Generic[Told]):
    """Everything of one kind said on one page; an interaction that leaves takes along what was said in it."""

    def __init__(self, told: Iterable[Told] = ()) -> None:
        self._told = {each.position: each for each in told}

    def all(self) -> list[Told]:
        """Every telling, the oldest first."""
        return sorted(self._told.values(), key=lambda each: (each.at, each.position))

    def of(self, interaction_id: str | None) -> list[Told]:
        """What was said in one interaction (None: all)."""
        return [each for each in self.all() if interaction_id in (None, each.interaction_id)]

    def adopt(self, told: Iterable[Told]) -> None:
        """Take in what another page knows."""
        self._told |= {each.position: each for each in told}

    def forget(self, interaction_id: str | None) -> None:
        """An interaction leaves (None: everything)."""
        for each in self.of(interaction_id):
            del self._told[each.position]


class Consents(Tellings[Consent]):
    """What was allowed, refused, taken back and objected to."""

    def apply(self, recorded: Recorded) -> None:
        """Take in one event."""
        event = recorded.event
        if isinstance(event, ObjectionRaised):
            self._told[recorded.position] = Consent(
                **_where(recorded, event), purpose=event.purpose, given=False, objected=True, notice="", notice_version="",
                expires_at=None)  # fmt: skip
        elif isinstance(event, ConsentEvent):
            self._told[recorded.position] = Consent(
                **_where(recorded, event), purpose=event.purpose, given=isinstance(event, ConsentGiven), notice=event.notice,
                notice_version=event.notice_version, expires_at=event.expires_at)  # fmt: skip

    def last(self) -> list[Consent]:
        """What holds for each purpose, by its name. An objection stands until the person agrees to the same purpose after it."""
        latest: dict[str, Consent] = {}
        for each in self.all():
            before = latest.get(each.purpose)
            if before is None or each.given or each.objected or not before.objected:
                latest[each.purpose] = each
        return [latest[purpose] for purpose in sorted(latest)]


class Notices(Tellings[Notice]):
    """What the person was told of."""

    def apply(self, recorded: Recorded) -> None:
        """Take in one event."""
        event = recorded.event
        if isinstance(event, NoticeShown):
            self._told[recorded.position] = Notice(
                **_where(recorded, event), notice=event.notice, notice_version=event.notice_version, locale=event.locale)  # fmt: skip

    def last(self) -> list[Notice]:
        """Each notice as it was shown last, by its name; those without one by their version."""
        latest = {each.name: each for each in self.all()}
        return [latest[notice] for notice in sorted(latest)]


def name_of(notice: str, version: str) -> str:
    """What a notice is told apart by: its name, or its version where that is all that was said."""
    return notice or f"v:{version}"


def _where(recorded: Recorded, event: ConsentEvent | ObjectionRaised | NoticeShown) -> dict[str, Any]:
    """A sender's clock ahead of ours may not outlast what is said after it."""
    return {
        "at": min(recorded.occurred_at, recorded.recorded_at), "channel": event.channel, "place": event.place,
        "source": recorded.source, "item_id": event.proof_item, "interaction_id": event.interaction_id,
        "position": recorded.position,
    }  # fmt: skip
