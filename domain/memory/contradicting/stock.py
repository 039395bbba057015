"""Whether something is there to be bought, as an agent says it."""

import re
from collections.abc import Iterator

from domain.memory.contradicting.clauses import Clause
from domain.memory.contradicting.naming import IN_HAND, Name, name_before, name_in
from domain.memory.contradicting.places import place_first, place_in
from domain.memory.contradicting.statements import Statement

THERE, GONE = "in", "out"
_THERE = re.compile(
    r"\b(?:na stanie|in stock|w magazynie|od ręki|do kupienia|dostępn[aey]|dostępny|available (?:in (?:our|the|all|size|store)|online))\b",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\b(?:out of stock|sold out|(?<=is )(?:all )?gone(?! (?:up|from|to))|(?<=are )(?:all )?gone|unavailable|(?<=się )skończy(?:ł\w*|li)"
    r"|skończył\w* się|niedostępn\w+|wyprzeda(?:n[aey]|ny|ł|ła|ło|ły)\b)",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|no longer|don'?t|isn'?t|aren'?t|doesn'?t|none|no|nie|brak|brakuje|zabrakło)\b|n't\b", re.IGNORECASE)  # fmt: skip
_WE_HAVE = re.compile(
    r"\b(?:we(?:'ve got| have got)|we (?:do |still |currently )*(?:have|don'?t have|do not have|no longer have)|"
    r"(?:nie )?mamy|nie ma(?: już)?|(?:jest )?brak|zabrakło)\s+"
    r"(?P<name>[^.,;:!?()]{2,60}?)\s+(?:\bw\b|\bin\b|$)?\s*$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:\s*\b(?:jest|są|mamy|ma|is|are|has|have|to|się|już|currently|now|still|also|all|completely|obecnie|aktualnie|nadal|wciąż|teraz|nie|not|been|went|"
    r"no longer|isn'?t|aren'?t|został[aoy]?|nam|jeszcze|ostatni\w+|kilka|jedna|dwie|trzy|cztery|sztuk\w*|chwilowo)\b)*\s*$",
    re.IGNORECASE,
)
_LINK = re.compile(r"\b(?:jest|są|został[aoy]?|mamy|ma|is|are|isn'?t|aren'?t|się|has|have)\b", re.IGNORECASE)
# An answer that names no thing: of the one in hand.
_ANSWERING = re.compile(
    r"\W*(?:(?:tak|nie|niestety|oczywiście|yes|yep|no|sorry|unfortunately|of course)\b\W*){1,3}", re.IGNORECASE
)
_POINTED_AT = re.compile(
    r"\W*(?:(?:tak|yes|yep|no|niestety|unfortunately|sorry)\b\W*)?(?:it'?s|it is|they'?re|they are|it isn't|it is not|they aren't) "
    r"(?:still |currently |now |not |also )?",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"\b(?P<none>no|none of (?:the|our|these)|nie (?:ma|mamy) (?:już )?żadn\w+)\b (?P<name>[^.,;:!?()]{2,60}?) (?:are |is )?left\b",
    re.IGNORECASE,
)
# When somebody or a seat is free is no stock; what was or will be is not what is.
_NO_STOCK = re.compile(
    r"\b(?:godz\w*|termin\w*|wizyt\w*|konsultant\w*|stolik\w*|pok[oó]\w*|lekarz\w*|appointment|doctor|table|room|slot|o \d{1,2}|at \d{1,2}|\d ?[ap]m|"
    r"was|were|będ\w*|był[aoy]?|będzie|will|soon|wkrótce|back in stock|back on|again|ponownie|if|kod\w*|code|promocj\w*|everything|always|often|"
    r"zawsze|często|wszystk\w*|online chat|opcj\w*|options?)\b",
    re.IGNORECASE,
)


def stock_in(clause: Clause) -> Iterator[Statement]:
    """That a named thing is in stock, or gone; where no shop is named, anywhere."""
    left = _LEFT.search(clause.text)
    if left is not None:
        yield from _of_left(clause, left)
        return
    gone = _GONE.search(clause.text)
    found = gone or _THERE.search(clause.text)
    if found is None or _NO_STOCK.search(clause.text):
        return
    negated = _NOT.search(clause.text[: found.end()]) is not None
    if gone is not None and negated:
        return
    name = _named(clause.text[place_first(clause.text) : found.start()])
    if name is None:
        return
    norm = GONE if gone is not None or negated else THERE
    place = place_in(clause.text[found.start() :]) or place_in(clause.text)
    yield Statement(
        kind="stock", subject=f"product:{name.words}", value=norm, norm=norm, place=place,
        span=(clause.start, clause.start + len(clause.text.rstrip())))  # fmt: skip


def _of_left(clause: Clause, left: re.Match[str]) -> Iterator[Statement]:
    name = name_in(left["name"])
    if name is not None and name.words:
        yield Statement(
            kind="stock", subject=f"product:{name.words}", value=GONE, norm=GONE, place=place_in(clause.text[left.end() :]),
            span=(clause.start, clause.start + len(clause.text.rstrip())))  # fmt: skip


def _named(before: str) -> Name | None:
    have = _WE_HAVE.search(before[-120:])
    name = (name_in(have["name"]) or _pointing(have["name"])) if have is not None else None
    if name is not None:
        return name
    tail = _TAIL.search(before)
    assert tail is not None
    head = before[: tail.start()].rstrip()
    if _POINTED_AT.fullmatch(before):
        return IN_HAND
    if not _LINK.search(before[tail.start() :]):
        return None
    return name_before(head) if head and not _ANSWERING.fullmatch(head) else IN_HAND


def _pointing(words: str) -> Name | None:
    low = words.strip().lower()
    return IN_HAND if low in ("it", "them", "one", "ją", "go", "jej", "ich", "je", "this", "tego") else None
