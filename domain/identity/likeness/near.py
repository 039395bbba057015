"""How near two short strings are: Jaro–Winkler for names, edits with transposition for numbers and addresses."""

from functools import lru_cache
from itertools import pairwise


@lru_cache(maxsize=32768)
def jaro_winkler(one: str, other: str) -> float:
    """1 the same, 0 nothing alike; a common beginning counts more (Winkler 1990, prefix 4, weight 0.1)."""
    if one == other:
        return 1.0
    alike = _jaro(one, other)
    prefix = 0
    for left, right in zip(one[:4], other[:4], strict=False):
        if left != right:
            break
        prefix += 1
    return alike + prefix * 0.1 * (1 - alike)


def _jaro(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    window = max(max(len(one), len(other)) // 2 - 1, 0)
    free = list(other)
    left: list[str] = []
    for at, letter in enumerate(one):
        start = max(at - window, 0)
        try:
            found = free.index(letter, start, at + window + 1)
        except ValueError:
            continue
        free[found] = ""
        left.append(letter)
    if not left:
        return 0.0
    right = [letter for letter, kept in zip(other, free, strict=True) if not kept]
    swapped = sum(a != b for a, b in zip(left, right, strict=True)) // 2
    same = len(left)
    return (same / len(one) + same / len(other) + (same - swapped) / same) / 3


def edits(one: str, other: str) -> int:
    """Insertions, deletions, replacements and swaps of neighbours between two strings (optimal string alignment).

    Source: Hyyrö 2003, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances": a column of the
    table is one integer, so that a letter costs a few operations whatever the length.
    """
    if one == other:
        return 0
    if not one or not other:
        return len(one) + len(other)
    places: dict[str, int] = {}
    for at, letter in enumerate(one):
        places[letter] = places.get(letter, 0) | 1 << at
    full, last = (1 << len(one)) - 1, 1 << (len(one) - 1)
    up, down, same, before, cost = full, 0, 0, 0, len(one)
    for letter in other:
        here = places.get(letter, 0)
        swapped = ((~same & here) << 1) & before
        same = (((here & up) + up) ^ up) | here | down | swapped
        rise, fall = down | (full & ~(same | up)), same & up
        cost += (rise & last != 0) - (fall & last != 0)
        rise = rise << 1 | 1
        up, down, before = (fall << 1 | (full & ~(same | rise))) & full, rise & same & full, here
    return cost


def alike(one: str, other: str) -> float:
    """The share of letters that need no edit, 0..1."""
    longest = max(len(one), len(other))
    return 1 - edits(one, other) / longest if longest else 0.0


def wrong_signs(one: str, other: str) -> int:
    """How many places differ between two codes of one length; two swapped neighbours count as one."""
    wrong = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and one[wrong[0]] == other[wrong[1]]
        and one[wrong[1]] == other[wrong[0]]
    ):
        return 1
    return len(wrong)


def one_edit(one: str, other: str) -> bool:
    """Whether one insertion, deletion, replacement or swap of neighbours parts two different strings."""
    if len(one) == len(other):
        return wrong_signs(one, other) == 1
    short, long = (one, other) if len(one) < len(other) else (other, one)
    if len(long) - len(short) != 1:
        return False
    for at, letter in enumerate(short):
        if letter != long[at]:
            return short[at:] == long[at + 1 :]
    return True


Text = tuple[
    str, int
]  # a longer text with the mask of its letter pairs, by which most unlike ones are told apart at once


def text_of(text: str) -> Text:
    """A text ready for near_texts."""
    mask = 0
    for first, second in pairwise(text):
        mask |= 1 << ((ord(first) * 31 + ord(second)) & 127)
    return text, mask


def near_texts(one: Text, other: Text, least: float) -> bool:
    """Whether two texts are alike at least so much. Each edit breaks two pairs of letters; a fifth is allowed for more."""
    left, right = one[0], other[0]
    longest = max(len(left), len(right))
    allowed = (1 - least) * longest
    if abs(len(left) - len(right)) > allowed:
        return False
    kept = (one[1] & other[1]).bit_count()
    most = max(one[1].bit_count(), other[1].bit_count())
    return kept > 0 and kept >= 0.8 * (most - 2 * allowed) and edits(left, right) <= allowed
