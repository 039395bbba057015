"""Needs as figures see them: the contacts of each case in order, folded from the marks of cases."""

from collections import defaultdict
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from domain.figures.marks import ADDED, ASKED, CLOSED, JOINED, OPENED, REOPENED, SPLIT, TOLD, Mark
from domain.figures.periods import Period


class Contact(msgspec.Struct, frozen=True):
    """One interaction about a need. `after_close`: the need had been met before it began. `again`: repeated in it."""

    mark: Mark
    after_close: bool
    again: tuple[Mark, ...] = ()


class Case(msgspec.Struct, frozen=True):
    """One need: what it is about, its contacts by time, whether it is met by now."""

    about: str
    contacts: tuple[Contact, ...]
    closed: bool

    @property
    def first(self) -> Mark:
        """The mark of the contact with which it began, knowing what it is about."""
        mark = self.contacts[0].mark
        return mark if mark.key == self.about else replace(mark, key=self.about)


def cases_of(marks: Iterable[Mark], period: Period) -> list[Case]:
    """The needs that began in the period, with all their contacts since, also those after its end."""
    sorting = _Sorting()
    for mark in marks:
        sorting.take(mark)
    return [case for case in sorting.cases() if period.holds(case.first.at)]


class _Sorting:
    """Which interaction belongs to which case by now; marks are taken in the order of the log."""

    def __init__(self) -> None:
        self._about: dict[str, str] = {}
        self._whole: dict[str, str] = {}  # a case that became a part of another
        self._in: dict[str, str] = {}  # an interaction's case
        self._seen: dict[str, Mark] = {}  # an interaction's first mark
        self._turns: dict[str, list[Mark]] = defaultdict(list)  # closed, open again
        self._again: dict[str, list[Mark]] = defaultdict(list)

    def take(self, mark: Mark) -> None:
        match mark.kind:
            case "case-opened" | "interaction-added-to-case":
                if mark.kind == OPENED:
                    self._about.setdefault(mark.ref, mark.key)
                self._in[mark.interaction_id] = mark.ref
                self._seen.setdefault(mark.interaction_id, mark)
            case "case-split":
                self._about.setdefault(mark.ref, mark.key or self._about.get(mark.before, ""))
                self._in.update(dict.fromkeys(mark.other.split(","), mark.ref))
            case "cases-joined":
                self._whole[mark.ref] = mark.before
            case "case-resolved" | "case-reopened":
                self._turns[mark.ref].append(mark)
            case _:
                if not mark.void:
                    self._again[mark.interaction_id].append(mark)

    def cases(self) -> list[Case]:
        """Those whose beginning is known."""
        contacts: dict[str, list[Mark]] = defaultdict(list)
        for interaction_id, mark in self._seen.items():
            ref = self._in[interaction_id]
            contacts[self._root(ref) if ref in self._whole else ref].append(mark)
        turns: dict[str, list[Mark]] = defaultdict(list)
        for ref, some in self._turns.items():
            turns[self._root(ref)] += some
        return [
            self._case(ref, sorted(some, key=_when) if len(some) > 1 else some, sorted(turns.get(ref, ()), key=_when))
            for ref, some in contacts.items() if ref in self._about
        ]  # fmt: skip

    def _case(self, ref: str, contacts: list[Mark], turns: list[Mark]) -> Case:
        closed = [turn.at for turn in turns if turn.kind == CLOSED]
        first = min(closed, default=None)
        return Case(
            self._about[ref],
            tuple(
                Contact(mark, first is not None and first < mark.at, tuple(self._again.get(mark.interaction_id, ())))
                for mark in contacts
            ),
            bool(turns) and turns[-1].kind == CLOSED,
        )

    def _root(self, ref: str) -> str:
        seen = {ref}
        while (whole := self._whole.get(ref)) is not None and whole not in seen:
            seen.add(whole)
            ref = whole
        return ref


def _when(mark: Mark) -> tuple[object, int]:
    return mark.at, mark.position


BESIDE = (ADDED, JOINED, CLOSED, REOPENED)
BEGUN = (OPENED, SPLIT)
REPEATED = (ASKED, TOLD)
