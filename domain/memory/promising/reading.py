"""The promises in somebody's words: what is owed, until when, and how sure it is that it was promised."""

import re
from datetime import datetime
from itertools import chain, islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from domain.memory.promising import english, moving, polish
from domain.memory.promising.calendar import POLISH, WorkingDays
from domain.memory.promising.due import Clock, Due, dues_in
from domain.memory.promising.english import Commitment
from domain.memory.promising.numbering import numbers_in
from domain.memory.promising.wording import amount_in
from domain.memory.promising.words import Sentence, plain_of, sentences_of

LONGEST, LONGEST_OF_MORE = 5_000, 1_600  # characters read of one text; of one that is endless
MOST = 8  # promises of one text: nobody keeps more
LOOKED_INTO = 800  # characters of its sentences that could promise something
LONG, ENDLESS = (
    2_000,
    20_000,
)  # characters from which on half of them, a quarter are looked into: a letter says early what it promises
RECORDED = 0.75  # the confidence from which a promise is recorded, not only offered
LEADING = 40  # characters between a time and the promise it is put before
WHAT = 200  # characters of its words
_TRIGGERS = english.WORDS | polish.WORDS | moving.WORDS
_WORD = re.compile(r"[\w']+")
_QUESTION = re.compile(
    r"^\W*(?:(?:and|so|but|a|ok|okay|to|well) )?(?:when|how|what|why|where|who|which|can|could|would|do|does|did|is|are|am|should|shall|may|"
    r"will|have|has|any|anything|czy|kiedy|jak|co|gdzie|ile|o ktorej|kto|dlaczego|ktor\w+)\b"
)
_IF = re.compile(
    r"\b(?:if|once|unless|provided|as long as|in case|assuming|should you|whenever|until you|upon|when (?:you|we|it|the|they|your|he|she)|"
    r"as soon as|after (?:you|we|it|your|the|that|they)|(?:days?|weeks?|hours?) (?:of|after|from) \w+|"
    r"jesli|jezeli|gdyby|o ile|gdy|kiedy|jak tylko|jak (?:pani?|tylko|paczka|przesylka)|skoro|w razie|w przypadku|pod warunkiem|"
    r"po (?:otrzymaniu|odeslaniu|dostarczeniu|zwrocie|odebraniu|potwierdzeniu|weryfikacji|wplacie|wplynieciu|rozpatrzeniu|zaksiegowaniu)|"
    r"(?:dni|dnia|tygodni|godzin) od)\b"
)
_NO_IF = re.compile(
    r"as soon as (?:possible|we can|i can|poss)|if (?:there'?s|there is|you have|you need|you've got) (?:any|another|some)\w*|"
    r"if that'?s (?:ok|okay|all)|after (?:the |this )?(?:long )?weekend|(?:jesli|jezeli|gdyby|w razie) (?:\w+ )?(?:pytan\w*|cos\b)|jak najszybciej"
)
_SAID = re.compile(
    r"\b(?:said|told|promised|thought|hoped|understand|(?:powiedzial|mowil|obiecal|twierdzil|napisal)\w*)\b"
)
# No promise, whatever stands behind it: "I can't promise", "nie obiecam, że"; and what somebody else says they will do.
_NO_WORD = re.compile(
    r"\b(?:(?:can't|cannot|can not|won't|couldn't|not able to|unable to|don't want to) (?:promise|guarantee|say (?:that|for sure))"
    r"|no (?:promise|guarantee)s?\b|"
    r"nie (?:moge |mozemy |chce |bede )?(?:obiec\w+|gwarant\w+|zagwarant\w+|przyrzek\w+))"
)
_BUT = re.compile(r"\b(?:but|however|ale|lecz|natomiast)\b")
_OTHERS_SAY = re.compile(r"\b(?:(?:courier|carrier|driver|supplier|manufacturer|bank|he|she) (?:says|claims|reckons|thinks)|"
                         r"(?:kurier|przewoznik|producent|dostawca|bank)\w* (?:\w+ )?(?:twierdzi|mowi|podaje|zapewnia|pisze))\b")  # fmt: skip
