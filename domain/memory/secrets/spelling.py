"""Words spelled letter by letter: "k e s t r e l 4", "K-E-S-T", "K jak Karol, E jak Ewa", "capital K, e, s, four"."""

import re
from collections.abc import Iterator

from domain.memory.secrets.dots import Hidden

_CASE = r"(?:(?:capital|upper ?case|big|lower ?case|small|du[żz][ea]|wielk(?:ie|a)|ma[łl][ea])[ ,]{1,2}(?:letter |litera )?)?"
_DIGIT = (r"(?:zero|one|two|three|four|five|six|seven|eight|nine|jeden|dwa|trzy|cztery|pi[ęe][ćc]|sze[śs][ćc]|siedem|osiem|dziewi[ęe][ćc])")  # fmt: skip
_LIKE = r"(?:,? (?:for|as in|like|jak) [^\W\d_]{3,14})?"
_ONE = rf"{_CASE}(?:[^\W_](?!\w){_LIKE}|{_DIGIT}(?!\w))"
_SPELLED = re.compile(rf"(?<![\w'’-]){_ONE}(?:(?:, ?|[ .-]| - ){_ONE}){{3,40}}(?![\w'’])")
_LETTERS = re.compile(r"(?<!\w)[^\W\d_](?!\w)")
FEWEST = 3  # letters that stand alone: a number told digit by digit is a number


def spelled_in(low: str) -> Iterator[Hidden]:
    """The stretches of a text in small letters in which somebody spells, digits among the letters."""
    for match in _SPELLED.finditer(low):
        if len(_LETTERS.findall(match[0])) >= FEWEST:
            yield Hidden(match.start(), match.end(), "password")


def spelled_at(low: str, start: int) -> int:
    """Where the spelling ends that begins here; 0 where nobody spells."""
    match = _SPELLED.match(low, start)
    return match.end() if match is not None and len(_LETTERS.findall(match[0])) >= FEWEST else 0
