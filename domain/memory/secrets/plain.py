"""Passwords of plain words: which words may be one, and where several of them end what is said."""

import re
from collections.abc import Sequence

from domain.memory.secrets.everyday import NO_PASSWORD, TWO_FACED, everyday

_SEVERAL = re.compile(r"[^\W\d_]{3,24}(?: [^\W\d_]{3,24}){1,3}(?=[\"'”]?\s*(?:$|[.,;!?)\n]))")
_OF_SENTENCES = ("ed", "ing", "any", "ane", "one", "ony", "ly")  # "is nearly expired", "jest niedawno zmienione"


def several_end(low: str, start: int) -> int:
    """Where two to four plain words end that stand behind "the password is" and end what is said; 0 where they are a sentence."""
    match = _SEVERAL.match(low, start)
    if match is None or not may_be_password(match[0].split()):
        return 0
    return 0 if any(each.endswith(_OF_SENTENCES) for each in match[0].split()) else match.end()


def may_be_password(words: Sequence[str]) -> bool:
    """Whether none of these words (in small letters) belongs to a sentence; a single one is to be nobody's everyday word."""
    if len(words) == 1:
        return len(words[0]) > 2 and not is_everyday(words[0])
    return all(len(each) > 2 and (not is_everyday(each) or each in TWO_FACED) for each in words)


def is_everyday(word: str) -> bool:
    """Whether a word (in any letters) is nobody's password by itself."""
    low = word.lower()
    return low in NO_PASSWORD or low in everyday()
