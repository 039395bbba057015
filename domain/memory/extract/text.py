"""A text in hand: its cores, the topics it names, what is asked for, and what has been found in it so far."""

import re
from bisect import bisect_right

from msgspec.structs import replace

from domain.memory.extract import corrections
from domain.memory.extract.excerpts import read_of
from domain.memory.extract.finding import Finding
from domain.memory.extract.norms import norm_of
from domain.memory.extract.places import places_of
from domain.memory.extract.shop import BARELY, Told
from domain.memory.extract.topics import asked_in, mentions_of
from domain.memory.facts import HIDDEN, OF_ANOTHER, SECRET_KEYS

HAS_DIGIT = re.compile(r"[\d•]")
MOST = 100  # findings of one text: nobody tells more of themselves
CLAUSES = frozenset(
    ("problem", "wanted_outcome", "tried_already", "contact_preference")
)  # told by a clause, not a value
_NEVER_GUESSED = frozenset(
    ("name", "email", "security_answer")
)  # of what was told just now: no bare word corrects these


class Text:
    """What is known of one text. `wanted` are the keys that were asked for; what is left of them was not answered.

    `both`: the text holds two speakers, so that it asks and answers.
    """

    __slots__ = (
        "asked_anew", "asking", "asks", "both", "corrected", "digits", "excerpt", "found", "keys", "lows", "mentions", "open", "places", "taken",
        "text", "told", "until", "wanted", "words",
    )  # fmt: skip

    def __init__(self, text: str, wanted: tuple[str, ...], both: bool, told: Told = BARELY) -> None:
        self.excerpt, self.words = read_of(text)
        self.text = self.excerpt.text
        self.lows = frozenset(self.words.lows)
        self.digits = HAS_DIGIT.search(self.text) is not None
        self.places = places_of(self.text) if self.digits else []
        self.both = both
        self.told = told
        self.open = wanted
        self.wanted = list(wanted)
        self.asked_anew = False
        self.found: list[Finding] = []
        self.taken: list[tuple[int, int]] = []  # spans of characters
        self.mentions = mentions_of(self.words)
        self.until = {mention.end: mention for mention in self.mentions.values()} if self.mentions else {}
        self.asks = asked_in(self.words, self.mentions) if both else []
        self.asking = {end for end, _ in self.asks}
        self.keys = set(wanted)
        for mention in self.until.values():
            self.keys.update(mention.keys)
        self.corrected = corrections.cues_in(self.words, self.lows)
        if self.corrected and self.corrected[0] <= corrections.AT_ONCE:
            again = [key for key in told.recent if key not in wanted and key not in _NEVER_GUESSED]
            self.wanted += again
            self.keys.update(again)

    @property
    def left(self) -> tuple[str, ...]:
        """What was asked for and not told."""
        if not self.open and not self.asks:
            return ()
        told = {finding.key for finding in self.found if not finding.rule.startswith(OF_ANOTHER)}
        return tuple(dict.fromkeys(key for key in ([key for _, key in self.asks] or self.open) if key not in told))

    @property
    def full(self) -> bool:
        """Whether nothing more is taken."""
        return len(self.taken) >= MOST

    def free(self, start: int, end: int) -> bool:
        """Whether nothing stands there yet."""
        for begun, stop in self.taken:  # noqa: SIM110 - a generator would cost more than the looks
            if start < stop and begun < end:
                return False
        return True

    def add(self, key: str, start: int, end: int, rule: str, confidence: float, norm: str | None = None) -> None:
        """A value found, unless another one stands there already."""
        if len(self.taken) >= MOST or not self.free(start, end):
            return
        self.taken.append((start, end))
        if key in self.wanted:
            self.wanted.remove(key)
        self.note(key, start, end, rule, confidence, norm)

    def note(self, key: str, start: int, end: int, rule: str, confidence: float, norm: str | None = None) -> None:
        """A value found that leaves its place to others: a clause that may hold a number."""
        if len(self.found) >= MOST:
            return
        value = self.text[start:end]
        told = norm if norm is not None and key not in SECRET_KEYS else norm_of(key, value)
        self.found.append(Finding(key=key, value=HIDDEN if key in SECRET_KEYS else value, norm=told, span=(start, end),
                                  rule=rule, confidence=confidence))  # fmt: skip

    def in_order(self) -> list[Finding]:
        """The findings as they stand in the text, clauses behind values; those that take an earlier telling back say so."""
        if len(self.found) > 1:
            self.found.sort(key=lambda finding: (finding.key in CLAUSES, finding.span))
        found = self.found
        if self.corrected:
            found = [
                replace(each, corrects=True)
                if corrections.corrects(self.words, self.corrected, self.core_at(each.span[0]))
                else each
                for each in found
            ]
        return [self._placed(each) for each in found] if self.excerpt.pieces else found

    def _placed(self, found: Finding) -> Finding:
        """A finding with its place in the whole text."""
        return replace(found, span=self.excerpt.span(*found.span))

    def core_at(self, start: int) -> int:
        """The core in which a character stands."""
        return max(0, bisect_right(self.words.starts, start) - 1)
