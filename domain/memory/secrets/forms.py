"""Secrets that tell themselves: numbers beside their name, cards and PESELs by their check digit, passwords, maiden names."""

from collections.abc import Iterator

from domain.memory.secrets.beside import beside_names
from domain.memory.secrets.dots import Hidden
from domain.memory.secrets.marks import marks_in, names_secret
from domain.memory.secrets.numbers import Number, is_card, is_grouped, is_pesel, long_in
from domain.memory.secrets.passwords import passwords
from domain.memory.secrets.phrases import security_answers

_SAID_BEFORE = 30  # characters before a long number in which it may be called another one


def told_by_form(text: str, low: str) -> list[Hidden]:
    """The secrets of a text that need no question before them. `low`: the text in small letters, as long as the text."""
    found: list[Hidden] = []
    named = names_secret(low)
    if named:
        found += beside_names(low)
    if long_numbers := list(long_in(low)):
        found += _proven(low, long_numbers, {each.start for each in found})
    if named:
        found += passwords(text, low)
        found += security_answers(text, low)
    return found


def _proven(low: str, numbers: list[Number], taken: set[int]) -> Iterator[Hidden]:
    for number in numbers:
        if number.start in taken:
            continue
        if (is_card(number.digits) or is_grouped(low[number.start : number.end])) and not _named_otherwise(low, number):
            yield Hidden(number.start, number.end, "card")
        elif is_pesel(number.digits) and not _named_otherwise(low, number):
            yield Hidden(number.start, number.end, "person_number")


def _named_otherwise(low: str, number: Number) -> bool:
    """Whether it is said to be another number: "przesyłka 4539…"."""
    start = max(0, number.start - _SAID_BEFORE)
    marks = marks_in(low[start : number.start])
    return bool(marks) and not marks[-1].kind and number.start - start - marks[-1].end <= 14
