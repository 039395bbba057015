"""What somebody's first words in an interaction say: a need of their own, the rest of an earlier talk, or a greeting only."""

import msgspec

from domain.memory.casing.lists import ADDING, ANSWERING, GREETING, KINDS, STATING, THANKING, WANTING
from domain.memory.casing.reference import Reference, reference_in
from domain.memory.casing.stems import telling, words_of

FIRST = 12  # words after the greeting in which a need is stated
UNTOLD = frozenset(("question", "order"))  # kinds that alone say nothing of the need
BARE = 5  # words of an answer that is nothing else


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """`stems` tell its need from others. How it begins: with a greeting, a need (`states`), an answer, something more."""

    stems: frozenset[str]
    greets: bool
    states: bool
    answers: bool
    adds: bool
    bare: bool
    kind: str
    reference: Reference | None = None

    @property
    def tells(self) -> bool:
        """Whether enough is said to know what it is about; "I need help with my order" is not."""
        return bool(self.stems) or self.kind not in UNTOLD or self.goes_on == 1 or self.reference is not None

    @property
    def goes_on(self) -> float:
        """How much it reads as the rest of an earlier talk, 0 to 1: an answer to nothing, something more, no need of its own."""
        if self.greets:
            return 0.0
        if self.answers:
            return 0.75 if self.states else 1.0
        if self.states:
            return 0.5 if self.adds else 0.0
        return 1.0 if self.bare or self.adds else 0.75


def opening_of(text: str, names: frozenset[str] = frozenset()) -> Opening | None:
    """Read first words, without the customer's own name. None where they only greet or thank: more is to come."""
    words = words_of(text)
    rest = _after_greeting(words)
    if not rest or all(word in THANKING or word in names for word in rest):
        return None
    first = rest[:FIRST]
    return Opening(
        stems=telling([word for word in rest if word not in names]), greets=len(rest) < len(words),
        states=any(word in WANTING for word in first) or rest[0] in STATING or " ".join(rest[:2]) in STATING,
        answers=rest[0] in ANSWERING, adds=any(word in ADDING for word in first), bare=len(rest) <= BARE,
        kind=_kind(rest), reference=reference_in(text))  # fmt: skip


def _after_greeting(words: list[str]) -> list[str]:
    for number, word in enumerate(words):
        if word not in GREETING:
            return words[number:]
    return []


def _kind(words: list[str]) -> str:
    """The kind whose words it uses most; a question otherwise."""
    counts = {kind: sum(word in found for word in words) for kind, found in KINDS.items()}
    best = max(counts, key=lambda kind: counts[kind])
    return best if counts[best] else "question"
