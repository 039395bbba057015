"""A text cut into what is asserted: no questions, nothing conditional or only likely, and who is quoted in it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from domain.memory.listed import has_one

LONGEST, LONGEST_OF_MORE = 4_000, 1_600  # characters read of one text, a letter; of one that is endless
ENDLESS = 20_000  # characters
MOST = 100  # clauses
WIDEST = 300  # characters of a clause: longer ones are lists and letters without full stops

_END = re.compile(r"[.!?;…]+(?=\s|$|[\"'”)*])|\n+")
_HEDGED = re.compile(
    r"\b(?:if|unless|whether|would|could|might|maybe|perhaps|probably|supposed|typically|usually|normally|generally|"
    r"depend(?:s|ing)?|once|let me|i'?ll (?:check|see|look)|checking|(?:around|about) [$€£]?\d|roughly|approximately|likely|"
    r"jeśli|jeżeli|gdyby|gdy|kiedy|o ile|chyba|może(?! pan)|możliwe|pewnie|prawdopodobnie|zwykle|zazwyczaj|zależy|czy|około|"
    r"sprawdz(?:ę|am|amy|imy|ić)|byłob\w*|mógłb\w*|orientacyjnie|jakieś)\b|\bmay (?!\d|be returned|return|be used)",
    re.IGNORECASE,
)
# What should be is told as what is expected: of a day only.
_EXPECTED = re.compile(r"\b(?:should|powinn\w*|powinien)\b", re.IGNORECASE)
_WORDS = r"[^.,;!?\n]"
QUOTES = re.compile(
    r"\b(?:(?:i|we)(?: was|'ve been| had been| were| have been)|she was|he was) (?:told|informed|advised|promised|assured)"
    rf"(?: by {_WORDS}{{1,40}}?)?(?: that\b|,|:|(?= (?:the|it|my|your|this|i|we|you|returns?|delivery|shipping|there)\b))"
    r"|\b(?:your|the|an?|one of your|another) (?:\w+ ){0,2}?(?:colleague|agent|rep|representative|associate|assistant|website|site|newsletter|"
    r"e-?mail|bot|ad|store|shop|chat|advisor|adviser|clerk|cashier|lady|guy|page|app|leaflet)\b"
    rf"{_WORDS}{{0,40}}?\b(?:said|says|told (?:me|us)|claimed|promised|stated|states|wrote|confirmed|assured me)\b(?: that\b|,|:)?"
    r"|\b(?:powiedzia(?:no|ł|ła|eli)|powiedzieli|usłysza(?:łem|łam)|dowiedzia(?:łem|łam) się|poinformowan[oaey]|informowan[oaey]|obiecan[oa]|"
    r"napisan[oa]|podan[oae]|mówi(?:ł|ła|li|ono)|twierdzi(?:ł|ła|li)|napisa(?:ł|ła|li)|obieca(?:ł|ła|li)|zapewni(?:ł|ła|ono|li)|pisze|pisało|"
    rf"stoi)\b{_WORDS}{{0,40}}?,? że\b",
    re.IGNORECASE,
)
_QUOTING = (
    "told", "informed", "advised", "promised", "assured", "said", "says", "claimed", "stated", "states", "wrote", "confirmed", "że",
)  # fmt: skip  # one of them is in whatever QUOTES finds; looked for first, as they stand
CHANGED = re.compile(
    r"\b(?:(?:has|have|was|were|been) changed|updated|delay\w*|postponed|rescheduled|moved|opóźni\w+|przesunię\w+|przełożon\w+|"
    r"zmieni(?:ł|ła|ły|ło)|zmian(?:a|ie|ę|y)|nowy termin|new date)\b",
    re.IGNORECASE,
)


_PARTS = re.compile(
    r"\b(?P<right>sorry|i mean|i meant|correction|my mistake|przepraszam|pomyłka|pomyliłam|pomyliłem|to znaczy|znaczy się|korekta|sprostowanie)\b"
    r"|, (?:a|ale|natomiast|lecz|but|while|whereas) ",
    re.IGNORECASE,
)


class Clause(NamedTuple):
    """A stretch of a text that asserts something; `start` is where it stands. `corrects`: it takes back what stands before;
    `expects`: it says what should be.
    """

    text: str
    start: int
    corrects: bool = False
    expects: bool = False


def beginning(text: str) -> str:
    """What is read of a text: a letter says early what it states."""
    return text[: LONGEST if len(text) <= ENDLESS else LONGEST_OF_MORE]


def asserted(text: str) -> Iterator[Clause]:
    """What the speaker asserts: no question, nothing hedged; of a sentence that quotes somebody only what stands before it."""
    read = beginning(text)
    quoting = may_quote(read)
    for clause, asks in _sentences(read):
        quote = QUOTES.search(clause.text) if quoting else None
        if quote is not None:
            clause = _plain(clause.text[: quote.start()], clause.start)
        if not asks and not _HEDGED.search(clause.text):
            yield from _in_breaths(clause)


def quoted(text: str) -> Iterator[Clause]:
    """What the speaker says that the shop has said; that they ask whether it is so takes nothing away."""
    read = beginning(text)
    for clause, _ in _sentences(read) if may_quote(read) else ():
        quote = QUOTES.search(clause.text)
        if quote is not None:
            rest = _plain(clause.text[quote.end() :], clause.start + quote.end())
            if not _HEDGED.search(rest.text):
                yield rest


def may_quote(text: str) -> bool:
    """Whether somebody may be quoted in a text."""
    return has_one(text.lower(), _QUOTING)


def _in_breaths(clause: Clause) -> Iterator[Clause]:
    """A sentence's parts: what stands beside something else in it, and what puts it right."""
    start, corrects = 0, False
    for found in _PARTS.finditer(clause.text):
        if clause.text[start : found.start()].strip():
            yield _plain(clause.text[start : found.start()], clause.start + start, corrects)
        start, corrects = found.end(), found["right"] is not None
    yield _plain(clause.text[start:], clause.start + start, corrects)


def _plain(text: str, start: int, corrects: bool = False) -> Clause:
    return Clause(text, start, corrects, _EXPECTED.search(text) is not None)


def sentences(text: str) -> Iterator[str]:
    """Every sentence, asked or said."""
    return (clause.text for clause, _ in _sentences(beginning(text)))


def _sentences(text: str) -> Iterator[tuple[Clause, bool]]:
    start = 0
    for count, found in enumerate(_END.finditer(text)):
        if count >= MOST:
            return
        yield from _one(text, start, found.start(), "?" in found[0])
        start = found.end()
    yield from _one(text, start, len(text), False)


def _one(text: str, start: int, end: int, asks: bool) -> Iterator[tuple[Clause, bool]]:
    if start < end <= start + WIDEST and text[start:end].strip():
        yield Clause(text[start:end], start), asks
