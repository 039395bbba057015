"""Words by which somebody says that a need is met; thanks alone do not."""

import re

from domain.memory.casing.stems import plain
from domain.memory.listed import listed

# Read in small letters without accents.
_POLISH = (
    "(?:problem|sprawa|kwestia) (?:zostal[ay]? |jest |juz )?(?:rozwiazan[aye]|zalatwion[aye]|zamkniet[aye])",
    "wszystko (?:juz )?(?:jasne|dziala|gra|sie udalo)", "juz (?:wszystko )?dziala", "udalo sie", "to (?:juz )?wszystko",
    "nic wiecej", "o to mi chodzilo",
)  # fmt: skip
_ENGLISH = (
    "that(?:'s| is| was) (?:all|everything|it)(?: i need(?:ed)?| for (?:now|today))?",
    "(?:problem|issue|everything|it)(?:'s| is| has been| was| got)? (?:now |all )?(?:solved|resolved|fixed|sorted|settled)",
    "(?:it|everything) (?:works|is working|worked)(?: now)?", "all (?:set|sorted|good now)", "nothing else",
    "you(?:'ve| have) (?:solved|sorted|answered)",
)  # fmt: skip
_SOLVED = re.compile(rf"\b(?:{'|'.join((*_POLISH, *_ENGLISH))})\b")
_NOT = listed(
    "nie not isn't hasn't wasn't never nadal wciaz still unless until jesli jezeli dopoki ale jednak but however if when gdy kiedy"
)
_LONGEST = 600  # a longer text does more than say goodbye
_WORD = re.compile(r"[\w']+")


def says_solved(text: str) -> bool:
    """Whether a short text says that nothing is left to do."""
    if not 0 < len(text) <= _LONGEST or "?" in text:
        return False
    words = plain(text)
    return _SOLVED.search(words) is not None and _NOT.isdisjoint(_WORD.findall(words))
