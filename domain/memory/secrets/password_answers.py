"""Passwords told in answer to a question: digits, a word or two, a word with signs, torn in pieces, spelled letter by letter."""

import re
from collections.abc import Iterator

import msgspec

from domain.memory.secrets.answers import LONGEST, is_another
from domain.memory.secrets.dots import DOT, Hidden, lowered
from domain.memory.secrets.marks import is_measured, marks_in
from domain.memory.secrets.numbers import Number, is_card
from domain.memory.secrets.passwords import torn_in
from domain.memory.secrets.plain import is_everyday, may_be_password
from domain.memory.secrets.spelling import spelled_in
from domain.memory.unmarked import either_way

MOST = 2  # passwords of one answer: "kestrel12 or Kestrel12"
_SIGNS = ".,;:!?()"
_NUMBER = re.compile(r"\d+")
_TOKEN = re.compile(r"[^\s\"„“”]+")
_ENDS = either_way("please thanks proszę dziękuję")
_WORDS = 4  # of a password of plain words
_DIGITS = 3  # of a bare number that can be one
_COUNT = 4  # digits of what counts or measures
_NAME_THEN = 3  # letters of a word that may be the name in front of a password
# What may stand before the bare answer.
_LEADS = either_way("""
yes yeah yep sure ok okay of course so well oh um uh hmm it's its it is was this that's that the my mine here here's you go please thanks and i think
password passcode pass code word phrase would be should must called
tak jasne dobrze pewnie oczywiście proszę prosze to jest było brzmi moje hasło haslo mi się chyba myślę że a więc no już
""")  # fmt: skip
_TWO = re.compile(r"\s*(?P<w>[^\s,;/]{2,40})(?:\s+(?:and|i|oraz)\s+|\s*[,;/\n]\s*)(?P<v>[^\s,;]{3,40}?)[.!]?\s*")
_OF_WHAT = re.compile(
    r"(?:\b(?:name of|(?:dog|cat|pet|son|daughter|wife|husband)(?:'s|s)? name|imię|imie|nazwa|nazwisko)\b[^.!?\n\d]{0,30}?"
    r"(?:\s?[,:–-]\s+(?:(?:which is|that is|that's|it's|czyli|to)\s+)?|\b(?:is|czyli|to|jest)\s+)|"
    r"\bcalled\s+|\b(?:nazywa|wabi)\w* się\s+)(?P<v>[^\W\d_][\w'’-]{2,30})",
    re.IGNORECASE,
)


class _Piece(msgspec.Struct, frozen=True):
    start: int
    end: int
    said: str  # in small letters


def password_told(text: str, named: bool = False, late: bool = False) -> Iterator[Hidden]:
    """The password of an answer.

    `named`: a name was asked for too, so that a plain word is that, and a word before a number; `late`: something was said
    between, so that only what looks like nothing else is one.
    """
    text = text[:LONGEST]
    low = lowered(text)
    found = list(spelled_in(low)) or ([] if late else _torn(low, named))
    pieces = [each for each in _pieces(low) if not any(one.start <= each.start < one.end for one in found)]
    found += _odd(low, pieces, late)
    if not (found or late):
        found += _of_what(text) or _bare(pieces, named)
    for each in found[:MOST]:
        if DOT not in text[each.start : each.end]:
            yield each


def second_of(text: str) -> list[Hidden]:
    """The password, where another thing was asked for before it and two things are told: "orla and kestrel"."""
    match = _TWO.fullmatch(text) if len(text) <= LONGEST else None
    if match is None or DOT in text or match["w"].lower() in _LEADS or is_everyday(match["v"].lower()):
        return []
    return [Hidden(*match.span("v"), "password")]


def _pieces(low: str) -> list[_Piece]:
    found: list[_Piece] = []
    for match in _TOKEN.finditer(low):
        said = match[0].lstrip("('‘").rstrip(".,;:?)'’")
        if said:
            start = match.start() + match[0].index(said)
            found.append(_Piece(start, start + len(said), said))
    return found


def _torn(low: str, named: bool) -> list[Hidden]:
    marks = marks_in(low)
    found: list[Hidden] = []
    for each in torn_in(low):
        start = _behind_name(low, each) if named else each.start
        first = next(_NUMBER.finditer(low, each.start, each.end))
        short = len(first[0]) <= _COUNT and low.count(" ", each.start, each.end) == 1
        counts = short and is_measured(low, *first.span())  # "100 usd", "3 units"
        if not counts and not is_another(low, Number(first.start(), each.end, first[0]), marks):
            found.append(Hidden(start, each.end, "password"))
    return found


def _behind_name(low: str, torn: Hidden) -> int:
    """Where a password begins in front of which the name stands that was asked for as well: "orla 12 k"."""
    word = low[torn.start : torn.end].split(" ", 1)[0]
    first = not low[: torn.start].strip() or low[: torn.start].rstrip().endswith(("name", "name is", "i am", "i'm"))
    return torn.start + len(word) + 1 if first and word.isalpha() and len(word) >= _NAME_THEN else torn.start


def _odd(low: str, pieces: list[_Piece], late: bool) -> list[Hidden]:
    """What has a digit or a sign in it and is called nothing else."""
    marks = marks_in(low)
    found: list[Hidden] = []
    for each in pieces:
        mixed = not each.said.isdigit()
        if not _looks_odd(each.said) or (late and not (mixed and any(map(str.isalpha, each.said)))):
            continue
        if not is_another(low, Number(each.start, each.end, "".join(filter(str.isdigit, each.said))), marks):
            found.append(Hidden(each.start, each.end, "password"))
    return found


def _looks_odd(value: str) -> bool:
    if len(value) < 4 or "@" in value or "://" in value:
        return False
    signs = any(not letter.isalnum() and letter not in "'’-/.,?!…" for letter in value)
    return signs or (any(map(str.isdigit, value)) and not is_card(value))


def _of_what(text: str) -> list[Hidden]:
    """ "It's the name of my dog, Burek"."""
    return [
        Hidden(*match.span("v"), "password")
        for match in _OF_WHAT.finditer(text)
        if not is_everyday(match["v"].lower())
    ]  # fmt: skip


def _bare(pieces: list[_Piece], named: bool) -> list[Hidden]:
    """What is nothing but an answer: a number, a word, two or three of which none belongs to a sentence."""
    while pieces and pieces[0].said in _LEADS:
        pieces = pieces[1:]
    while pieces and pieces[-1].said in _ENDS:
        pieces = pieces[:-1]
    if not pieces or len(pieces) > _WORDS:
        return []
    whole = [Hidden(pieces[0].start, pieces[-1].end, "password")]
    if len(pieces) == 1 and pieces[0].said.isdigit():
        return whole[: len(pieces[0].said) >= _DIGITS]
    words = [each.said.strip("!") for each in pieces]
    if not all(each.replace("-", "").isalpha() for each in words):
        return []
    if named:
        return whole[: len(words) == 1 and not any(each in "aeiouyąęó" for each in words[0])]
    return whole[: may_be_password(words)]
