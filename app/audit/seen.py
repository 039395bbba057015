"""Who saw a customer's page as it stood at a version, and who answered the customer without having seen it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from adapters.access.rows import Access
from domain.customer import events as happened
from domain.record import Recorded

LOOKS = frozenset({"page", "brief"})  # kinds of access records that mean the whole page was shown
OURS = frozenset({"agent", "supervisor", "store_associate"})


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody of ours said to the customer."""

    version: int
    at: datetime
    channel: str


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """One of the staff. `opened_at`: when they first opened the page as it stood then or later; null: they did not.

    `before_version`: an older state that they had opened last before. `via` "live" keeps showing what comes in, and
    `read_at` is when they marked a hand-over as read. `answered`: their first words to the customer after it.
    """

    who: str
    role: str
    opened_at: datetime | None
    opened_version: int | None
    via: str
    before_at: datetime | None
    before_version: int | None
    read_at: datetime | None
    answered: Answer | None


class _Person:
    """What is gathered of one of the staff."""

    def __init__(self, who: str, role: str) -> None:
        self.who, self.role = who, role
        self.opened: Access | None = None
        self.before: Access | None = None
        self.read_at: datetime | None = None
        self.answered: Answer | None = None

    def shown(self) -> Viewer:
        """As it is told."""
        opened, before = self.opened, self.before
        return Viewer(
            who=self.who, role=self.role, opened_at=opened.at if opened else None, opened_version=opened.at_version if opened else None,
            via=opened.via if opened else before.via if before else "", before_at=before.at if before else None,
            before_version=before.at_version if before else None, read_at=self.read_at, answered=self.answered)  # fmt: skip


def viewers(version: int, at: datetime, looks: Iterable[Access], later: Sequence[Recorded]) -> list[Viewer]:
    """Staff who opened the page, and those who answered after it; whoever saw it first stands first.

    `at`: when the version was recorded. `later`: the stream's events after it.
    """
    people: dict[str, _Person] = {}
    for look in looks:
        if look.what in LOOKS and look.role in ("agent", "lead"):
            _note(people.setdefault(look.person, _Person(look.who, look.role)), look, version, at)
    for recorded in later:
        if isinstance(recorded.event, happened.BriefRead) and recorded.event.by in people:
            people[recorded.event.by].read_at = people[recorded.event.by].read_at or recorded.occurred_at
        elif (answered := _answer(recorded)) is not None:
            person = _author(people, recorded)
            person.answered = person.answered or answered
    told = [each.shown() for each in people.values() if each.opened or each.answered]
    return sorted(
        told, key=lambda each: (each.opened_at is None, each.opened_at or (each.answered.at if each.answered else at))
    )


def _note(person: _Person, look: Access, version: int, at: datetime) -> None:
    """One look: of the state asked about (or a later one), or of an older one."""
    seen = look.at_version >= version if look.at_version is not None else look.at >= at
    if seen and person.opened is None:
        person.opened = look
    elif not seen and person.opened is None:
        person.before = look


def _answer(recorded: Recorded) -> Answer | None:
    event = recorded.event
    spoke = isinstance(event, happened.MessageSent) and event.author_role in OURS
    called = isinstance(event, happened.CallTranscribed) and any(each.party == "agent" for each in event.segments)
    if not isinstance(event, happened.ItemEvent) or not (spoke or called):
        return None
    return Answer(version=recorded.version, at=recorded.occurred_at, channel=event.channel)


def _author(people: dict[str, _Person], recorded: Recorded) -> _Person:
    """Whose words these are: by our own id where they were written here, else by the name that the channel gives."""
    event, by = recorded.event, recorded.actor.id
    name = event.author_name if isinstance(event, happened.ItemEvent) and event.author_role in OURS else ""
    if by in people:
        return people[by]
    same = next((each for each in people.values() if name and each.who == name), None)
    return same or people.setdefault(by or f"name:{name}", _Person(name, "agent"))
