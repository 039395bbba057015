"""Names behind words that begin other sentences as well: "I'm", "this is", "it's", "jestem", "tu"."""

from domain.memory.extract import cues
from domain.memory.extract.cores import COMMA, END, NONE, Words
from domain.memory.extract.runs import closed, name_run
from domain.memory.extract.stops import LEADS, PARTICLES, PEOPLES, STOPS

_NO_NAMES = ("able", "ible", "ous", "ive", "ful", "less")  # how words end that say what something is like
_OF_A_FIRM = (["from"], ["with"], ["at"], ["z"])
_GOING_ON = (["from"], ["speaking"], ["calling"], ["z"])
_DOUBTS = frozenset(("if", "whether", "that", "think", "guess", "sure", "and", "but"))
_CLEARLY = frozenset(("strony", "telefonie"))  # "z tej strony": a full name also where nobody writes capitals
_SAYING = 6  # words between a greeting and the name
_RETURNS = frozenset(("back", "again", "here", "calling", "writing", "checking"))
_SPEAKS_ON = [[low] for low in ("i", "i'm", "im", "i've", "calling", "here", "again", "speaking", "from")]
_ROLE = 3  # words that say who somebody is, before the name


def introduced(words: Words, low: str, start: int, end: int, asked: bool) -> int | None:
    """Where a name behind such a word ends, or None where it is none: capitals, and an end where one ends."""
    if _introduces(words, low, start, end, asked):
        return end
    if (
        not asked
        and end - start == 2
        and not words.capital(start + 1)
        and _introduces(words, low, start, end - 1, False)
    ):
        return end - 1  # "I'm Orla reserve my table"
    return None


def introduced_among_two(words: Words, low: str, start: int, end: int, asked: bool) -> bool:
    """In a text of two speakers: a full name, asked for or after a greeting, and of nobody who speaks for a firm."""
    if end - start < 2 or words.lows[end : end + 1] in _OF_A_FIRM:
        return False
    hailed = low != "it's" and low != "its" and not cues.GREETS.isdisjoint(words.lows[max(0, start - 4) : start])
    return (asked or hailed) and (words.capital(start) or closed(words, end) or words.lows[end] in cues.THEN)


def by_role(words: Words, at: int, low: str) -> tuple[int, int] | None:
    """ "It's me, chief engineer Orla!", "it's your neighbour Orla Finnegan": the name behind words for who somebody is."""
    if low not in ("it's", "its") and (low != "is" or not at or words.lows[at - 1] not in ("it", "this")):
        return None
    first = words.lows[at + 1] if at + 1 < len(words) else ""
    if first not in ("me", "your", "ur") or words.gap(at + 1) > NONE:
        return None
    start = at + 2
    while start < len(words) and start - at - 2 < _ROLE and _is_role(words, start, first):
        start += 1
    if (
        start >= len(words)
        or (start == at + 2 and first != "me")
        or not words.capital(start)
        or words.gap(start) >= END
    ):
        return None
    end = name_run(words, start)
    return (start, end) if end is not None and (words.gap(end) >= COMMA or words.lows[end] in _RETURNS) else None


def _is_role(words: Words, at: int, first: str) -> bool:
    if words.capital(at) or words.gap(at) >= (END if first == "me" else COMMA):
        return False
    low = words.lows[at]
    return low.isalpha() and (low not in STOPS or low in ("again", "the")) and low not in cues.NAMED - {"the"}


def _introduces(words: Words, low: str, start: int, end: int, asked: bool) -> bool:
    if low == "you" and not (asked and words.capital(start)):
        return False  # "I told you, Orla Finnegan!"
    if asked and not words.capital(start):
        if end - start == 1 and low == "me":
            return False
        return closed(words, end) and (
            end - start > 1 or ((low not in ("i'm", "im", "am", "jestem") or len(words) <= 5) and words.gap(end) > NONE)
        )
    if asked and end - start > 1:
        return True
    if asked and low in ("it's", "its"):
        return closed(words, end)
    if not words.capital(start):
        return low in _CLEARLY and end - start > 1 and words.gap(end) >= COMMA and words.text.islower()
    if low in ("it's", "its"):
        return _hailed(words, start) and words.lows[end : end + 1] in _SPEAKS_ON
    return _in_full(words, start, end) if end - start > 1 else _alone(words, low, start, end)


def _hailed(words: Words, at: int) -> bool:
    """Whether a greeting stands right before "it's": "hi, it's Orla"."""
    return not cues.GREETS.isdisjoint(words.lows[max(0, at - 3) : at - 1]) and words.lows[at] not in PEOPLES


def _in_full(words: Words, start: int, end: int) -> bool:
    """A full name, all in capitals; after a greeting the first of them is enough where a sentence ends or a request begins."""
    if all(words.text[words.starts[at]].isupper() for at in range(start, end) if words.lows[at] not in PARTICLES):
        return True
    over = words.gap(end) >= END or words.lows[end] in cues.THEN
    return over and _greeted(words, start) and words.lows[start] not in PEOPLES


def _alone(words: Words, low: str, start: int, end: int) -> bool:
    """A single word with a capital: where a part of the sentence ends with it, or what somebody wants begins."""
    said, after = words.lows[start], words.lows[end] if end < len(words) and words.gap(end) == NONE else ""
    if said in PEOPLES or after == "the" or (low == "jestem" and said.endswith(("em", "ką", "cą", "im", "ym"))):
        return False
    if low not in ("is", "tu", "mówi"):
        return closed(words, end) or after in cues.BIDS
    if low == "is" and start > 2 and words.lows[start - 3] in _DOUBTS:
        return False  # "I wonder if this is Lumen"
    return closed(words, end) and (_greeted(words, start) or (low == "is" and _is_sentence(words, start, end)))


def _is_sentence(words: Words, start: int, end: int) -> bool:
    """ "This is Orla.", "..., this is Orla."; behind a greeting also "hello, a taxi to the station this is Orla."."""
    if words.gap(end) < END or words.lows[start].endswith(_NO_NAMES):
        return False
    if start == 2 or words.gap(start - 2) >= COMMA:
        return True
    before = words.lows[start - 3]
    return words.lows[0] in cues.GREETS and before not in STOPS and before not in LEADS


def _greeted(words: Words, at: int) -> bool:
    return not cues.GREETS.isdisjoint(words.lows[max(0, at - _SAYING) : at]) or words.lows[at + 1 : at + 2] in _GOING_ON
