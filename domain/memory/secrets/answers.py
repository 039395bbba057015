"""Secrets told in answer to a question: bare numbers, words, names; and those said again later in the same thread."""

import re
from collections.abc import Callable, Iterator, Sequence

from domain.memory.loosely import compiled
from domain.memory.secrets.beside import FAR, SIZES, USUAL
from domain.memory.secrets.dots import Hidden, lowered
from domain.memory.secrets.everyday import NO_ANSWER, everyday
from domain.memory.secrets.marks import REMEMBERS, Mark, follows, is_measured, marks_in
from domain.memory.secrets.numbers import Number, numbers_in, spoken_in

LONGEST = 600  # characters of an answer; what is longer is a letter, and names what it tells
_FEWEST, _WHOLE = 4, 13  # digits of a card that are told at once; from so many on it is told whole
_PART_OF_CARD = compiled(r"\s*(?:and |then |i |a )?(?P<v>\d[\d -]{2,14}\d)[.,]?\s*")
MOST = 12  # secrets in one answer
_SAID_BEFORE = 60  # characters before a number in which it is said to be remembered
_CLAUSE = compiled(r"[^.!?,;:\n()]+(?:[.][^\s.!?,;:\n()]+)*")
_PARTED = compiled(r"\s[-–—]+\s|\s(?:but|and|or|because|so|ale|a|i|lub|bo|więc)\s", re.IGNORECASE)
_WORD = compiled(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TOLD = compiled(
    r"(?:\b(?:maiden|name|surname|nazwisko|panieńskie|rodowe|it|she|he|answer|odpowiedź|pet|dog|cat|pies|kot|imię)\b[^.!?\n\d]{0,25}?\s(?:is|was|were"
    r"|to|jest|było|brzmi|called|named)|"
    r"it's|its|called|named|(?:nazywał\w?|wabił\w?) się)\s+(?:called |named )?(?P<v>[^\W\d_][\w'’-]*(?: [A-ZĄĆĘŁŃÓŚŹŻ][\w'’-]+)?)"
    r"|(?P<w>[^\W\d_][\w'’-]*) (?:was|is) (?:his|her|its|the|my|it)\b(?: name)?",
)
_ABOUT = compiled(
    r"\b(?:maiden|pets?|dog|cat|panie[ńn]ski\w*|rodowe|pies|psa|kot|zwierz\w+|(?:security|secret) (?:question|answer))\b",
    re.IGNORECASE,
)
_LONG_PART = 7  # words: what is longer is a sentence, not an answer


def numbers_told(text: str, kind: str, usual: bool, one_of_many: bool, doubtful: bool) -> Iterator[Hidden]:
    """The bare numbers of an answer that may be what was asked for.

    `usual`: only the usual lengths; `one_of_many`: another number was asked for too; `doubtful`: another question stands
    between, so that something must say that it is remembered.
    """
    low = lowered(text)
    fewest, most = SIZES[kind]
    numbers = [each for each in numbers_in(low) if fewest <= len(each.digits) <= most]
    numbers = numbers or [each for each in spoken_in(low) if fewest <= len(each.digits) <= most]
    if not numbers:
        return
    alone = len(numbers) == 1 and len(_WORD.findall(low)) <= 1
    usual = usual or (one_of_many and len(numbers) == 1)
    marks = marks_in(low)
    for number in numbers[:MOST]:
        if doubtful and not alone and not REMEMBERS.search(low, max(0, number.start - _SAID_BEFORE), number.start):
            continue
        if not (usual and len(number.digits) not in USUAL) and not is_another(low, number, marks):
            yield Hidden(number.start, number.end, kind)


def part_of_card(text: str) -> list[Hidden]:
    """A card's number told in several messages: four to eleven digits that are the whole of one."""
    found = _PART_OF_CARD.fullmatch(text)
    return (
        [Hidden(*found.span("v"), "card")]
        if found is not None and _FEWEST <= sum(map(str.isdigit, text)) < _WHOLE
        else []
    )


def is_part_of_card(text: str, hidden: Sequence[Hidden]) -> bool:
    """Whether what was hidden is one."""
    return len(hidden) == 1 and hidden[0].kind == "card" and sum(map(str.isdigit, text)) < _WHOLE


def is_another(low: str, number: Number, marks: list[Mark]) -> bool:
    """Whether the words beside a number say that it is another one, or it measures something."""
    before = next((mark for mark in reversed(marks) if mark.end <= number.start), None)
    return (
        is_measured(low, number.start, number.end)
        or (before is not None and not before.kind and number.start - before.end <= FAR)
        or any(not mark.kind and follows(low, number.end, mark) for mark in marks)
    )


def words_told(text: str, labelled: bool, plain: bool) -> Iterator[Hidden]:
    """The words of an answer to a security question: those said to be it, and what stands bare where an answer does.

    `labelled`: only the first, or what is nothing else; a name was asked for as well, or something stands between.
    `plain`: any name for it will do.
    """
    if len(text) > LONGEST:
        return
    told = [each for each in _labelled(text) if plain or _ABOUT.search(text) is not None]
    yield from told
    if labelled and len(_WORD.findall(text)) > 2:
        return
    for start, end in _parts(text):
        words = list(_WORD.finditer(text, start, end))
        kept = [word for word in words if _is_answer(word[0])]
        if not kept or any(each.start < end and start < each.end for each in told):
            continue
        kept = _bare(words, kept, bool(told))
        if not kept or any(map(str.isdigit, text[start:end])):
            return
        told.append(Hidden(kept[0].start(), kept[-1].end(), "security_answer"))
        yield told[-1]
        if len(told) >= 2 or not kept[0][0][0].isupper():
            return


def _bare(words: list[re.Match[str]], kept: list[re.Match[str]], told: bool) -> list[re.Match[str]]:
    """The words of a part that answer: its own, where it is short; of a sentence only a name in it. None behind an answer."""
    if len(words) > (2 if told else 3):
        if told or len(words) > _LONG_PART:
            return []
        first = words[0].start()
        kept = [word for word in kept if word[0][0].isupper() and not word[0].isupper() and word.start() > first]
    return kept if len(kept) <= 3 else []


def _labelled(text: str) -> Iterator[Hidden]:
    for match in _TOLD.finditer(text):
        group = "v" if match["v"] else "w"
        if _is_answer(match[group].split()[0]):
            yield Hidden(*match.span(group), "security_answer")


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """The parts of a text that commas, full stops and small words of joining make."""
    for clause in _CLAUSE.finditer(text):
        past = clause.start()
        for match in _PARTED.finditer(text, clause.start(), clause.end()):
            yield past, match.start()
            past = match.end()
        yield past, clause.end()


def _is_answer(word: str) -> bool:
    low = word.lower().replace("’", "'")
    return len(low) > 1 and low not in NO_ANSWER and low not in everyday()


def said_again(text: str, known: frozenset[int], digest: Callable[[str], int]) -> Iterator[Hidden]:
    """Numbers that were told as a secret before in the same thread. `digest` of their digits is all that is kept of them."""
    for number in numbers_in(text):
        if len(number.digits) >= 4 and digest(number.digits) in known:
            yield Hidden(number.start, number.end, "pin" if len(number.digits) <= 8 else "card")