_PROPOSAL = re.compile(
    r"\b(?:would you like|do you want|please confirm|shall i|should i|do you agree|to proceed|is that ok|is this ok|"
    r"czy (?:mam|mamy|potwierdza\w*|zgadza\w*|moze tak byc|odpowiada)|prosze o potwierdzenie|prosze potwierdzic)\b"
)
_SOON = re.compile(
    r"\b(?:in a (?:moment|minute|second|bit|few \w+)|right back|shortly|momentarily|za (?:chwil\w+|moment|minutk\w+)|zaraz|juz)\b"
)
_TAKES = re.compile(r"^\W*(?:(?:it|this|that|they|the refund|refunds?|the money|delivery|shipping|the order|to|zwrot|dostawa|wysylka|przelew)\b[^?]{0,40})?"
                    r"\b(?:takes?|taking|be with you|arrive|potrwa|trwa|zajmie|zajmuje)\b")  # fmt: skip
_LINKS = {
    language: re.compile(rf"(?:[,:;(]| -+|\b(?:{words})\b)\s+")
    for language, words in (("en", "and|then|but|so|that"), ("pl", "i|a|oraz|ale|wiec|ze"))
}
_CLAUSE_ENDS = re.compile(r"(?:\s|[,;-]|(?<=\s)(?:and|but|i|a|oraz|ale|wiec|then))*$")
_ASIDE = re.compile(r", (?:let me know|please|is there|prosze|if there|if you|jesli|w razie)")


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """A promise in words. `span` in characters of the text, end exclusive; `due_at` in UTC, None where no time was said."""

    kind: str  # callback, refund, delivery, replacement, discount, info
    what: str
    due_at: datetime | None
    span: tuple[int, int]
    confidence: float
    amount: str = ""


class _Heard(NamedTuple):
    """A text in hand. `proposes`: it asks whether to go on, so that what it says without a time is not settled."""

    text: str
    plain: str
    clock: Clock
    proposes: bool


def promises_in(text: str, at: datetime, zone: ZoneInfo, calendar: WorkingDays = POLISH) -> list[Offered]:
    """What these words of the shop promise, said at a time, in Polish or English; what is unsure with low confidence.

    Nothing for questions, negations, the past, and what others will do.
    """
    plain = plain_of(text[: LONGEST if len(text) <= ENDLESS else LONGEST_OF_MORE])
    if _TRIGGERS.isdisjoint(_WORD.findall(plain)):
        return []
    found: list[Offered] = []
    heard = _Heard(text, plain, Clock(at, zone, calendar), _PROPOSAL.search(plain) is not None)
    left = LOOKED_INTO // (1 if len(text) <= LONG else 2 if len(text) <= ENDLESS else 4)
    for sentence in sentences_of(plain):
        here: list[Offered] = []
        if not _TRIGGERS.isdisjoint(_WORD.findall(plain, sentence.start, sentence.end)):
            here = _in_sentence(heard, sentence._replace(end=min(sentence.end, sentence.start + left)))
            left -= sentence.end - sentence.start
        if not here and found and found[-1].due_at is None:
            found[-1] = _timed(found[-1], plain, sentence, heard.clock)
        for each in here:
            _add(found, each)
        if len(found) >= MOST or left <= 0:
            break
    return found[:MOST]


def _add(found: list[Offered], new: Offered) -> None:
    """A promise said twice, the second time with its day, is one."""
    before = next(
        (each for each in found if each.kind == new.kind and (each.due_at is None or new.due_at is None)), None
    )
    if before is None or (before.amount and new.amount and before.amount != new.amount):
        found.append(new)
    elif before.due_at is None and new.due_at is not None:
        sure = min(max(before.confidence, new.confidence), new.confidence + 0.1)
        found[found.index(before)] = msgspec.structs.replace(before, due_at=new.due_at, confidence=round(sure, 2))


def _in_sentence(heard: _Heard, sentence: Sentence) -> list[Offered]:
    plain, (start, end, asks) = heard.plain, sentence
    if asks and _QUESTION.match(plain[start:end]):
        return []
    start = _behind_refusal(plain, start, end)
    sentence = sentence._replace(start=start)
    both = chain(*(each.commitments(plain, start, end) for each in (english, polish, moving)))
    made = _apart(list(islice(both, 2 * MOST)), heard.text)
    if not made:
        return []
    dues = dues_in(plain, start, end, heard.clock)[: 4 * MOST]
    bounds = [
        _begins(plain, start, each, made[number - 1].end if number else start) for number, each in enumerate(made)
    ]
    found: list[Offered] = []
    for number, each in enumerate(made):
        until = bounds[number + 1] if number + 1 < len(made) else end
        due = _best([due for due in dues if bounds[number] <= due.start < until])
        begins = bounds[number]
        if due is None and number == 0:
            due = _best([due for due in dues if due.end <= begins and begins - due.end < LEADING])
            begins = min(begins, due.start) if due else begins
        found.append(_offered(heard, each, (begins, until), due, sentence))
    return found


