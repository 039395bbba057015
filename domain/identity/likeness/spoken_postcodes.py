"""Postcodes as people say them: five digits (Poland), and the letters and digits of the United Kingdom.

Source of the British form: the guide of the Post Office Address File, outward and inward code.
"""

import re

from domain.identity.likeness.letters import fold
from domain.identity.likeness.spoken_letters import letters_of
from domain.identity.likeness.spoken_numbers import pieces_of, run_together

_BRITISH = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}")
_AS_DIGIT = str.maketrans("OILZSBG", "0112586")
_AS_LETTER = str.maketrans("0125864", "OIZSBGA")
_NOISE = re.compile(r"\W")


def read_postcodes(text: str) -> list[str]:
    """The postcodes the words may mean, likeliest first, without spaces or dashes; pieces of one when no more was heard."""
    numbers = [piece.digits for piece in pieces_of(text) if piece.digits]
    digits = ["".join(numbers), "".join(run_together(numbers))]
    spelled = letters_of(text).upper()
    has_letters = sum(letter.isalpha() for letter in spelled) >= 2 or any(
        len(word) == 1 and word.isalpha() for word in fold(text).split()
    )
    if has_letters:
        return _unique([*_british(spelled), *(code for code in digits if len(code) == 5)])
    return _unique([found for code in digits for found in _five(code)])


def plain(postcode: str) -> str:
    """A written postcode in capitals, without spaces or dashes."""
    return _NOISE.sub("", fold(postcode)).upper()


def _unique(codes: list[str]) -> list[str]:
    return [code for code in dict.fromkeys(codes) if len(code) >= 3]


def _five(digits: str) -> list[str]:
    """Five digits out of what was heard: with more, those at the end and the start, then one digit too many."""
    if len(digits) <= 5:
        return [digits]
    found = [digits[-5:], digits[:5]]
    if len(digits) == 6:
        found += [digits[:out] + digits[out + 1 :] for out in range(1, 5)]
    return found


def _british(spelled: str) -> list[str]:
    """Codes of the British form in what was spelled, look-alikes put right by their place; else what was heard."""
    whole = _BRITISH.findall(spelled)
    mended = [_mended(spelled)] if 5 <= len(spelled) <= 7 else []
    return [*whole, *mended, spelled[:10]]


def _mended(code: str) -> str:
    """Letters where the form wants letters, digits where it wants digits: area, district, sector, unit."""
    outward, inward = code[:-3], code[-3:]
    second = outward[1:2] if len(outward) > 2 or outward[1:2].isdigit() else outward[1:2].translate(_AS_DIGIT)
    rest = outward[2:3].translate(_AS_DIGIT) if second.isalpha() else outward[2:3]
    return (
        outward[:1].translate(_AS_LETTER)
        + second
        + rest
        + outward[3:]
        + inward[0].translate(_AS_DIGIT)
        + inward[1:].translate(_AS_LETTER)
    )
