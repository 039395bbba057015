"""Names as people give them: after "my name is", "nazywam się", in a greeting, under a letter, or bare in answer to a question."""

import msgspec

from domain.memory.extract import cues
from domain.memory.extract.cores import COMMA, END, NONE, Words
from domain.memory.extract.introducing import by_role, introduced, introduced_among_two
from domain.memory.extract.runs import LONGEST, closed, name_run
from domain.memory.extract.stops import LEADS, STOPS
from domain.memory.unmarked import either_way

_SIGNATURE = 24  # words at the end of a letter: a name, a telephone number, an address


class Name(msgspec.Struct, frozen=True):
    """A name in a text: its cores (end exclusive), by which rule, how sure."""

    start: int
    end: int
    rule: str
    confidence: float


def introductions(words: Words, asked: bool, both: bool) -> list[Name]:
    """The names by which a speaker introduces themselves. `asked`: a name was asked for; `both`: two speakers in one text."""
    found: list[Name] = []
    past = 0
    lows = words.lows
    for at in [] if _ANY.isdisjoint(lows) else [at for at, low in enumerate(lows) if low in _ANY]:
        if at < past:
            continue
        low = lows[at]
        name = _behind_cue(words, at, low, asked, both) if low in _CUES else None
        name = name or (_before_cue(words, at, both) if low in _BEHIND_STARTS else None)
        if name is not None:
            found.append(name)
            past = name.end
    if not found and not both:
        found = _said_in_full(words)
        past = found[-1].end if found else 0
    closing = None if both else _under(words)
    return [*found, closing] if closing is not None and closing.start >= past else found


def answer(words: Words, at: int, both: bool, bare: bool, loose: bool = False) -> Name | None:
    """A name that stands bare at a place where an answer may begin.

    `bare`: nothing but the answer is expected there; `loose`: more words may follow a single one.
    """
    start, end = at, min(len(words), at + 9)
    while start < end and words.lows[start] in LEADS:
        start += 1
    run = name_run(words, start, both) if start < end else None
    if run is None:
        return None
    start, run = _in_full(words, start, run, both)
    single = run - start == 1
    goes_on = at == 0 and words.capital(start) and run < len(words) and words.lows[run] in cues.FOLLOWS
    open_end = words.gap(run) == NONE and not goes_on and not (loose and words.lows[run] in STOPS)
    if single and (both or not bare or open_end or (at > 0 and not words.capital(start))):
        return None
    if (
        not single
        and not words.capital(start)
        and not (closed(words, run) or (bare and words.lows[run] in STOPS) or words.lows[run] in cues.THEN)
    ):
        return None
    return Name(start, run, "name-answered.3", 0.85 if single else 0.9)


def in_capitals(words: Words) -> Name | None:
    """A full name in capitals anywhere in an answer in small letters: "tonight at 7 please Orla Finnegan 4 people"."""
    for at in range(1, len(words)):
        if (
            words.gaps[at] == NONE
            and words.capital(at)
            and words.lows[at - 1] not in cues.NAMED
            and not words.capital(at - 1)
        ):
            end = name_run(words, at)
            if end is not None and end - at == 2 and words.capital(end - 1) and closed(words, end):
                return Name(at, end, "name-in-capitals.1", 0.8)
    return None


def at_the_end(words: Words) -> Name | None:
    """Two bare words that end a text in which a name was asked for, behind a word that ends a thought: "... by Monday orla finnegan"."""
    at = len(words) - 2
    if (
        at < 1
        or words.gap(at + 1) != NONE
        or words.lows[at - 1] in cues.NAMED | cues.LEADING_ON
        or words.capital(at - 1)
    ):
        return None
    if words.gap(at) < COMMA and words.lows[at - 1] not in STOPS and words.lows[at - 1] not in LEADS:
        return None
    return Name(at, at + 2, "name-at-end.1", 0.75) if name_run(words, at, True) == at + 2 else None


