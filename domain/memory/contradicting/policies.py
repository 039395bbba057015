"""What the shop's rules are, as an agent states them: time and cost of returns, warranty, delivery."""

import re
from collections.abc import Iterator

from domain.memory.contradicting.amounts import MONEY, amount_of
from domain.memory.contradicting.clauses import Clause
from domain.memory.contradicting.deliveries import delivery_costs
from domain.memory.contradicting.naming import name_before, name_in
from domain.memory.contradicting.returnable import returnable_in
from domain.memory.contradicting.statements import Statement
from domain.memory.listed import has_one

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
    ("return_time", r"\b(?:return(?:s|ed)?|send (?:it|them) back)\b[^.;!?]{0,40}? within (?:a|one) (?P<unit>month|week)\b"),
    ("return_time", rf"\breturn (?:window|period|policy) (?:is|of|lasts) {_TIME}"),
    ("return_time", rf"\bna (?:zwrot|odstąpienie|oddanie|odesłanie)\b[^.,;!?]{{0,25}}? {_TIME}"),
    ("return_time",
     rf"{_TIME}[^.,;!?]{{0,15}}?\b(?:to|for|na)\s+(?:a |the |free |darmow\w+ |bezpłatn\w+ )*(?:return|zwrot|odstąpieni|odesłani)\w*"),
    ("return_time", rf"\b{_COUNT}[- ]day (?:free )?returns?\b"),
    ("return_time", rf"{_TIME} to (?:(?:change (?:your|their) minds?|try (?:it|them)|think|decide)\b[^.;!?]{{0,30}}?)(?:return|send|bring|give|$)"),
    ("return_time",
     r"\b(?:zwroty? (?:przyjmujemy|uznajemy|jest możliwy|są możliwe)|przyjmujemy zwroty)\b[^.,;!?]{0,15}? (?:przez|do|w ciągu) (?:jednego )?"
     r"(?P<unit>miesiąca?|tydzień|tygodnia)\b"),
    ("return_time", rf"\bna (?:zwrot|odstąpienie|oddanie|odesłanie)\b[^.,;!?]{{0,20}}?{_BARE} (?P<unit>miesiąc|tydzień)\b"),
    ("return_time", rf"{_BARE} (?P<unit>miesiąc|month|tydzień|week) (?:na|to) (?:the |a )?(?:return|zwrot|odesłani|send)\w*"),
    ("warranty", rf"{_TIME}[^.,;!?]{{0,10}}?\b(?:warranty|guarantee|gwarancji|rękojmi)\b"),
    ("warranty",
     r"\b(?:warranty|guarantee|gwarancj\w+)\b[^.,;!?]{0,30}?\b(?:is|lasts|of|covers|for|to|wynosi|trwa|na|przez)\s+"
     rf"(?:{_TIME}|(?:a |one )?(?P<year>rok|year)\b)"),
    ("warranty", rf"{_BARE} (?P<year>rok|year)(?: of)? ?(?:gwarancji|warranty|guarantee)\b"),
    ("warranty", r"\b(?P<n>roczn|dwuletni|trzyletni|pięcioletni)\w{0,3} (?P<unit>)(?:gwarancj|rękojmi)\w*"),
    ("warranty", r"\b(?:gwarancj|rękojmi)\w* (?:jest|to|są) (?P<n>roczn|dwuletni|trzyletni|pięcioletni)\w{0,3}(?P<unit>)"),
    ("code_time", rf"\b(?:promo(?:tional)? )?codes? (?:are |is )?(?:valid |good |lasts? |expires? )(?:for |after |only )*{_TIME}"),
    ("code_time", rf"\bkod\w* (?:rabatow\w+ |promocyjn\w+ )?(?:są |jest )?ważn\w+ (?:przez |tylko )*{_TIME}"),
))  # fmt: skip
_FREE_RETURN = re.compile(
    r"\b(?:przesyłk\w+|wysyłk\w+) zwrotn\w+ (?:jest |są )?(?:na nasz koszt|darmow\w+|bezpłatn\w+|za darmo)|\b(?:odesłanie"
    r"|zwrot)(?: towaru)? nic nie kosztuje|\b(?:odesłanie"
    r"|odsyłk\w+) (?:jest )?(?:na nasz koszt|darmow\w+|bezpłatn\w+|za darmo)"
    r"|\b(?:odbierze|odbieramy|odbierzemy|odbiór) zwrot\w*[^.,;!?]{0,25} (?:darmo|bezpłatn|na nasz koszt|gratis)\w*|\bcollect (?:the "
    r"|your )?returns?[^.,;!?]{0,20} for free"
    r"|\byou (?:don't|do not|won't) (?:have to )?pay (?:anything )?for (?:the |a )?returns?\b|\bnie płaci (?:pani? )?za (?:zwrot|odesłanie)\b"
    r"|\breturns? (?:will )?costs? (?:you )?nothing|\bwe (?:cover|pay) (?:for )?(?:the )?return|\breturn (?:label|postage|shipping) is on us"
    r"|\bza zwrot (?:nic|niczego) (?:\w+ )?nie (?:płaci|zapłaci)\w*"
    r"|\bzwrot\w* (?:nic nie kosztuj|pokrywamy|opłacamy)\w*|\bfree returns?\b|\breturns? (?:shipping |label )?(?:is|are) (?:always "
    r"|completely )?free\b|\b(?:darmow|bezpłatn)\w+ zwrot\w*"
    r"|\bzwrot\w* (?:jest|są) (?:zawsze |u nas |w pełni |całkowicie )*(?:darmow|bezpłatn)\w+|\bzwrot\w* (?:jest |są )?za darmo\b",
    re.IGNORECASE,
)
_PAID_RETURN = re.compile(
    r"\bza (?:zwrot|odesłanie|przesyłkę zwrotną|paczkę zwrotną)(?: towaru)? (?:trzeba zapłacić|płaci|zapłaci|płacą|trzeba płacić)(?! nic)\w*"
    r"|(?<!nie )\bpłaci (?:pani? |się )?za (?:zwrot|odesłanie)(?! nic)|\b(?:odesłanie"
    r"|odsyłka) (?:jest )?(?:płatn\w+|kosztuje)"
    r"|\byou (?:do )?(?:have to |need to |must )?pay (?:\S+ )?for (?:the |a )?returns?\b(?! shipping)"
    r"|\breturn(?:s| shipping)? (?:costs?(?! (?:you )?nothing)|is not free|isn'?t free|are not free|aren'?t free)\b"
    r"|(?<!no )(?<!without )\b(?:charge|fee) (?:of \S+ )?for (?:all |any |each |the )?returns?\b(?! shipping)"
    r"|\b(?:pobieramy|doliczamy|jest|obowiązuje)(?<!nie pobieramy)(?<!nie doliczamy)(?<!nie jest) [^.,;!?]{0,20}opłat\w* (?:\S+ ){0,3}?za (?:zwrot|odesłanie)"
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
_FREE_FOR = re.compile(
    r"\b(?:spend|trzeba wydać|wystarczy wydać|zakupy za|zamówienie za)(?: at least| minimum| co najmniej| over)? $",
    re.IGNORECASE,
)
_FOR_FREE = re.compile(
    r"\W*(?:(?:or more|i więcej) )?(?:(?:for|to get|to qualify for|to have|żeby|aby|by) )(?:\w+ ){0,3}?(?:free (?:shipping"
    r"|delivery)|(?:dostawa|wysyłka|dostawę|wysyłkę) \w{0,5} ?"
    r"(?:darmow|bezpłatn|gratis|za darmo)\w*|(?:darmow|bezpłatn)\w+ (?:dostaw|wysyłk)\w+)",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\W*(?:orders?|purchases?|zamówienia|zakupy|przy zakupach)?\s*(?:over|above|from|od|powyżej)\s*", re.IGNORECASE
)
_SHIPS_FREE = re.compile(
    r"\W*(?:(?:ship|are shipped|are delivered|get) (?:for )?free|(?:dostaw|wysyłk|przesyłk)\w+ (?:jest |mamy |masz )?(?:za darmo|darmow\w+"
    r"|bezpłatn\w+|gratis)|"
    r"(?:delivery|shipping) is free|(?:wysyłamy|dostarczamy|dowozimy) (?:za darmo|bezpłatnie|gratis)|(?:are|są) (?:dostarczane"
    r"|wysyłane) (?:za darmo|bezpłatnie))\b",
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
    r"|\b(?:przecenion\w+|z wyprzedaży|promocyjn\w+)[^.,;!?]{0,30}? (?:też |także |również )?(?:można|podlegają|przyjmujemy)\b[^.,;!?]{0,15}?zwr[aoó]\w*",
    re.IGNORECASE,
)
# What has no time: with a receipt only, and where what was bought on the web may be given back.
_NEEDS_RECEIPT = re.compile(
    r"\b(?:paragon\w*|dowód zakupu) (?:jest |będzie |musi być )?(?:potrzebn|wymagan|konieczn|niezbędn)\w+|\b(?:potrzebn|wymagan|konieczn)\w+ (?:jest "
    r"|będzie )?(?:paragon|dowód zakupu)"
    r"|\bbez paragonu (?:nie\b|\w+ nie\b)|\bnie\b[^.,;!?]{0,40} bez paragonu|\b(?:need|require|must have)\b[^.,;!?]{0,15} (?:the |a "
    r"|your )?(?:original )?receipt"
    r"|\bonly\b[^.,;!?]{0,40} with (?:a |the |your )?(?:original )?receipt|\b(?:tylko|wyłącznie|jedynie)\b[^.,;!?]{0,40} (?:z paragonem"
    r"|z dowodem zakupu|(?:za okazaniem|na podstawie) (?:paragonu|dowodu zakupu))"
    r"|\breceipt is (?:needed|required|necessary)|\b(?:can(?:'t|not| not)|don't|do not|no)\b[^.,;!?]{0,40} without (?:a |the |your )?receipt",
    re.IGNORECASE,
)
_NEEDLESS = re.compile(
    r"\b(?:paragon\w*|dowód zakupu) (?:nie jest|nie będzie) (?:potrzebn|wymagan|konieczn)\w+|\bnie (?:trzeba|musi|potrzebuje)\b[^.,;!?]{0,25} paragon"
    r"|\b(?:don't|do not|doesn't|won't) need (?:a |the |your )?receipt|\breceipt (?:is not|isn't) (?:needed|required|necessary)",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"\bbez paragonu\b|\bwithout (?:a |the |your )?receipt\b", re.IGNORECASE)
_GIVES_BACK = re.compile(
    r"\b(?:(?:take|takes|taking) (?:it|them|this|that|these|things?|items?|anything) back|zwr[oó]\w+|zwrac\w+|odda[ćj]\w*|return\w*|give back)\b",
    re.IGNORECASE,
)
_ONLINE = re.compile(
    r"\b(?:z internetu|internetow\w+|online|(?:kupion|zamówion)\w+ (?:w internecie|przez internet)|web)\b",
    re.IGNORECASE,
)
_IN_SHOP = re.compile(
    r"\b(?:w (?:naszym |każdym )?(?:salonie|salonach|sklepie stacjonarnym|sklepach stacjonarnych|sklepie(?! internet))|stacjonarnie|in[- ]store"
    r"|in (?:any |our |a |the )?(?:stores?|shops?))\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:nie|not|never|no|cannot)\b|n't\b", re.IGNORECASE)
_UP_TO = r"(?:take|takes|trwa|trwają|within|up to|in|w ciągu|w terminie|do|w)"
_REFUNDED_IN = re.compile(
    rf"\b(?:refunds?|money back|zwrot(?:y)? (?:pieniędzy|środków|płatności)|pieniądze zwracamy"
    rf"|środki zwracamy)\b[^.,;!?\d]{{0,40}}?\b{_UP_TO} (?:up to |do )?"
    r"(?P<n>\d{1,2}) (?P<before>business |working )?(?:dni|days?)(?P<working> robocz\w+)?",
    re.IGNORECASE,
)
_COMPLAINT_IN = re.compile(
    rf"\b(?:reklamacj\w+|complaints?|claims?)\b[^.,;!?\d]{{0,40}}?\b{_UP_TO} (?:up to |do )?"
    r"(?P<n>\d{1,2}) (?P<before>business |working )?(?:dni|days?)(?P<working> robocz\w+)?",
    re.IGNORECASE,
)
_COMPLAINT_WITHIN = re.compile(
    r"\bna (?:rozpatrzenie|odpowiedź na|rozpoznanie) reklamacj\w+ (?:mamy|jest|ma \w+|sklep ma)(?: \w+)? (?P<n>\d{1,2}) (?P<before>)dni(?P<working> robocz\w+)?"
    r"|\b(?P<n2>\d{1,2}) (?P<before2>business |working )?days to (?:deal with|answer|handle|process|respond to|look into|resolve"
    r"|consider) (?:\w+ )?(?:complaint|claim)s?\b",
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
_WARRANTY_ON = re.compile(
    r"\b(?i:warranty|guarantee|gwarancj\w+|rękojmi\w*) (?:on|for|na) (?:all |any |every |wszystkie |the |our )*(?P<name>(?!\d)[^.,;:!?()]{3,50}?)"
    r"(?: (?:is|are|lasts?|runs?|covers|to|wynosi|jest|trwa)\b|\s*$)"
    r"|\b[Nn]a (?:wszystkie )?(?P<name2>[^.,;:!?()]{3,50}?) (?:dajemy|jest|mamy|obowiązuje|udzielamy|ma pani?)\b",
)
_WARRANTED = re.compile(
    r" (?:have|has|carry|carries|comes? with|got|mają|ma|posiada|posiadają|(?:jest |są )?objęt\w+|is covered|are covered)\b",
    re.IGNORECASE,
)
_UNITS = ("dni", "dzień", "day", "tygod", "tydz", "week", "roczn", "letni", "miesi", "month", "lat", "rok", "year")
# One of them is in whatever is found of giving back: looked for first, as they stand.
_GIVING_BACK = ("return", "zwr", "odes", "odsy", "refund", "final")
_WORDS = {
    "return_time": ("return", "zwr", "odda", "odes", "odst", "send"), "warranty": ("warrant", "guarant", "gwaranc", "rękojm"),
    "code_time": ("code", "kod"),
}  # fmt: skip


def policies_in(clause: Clause) -> Iterator[Statement]:
    """The shop's rules that a clause states without conditions."""
    text, span = clause.text, (clause.start, clause.start + len(clause.text.rstrip()))
    low = text.lower()
    for topic, norm in (*_plain(text, low), *_handled(text, low)):
        yield Statement(kind="policy", subject=f"policy:{topic}", value=norm, norm=norm, span=span)
    for name, norm in returnable_in(text, low):
        yield Statement(kind="policy", subject=f"returnable:product:{name}", value=norm, norm=norm, span=span)
    found = list(_found(text, low))
    if not found or _APART.search(text):  # the longer look: for the few that say something
        return
    for topic, norm in found:
        on = _warranted(text) if topic == "warranty" else ""
        yield Statement(kind="policy", subject=f"policy:{topic}", value=norm, norm=norm, span=span, place=on)


def _plain(text: str, low: str) -> Iterator[tuple[str, str]]:
    """Rules without a time: the receipt, and returns in the shop of what came from the web."""
    if not has_one(low, ("zwr", "odda", "return", " back")) or not _GIVES_BACK.search(text):
        return
    if _NEEDLESS.search(text) or _NEEDS_RECEIPT.search(text):
        yield "return_without_receipt", "yes" if _NEEDLESS.search(text) else "no"
    elif _WITHOUT.search(text):
        yield "return_without_receipt", "yes"
    if _ONLINE.search(text) and _IN_SHOP.search(text):
        yield "web_return_in_store", "no" if _NOT.search(text) else "yes"


def _handled(text: str, low: str) -> Iterator[tuple[str, str]]:
    """How long the shop takes over a refund or a complaint, and what delivery costs."""
    for topic, pattern in (("refund_time", _REFUNDED_IN), ("complaint_time", _COMPLAINT_IN)):
        found = pattern.search(text) if has_one(low, ("dni", "day")) else None
        if found is not None:
            working = found["before"] or found["working"]
            yield topic, f"{found['n']} {'wd' if working else 'd'}"
    within = _COMPLAINT_WITHIN.search(text) if has_one(low, ("dni", "day")) else None
    if within is not None:
        working = within["working"] or within["before2"]
        yield "complaint_time", f"{within['n'] or within['n2']} {'wd' if working else 'd'}"
    yield from delivery_costs(text, low)


def _found(text: str, low: str) -> Iterator[tuple[str, str]]:
    if has_one(low, _UNITS):
        yield from _times(text, {topic for topic, words in _WORDS.items() if has_one(low, words)})
    if has_one(low, _GIVING_BACK):
        yield from _given_back(text)
    for money in MONEY.finditer(text) if has_one(low, ("free", "darm", "bezpłatn", "gratis")) else ():
        before = text[: money.start()]
        if (
            _FREE_FROM.search(before)
            or (_OVER.fullmatch(before) and _SHIPS_FREE.match(text, money.end()))
            or (_FREE_FOR.search(before) and _FOR_FREE.match(text, money.end()))
        ):
            yield "free_delivery_from", amount_of(money)


def _given_back(text: str) -> Iterator[tuple[str, str]]:
    """Whether sending back is paid for, and whether what was in a sale may be given back."""
    if _PAID_RETURN.search(text):
        yield "return_cost", "paid"
    elif _FREE_RETURN.search(text):
        yield "return_cost", "free"
    if _NO_SALE.search(text):
        yield "return_of_sale", "no"
    elif _YES_SALE.search(text):
        yield "return_of_sale", "yes"


def _warranted(text: str) -> str:
    """What a warranty is on; empty where that is not said: on everything."""
    found = _WARRANTY_ON.search(text)
    owner = None if found else _WARRANTED.search(text)
    name = name_in(found["name"] or found["name2"]) if found else name_before(text[: owner.start()]) if owner else None
    return name.words if name is not None else ""


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