def _behind_refusal(plain: str, start: int, end: int) -> int:
    """Where a sentence begins to promise: "I can't promise that, but I'll call you"; its end where it refuses to."""
    while (refused := _NO_WORD.search(plain, start, end)) is not None:
        goes_on = _BUT.search(plain, refused.end(), end)
        start = goes_on.end() if goes_on is not None else end
    return start


def _apart(made: list[Commitment], text: str) -> list[Commitment]:
    """Of several readings of the same words the surest; a named refund beside the verb for it is one promise, two orders are two."""
    kept: list[Commitment] = []
    for each in sorted(made, key=lambda each: (-each.sure, each.start)):
        if not any((each.start < other.end and other.start < each.end)
                   or (other.kind == each.kind and abs(each.start - other.start) < 60 and not _of_two_orders(text, each, other))
                   for other in kept):  # fmt: skip
            kept.append(each)
    return sorted(kept, key=lambda each: each.start)


def _of_two_orders(text: str, one: Commitment, other: Commitment) -> bool:
    left, right = (numbers_in(text[each.start : each.end]) for each in (one, other))
    return bool(left and right) and left.isdisjoint(right)


def _begins(plain: str, start: int, made: Commitment, after: int) -> int:
    """Where the clause of a commitment begins: behind the last link word before it."""
    begins = after
    if not made.before:
        return max(after, made.start)
    for link in _LINKS[made.before].finditer(plain, after, made.start):
        begins = link.end()
    while begins < made.start and plain[begins] in " \t,.;:-–\"'":
        begins += 1
    return min(begins, made.start)


def _best(dues: list[Due]) -> Due | None:
    """A limit before a time; the first of several."""
    return next((due for due in dues if due.firm), dues[0] if dues else None)


def _offered(heard: _Heard, made: Commitment, bounds: tuple[int, int], due: Due | None, sentence: Sentence) -> Offered:
    text, plain = heard.text, heard.plain
    begins, until = bounds
    aside = _ASIDE.search(plain, max(made.end, due.end if due else 0), until)
    until = min(until, begins + WHAT, aside.start() if aside else until)
    ends = until - len(_CLAUSE_ENDS.search(plain[begins:until])[0])  # type: ignore[index]
    ends = max(ends, made.end)
    amount = amount_in(plain, begins, ends)
    what = " ".join(text[begins:ends].split())
    return Offered(
        kind=made.kind, what=what[:1].upper() + what[1:], due_at=due.at if due else None, span=(begins, ends),
        confidence=_confidence(heard, made, due, sentence), amount=text[slice(*amount)] if amount else "")  # fmt: skip


def _confidence(heard: _Heard, made: Commitment, due: Due | None, sentence: Sentence) -> float:
    plain = heard.plain
    words = plain[sentence.start : sentence.end]
    sure = made.sure
    if due is None:
        sure -= 0.05
        vague = made.sure < 0.85 or (made.kind == "callback" and _SOON.search(words) is not None)
        if made.kind == "info" or (made.kind in ("callback", "delivery") and vague):
            sure = min(sure, 0.5)
    elif made.sure == english.PROGRESSIVE:
        sure += 0.1
    if sentence.asks or (due is None and heard.proposes):
        sure = min(sure, 0.5)
    if _SAID.search(plain, sentence.start, made.start) or _OTHERS_SAY.search(plain, sentence.start, sentence.end):
        sure = min(sure, 0.5)
    if _IF.search(_NO_IF.sub(" ", words)):
        sure = min(sure, 0.4)
    return round(sure, 2)


def _timed(before: Offered, plain: str, sentence: Sentence, clock: Clock) -> Offered:
    """The time of a promise in the sentence behind it: "I have asked for your refund. It takes five working days"."""
    if before.kind not in ("refund", "delivery", "replacement") or not _TAKES.match(
        plain[sentence.start : sentence.end]
    ):
        return before
    due = _best(dues_in(plain, sentence.start, sentence.end, clock))
    return before if due is None else msgspec.structs.replace(before, due_at=due.at)
