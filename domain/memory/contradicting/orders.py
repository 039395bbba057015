"""How far an order or a parcel is: from a system's state and from an agent's words, on one ladder."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from domain.memory.contradicting.clauses import Clause
from domain.memory.contradicting.days import DAY, day_of
from domain.memory.contradicting.likeness import number
from domain.memory.contradicting.statements import Statement
from domain.memory.states import listed_as, plain_state

MADE, UNDER_WAY, DONE, BACK, CANCELLED = "made", "under_way", "done", "back", "cancelled"
PARCEL = "parcel"  # the place of what one of an order's parcels says of it: another may follow, one may go back
BY = "by"  # the place of a day that something comes on at the latest
AFTER = "after"  # and of one before which it does not come
NOT_SENT = "not_sent"  # said in so many words, so that it denies a sending: no system lags behind here
# States of payment ("paid", "refunded") say nothing of where the goods are: they stand on no step.
_STEPS = {
    MADE: "new created pending placed confirmed processing packed reserved accepted in_preparation label_created awaiting_shipment on_hold nowe przyjęte "
          "w_realizacji spakowane zarezerwowane",
    UNDER_WAY: "shipped dispatched in_transit out_for_delivery sent handed_over ready_for_pickup wysłane nadane w_drodze w_doręczeniu u_kuriera",
    DONE: "delivered collected picked_up completed doręczone dostarczone odebrane",
    BACK: "returned return_to_sender returning zwrócone",
    CANCELLED: "cancelled canceled anulowane",
}  # fmt: skip
_STEP_OF = {plain_state(state): step for step, states in _STEPS.items() for state in states.split()}
_LADDER = (MADE, UNDER_WAY, DONE)

_THING = re.compile(r"\b(?:zamówieni\w+|order|paczk\w+|przesyłk\w+|parcel|package|shipment)\b", re.IGNORECASE)
_DELIVERY = re.compile(r"\b(?:dostaw[aęy]|delivery)\b", re.IGNORECASE)  # only when it comes: how far it is, goods are
NUMBER = re.compile(r"(?<![\w-])#?(?=[A-Z0-9-]{0,12}\d{4})[A-Z]{0,4}-?\d[A-Z0-9-]{3,18}(?![\w-])")
_IS = r"(?:został\w*|jest|są) (?:już |wczoraj |dziś |dzisiaj |właśnie |dziś rano )?"
_WAS = r"(?:ha(?:s|ve) (?:already |now )?been|was|were|is)"
_WORDS = tuple((step, re.compile(pattern, re.IGNORECASE)) for step, pattern in (
    (NOT_SENT, r"\bczeka (?:jeszcze )?na (?:spakowanie|wysyłkę|nadanie)|\bnie (?:wysz(?:ło|ła|edł)|wyjechał[aoy]?)\b|"
           r"\b(?:jeszcze|nadal|wciąż|ciągle) (?:\w+ )?w (?:naszym )?magazynie|\bstill (?:\w+ )?(?:in|at) (?:our|the) warehouse|\bnie (?:wysłali|nadali)śmy"
           r"|\b(?:has not|hasn'?t|has yet to) (?:yet )?le(?:ft|ave)\b"
           r"|\bnie został\w* (?:jeszcze )?(?:wysłan|nadan|spakowan)\w+"
           r"|\b(?:ha(?:s|ve) not|ha(?:s|ve)n't|was not|wasn't|not) (?:yet )?(?:been )?(?:shipped|dispatched|packed|sent out|posted)"),
    (CANCELLED, rf"\b{_IS}anulowan\w+|\banulowali\w+|\bwe(?:'ve| have)? (?:already )?cancell?ed|\b{_WAS} (?:successfully |already )?cancell?ed"),
    (DONE, rf"\b(?:doręczy|dostarczy)liśmy|\b(?:dotar(?:ł[aoy]?|li)|dojechał[aoy]?)\b(?! (?:już )?(?:do|na) (?!pan|domu|celu))"
           r"|\bkurier (?:\w+ )?(?:doręczył|dostarczył|zostawił|przywiózł)\b"
           r"|\b(?:courier|driver|carrier) (?:has )?(?:already )?(?:delivered|left it|dropped it off|dropped off (?:it|order|the (?:parcel|package"
           r"|order)|your (?:parcel|package|order)))\b"
           rf"|\b{_IS}(?:doręczon|dostarczon|odebran)\w+"
           r"|\bodebrał[ay]?(?: już)? pani?\b|\b(?:pan|pani) (?:już )?odebrał[ay]?\b|\barrived(?: \w+)?(?: on \w+)?\s*$|\barrived (?:yesterday|today"
           r"|this|on)\b"
           rf"|\b(?:{_WAS}|shows as|status of) (?:already |successfully )?[\"'“]?(?:delivered|collected|picked up)"),
    (UNDER_WAY, rf"\b(?:nada|wysła)liśmy|\bwyjechał[aoy]?\b|\b(?:przekazan|oddan)\w+ (?:kurierowi|do kuriera)|\b(?:już|właśnie) (?:do \w+ )?jedzie"
                rf"|\bw trakcie dor[ęe]cz\w+|\bwysz(?:ło|ła|edł) z magazynu"
                r"|\bshipped (?:on|yesterday|today|this)\b|\b(?:has|have) (?:already |now |just )?(?:gone out|left us)\b|\bwent out\b|\b(?:handed"
                r"|given) (?:over )?to the (?:courier|carrier)"
                rf"|\bleft (?:our|the) warehouse|\b{_IS}(?:wysłan|nadan)\w+|\bjest (?:już |jeszcze |nadal )?(?:w drodze|u kuriera|w doręczeniu)"
                rf"|\bczeka na odbiór|\bready (?:for (?:pick[- ]?up|collection)|to (?:be )?(?:collect|pick))"
                r"|\b(?:has|have) (?:already )?(?:been )?(?:shipped|dispatched)|\b(?:was|were) (?:shipped|dispatched)"
                r"|\bis (?:already |still )?(?:in transit|on (?:its|the) way|out for delivery)"),
    (MADE, r"\bw (?:trakcie )?(?:realizacji|pakowania|przygotowani[au])\b|\bis (?:still |currently )?being (?:processed|packed|prepared)"
           r"|\bjest (?:\w+ )?pakowan\w+"),
))  # fmt: skip
_NEGATED = re.compile(r"\b(?:nie|not|never|cannot|can't|hasn't|wasn't|isn't)\b|n't\b", re.IGNORECASE)
_NOT_NOW = re.compile(
    r"\b(?:will|going to|zostanie|będzie|zostaną|request\w*|items?|pozycj\w*|return|exchange|refund|and|oraz|part\w*|część|częściowo|payment|"
    r"płatność|zwrot\w*|reklamac\w*|faktur\w*|invoice|label|etykiet\w*)\b",
    re.IGNORECASE,
)
_REPAID = re.compile(
    r"\b(?:zwrot (?:pieniędzy|środków|płatności|za)|pieniądze|środki|refund\w*|money)\b[^.;!?]{0,70}?\b(?:do|na|w|we|najpóźniej|dnia|by|on|before"
    r"|until)(?: dnia)? $",
    re.IGNORECASE,
)
# What else comes on a day: money and messages.
_NO_GOODS = re.compile(
    r"\b(?:payments?|invoice|refund\w*|płatnoś\w+|faktur\w*|zwrot\w*|rat[aęy]|e-?mails?|messages?|sms|text|calls?|repl(?:y|ies)|answers?|updates?|"
    r"notifications?|wiadomoś\w+|odpowied\w+|telefon\w*|informacj\w+|powiadomieni\w+|maila?)\b",
    re.IGNORECASE,
)
_ARRIVES = re.compile(
    r"\b(?:dostaw\w+|doręcz\w+|dotrzeć?|przyj(?:dzie|ść)|(?:będzie|być) u (?:pan\w*|państwa)|doj(?:dzie|ść)|dojechać|przyjechać|deliver(?:y|ed)"
    r"|arriv\w+|(?:ready|gotow\w+) (?:for|do)|dostarcz\w+|przywiezie"
    r"|przyjedzie|kurier będzie|(?:będzie|zostanie)|will be there|(?:is|are|'s) coming|expected|be with you|reach you|get to you|"
    r"should (?:have|get|receive)|deliver|due|scheduled|you(?:'ll| will) (?:get|receive|have))\b"
    r"[^.;!?]{0,40}?\b(?:na|w|we|do|on|by|is|dnia)?\s*(?:dnia )?$|\b(?:dotrze|przyjdzie|arrives?)\s*$",
    re.IGNORECASE,
)
# A day by which it comes, and days of which one is left open.
_BY = re.compile(
    r"\b(?:by|before|no later than|not later than|do|przed|najpóźniej(?: do| w| we)?)(?: the| dnia)? $", re.IGNORECASE
)
_ONLY_ON = re.compile(
    r"\b(?:dopiero|najwcześniej|not (?:before|until)|no (?:earlier|sooner) than|at the earliest)(?: on| w| we)?(?: przyszł\w+)? $",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(
    r"\b(?:won'?t|will not|can'?t|cannot|isn'?t going to|nie)\b[^.;!?]{0,30}?\b(?:arrive|come|be (?:there|here|with you|delivered"
    r"|ready)|reach you|get to you|dotrze|dojdzie"
    r"|przyjdzie|przyjedzie|będzie(?: u \w+)?|dostarczymy)[^.;!?]{0,20}? (?:before|until|till|przed|wcześniej niż(?: w"
    r"| we)?)(?: the| next| przyszł\w+)? (?=\w)",
    re.IGNORECASE,
)
_OR = re.compile(
    r"\s*(?:,? ?\b(?:or|albo|lub|ewentualnie|and|i|to|do)\b|[–/-])\s*(?:(?:on|w|we|na|the|maybe)\s)?\s*", re.IGNORECASE
)
_OVERDUE = re.compile(
    r"\bshould(?: already)? have (?:been|come|left|gone|got|\w+ed)\b|\bshould(?:'ve| of)\b|\bpowin\w+ (?:już )?był\w*|\bbył\w* powin\w+",
    re.IGNORECASE,
)


class _Due(NamedTuple):
    day: date
    place: str  # BY: it may come sooner; AFTER: no sooner


def orders_in(clause: Clause, said_on: date) -> Iterator[Statement]:
    """How far an order is, or when it comes. Several numbers in a clause: not said which."""
    text = clause.text
    goods = _THING.search(text) is not None
    if not goods and not _DELIVERY.search(text):
        return
    numbers = {number(found[0]) for found in NUMBER.finditer(text)}
    if len(numbers) > 1:
        return
    span = (clause.start, clause.start + len(text.rstrip()))
    subject = f"order:{next(iter(numbers), '')}"
    step = _step_said(text) if goods else ""
    if step:
        yield Statement(kind="order", subject=subject, value=step, norm=step, span=span)
    for of, due in (("arrival", _due_to_arrive(text, said_on)), ("refund", _due_back(text, said_on))):
        if due is not None:
            day = due.day.isoformat()
            yield Statement(kind="date", subject=f"{of}:{subject}", value=day, norm=day, span=span, place=due.place)


def step_of(state: object) -> str:
    """The step of a system's state; empty for what is on none."""
    return _STEP_OF.get(listed_as(plain_state(state), _STEP_OF), "")


