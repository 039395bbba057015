"""Which secrets stand asked in a thread, and what its next text tells in the light of it."""

from collections.abc import Callable, Sequence

import msgspec
from msgspec.structs import replace

from domain.memory.secrets import answers, guesses, password_answers
from domain.memory.secrets.dots import DOT, Hidden, lowered
from domain.memory.secrets.forms import told_by_form
from domain.memory.secrets.marks import (
    ASKED_PASSWORD,
    ASKED_WORDS,
    ASKS,
    GOES_ON,
    NAMES_TOO,
    NEVER,
    PASSWORD,
    PASSWORD_OF,
    PATIENT,
    RIVALS,
    Mark,
    marks_in,
    may_ask,
)
from domain.memory.secrets.numbers import numbers_in
from domain.voices import ASKING, TELLING

PATIENCE = 3  # texts of the customer for which a question stays open
FORGOTTEN_AFTER = 12  # texts of anybody after which a secret that was asked for and not told is no longer expected
KNOWN = 8  # secrets told in a thread of which a digest is kept
SHORT = 6  # words of a bare answer
READ = 1_200  # characters of a question that are read, its last ones
_NUMBERS = ("pin", "card", "card_code", "person_number")


class Awaited(msgspec.Struct, frozen=True):
    """What a thread expects: the secrets asked for last, those asked for before and not told, and how long ago.

    `rival`: another number was asked for at once; `named`: a name was; `last`: one of them, and the password behind it;
    `known`: digests of the numbers told so far;
    `birth`: texts of the customer for which a question for the birth date stands open.
    """

    fresh: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    rival: bool = False
    named: bool = False
    told: int = 0
    age: int = 0
    known: frozenset[int] = frozenset()
    birth: int = 0
    last: bool = False


class _Asks(msgspec.Struct, frozen=True):
    """What a text asks for: the secrets, whether another number too, whether a name, whether the password behind that."""

    kinds: tuple[str, ...] = ()
    rival: bool = True
    named: bool = True
    last: bool = False


NOTHING = Awaited()
_ANOTHER = _Asks()


def listen(role: str, text: str, awaited: Awaited = NOTHING,
           digest: Callable[[str], int] = hash) -> tuple[list[Hidden], Awaited]:  # fmt: skip
    """The secrets of one text, and what is awaited after it."""
    low = lowered(text)
    hidden = told_by_form(text, low)
    if role in TELLING and len(text) <= answers.LONGEST:
        hidden += _answered(text, low, awaited, {each.kind for each in hidden})
    if awaited.known:
        hidden += answers.said_again(text, awaited.known, digest)
    if len(hidden) > 1:
        hidden = sorted(set(hidden))
    asks = _asked_in(low, role) if role in ASKING or role == "unknown" else None
    birth = _birth_after(role, low, awaited.birth, asks)
    if not hidden and asks is None and not birth and awaited is NOTHING:
        return hidden, NOTHING
    after = _after(role, text, awaited, hidden, asks, digest)
    return hidden, replace(after, birth=birth) if birth else after


def listen_to(parts: Sequence[tuple[str, str]], awaited: Awaited = NOTHING,
              digest: Callable[[str], int] = hash) -> tuple[list[list[Hidden]], Awaited]:  # fmt: skip
    """The same for what several speakers said in turn."""
    found: list[list[Hidden]] = []
    for role, text in parts:
        hidden, awaited = listen(role, text, awaited, digest)
        found.append(hidden)
    return found, awaited


