"""What the shop's rules are, as an agent states them: time and cost of returns, warranty, delivery."""

import re
from collections.abc import Iterator

from domain.memory.contradicting.amounts import MONEY, amount_of
from domain.memory.contradicting.clauses import Clause
from domain.memory.contradicting.statements import Statement

_COUNTS = {
    "one": 1, "two": 2, "three": 3, "five": 5, "six": 6, "seven": 7, "ten": 10, "fourteen": 14, "thirty": 30, "sixty": 60, "ninety": 90,
    "roczn": 1, "trzyletni": 3, "pięcioletni": 5, "dwa": 2, "dwóch": 2, "dwuletni": 2, "trzy": 3, "trzech": 3, "pięć": 5, "pięciu": 5,
    "siedem": 7, "siedmiu": 7,
    "dziesięć": 10, "dziesięciu": 10, "czternaście": 14, "czternastu": 14, "trzydzieści": 30, "trzydziestu": 30, "sto": 100, "stu": 100,
}  # fmt: skip
_COUNT = rf"(?P<n>\d{{1,3}}|{'|'.join(_COUNTS)})"
_UNIT = r"(?P<unit>dni\w*|dzień|days?|tygodni\w*|weeks?|miesi[ąę]c\w*|months?|lat[ao]?\b|lat|rok\w*|years?)"
_TIME = rf"{_COUNT}[ -]{_UNIT}"
_BARE = (
    r"\b(?:an?|one|ma|mają|masz|pani|pana?|państwo|jest|to|mamy|dajemy|have|has|with|is)"  # before a year that is one
)
_DAYS = {"d": 1, "t": 7, "w": 7, "m": 30, "l": 365, "r": 365, "y": 365}

