"""Words that take back what was told: "no, it is …", "sorry, I meant …", "nie, …", "pomyłka", "miało być"."""

from domain.memory.extract.cores import COMMA, END, Words
from domain.memory.unmarked import unmarked

AT_ONCE = 8  # words from the beginning: such a cue speaks of what was told before
_REACH = 8  # words behind a cue in which the right value stands
# Behind the word: those of which one must follow at once; none: the word says it by itself.
_MARKED: dict[str, tuple[tuple[str, ...], ...]] = {
    "meant": (), "correction": (), "typo": (), "mistyped": (), "misspoke": (), "oops": (),
    "sorry": (("it's",), ("its",), ("it", "is"), ("that's",), ("that", "is"), ("it", "should"), ("that", "should"), ("my", "mistake"), ("wrong",),
    ("no",), ("the", "correct"),
              ("actually",)),
    "no": (("it's",), ("its",), ("it", "is"), ("that's",), ("that", "is"), ("it", "should"), ("the", "correct"), ("the", "right"), ("sorry",), ("wait",)),
    "actually": (("it's",), ("it", "is"), ("no",)), "should": (("be",), ("have", "been"), ("read",)), "mistake": (),
    "correct": (("number",), ("one",), ("name", "is"), ("phone",), ("email",), ("address", "is"), ("zip",), ("postcode",), ("spelling",)),
    "pomyłka": (), "pomylka": (), "pomyłkę": (), "pomyliłem": (), "pomyliłam": (), "pomylilem": (), "pomylilam": (), "literówka": (),
    "literówkę": (), "sprostowanie": (),
    "poprawka": (), "poprawiam": (), "prawidłowy": (), "prawidłowe": (), "poprawny": (), "poprawne": (), "właściwy": (("numer",), ("adres",), ("to",)),
    "miało": (("być",),), "mialo": (("byc",),
    ("być",)), "powinno": (("być",),), "chodziło": (("mi",),), "znaczy": (), "wróć": (), "źle": (("podałem",), ("podałam",), ("wpisałem",), ("wpisałam",)),
    "nie": (("to",), ("mój",), ("moje",), ("moja",), ("numer",), ("przepraszam",), ("jednak",)),
    "jednak": (("to",), ("będzie",)), "przepraszam": (("to",), ("nie",), ("numer",)),
}  # fmt: skip
_OPENING = frozenset(("no", "nie"))  # only where a sentence begins with them
_CUES = {unmarked(low): tuple(tuple(map(unmarked, each)) for each in behind) for low, behind in _MARKED.items()}
_WORDS = frozenset((*_MARKED, *_CUES))


def cues_in(words: Words, lows: frozenset[str]) -> list[int]:
    """Where words that take something back stand, by their core."""
    said = _WORDS & lows
    if not said:
        return []
    return [at for at, low in enumerate(words.plain) if low in _CUES and _takes_back(words, at, low)]


def corrects(words: Words, cues: list[int], at: int) -> bool:
    """Whether a value is what should have been told: a cue stands before it, and no second sentence between."""
    return any(
        cue < at <= cue + _REACH and sum(words.gaps[each] >= END for each in range(cue + 1, at + 1)) <= 1
        for cue in cues
    )


def _takes_back(words: Words, at: int, low: str) -> bool:
    if low in _OPENING:
        if at and words.gaps[at] < COMMA:
            return False
        if words.gap(at + 1) == COMMA and at + 1 < len(words) and any(map(str.isdigit, words.lows[at + 1])):
            return True  # "no, 40817264"
    last, next_low = words.plain[at - 1] if at else "", words.plain[at + 1] if at + 1 < len(words) else ""
    if (low == "mistake" and last != "my") or (low == "meant" and next_low == "to"):
        return False  # "ordered by mistake", "I meant to order"
    if low == "nie" and next_low == "to" and words.gap(at + 1) < COMMA:
        return False  # "nie to zamówienie"
    behind = _CUES[low]
    return not behind or any(tuple(words.plain[at + 1 : at + 1 + len(each)]) == each for each in behind)