def said_by(role: str, text: str, segments: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The parts of an item, each with its speaker's role: a transcript's segments, where its text is theirs."""
    if segments and text == "\n".join(said for _, said in segments):
        return tuple(segments)
    return ((role, text),)


def could_answer(text: str) -> bool:
    """Whether a text may be the bare answer to a question: a few words, or a number of a PIN's length."""
    if len(text) > answers.LONGEST:
        return False
    return text.count(" ") < SHORT or any(4 <= len(each.digits) <= 8 for each in numbers_in(text))


def asks_secret(text: str) -> bool:
    """Whether a text asks for a secret."""
    asks = _asked_in(lowered(text), "agent")
    return asks is not None and bool(asks.kinds)


def _answered(text: str, low: str, awaited: Awaited, told: set[str]) -> list[Hidden]:
    found: list[Hidden] = list(guesses.remembered(low))
    for kind in (*awaited.fresh, *awaited.stale):
        fresh = kind in awaited.fresh
        if kind in _NUMBERS:
            several = awaited.rival and kind == "pin"
            usual = kind == "pin" and (several or not fresh)
            found += answers.numbers_told(text, kind, usual, fresh and several, not fresh)
            if kind == "card" and fresh and not found:
                found += answers.part_of_card(text)
        elif kind == "security_answer" and kind not in told:
            found += answers.words_told(text, labelled=awaited.named or not fresh, plain=fresh)
        elif kind == "password" and kind not in told:
            found += _password(text, awaited, fresh)
    if awaited.birth and not found:
        found += guesses.guessed(text)
    if len(found) <= 1:
        return found
    taken: list[Hidden] = []
    for each in found:  # the first reading counts: a number is one secret
        if all(each.end <= one.start or one.end <= each.start for one in taken):
            taken.append(each)
    return taken


def _password(text: str, awaited: Awaited, fresh: bool) -> list[Hidden]:
    if awaited.last and fresh and (second := password_answers.second_of(text)):
        return second
    return [] if awaited.rival and fresh else list(password_answers.password_told(text, awaited.named, late=not fresh))


def _asked_in(low: str, role: str) -> _Asks | None:
    """The secrets that a text asks for and whether it asks for another value too; None where it asks for nothing."""
    if len(low) > READ:
        low = low[-READ:]
    if not may_ask(low):
        return _ANOTHER if "?" in low and role != "unknown" and not GOES_ON.match(low) else None
    if not (ASKS.search(low) or len(low) <= 60):
        return None
    if NEVER.search(low):
        return _ANOTHER if "?" in low else None
    marks = marks_in(low)
    kinds = list(dict.fromkeys(mark.kind for mark in marks if mark.kind))
    if ASKED_WORDS.search(low) and ASKS.search(low):
        kinds.append("security_answer")
    if ASKED_PASSWORD.search(low):
        kinds.append("password")
    if not kinds and "?" not in low:
        return None
    rival, named = RIVALS.search(_without(low, marks)), NAMES_TOO.search(low)
    first = min((each.start() for each in (rival, named) if each is not None), default=-1)
    last = kinds == ["password"] and 0 <= first < max((each.start() for each in PASSWORD.finditer(low)), default=0)
    return _Asks(tuple(kinds), rival is not None, named is not None, last)


def _birth_after(role: str, low: str, birth: int, asks: _Asks | None) -> int:
    """For how many texts of the customer a question for the birth date stays open; one for another number ends it."""
    if role in ASKING:
        low = low[-READ:]
        if guesses.asks_birth(low) and ASKS.search(low) and not NEVER.search(low):
            return PATIENCE
        return 0 if birth and asks is not None and RIVALS.search(low) else birth
    return birth - 1 if birth and role in TELLING else birth


def _without(low: str, marks: list[Mark]) -> str:
    """A question without the names of secrets in it: what else does it ask for?"""
    for mark in marks:
        if mark.kind:
            low = low[: mark.start] + " " * (mark.end - mark.start) + low[mark.end :]
    return PASSWORD_OF.sub(" ", low)


def _after(role: str, text: str, awaited: Awaited, hidden: list[Hidden], asks: _Asks | None,
           digest: Callable[[str], int]) -> Awaited:  # fmt: skip
    known = _known(text, awaited, hidden, digest)
    part = answers.is_part_of_card(text, hidden)  # the rest of the number is still to come
    told = set[str]() if part else {each.kind for each in hidden}
    if DOT in text and role in TELLING:  # read again: what was told is dots already
        told |= {*awaited.fresh, *awaited.stale}
    open_still = [kind for kind in dict.fromkeys((*awaited.fresh, *awaited.stale)) if kind not in told]
    if asks is not None and not (role == "unknown" and asks.kinds and told.issuperset(asks.kinds)):
        unanswered = awaited.told == 0 and awaited.rival and role != "unknown"
        waiting = _waiting(open_still, asks.kinds, asks is _ANOTHER and not _asks_value(lowered(text[-READ:])))
        return Awaited(asks.kinds, waiting, asks.rival or unanswered, asks.named, 0, 0, known, last=asks.last)
    age, texts = awaited.age + 1, awaited.told + (role in TELLING and not part)
    patient = texts < PATIENCE and (role not in ASKING or _lets_speak(text))
    fresh = tuple(kind for kind in awaited.fresh if kind not in told and patient)
    stale = _waiting(open_still, fresh, "password" in awaited.stale) if age < FORGOTTEN_AFTER else ()
    if not (fresh or stale or known):
        return NOTHING
    return Awaited(fresh, stale, awaited.rival, awaited.named, texts, age, known, last=awaited.last)


def _lets_speak(text: str) -> bool:
    """Whether words of the shop leave its question open: "take your time", "could you spell it?"."""
    low = lowered(text[-READ:])
    return PATIENT.match(low) is not None or GOES_ON.match(low) is not None


def _waiting(kinds: list[str], asked: tuple[str, ...], password: bool) -> tuple[str, ...]:
    """What is still waited for behind another question; a password only behind one for no name and no number."""
    return tuple(kind for kind in kinds if kind not in asked and (password or kind != "password"))


def _asks_value(low: str) -> bool:
    return RIVALS.search(low) is not None or NAMES_TOO.search(low) is not None


def _known(text: str, awaited: Awaited, hidden: list[Hidden], digest: Callable[[str], int]) -> frozenset[int]:
    """The numbers told so far, the last of them surely."""
    numbers = [
        "".join(filter(str.isdigit, text[each.start : each.end]))
        for each in hidden[-4 * KNOWN :]
        if each.kind in ("pin", "card")
    ]
    if not any(numbers):
        return awaited.known
    return frozenset([*awaited.known, *(digest(each) for each in numbers if each)][-KNOWN:])
