"""Marks read a moment ago, for who asks the same or a part of it: one view of figures asks a dozen questions at once.

The marks of a reading serve every question of the same kinds, as long as the log has not grown, for a few seconds: a
shorter period, one entry point and another end are cut out of them. Who asks while they are being read waits for them.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, NamedTuple

from msgspec.structs import replace

from adapters.log.codec import moment
from domain.figures import Mark, Needs

_BEYOND = 120_000_000  # microseconds that are read beyond the end: "now" is a little later for the next question
_SECONDS = 5.0
_MOST = 8  # readings
_MOST_MARKS = 60_000  # of all readings together


class Asked(NamedTuple):
    """What is read: marks of which kinds, of whom, and of which period (microseconds, the end not included)."""

    tenant: str
    needs: Needs
    person: str | None
    team: str | None
    start: int
    end: int


class Kept(NamedTuple):
    """A reading: as of which position of the log, when; the marks in question, and those beside them."""

    asked: Asked
    upto: int
    at: float
    main: list[Mark]
    beside: list[Mark]

    def covers(self, asked: Asked, upto: int, now: float) -> bool:
        """Whether a question can be answered out of it."""
        mine = self.asked
        same = self.upto == upto and now - self.at <= _SECONDS and mine.team in (None, asked.team)
        return same and mine.start <= asked.start and asked.end <= mine.end

    def part(self, asked: Asked) -> list[Mark]:
        """What was asked for: marks of the period and the entry point, and those beside them."""
        start, end, needs = moment(asked.start), moment(asked.end), asked.needs
        of_needs = needs.same == "need"
        main = [
            mark for mark in self.main
            for at in [mark.began or mark.at if of_needs else mark.at] if at < end and (needs.owed or start <= at)
        ]  # fmt: skip
        if asked.team is not None:
            main = [mark for mark in main if mark.team == asked.team and mark.began is not None]
        others = self.beside
        if of_needs and len(main) < len(self.main):  # what is cut off may be part of a need that is asked for
            asked_for = {mark.position for mark in main}
            others = others + [replace(mark, beside=True) for mark in self.main if mark.position not in asked_for]
        if not others:
            return main
        these = {getattr(mark, needs.same) for mark in main}
        return main + [mark for mark in others if getattr(mark, needs.same) in these]


_Read = Callable[[Asked], tuple[list[Mark], list[Mark]]]


class Recent:
    """Readings of the last seconds. May be asked by several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._kept: OrderedDict[Any, Kept] = OrderedDict()
        self._reading: dict[Any, Lock] = {}

    def marks(self, asked: Asked, upto: int, read: _Read) -> list[Mark]:
        """The marks of a question, out of a reading as of this position of the log, or by `read`: those in question, those beside."""
        needs = asked.needs
        key = (asked.tenant, needs.kinds, needs.beside, needs.same, asked.person, asked.start if needs.owed else None)
        with self._lock:
            reading = self._reading.setdefault(key, Lock())
        with reading:
            with self._lock:
                kept = self._kept.get(key)
            if kept is None or not kept.covers(asked, upto, self._clock()):
                wider = asked._replace(end=asked.end + _BEYOND)
                kept = Kept(wider, upto, self._clock(), *read(wider))
                self._keep(key, kept)
        return kept.part(asked)

    def _keep(self, key: Any, new: Kept) -> None:
        with self._lock:
            kept = {each: one for each, one in self._kept.items() if each != key and new.at - one.at <= _SECONDS}
            self._kept = OrderedDict(kept | {key: new})
            while (
                len(self._kept) > _MOST
                or sum(len(one.main) + len(one.beside) for one in self._kept.values()) > _MOST_MARKS
            ):
                self._kept.popitem(last=False)
            self._reading = {each: one for each, one in self._reading.items() if each in self._kept or one.locked()}
