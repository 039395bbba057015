"""Letters without the accidents of writing: folded text, the words of a name, and the sound of a word."""

import re
import unicodedata

# Letters that Unicode does not decompose, and Cyrillic as Ukrainian passports write it (Cabinet resolution 55/2010, simplified).
_LETTERS = str.maketrans({
    "ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d",
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "y",
    "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ы": "y", "э": "e",
    "ю": "iu", "я": "ia", "ь": "", "ъ": "", "ё": "e",
    "'": "", "’": "", "‘": "", "`": "", "ʼ": "",
})  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_TITLES = frozenset((
    "pan", "pani", "panna", "mr", "mrs", "ms", "miss", "mx", "sir", "dr", "doctor", "prof", "professor", "mgr", "inz",
    "hab", "lek", "jr", "sr", "esq", "junior", "senior",
))  # fmt: skip

# First match wins at each place: consonants that sound alike become one letter, vowels and glides fall away.
_POLISH = (
    ("szcz", "sc"), ("dz", "c"), ("sz", "s"), ("sh", "s"), ("rz", "s"), ("cz", "c"), ("ch", "h"), ("zh", "s"),
    ("ts", "c"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("x", "ks"), ("q", "k"), ("z", "s"), ("w", "f"), ("v", "f"),
    ("g", "k"), ("d", "t"), ("b", "p"), ("m", "n"), ("j", ""),
)  # fmt: skip
_ENGLISH = (
    ("tch", "c"), ("sch", "s"), ("dge", "c"), ("ch", "c"), ("sh", "s"), ("ph", "f"), ("gh", ""), ("th", "t"),
    ("ck", "k"), ("ce", "s"), ("ci", "s"), ("cy", "s"), ("ge", "c"), ("gi", "c"), ("gy", "c"), ("j", "c"),
    ("c", "k"), ("q", "k"), ("x", "ks"), ("z", "s"), ("v", "f"), ("g", "k"), ("d", "t"), ("b", "p"), ("m", "n"),
    ("w", ""), ("h", ""),
)  # fmt: skip
_SILENT_STARTS = (("kn", "n"), ("gn", "n"), ("wr", "r"), ("ps", "s"), ("wh", "w"))


def _compiled(rules: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    return re.compile("|".join(found for found, _ in rules)), dict(rules)


_SOUNDS = (_compiled(_POLISH), _compiled(_ENGLISH))
_VOWELS = re.compile("[aeiouy]+")
_TWICE = re.compile(r"(.)\1+")


def fold(text: str) -> str:
    """Small letters without accents, Latin where the script is Cyrillic; apostrophes fall away, the rest stays."""
    low = text.casefold()
    if low.isascii():
        return low.replace("'", "").replace("`", "")
    plain = unicodedata.normalize("NFKD", low.translate(_LETTERS))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(_LETTERS)


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, folded: no titles; letters spelled one by one are one word.

    A single letter among words is an initial and stays.
    """
    words = [word for word in _WORD.findall(fold(name)) if word not in _TITLES]
    if len(words) >= 3 and sum(len(word) <= 2 for word in words) * 2 > len(words):
        return ("".join(words),)
    return tuple(words)


def sounds_of(word: str) -> tuple[str, str]:
    """How a folded word sounds, read the Polish way and the English way: consonants without voice, no vowels.

    A first vowel is kept as "a", so that "Ela" and "Lea" differ.
    """
    for start, sound in _SILENT_STARTS:
        if word.startswith(start):
            english = sound + word[len(start) :]
            break
    else:
        english = word
    return _sound(word, *_SOUNDS[0]), _sound(english, *_SOUNDS[1])


def _sound(word: str, found: re.Pattern[str], rules: dict[str, str]) -> str:
    first = "a" if word[:1] in "aeiouy" else ""
    heard = found.sub(lambda match: rules[match[0]], word)
    return first + _TWICE.sub(r"\1", _VOWELS.sub("", heard))