def _behind_cue(words: Words, at: int, low: str, asked: bool, both: bool) -> Name | None:
    name = _after_cue(words, at, low, asked, both)
    if name is None and not both:
        role = by_role(words, at, low)
        return Name(*role, "introduced.4", 0.8) if role is not None else None
    return name


def _after_cue(words: Words, at: int, low: str, asked: bool, both: bool) -> Name | None:
    strong = low in _STRONG and _stands(words, at, _STRONG[low]) and not _anothers(words, at)
    weak = not strong and low in cues.WEAK and (not cues.WEAK[low] or _stands(words, at, _WEAK_BEHIND[low]))
    parted = END if strong or words.blank(at + 1) else COMMA
    if not (strong or weak) or words.gap(at + 1) >= parted:
        return None
    start = at + 1
    while start < len(words) and words.lows[start] in (cues.TITLES if weak else LEADS) and start - at < 6:
        start += 1
    if low in ("am", "i'm", "im") and words.lows[start : start + 4] == ["the", "one", "and", "only"]:
        start += 4
    end = name_run(words, start, both, sure=strong)
    if end is None or (both and offers_help(words, end)):
        return None
    start, end = _in_full(words, start, end, both)
    if (
        low == "mówi"
        and at
        and any(mark in words.text[max(0, words.starts[at] - 3) : words.starts[at]] for mark in '–—”"')
    ):
        return None
    if low in ("mówi", "tu") and at and words.gaps[at] < END and words.lows[at - 1] not in cues.GREETS | cues.TITLES:
        return None  # "..., mówi Kowalski" quotes somebody else
    if strong:
        return Name(start, end, "name-told.4", 0.95)
    if both:
        return Name(start, end, "introduced.4", 0.8) if introduced_among_two(words, low, start, end, asked) else None
    stop = introduced(words, low, start, end, asked)
    return Name(start, stop, "introduced.4", 0.85) if stop is not None else None


def _in_full(words: Words, start: int, end: int, both: bool) -> tuple[int, int]:
    """ "I'm Orla, Orla Finnegan": the name said again in full is the one."""
    if end - start == 1 and end < len(words) and words.gap(end) == COMMA:
        longer = name_run(words, end, both)
        if longer is not None and longer - end > 1 and words.lows[start] in words.lows[end:longer]:
            return end, longer
    return start, end


def _said_in_full(words: Words) -> list[Name]:
    """ "Kowalski, Jan Kowalski": the last name, and then both, where a sentence begins or behind words that lead to a name."""
    for at in [at for at, gap in enumerate(words.gaps) if gap == COMMA and 0 < at < len(words) - 1]:
        if not words.capital(at) or not words.capital(at - 1):
            continue
        leads = at == 1 or words.gaps[at - 1] >= COMMA or words.lows[at - 2] in cues.LEADING_TO
        end = name_run(words, at) if leads and words.lows[at - 1] in words.lows[at + 1 : at + LONGEST] else None
        if end is not None and end - at > 1 and words.lows[end - 1] == words.lows[at - 1]:
            return [Name(at, end, "said-in-full.1", 0.9)]
    return []


def _before_cue(words: Words, at: int, both: bool) -> Name | None:
    """ "Anna Nowak here", "orla finnegan is my name": the cue begins at this core."""
    if words.gap(at) > NONE:
        return None
    behind = _goes_on(words, at, _BEHIND_FROM)
    if not behind and not _goes_on(words, at, _HERE_FROM):
        return None
    longest = LONGEST if words.capital(at - 1) else LONGEST - 1
    for start in range(max(0, at - longest), at):
        begins = start == 0 or words.gaps[start] >= COMMA or words.lows[start - 1] in cues.GREETS
        said = behind or (begins and (both or words.capital(start)))
        if said and (at - start > 1 or not both) and name_run(words, start) == at:
            return Name(start, at, "name-told.4" if behind else "introduced.4", 0.9 if behind else 0.8)
    return None