def goes_back(before: str, after: str, one_system: bool) -> bool:
    """Whether a later state denies an earlier one. Between systems, one that lags behind by a step denies nothing."""
    if NOT_SENT in (before, after):
        return after == NOT_SENT and before in (UNDER_WAY, DONE)
    if before == CANCELLED:
        return after in (UNDER_WAY, DONE) or (one_system and after == MADE)
    if before == BACK:
        return one_system and after in _LADDER
    if after not in _LADDER:
        return not one_system and after == CANCELLED and before == DONE
    back = _LADDER.index(before) - _LADDER.index(after)
    return back > 0 and (one_system or before == DONE)


def _step_said(text: str) -> str:
    if _NOT_NOW.search(text):
        return ""
    for step, pattern in _WORDS:
        if pattern.search(text):
            return step if step == NOT_SENT or not _NEGATED.search(text) else ""
    return ""


def _due_to_arrive(text: str, said_on: date) -> _Due | None:
    sooner = None if _NO_GOODS.search(text) else _NOT_BEFORE.search(text)
    found = DAY.search(text, sooner.end()) if sooner is not None else None
    if sooner is not None and found is not None and found.start() == sooner.end():
        day = day_of(found, said_on)
        return _Due(day, AFTER) if day else None
    if _NEGATED.search(text) or _NO_GOODS.search(text) or _OVERDUE.search(text):
        return None
    return _due(text, said_on, _ARRIVES, 80)


def _due_back(text: str, said_on: date) -> _Due | None:
    return None if _NEGATED.search(text) else _due(text, said_on, _REPAID, 120)


def _due(text: str, said_on: date, comes: re.Pattern[str], back: int) -> _Due | None:
    """The first day that something is said to come on or by; none where it is one of several."""
    days = list(DAY.finditer(text))
    for place, found in enumerate(days):
        if not comes.search(text[max(0, found.start() - back) : found.start()]):
            continue
        if place + 1 < len(days) and _OR.fullmatch(text[found.end() : days[place + 1].start()]):
            return None
        day = day_of(found, said_on)
        before = text[: found.start()]
        return _Due(day, AFTER if _ONLY_ON.search(before) else BY if _BY.search(before) else "") if day else None
    return None
