"""A full name that stands in front of what proves it: "John Smith account 40817263", "Anna Nowak, nr klienta 5512"."""

from domain.memory.extract.cores import COMMA, END, NONE, Words
from domain.memory.extract.names import Name
from domain.memory.extract.runs import name_run
from domain.memory.extract.text import Text
from domain.memory.unmarked import either_way

_PROOFS = frozenset(("account_no", "customer_no", "pin", "birth_date", "security_answer"))
_JOINING = either_way("and my i oraz mój moje moja")


def name_in_front(text: Text) -> list[Name]:
    """The name in front of the first such number or word for one, alone in its part of the sentence, all in capitals."""
    words = text.words
    places = [each.start for each in text.mentions.values() if not _PROOFS.isdisjoint(each.keys)]
    places += [text.core_at(each.span[0]) for each in text.found if each.key in _PROOFS]
    for at in sorted(places):
        while at > 0 and words.lows[at - 1] in _JOINING and words.gap(at) == NONE:
            at -= 1
        name = _full_name(words, at)
        if name is not None:
            return [name]
    return []


def _full_name(words: Words, end: int) -> Name | None:
    """Two or three words in capitals that end here and begin a part of a sentence."""
    for start in range(max(0, end - 3), end - 1):
        begins = start == 0 or words.gap(start) >= (END if words.gap(end) >= END else COMMA)
        if begins and all(words.capital(at) for at in range(start, end)) and name_run(words, start) == end:
            return Name(start, end, "before-proof.2", 0.85)
    return None