def _under(words: Words) -> Name | None:
    """The name under a letter: "Z poważaniem / Anna Nowak" as its last words, or on a line of its own among them."""
    if cues.CLOSINGS.isdisjoint(words.lows[-_SIGNATURE:]):
        return None
    if (own := _on_own_line(words)) is not None:
        return own
    if cues.CLOSINGS.isdisjoint(words.lows[-LONGEST - 1 :]):
        return None
    for start in range(max(1, len(words) - LONGEST), len(words)):
        apart = words.gap(start) >= COMMA or start == len(words) - 2
        if words.lows[start - 1] in cues.CLOSINGS and apart and _written_as_name(words, start):
            end = name_run(words, start)
            return Name(start, end, "signed.3", 0.8) if end is not None and end == len(words) else None
    return None


def _on_own_line(words: Words) -> Name | None:
    """ "Pozdrawiam serdecznie / Paweł Kot / tel. …": a full name alone on the line behind the closing."""
    for at in range(max(0, len(words) - _SIGNATURE), len(words) - 2):
        start = at + 1 + (words.lows[at + 1] in cues.WARMLY)
        if words.lows[at] in cues.CLOSINGS and _written_as_name(words, start) and "\n" in words.tail(start - 1):
            end = name_run(words, start)
            if end is not None and end - start > 1 and (end == len(words) or "\n" in words.tail(end - 1)):
                return Name(start, end, "signed-alone.1", 0.85)
    return None


def _written_as_name(words: Words, at: int) -> bool:
    """With a capital; else two small words that end a line: alone on it, or where nobody writes capitals ("pozdrawiam olga mróz")."""
    if words.capital(at):
        return True
    end = at + 2
    if end > len(words) or words.lows[at] in cues.WARMLY or words.gap(at + 1) > NONE:
        return False
    alone = "\n" in words.tail(at - 1)
    return (alone or words.text.islower()) and (end == len(words) or "\n" in words.tail(end - 1))


def _stands(words: Words, at: int, before: list[list[str]]) -> bool:
    """Whether one of these stands right before a core."""
    last = words.lows[at - 1] if at else ""
    for said in before:  # noqa: SIM110 - a generator would cost more than the looks
        if not said or (said[-1] == last and words.lows[max(0, at - len(said)) : at] == said):
            return True
    return False


def _goes_on(words: Words, at: int, cues_from: dict[str, list[list[str]]]) -> bool:
    """Whether one of these cues stands from a core on; they are looked up by their first word."""
    for cue in cues_from.get(words.lows[at], ()):  # noqa: SIM110 - the same
        if words.lows[at : at + len(cue)] == cue:
            return True
    return False


def _by_first(said: tuple[tuple[str, ...], ...]) -> dict[str, list[list[str]]]:
    return {first: [list(cue) for cue in said if cue[0] == first] for first in {cue[0] for cue in said}}


def _anothers(words: Words, at: int) -> bool:
    """ "His name is": somebody else's."""
    return any(
        low in cues.OTHERS or low.endswith(("'s", "s'")) for low in words.lows[max(0, at - 3) : at] if low != "name's"
    )


def offers_help(words: Words, at: int) -> bool:
    """ "My name is Amy, how may I help you": the other side speaks. Not so: "my name is Orla sure, I can help you"."""
    return words.lows[at : at + 1] not in _TURNS and not _HELPS.isdisjoint(words.lows[at : at + 4])


_TURNS = [[low] for low in cues.TURNS]
_HELPS = either_way("how assisting helping assist help jak pomóc czym")
_STRONG = {low: [each.split() for each in before] for low, before in cues.STRONG.items()}
_WEAK_BEHIND = {low: [each.split() for each in before] for low, before in cues.WEAK.items()}
_CUES = frozenset(cues.STRONG) | frozenset(cues.WEAK)
_BEHIND_FROM, _HERE_FROM = _by_first(cues.BEHIND), _by_first(cues.HERE)
_BEHIND_STARTS = frozenset((*_BEHIND_FROM, *_HERE_FROM))
_ANY = _CUES | _BEHIND_STARTS
