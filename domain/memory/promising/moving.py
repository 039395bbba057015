"""How people of a shop say that something promised comes at another time (folded text)."""

import re
from collections.abc import Iterator

from domain.memory.promising.english import PROGRESSIVE, Commitment

_VERBS_EN = r"(?:mov(?:e|ed|ing)|reschedul(?:e|ed|ing)|postpon(?:e|ed|ing)|push(?:ed|ing)?(?: back)?|put(?:ting)? off)"
_VERBS_PL = (
    "przesune|przesuniemy|przesuwam|przesuwamy|przesunelam|przesunalem|przesunelismy|przeloze|przelozymy|przekladam|przekladamy|przelozylam|"
    "przelozylem|przelozylismy|przeniose|przeniesiemy|przenosze|przenosimy"
)
_WORD = re.compile(r"\w+")
_THINGS = (
    ("callback", r"call|callback|call back|phone call|telefon|rozmow[aey]|kontakt"),
    ("refund", r"refund|zwrot(?! towaru)|przelew"),
    ("replacement", r"replacement|exchange|wymian[aey]"),
    ("delivery", r"delivery|parcel|package|order|shipment|courier|dostaw[aey]|paczk[aei]|przesylk[aei]|wysylk[aei]|kurier\w?|zamowieni[ea]"),
)  # fmt: skip
_THING = "|".join(rf"(?P<{kind}>{words})" for kind, words in _THINGS)
# A time follows, nothing else to which things are moved.
_TO = (
    r"(?:to|until|till|for) (?:the )?(?:\d|tomorrow|today|next|this|mon|tues|wed|thurs|fri|satur|sun|end of|later|noon|jan|feb|mar|apr|may|jun|jul|aug|"
    r"sep|oct|nov|dec)"
)
_NA = r"(?:na|do) (?:\d|jutr|dzis|pojutrz|poniedz|wtor|srod|czwart|piat|sobot|niedziel|przyszl|nastepn|koni?ec|konca|godz)"
_MOVED = tuple(re.compile(pattern) for pattern in (
    rf"\b(?:i|we)(?:'ll|'ve|'m|'re| will| have| am| are)?(?: just| had to| have to| need to)? {_VERBS_EN} "
    rf"(?:your |the |our |my )?(?:\w{{1,15}} )?(?:{_THING})\b(?= [^.?!]{{0,40}}?\b{_TO})",
    rf"\b(?:your |the |our )(?:\w{{1,15}} )?(?:{_THING})(?: [\w-]{{1,20}})? (?:has been|was|is|had to be|will be) (?:now )?"
    rf"(?:moved|rescheduled|postponed|pushed back|delayed|put off)(?= (?:back )?{_TO})",
    rf"\b(?<!nie )(?:{_VERBS_PL}) (?:\w{{1,15}} ){{0,2}}?(?:{_THING})\b(?= [^.?!]{{0,40}}?\b{_NA})",
    rf"\b(?:{_THING})(?: \w{{1,15}}){{0,2}}? (?:zostal[aoy]?|zostanie|jest|bedzie|musi byc) (?:\w{{1,15}} )?(?:przesuniet|przelozon|opoznion|przeniesion)\w+"
    rf"(?= {_NA})",
))  # fmt: skip
WORDS = frozenset((
    "move", "moved", "moving", "reschedule", "rescheduled", "rescheduling", "postpone", "postponed", "postponing", "push", "pushed", "pushing",
    "put", "putting", "delayed", "przesunieta", "przesuniety", "przesuniete", "przesunieto", "przelozona", "przelozony", "przelozone", "opozniona",
    "opozniony", "opoznione", "przeniesiona", "przeniesiony", "przeniesione", *_VERBS_PL.split("|"),
))  # fmt: skip


def commitments(plain: str, start: int, end: int) -> Iterator[Commitment]:
    """What a sentence puts off to another time: a promise where that time is said."""
    if WORDS.isdisjoint(_WORD.findall(plain, start, end)):
        return
    for pattern in _MOVED:
        for found in pattern.finditer(plain, start, end):
            yield Commitment(found.start(), found.end(), found.lastgroup or "", PROGRESSIVE)
