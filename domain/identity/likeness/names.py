"""May two spellings of a name be one person's? Typos, order, initials, diminutives and endings forgiven."""

from domain.identity.likeness.near import alike
from domain.identity.likeness.words import NEAR, Word, same_word, words_in

ONE_WORD = 0.85  # a single word never says more than this of a full name
FAMILY_CHANGED = 0.35  # the same given name with another family name: marriage, or somebody else
CANNOT_BE = 0.1  # below this, two full names are two people's
_FIRMS = frozenset((
    "firma", "spolka", "sp", "ltd", "limited", "inc", "llc", "plc", "gmbh", "biuro", "sklep", "company", "co", "fundacja",
    "urzad", "szkola",
))  # fmt: skip
Words = tuple[Word, ...]


def same_name(one: str, other: str) -> float:
    """How likely two names as written or heard are one person's name: 1 the same, 0 cannot be.

    An empty name, or one without a letter, says nothing: 0.5.
    """
    return _in_order(words_in(one), words_in(other))


def contradict(one: str, other: str) -> bool:
    """Whether the two names cannot be one person's.

    Only full names contradict each other: two words or more on both sides, and other given names. The same given name
    with another family name does not (people marry); nor do initials, short forms, typos, order, one-word names, or
    the name of a firm.
    """
    return contradict_words(words_in(one), words_in(other))


def contradict_words(left: Words, right: Words) -> bool:
    """As contradict, for the words of two names."""
    return is_full(left) and is_full(right) and _in_order(left, right) < CANNOT_BE


def is_full(words: Words) -> bool:
    """Whether it is a person's full name: two words at least that are no initials, and not a firm's."""
    if len(words) < 2:
        return False
    return sum(len(word.text) > 1 for word in words) >= 2 and not any(word.text in _FIRMS for word in words)


def _in_order(one: Words, other: Words) -> float:
    """The shorter first, so that the answer has no direction."""
    sizes = [(len(words), [word.text for word in words]) for words in (one, other)]
    left, right = (one, other) if sizes[0] <= sizes[1] else (other, one)
    if not left:
        return 0.5
    if len(left) == 1:
        best = max(same_word(left[0], word) for word in right)
        return max(best if len(right) == 1 else best * ONE_WORD, run_together(left, right))
    pairing = pair_words(left, right)
    whole = len(left) != len(right) and bool(pairing[1])
    return agreement(left, right, pairing, run_together(left, right) if whole or not pairing[0] else 0.0)


def agreement(left: Words, right: Words, pairing: "Pairing", joined: float) -> float:
    """How likely two names of several words are one, by their pairing; `joined` is how alike they are without spaces."""
    pairs, one_left, other_left = pairing
    if not pairs:
        return joined / 2
    value = sum(value for _, _, value in pairs) / len(pairs)
    if not one_left or not other_left:
        return value if len(pairs) > 1 else value * ONE_WORD
    return max(_partly(pairs, left, right, value), joined)


def run_together(left: Words, right: Words) -> float:
    """How alike names are without their spaces (spelled letter by letter, or parted where they are one); 0 below 0.75."""
    value = alike("".join(word.text for word in left), "".join(word.text for word in right))
    return value if value >= 0.75 else 0.0


Pairs = list[tuple[int, int, float]]
Pairing = tuple[Pairs, list[int], list[int]]


def pair_words(left: Words, right: Words) -> Pairing:
    """The best pairs first (place, place, value), each word once; then the places left over on either side."""
    ranked = [
        (value, -abs(i - j), i, j)
        for i, a in enumerate(left)
        for j, b in enumerate(right)
        if (value := same_word(a, b)) >= NEAR
    ]
    if not ranked:
        return [], list(range(len(left))), list(range(len(right)))
    pairs: Pairs = []
    free_left, free_right = list(range(len(left))), list(range(len(right)))
    for value, _, i, j in sorted(ranked, reverse=True):
        if i in free_left and j in free_right:
            pairs.append((i, j, value))
            free_left.remove(i)
            free_right.remove(j)
    return pairs, free_left, free_right


def _partly(pairs: Pairs, left: Words, right: Words, value: float) -> float:
    """Some words agree and some do not: it depends on which."""
    if len(pairs) > 1:
        return value * 0.8  # two words agree; a middle or second family name differs
    i, j, _ = pairs[0]
    rest, others = left[:i] + left[i + 1 :], right[:j] + right[j + 1 :]
    given_agrees = bool(left[i].roots or right[j].roots)
    rest_given = any(word.roots for word in rest) and any(word.roots for word in others)
    last = i == len(left) - 1 and j == len(right) - 1
    if (last and not (given_agrees and not rest_given)) or (rest_given and not given_agrees):
        return 0.3 if any(_may_be_called(a, b) for a in rest for b in others) else 0.05
    return FAMILY_CHANGED * value


def _may_be_called(one: Word, other: Word) -> bool:
    """Whether one word may be a pet name of the other that no list has: same first letter and one of them short."""
    if one.roots and other.roots:
        return same_word(one, other) > 0
    short = min(len(one.text), len(other.text)) <= 5
    return (one.text[0] == other.text[0] and short) or alike(one.text, other.text) >= 0.5
