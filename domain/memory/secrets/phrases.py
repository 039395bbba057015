"""Answers to security questions where they are named: "my mother's maiden name is …", "mój pierwszy pies wabił się …"."""

import re
from collections.abc import Iterator
from itertools import islice

from domain.memory.loosely import compiled
from domain.memory.secrets.dots import Hidden
from domain.memory.secrets.everyday import NO_ANSWER, everyday
from domain.memory.secrets.marks import SECRET_WORDS

MOST = 64  # answers of one text that are named
_CAPITAL = r"(?=(?-i:[A-ZĄĆĘŁŃÓŚŹŻ]))"
_NAME = r"[^\W\d_][\w'’-]{1,30}"
_OF_MOTHER = r"(?: (?:mojej |mej )?(?:matki|mamy|żony|babci))?"
_MAIDEN = compiled(
    rf"(?:maiden(?: name)?s?|panie[ńn]ski\w*{_OF_MOTHER}|nazwisko rodowe{_OF_MOTHER}|(?:security|secret|memorable) (?:answer|word|question)|"
    rf"odpowied[źz](?: na pytanie)?(?: (?:pomocnicz|bezpiecze|zabezpiecz)\w+)?)"
    rf"(?P<how>\s{{0,2}}(?:is|was|to|jest|było|brzmi|:|=|-|–)\s{{0,2}}:?\s{{0,2}}|[.,]? it(?: is| was|'s) |\s{_CAPITAL})"
    rf"(?P<v>{_NAME}(?: {_CAPITAL}{_NAME})?)",
    re.IGNORECASE,
)
_PET = compiled(
    rf"(?:\b(?:childhood |first )?pet(?:'?s)?(?: name)?(?: as a (?:child|kid))?|zwierz\w+|\b(?:first|childhood) (?:dog|cat))"
    rf"(?P<how>(?:[., ]{{1,4}}it)?\s(?:is|was|to|był\w?|named|called|nazywał\w? się|wabił\w? się)\s|\s{_CAPITAL})(?P<v>{_NAME})",
    re.IGNORECASE,
)
_BEGINS = compiled(
    r"maiden|panie[ńn]ski|nazwisko rodowe|security |secret |memorable |odpowied[źz]"
)  # each way the long pattern may begin
_OF_PETS = ("pet", "zw", "dog", "cat")  # one of them is in all that the pattern of pets finds
_ODD = frozenset("ſKıİ")  # letters that are another's small or large form only where case is ignored
_BEGINS_CAPITAL = compiled(_CAPITAL)


def security_answers(text: str, low: str) -> Iterator[Hidden]:
    """The answers to security questions that are named as such."""
    if not _may_answer(low):
        return
    pets = islice(_PET.finditer(text), MOST) if any(each in low for each in _OF_PETS) else ()
    for match in (*islice(_named(text, low), MOST), *pets):
        value = match["v"]
        first = value.split()[0].lower()
        if first in NO_ANSWER or first in everyday():
            continue
        if match["how"].strip() or _BEGINS_CAPITAL.match(value):
            yield Hidden(*match.span("v"), "security_answer")


def _named(text: str, low: str) -> Iterator[re.Match[str]]:
    """What the long pattern finds; where letters stand alike in both it is tried only where one of its words begins."""
    if len(low) != len(text) or not _ODD.isdisjoint(text):
        yield from _MAIDEN.finditer(text)
        return
    end = 0
    for begins in _BEGINS.finditer(low):
        match = _MAIDEN.match(text, begins.start()) if begins.start() >= end else None
        if match is not None:
            end = match.end()
            yield match


def _may_answer(low: str) -> bool:
    """Asked by pieces that several of the words share: each look through a long text costs."""
    if "od" in low and ("odpowied" in low or "childhood" in low):
        return True
    named = (
        "maiden" in low
        or "sec" in low
        or "memor" in low
        or "hasł" in low
        or "hasl" in low
        or ("od" in low and "rodow" in low)
    )
    return (named or ("ni" in low and ("panie" in low or "pytani" in low))) and SECRET_WORDS.search(low) is not None