_TIMES = tuple((topic, re.compile(pattern, re.IGNORECASE)) for topic, pattern in (
    ("return_time",
     r"\b(?:return(?:s|ed|able)?|send(?:ing)? (?:it|them) back|zwr(?:ot\w*|óci\w*|acać|aca\w*)|odda[ćj]\w*|odstąpi\w*)\b[^.;!?]{0,50}?"
     rf"\b(?:within|up to|in|for|w ciągu|w terminie|do|przez|wynosi|to)\s+(?:the )?(?:first )?{_TIME}"),
    ("return_time", rf"\breturn (?:window|period|policy) (?:is|of|lasts) {_TIME}"),
    ("return_time", rf"\bna (?:zwrot|odstąpienie|oddanie|odesłanie)\b[^.,;!?]{{0,25}}? {_TIME}"),
    ("return_time",
     rf"{_TIME}[^.,;!?]{{0,15}}?\b(?:to|for|na)\s+(?:a |the |free |darmow\w+ |bezpłatn\w+ )*(?:return|zwrot|odstąpieni|odesłani)\w*"),
    ("return_time", rf"\b{_COUNT}[- ]day (?:free )?returns?\b"),
    ("return_time", rf"{_BARE} (?P<unit>miesiąc|month|tydzień|week) (?:na|to) (?:the |a )?(?:return|zwrot|odesłani|send)\w*"),
    ("warranty", rf"{_TIME}[^.,;!?]{{0,10}}?\b(?:warranty|guarantee|gwarancji|rękojmi)\b"),
    ("warranty",
     r"\b(?:warranty|guarantee|gwarancj\w+)\b[^.,;!?]{0,30}?\b(?:is|lasts|of|covers|for|to|wynosi|trwa|na|przez)\s+"
     rf"(?:{_TIME}|(?:a |one )?(?P<year>rok|year)\b)"),
    ("warranty", rf"{_BARE} (?P<year>rok|year)(?: of)? ?(?:gwarancji|warranty|guarantee)\b"),
    ("warranty", r"\b(?P<n>roczn|dwuletni|trzyletni|pięcioletni)\w{0,3} (?P<unit>)(?:gwarancj|rękojmi)\w*"),
    ("code_time", rf"\b(?:promo(?:tional)? )?codes? (?:are |is )?(?:valid |good |lasts? |expires? )(?:for |after |only )*{_TIME}"),
    ("code_time", rf"\bkod\w* (?:rabatow\w+ |promocyjn\w+ )?(?:są |jest )?ważn\w+ (?:przez |tylko )*{_TIME}"),
))  # fmt: skip
_FREE_RETURN = re.compile(
    r"\breturns? (?:will )?costs? (?:you )?nothing|\bwe (?:cover|pay) (?:for )?(?:the )?return|\breturn (?:label|postage|shipping) is on us"
    r"|\bza zwrot (?:nic|niczego) (?:\w+ )?nie (?:płaci|zapłaci)\w*"
    r"|\bzwrot\w* (?:nic nie kosztuj|pokrywamy|opłacamy)\w*|\bfree returns?\b|\breturns? (?:shipping |label )?(?:is|are) (?:always "
    r"|completely )?free\b|\b(?:darmow|bezpłatn)\w+ zwrot\w*"
    r"|\bzwrot\w* (?:jest|są) (?:zawsze |u nas |w pełni |całkowicie )*(?:darmow|bezpłatn)\w+|\bzwrot\w* (?:jest |są )?za darmo\b",
    re.IGNORECASE,
)
_PAID_RETURN = re.compile(
    r"\breturn(?:s| shipping)? (?:costs?(?! (?:you )?nothing)|is not free|isn'?t free|are not free|aren'?t free)\b"
    r"|\bpays? (?:for )?(?:the )?return (?:shipping|postage)"
    r"|\breturn (?:shipping|postage) (?:is )?(?:at your|paid by (?:you|the customer)|on you)"
    r"|\bprzesyłk\w+ zwrotn\w+ (?:opłaca|pokrywa) (?:klient|pani?\b)|\bzwrot\w* (?:jest|są) (?:płatn\w+|na (?:własny )?koszt)|\bzwrot\w* kosztuj\w+"
    r"|\bkoszt\w* (?:zwrotu|odesłania) (?:ponosi|pokrywa|jest po stronie|leży po stronie)\w* (?!sklep|my\b|nasz)|\bzwrot\w* na (?:własny|pan\w+) koszt",
    re.IGNORECASE,
)
_FREE_FROM = re.compile(
    r"\b(?:free (?:shipping|delivery)|(?:shipping|delivery) is (?:always )?free|(?:darmow|bezpłatn)\w+ (?:dostaw|wysyłk)\w+|"
    r"(?:dostaw|wysyłk)\w+ (?:jest )?(?:darmow|bezpłatn)\w+)\b[^.;!?]{0,30}?\b(?:over|above|from|at|od|powyżej)\s*$",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\W*(?:orders?|purchases?|zamówienia|zakupy|przy zakupach)?\s*(?:over|above|from|od|powyżej)\s*", re.IGNORECASE
)
_SHIPS_FREE = re.compile(
    r"\W*(?:(?:ship|are shipped|are delivered|get) (?:for )?free|(?:dostaw|wysyłk|przesyłk)\w+ (?:jest |mamy |masz )?(?:za darmo|darmow\w+"
    r"|bezpłatn\w+|gratis)|"
    r"(?:delivery|shipping) is free|(?:are|są) (?:dostarczane|wysyłane) (?:za darmo|bezpłatnie))\b",
    re.IGNORECASE,
)
_NO_SALE = re.compile(
    r"\b(?:sale|clearance|discounted|outlet) items? are final|\bno returns on (?:sale|clearance|discounted|outlet)|\b(?:sale|clearance|discounted"
    r"|outlet) items? (?:can'?t|cannot|can not|aren'?t|are not|may not) (?:be )?(?:return|refund)\w*"
    r"|\b(?:przecenion\w+|z wyprzedaży|promocyjn\w+)[^.,;!?]{0,30}? (?:nie (?:można|podlega\w*|przyjmujemy))\b[^.,;!?]{0,15}?zwr[oó]\w*"
    r"|\bnie (?:można zwrócić|przyjmujemy zwrotów)[^.,;!?]{0,20}(?:przecenion|wyprzedaż|promocyjn)\w*",
    re.IGNORECASE,
)
_YES_SALE = re.compile(
    r"\b(?:can|may) (?:also )?return (?:sale|clearance|discounted|outlet) items?|\b(?:sale|clearance|discounted|outlet) items? (?:can"
    r"|may) be (?:return|refund)\w*"
    r"|\b(?:przecenion\w+|z wyprzedaży|promocyjn\w+)[^.,;!?]{0,30}? (?:też |także |również )?(?:można|podlegają|przyjmujemy)\b[^.,;!?]{0,15}?zwr[oó]\w*",
    re.IGNORECASE,
)
# Who belongs to a club, or bought something of its own, has rules of their own: such a rule contradicts no other.
_APART = re.compile(
    r"\b(?:gold|silver|bronze|platinum|guest|members?|membership|premium|vip|klub\w*|loyalty|refund\w*|already|your (?:order|return) (?:was|is)|"
    r"policy depends|except\w*|oprócz|poza|wyjątk\w*|battery|bateri\w*|zamk\w*|zippers?|części|parts|akcesori\w*|zwrot (?:pieniędzy|środków|kosztów)|"
    r"pieniądze|środki|international|abroad|zagranic\w*|exchange\w*|wymian\w*|reklamac\w*|money back|arriv\w*|ship\w* (?:back )?to us|last|"
    r"purchase date|bought|kupion\w*|nadal|left|zosta\w+)\b",
    re.IGNORECASE,
)
_UNITS = ("dni", "dzień", "day", "tygod", "tydz", "week", "roczn", "letni", "miesi", "month", "lat", "rok", "year")
_WORDS = {
    "return_time": ("return", "zwr", "odda", "odes", "odst", "send"), "warranty": ("warrant", "guarant", "gwaranc", "rękojm"),
    "code_time": ("code", "kod"),
}  # fmt: skip


