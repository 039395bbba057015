"""Two records' names, weighed: which words agree, how rare they are, and what is left over."""

from math import log2

from domain.identity.likeness import weights
from domain.identity.likeness.keys import USUAL, Rarity
from domain.identity.likeness.names import CANNOT_BE, Pairing, agreement, is_full, pair_words
from domain.identity.likeness.near import Text, alike, near_texts
from domain.identity.likeness.person import Prepared, Words
from domain.identity.likeness.weights import Trust
from domain.identity.likeness.words import BEGINNING, INITIAL, SHORT_FORM, Word

SPELLED = 7  # letters at least, to compare a name as one run
NONE: Pairing = ([], [], [])
WHOLE = 15.0  # bits of a whole name spelled without a fault


def name_bits(one: Prepared, other: Prepared, rarity: Rarity, trust: Trust) -> tuple[float, str]:
    """The best reading of one name against the best of the other; (0, "") when either has none."""
    if not one.names or not other.names:
        return 0.0, ""
    best, found = -99.0, (0, 0, NONE)
    for at, words in enumerate(one.names):
        for to, like in enumerate(other.names):
            pairing = pair_words(words, like)
            bits = _weigh(words, like, pairing, rarity, trust)
            if len(words) == 1 or len(like) == 1:
                bits = max(bits, _spelled(one.runs[at], other.runs[to]))
            if bits > 0 and (at or to):
                bits -= log2((1 + at) * (1 + to)) / 2
            if bits > best:
                best, found = bits, (at, to, pairing)
    at, to, pairing = found
    if pairing[1] and pairing[2] and _contradict(one, at, other, to, pairing):
        return best, "differs:name"
    return best, _reason(one.names[at], other.names[to], best, pairing)


def _contradict(one: Prepared, at: int, other: Prepared, to: int, pairing: Pairing) -> bool:
    if not is_full(one.names[at]) or not is_full(other.names[to]):
        return False
    parted = len(one.names[at]) != len(other.names[to]) or not pairing[0]
    joined = 0.8 if parted and near_texts(one.runs[at], other.runs[to], 0.75) else 0.0
    return agreement(one.names[at], other.names[to], pairing, joined) < CANNOT_BE


def _reason(words: Words, like: Words, bits: float, pairing: Pairing) -> str:
    if bits <= 0:
        return ""
    pairs, left, right = pairing
    whole = len(pairs) > 1 and not (left and right) and all(value >= SHORT_FORM for _, _, value in pairs)
    return "same:name" if whole or (len(words) == len(like) == 1 and pairs) else "near:name"


def _weigh(words: Words, like: Words, pairing: Pairing, rarity: Rarity, trust: Trust) -> float:
    pairs, left, right = pairing
    bits = trust.name_differs * min(len(left), len(right), 2) if left and right else 0.0
    for i, j, value in pairs:
        bits += _word(words[i], like[j], value, rarity, trust)
    return bits


def _word(word: Word, like: Word, value: float, rarity: Rarity, trust: Trust) -> float:
    if word.text == like.text:
        return rarity.bits(f"n:{word.text}") + trust.same
    if value == INITIAL:
        return weights.INITIAL
    if value == SHORT_FORM and not word.roots.isdisjoint(like.roots):
        return USUAL["g"] - weights.SHORT_FORM_LOSS
    if value == BEGINNING:
        return weights.BEGINNING
    for sound, heard in zip(word.sounds, like.sounds, strict=True):
        if sound == heard and len(sound) >= 3:
            return max(rarity.bits(f"s:{sound}") - 3, trust.far_word)
    return trust.near_word if value >= 0.9 else trust.far_word


def _spelled(one: Text, other: Text) -> float:
    """A name run together, as spelled letter by letter; a beginning of it counts as far as it goes."""
    short, long = (one[0], other[0]) if len(one[0]) <= len(other[0]) else (other[0], one[0])
    if len(short) < SPELLED - 2:
        return -99.0
    if long.startswith(short):
        return min(1.8 * len(short), WHOLE)
    if len(short) >= SPELLED and near_texts(one, other, 0.75):
        return WHOLE * (alike(short, long) - 0.55) / 0.45
    return -99.0
