"""Letters as people say them, and as speech recognition writes what it heard: names of letters, the radio alphabet."""

import re
from collections.abc import Iterator

from domain.identity.likeness.letters import fold
from domain.identity.likeness.spoken_numbers import number_of

_RADIO = frozenset((
    "alpha", "alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "indigo", "juliet", "juliett",
    "kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey",
    "whisky", "xray", "yankee", "zulu",
))  # fmt: skip
# English names of letters as the words they sound like; the first value is the likelier reading.
_HEARD = {
    "hey": "a", "eh": "a", "ay": "a", "be": "b", "bee": "b", "see": "c", "sea": "c", "dee": "d", "eff": "f", "gee": "g",
    "page": "h", "aitch": "h", "haitch": "h", "age": "h", "eye": "i", "jay": "j", "kay": "k", "okay": "k", "el": "l", "ell": "l",
    "em": "m", "am": "m", "en": "n", "and": "n", "an": "n", "end": "n", "oh": "o", "owe": "o", "pee": "p", "pea": "p", "queue": "q",
    "cue": "q", "are": "r", "our": "r", "ar": "r", "ess": "s", "yes": "s", "tea": "t", "tee": "t", "you": "u", "ewe": "u", "vee": "v",
    "we": "v", "ex": "x", "why": "y", "wye": "y", "zed": "z", "zet": "z", "that": "z", "said": "z", "zee": "z", "or": "o",
    "ha": "h", "ka": "k", "wu": "w", "jot": "j", "igrek": "y", "ygrek": "y", "iks": "x", "ce": "c", "de": "d", "ge": "g", "pe": "p",
    "te": "t", "fau": "v", "ef": "f", "er": "r", "es": "s",
}  # fmt: skip
_DIGITS = {
    "to": "2",
    "too": "2",
    "for": "4",
    "ate": "8",
    "sex": "6",
    "won": "1",
    "tree": "3",
    "fife": "5",
    "niner": "9",
}
_WORD = re.compile(r"\d+|[^\W\d_]+")
_EXPLAINS = frozenset(("as", "for", "like", "jak"))  # M for mountain


def letters_of(text: str, run: int = 2) -> str:
    """The letters and digits that are spelled in a text, in order.

    Up to `run` letters that recognition wrote together are kept; longer words that are no letter's name are left out.
    """
    return "".join(_spelled(_WORD.findall(fold(text)[:400]), run))


def _spelled(words: list[str], run: int) -> Iterator[str]:
    doubled = 1
    for at, word in enumerate(words):
        if word in ("double", "podwojne", "podwojny"):
            doubled = 2
            continue
        if at > 1 and words[at - 1] in _EXPLAINS and len(words[at - 2]) == 1 and word[0] == words[at - 2]:
            continue
        if (
            word in _EXPLAINS
            and at + 1 < len(words)
            and at
            and len(words[at - 1]) == 1
            and words[at + 1][0] == words[at - 1]
        ):
            continue
        said = _letter(word, run)
        yield said * doubled if said else ""
        doubled = 1


def _letter(word: str, run: int) -> str:
    if word.isdecimal():
        return word
    if word in _RADIO:
        return word[0]
    if word in _HEARD:
        return _HEARD[word]
    if word in _DIGITS:
        return _DIGITS[word]
    value = number_of(word)
    if value is not None and value < 100:
        return str(value)
    return word if len(word) <= run else ""
