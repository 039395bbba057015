"""A name spelled letter by letter in answer to the question for it: "K-O-W-A-L", "K jak Karol, O, W, A, L", "F for Freddie, I, N, N"."""

import re
from typing import NamedTuple

from domain.memory.extract.text import Text
from domain.memory.unmarked import unmarked

RULE = "name-spelled.1"
LONGEST = 400  # characters read of an answer
_EXPLAINS = r",? (?:for|as in|like|jak) "
_ONE = rf"[^\W\d_](?!\w)(?:{_EXPLAINS}[^\W\d_]{{2,14}})?"
_SPELLED = re.compile(rf"(?<![\w'’.-]){_ONE}(?:(?:, ?|[ .-]| - ){_ONE}){{2,29}}+(?![\w'’-]| ?\d)", re.IGNORECASE)
_LETTER = re.compile(rf"(?<!\w)(?P<letter>[^\W\d_])(?!\w)(?:{_EXPLAINS}(?P<like>[^\W\d_]{{2,14}}))?", re.IGNORECASE)


class Lettered(NamedTuple):
    """Where it stands in the text, and the name that the letters make."""

    start: int
    end: int
    norm: str


def lettered_name(text: Text) -> Lettered | None:
    """The first one; None where a letter is not the one its word begins with."""
    found = _SPELLED.search(text.text, 0, LONGEST)
    if found is None:
        return None
    letters = list(_LETTER.finditer(found[0]))
    if any(each["like"] and unmarked(each["like"].lower())[0] != unmarked(each["letter"].lower()) for each in letters):
        return None
    parted = "-" in found[0]  # "J-A-N K-O-W-A-L": two words
    norm, end = "", 0
    for each in letters:
        norm += " " * (parted and end > 0 and found[0][end : each.start()] == " ") + each["letter"].lower()
        end = each.end()
    return Lettered(*found.span(), norm)
