"""What changed on a page between two of its versions: sentences of the brief, facts, promises, consents, notices, and the cause."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar

import msgspec

from domain.customer import events as happened
from domain.customer.consenting import AboutPurpose
from domain.customer.consents import Consent, Notice, name_of
from domain.memory.facts import Fact, Promise
from domain.record import Recorded

Kept = TypeVar("Kept")
Texts = Mapping[str, str]  # sentences by what they are about
_CONSENT, _NOTICE = "consent:", "notice:"  # before its purpose or name, so that no id is taken for one


class Change(msgspec.Struct, Generic[Kept], frozen=True):
    """One thing before and after; None where there was, or is, none. `cause` is an event between the two moments."""

    before: Kept | None
    after: Kept | None
    cause: Recorded


class Causes:
    """The last event of a stretch that says something of a fact, a promise, a consent or a notice."""

    def __init__(self, events: Iterable[Recorded]) -> None:
        self._of: dict[str, Recorded] = {}
        self._any: Recorded | None = None
        self._last: Recorded | None = None
        for recorded in events:
            self._last = recorded
            if isinstance(recorded.event, _BRINGS):
                self._any = recorded
            for each in _named(recorded.event):
                self._of[each] = recorded

    def of(self, *ids: str) -> Recorded:
        """The event behind a change of the first of these that one names; else the last that brought or hid anything."""
        found = next((self._of[each] for each in ids if each in self._of), None)
        cause = found or self._any or self._last
        assert cause is not None, "nothing changes without an event"
        return cause


_BRINGS = (
    happened.InteractionReassigned,
    happened.CustomersMerged,
    happened.CustomersUnmerged,
    happened.MessageRedacted,
)


def facts_changed(before: Sequence[Fact], after: Sequence[Fact], causes: Causes) -> list[Change[Fact]]:
    """Of the facts that held: those that hold no more, each beside what took its place, and those that are new."""
    old = {each.fact_id: each for each in before if each.stands}
    new = {each.fact_id: each for each in after if each.stands}
    told = {each.fact_id: each for each in after}
    changes: list[Change[Fact]] = []
    replaced: set[str] = set()
    for fact_id, fact in old.items():
        if fact_id in new:
            if _differs(fact, new[fact_id]):
                changes.append(Change(fact, new[fact_id], causes.of(fact_id)))
            continue
        heir = _heir(fact_id, told)
        taken = new.get(heir) if heir not in old and heir not in replaced else None
        replaced.add(heir)
        changes.append(Change(fact, taken, causes.of(heir, fact_id)))
    added = [each for fact_id, each in new.items() if fact_id not in old and fact_id not in replaced]
    return [*changes, *(Change(None, each, causes.of(each.fact_id)) for each in added)]


def promises_changed(before: Sequence[Promise], after: Sequence[Promise], causes: Causes) -> list[Change[Promise]]:
    """Promises that were made, moved, kept, broken or withdrawn, or that left the page."""
    old = {each.promise_id: each for each in before}
    new = {each.promise_id: each for each in after}
    return [
        Change(old.get(each), new.get(each), causes.of(each))
        for each in dict.fromkeys([*old, *new])
        if old.get(each) != new.get(each)
    ]


def consents_changed(before: Sequence[Consent], after: Sequence[Consent], causes: Causes) -> list[Change[Consent]]:
    """Purposes for which something else holds than before, by their names; what was only said once more is no change."""
    old = {each.purpose: each for each in before}
    new = {each.purpose: each for each in after}
    return [
        Change(old.get(each), new.get(each), causes.of(_CONSENT + each))
        for each in sorted({*old, *new})
        if _holds(old.get(each)) != _holds(new.get(each))
    ]


def notices_changed(before: Sequence[Notice], after: Sequence[Notice], causes: Causes) -> list[Change[Notice]]:
    """Notices that were shown, each beside how it was shown before; and those that went with an interaction."""
    old = {each.name: each for each in before}
    new = {each.name: each for each in after}
    return [
        Change(old.get(each), new.get(each), causes.of(_NOTICE + each))
        for each in sorted({*old, *new})
        if old.get(each) != new.get(each)
    ]


def texts_changed(before: Texts, after: Texts) -> list[str]:
    """What sentences that were written, rewritten or left out are about, in the order of reading."""
    return [each for each in dict.fromkeys([*after, *before]) if before.get(each) != after.get(each)]


def turned(walk: Iterable[tuple[Recorded, Texts]], before: Texts, after: Texts) -> dict[str, Recorded]:
    """Per changed sentence the last event after which it read as it does at the end, and before which it did not.

    `walk` gives the events between the two moments, each with the sentences as they stand after it.
    """
    causes: dict[str, Recorded] = {}
    changed = texts_changed(before, after)
    last: Texts = before
    for recorded, now in walk:
        for each in changed:
            if now.get(each) == after.get(each) != last.get(each):
                causes[each] = recorded
        last = now
    return causes


def _heir(fact_id: str, told: Mapping[str, Fact]) -> str:
    """What superseded it at last; empty where nothing did."""
    seen: set[str] = set()
    fact = told.get(fact_id)
    while fact is not None and fact.superseded_by is not None and fact.fact_id not in seen:
        seen.add(fact.fact_id)
        fact = told.get(fact.superseded_by)
    return "" if fact is None or fact.fact_id == fact_id else fact.fact_id


def _differs(one: Fact, other: Fact) -> bool:
    return (one.value, one.norm, one.confirmed_by) != (other.value, other.norm, other.confirmed_by)


def _holds(consent: Consent | None) -> tuple[object, ...]:
    if consent is None:
        return ()
    return (consent.given, consent.objected, consent.expires_at, consent.notice, consent.notice_version)


def _named(event: happened.Event) -> list[str]:
    """The facts, promises, consents and notices an event says something of; asking for one again changes nothing about it."""
    if isinstance(event, happened.FactAskedAgain | happened.FactToldAgain):
        return []
    if isinstance(event, AboutPurpose):
        return [_CONSENT + event.purpose]
    if isinstance(event, happened.NoticeShown):
        return [_NOTICE + name_of(event.notice, event.notice_version)]
    names = [getattr(event, name, "") or "" for name in ("fact_id", "promise_id")]
    return [each for each in (*names, *getattr(event, "supersedes", ())) if each]
