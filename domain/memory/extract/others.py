"""Names of other people a customer speaks of: "my son Ben", "John, my husband", "Dr. Nowak", "mojej córki Zosi"."""

from domain.memory.extract import cues
from domain.memory.extract.cores import COMMA, END, NONE, Words
from domain.memory.extract.names import Name
from domain.memory.extract.runs import name_run
from domain.memory.extract.stops import PEOPLES, STOPS
from domain.memory.facts import OF_ANOTHER
from domain.memory.unmarked import either_way

RULE = f"{OF_ANOTHER}2"
_OWN = either_way("my our mój moja moje mojego mojej mojemu moją moim nasz nasza naszego naszej naszemu naszą naszym")
_WHO = either_way("""
son daughter child kid baby boy girl wife husband spouse partner fiancé fiance fiancée fiancee boyfriend girlfriend mother mom mum mam father dad
brother sister grandson granddaughter grandchild grandmother grandma grandfather grandpa aunt uncle cousin nephew niece stepson stepdaughter
friend mate colleague boss assistant secretary neighbour neighbor roommate flatmate tenant landlord lawyer accountant
syn syna synowi synem synka córka córki córce córkę córką żona żony żonie żonę żoną mąż męża mężowi mężem partner partnera partnerka partnerki
brat brata bratu bratem siostra siostry siostrze siostrę siostrą mama mamy mamie mamę mamą matka matki matce matkę ojciec ojca ojcu tata taty tacie
babcia babci babcię dziadek dziadka ciocia cioci wujek wujka kuzyn kuzyna kuzynka kuzynki wnuk wnuka wnuczka wnuczki przyjaciel przyjaciela
przyjaciółka przyjaciółki kolega kolegi koleżanka koleżanki szef szefa szefowa szefowej sąsiad sąsiada sąsiadka sąsiadki narzeczony narzeczona
""")  # fmt: skip
_TITLES = either_way("dr dr. doctor doktor doktora doktorowi prof prof. professor profesor profesora")
_SHORT_TITLES = frozenset(("dr", "prof"))
_CALLED = either_way("named called name's imieniem")
_BETWEEN = 3  # words between whose it is and who it is: "my dear little daughter"
_NO_NAMES = PEOPLES | either_way("god lord santa internet monday tuesday wednesday thursday friday saturday sunday")


def names_of_others(words: Words, lows: frozenset[str]) -> list[Name]:
    """Each with a capital, behind or before the words for who it is. `lows`: the words of the text, in small letters."""
    found: list[Name] = []
    if _WHO.isdisjoint(lows) and _TITLES.isdisjoint(lows):
        return found
    for at, low in enumerate(words.lows):
        name = None
        if low in _WHO and _is_own(words, at):
            name = _behind(words, at) or _before(words, at)
        elif (low in _TITLES and words.gap(at + 1) < COMMA) or (
            low in _SHORT_TITLES and at + 1 < len(words) and words.tail(at) == ". "
        ):
            name = _name_at(words, at + 1)
        if name is not None and not (found and name.start < found[-1].end):
            found.append(name)
    return found


def _is_own(words: Words, at: int) -> bool:
    for back in range(at - 1, max(-1, at - 2 - _BETWEEN), -1):
        if words.gap(back + 1) >= COMMA or words.lows[back] == "as":
            return False  # "my pet as a child"
        if words.lows[back] in _OWN:
            return True
    return False


def _behind(words: Words, at: int) -> Name | None:
    """ "My son Ben", "my kid, Bobby,", "my son is called Ben", "my child's name is John"."""
    start = at + 1
    while start < min(len(words), at + 4) and words.lows[start] in ("is", "was", "ma", "na", "o", "imię", *_CALLED):
        start += 1
    if start >= len(words) or words.gap(start) >= END:
        return None
    name = _name_at(words, start)
    if name is not None and words.gap(at + 1) >= COMMA and words.gap(name.end) < COMMA:
        return None  # "when I told my wife, Nike trainers were"
    return name


def _before(words: Words, at: int) -> Name | None:
    """ "John, my son,"."""
    own = next(back for back in range(at - 1, -1, -1) if words.lows[back] in _OWN)
    if own < 1 or own != at - 1 or "," not in words.tail(own - 1) or words.gap(at + 1) < COMMA:
        return None
    start = own - 2 if own > 1 and words.capital(own - 2) and words.gap(own - 1) == NONE else own - 1
    for begin in (start, own - 1):
        name = _name_at(words, begin)
        if name is not None and name.end == own:
            return name
    return None


def _name_at(words: Words, start: int) -> Name | None:
    """One word with a capital, or two."""
    if start >= len(words) or not words.capital(start) or words.raw(start).isupper():
        return None
    low = words.lows[start]
    end = name_run(words, start)
    if end is None or low in STOPS or low in _NO_NAMES or low in cues.NAMED:
        return None
    while end - start > 1 and not words.capital(end - 1):
        end -= 1
    return Name(start, end, RULE, 0.7)
