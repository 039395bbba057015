"""Needs as figures see them: the contacts of each case in order, folded from the marks of cases as a page folds its events."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.figures.marks import ADDED, ASKED, OPENED, TOLD, Mark
from domain.figures.periods import Period

CONTACTS = (OPENED, ADDED)
REPEATED = (ASKED, TOLD)


class Contact(msgspec.Struct, frozen=True):
    """One interaction about a need. `after_close`: the need had been met before it began. `again`: repeated in it."""

    mark: Mark
    after_close: bool
    again: tuple[Mark, ...] = ()

    @property
    def began(self) -> datetime:
        """When the interaction began, whenever it was found to be about this need."""
        return _began(self.mark)


class Case(msgspec.Struct, frozen=True):
    """One need: what it is about, its contacts by time, whether it is met by now."""

    about: str
    contacts: tuple[Contact, ...]
    closed: bool

    @property
    def first(self) -> Mark:
        """The mark of the contact with which it began, as of that moment, knowing what the need is about."""
        return replace(self.contacts[0].mark, key=self.about, at=self.contacts[0].began)


def cases_of(marks: Iterable[Mark], period: Period) -> list[Case]:
    """The needs whose first contact was asked for and began in the period, with all their contacts before and since."""
    sorting = _Sorting()
    for mark in marks:
        sorting.take(mark)
    return [
        case for case in sorting.cases() if not case.contacts[0].mark.beside and period.holds(case.contacts[0].began)
    ]


class _Sorting:
    """Which interaction belongs to which case by now; marks are taken in the order of the log."""

    def __init__(self) -> None:
        self._about: dict[str, str] = {}
        self._whole: dict[str, str] = {}  # a case that became a part of another
        self._in: dict[str, str] = {}  # an interaction's case
        self._seen: dict[str, Mark] = {}  # an interaction's first mark
        self._met: dict[str, bool] = {}
        self._met_at: dict[str, datetime] = {}  # for the first time
        self._again: dict[str, list[Mark]] = defaultdict(list)

    def take(self, mark: Mark) -> None:
        ref = self._root(mark.ref)
        match mark.kind:
            case "case-opened" | "interaction-added-to-case":
                if mark.kind == OPENED:
                    self._about.setdefault(ref, mark.key)
                self._in[mark.interaction_id] = ref
                self._seen.setdefault(mark.interaction_id, mark)
            case "case-split":
                self._split(mark.ref, self._root(mark.before), mark)
            case "cases-joined":
                self._join(self._root(mark.before), ref)
            case "case-resolved" | "case-reopened":
                self._met[ref] = mark.kind == "case-resolved"
                if self._met[ref]:
                    self._earliest(ref, mark.at)
            case _:
                if not mark.void:
                    self._again[mark.interaction_id].append(mark)

    def cases(self) -> list[Case]:
        """Those whose beginning is known."""
        contacts: dict[str, list[Mark]] = defaultdict(list)
        for interaction_id, mark in self._seen.items():
            contacts[self._root(self._in[interaction_id])].append(mark)
        return [self._case(ref, sorted(some, key=_when)) for ref, some in contacts.items() if ref in self._about]

    def _split(self, new: str, old: str, mark: Mark) -> None:
        """A new need stands as the old one stood; what was met in it had been met."""
        self._about.setdefault(new, mark.key or self._about.get(old, ""))
        self._in.update(dict.fromkeys(mark.other.split(","), new))
        self._met[new] = self._met.get(old, False)
        if old in self._met_at:
            self._met_at[new] = self._met_at[old]

    def _join(self, whole: str, part: str) -> None:
        """One need of two is met when both are."""
        if whole == part:
            return
        self._whole[part] = whole
        self._met[whole] = self._met.get(whole, False) and self._met.get(part, False)
        if part in self._met_at:
            self._earliest(whole, self._met_at[part])

    def _earliest(self, ref: str, at: datetime) -> None:
        self._met_at[ref] = min(at, self._met_at.get(ref, at))

    def _case(self, ref: str, contacts: list[Mark]) -> Case:
        met_at = self._met_at.get(ref)
        return Case(
            self._about[ref],
            tuple(
                Contact(
                    mark, met_at is not None and met_at < _began(mark), tuple(self._again.get(mark.interaction_id, ()))
                )
                for mark in contacts
            ),
            self._met.get(ref, False),
        )

    def _root(self, ref: str) -> str:
        while ref in self._whole:
            ref = self._whole[ref]
        return ref


def _began(mark: Mark) -> datetime:
    return mark.began or mark.at


def _when(mark: Mark) -> tuple[datetime, int]:
    return _began(mark), mark.position