def policies_in(clause: Clause) -> Iterator[Statement]:
    """The shop's rules that a clause states without conditions."""
    text, span = clause.text, (clause.start, clause.start + len(clause.text.rstrip()))
    if _APART.search(text):
        return
    for topic, norm in _found(text):
        yield Statement(kind="policy", subject=f"policy:{topic}", value=norm, norm=norm, span=span)


def _found(text: str) -> Iterator[tuple[str, str]]:
    low = text.lower()
    if any(unit in low for unit in _UNITS):
        yield from _times(text, {topic for topic, words in _WORDS.items() if any(word in low for word in words)})
    if _PAID_RETURN.search(text):
        yield "return_cost", "paid"
    elif _FREE_RETURN.search(text):
        yield "return_cost", "free"
    if _NO_SALE.search(text) or _YES_SALE.search(text):
        yield "return_of_sale", "no" if _NO_SALE.search(text) else "yes"
    for money in MONEY.finditer(text):
        before = text[: money.start()]
        if _FREE_FROM.search(before) or (_OVER.fullmatch(before) and _SHIPS_FREE.match(text, money.end())):
            yield "free_delivery_from", amount_of(money)


def _times(text: str, topics: set[str]) -> Iterator[tuple[str, str]]:
    for topic, pattern in _TIMES:
        found = pattern.search(text) if topic in topics else None
        if found is not None:
            topics.discard(topic)
            yield topic, _time(found)


def _time(found: re.Match[str]) -> str:
    parts = found.groupdict()
    count, unit = parts.get("n") or "1", parts.get("unit") or parts.get("year") or "day"
    if not unit:  # "trzyletnia gwarancja"
        unit = "year"
    number = int(count) if count.isdigit() else _COUNTS[count.lower()]
    if unit[0].lower() == "m" and number % 12 == 0:
        number, unit = number // 12, "year"
    return f"{number * _DAYS[unit[0].lower()]} d"
