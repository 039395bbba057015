"""Where words stand in what was said: without regard to capitals and accents, as people type when they look for something."""

import unicodedata

import msgspec

AROUND = 60  # characters shown on either side of the first place
_LETTERS = str.maketrans("łŁøØđĐ", "lLoOdD")  # letters that do not fall apart into one and its mark


class Excerpt(msgspec.Struct, frozen=True):
    """A part of a text, and the places in it, in code points."""

    text: str
    marks: list[tuple[int, int]]


def wanted(words: str) -> str:
    """What is looked for, as texts are compared; empty where there is nothing to look for."""
    return _folded(" ".join(words.split()))[0]


def places(text: str, folded_words: str) -> list[tuple[int, int]]:
    """Every place, from start to end in code points, none overlapping another."""
    if not folded_words:
        return []
    folded, at = _folded(text)
    found: list[tuple[int, int]] = []
    start = folded.find(folded_words)
    while start >= 0:
        end = start + len(folded_words)
        found.append((at[start], at[end - 1] + 1))
        start = folded.find(folded_words, end)
    return found


def excerpt(text: str, found: list[tuple[int, int]]) -> Excerpt:
    """What stands around the first place, with the places inside it."""
    begin = max(0, found[0][0] - AROUND)
    end = min(len(text), found[0][1] + AROUND)
    return Excerpt(text[begin:end], [(start - begin, stop - begin) for start, stop in found if stop <= end])


def _folded(text: str) -> tuple[str, list[int]]:
    """The letters that are compared, and where in the text each comes from."""
    letters: list[str] = []
    at: list[int] = []
    for index, letter in enumerate(text):
        plain = " " if letter.isspace() else letter.translate(_LETTERS)
        for part in unicodedata.normalize("NFKD", plain).casefold():
            if not unicodedata.combining(part):
                letters.append(part)
                at.append(index)
    return "".join(letters), at
