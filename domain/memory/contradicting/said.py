"""The statements in a text: which kinds it can hold at all, then what each clause says."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from domain.memory.contradicting.bare_prices import names_bare_price
from domain.memory.contradicting.clauses import Clause, asserted, beginning, quoted
from domain.memory.contradicting.hours import hours_in
from domain.memory.contradicting.orders import orders_in
from domain.memory.contradicting.points import points_in
from domain.memory.contradicting.policies import policies_in
from domain.memory.contradicting.prices import prices_in
from domain.memory.contradicting.promotions import promotions_in
from domain.memory.contradicting.remarked import with_marks
from domain.memory.contradicting.spelled import in_digits, says_number
from domain.memory.contradicting.statements import Statement
from domain.memory.contradicting.stock import stock_in
from domain.memory.listed import has_one

PRICE, PROMOTION, STOCK, DATE, POLICY, ORDER, POINTS = 1, 2, 4, 8, 16, 32, 64
BIT_OF = {
    "price": PRICE, "promotion": PROMOTION, "stock": STOCK, "date": DATE, "policy": POLICY, "order": ORDER, "points": POINTS,
}  # fmt: skip
# A text with none of a kind's words says nothing of it. Looked for as they stand: cheaper than any pattern.
_TELLING: tuple[tuple[int, tuple[str, ...]], ...] = (
    (PRICE, ("zł", "pln", "eur", "usd", "gbp", "€", "£", "$", "dollar", "pound")),
    (PROMOTION | DATE, (
        "promo", "rabat", "voucher", " off", "isn't working", "not working",
        "stopped", "cover", "obejm", "combin", "łącz", "stack", "redeem", "taniej",
        "ran out", "zniżk", "kod", "kupon", "przecen", "wyprzeda", "code", "discount", "coupon", "sale", "offer", " deal",
        "%", "procent", "percent",
        "obowiąz", "ważn", "aktywn", "działa", "wygas", "valid", "expire", "works", "work ", "appl", "runs", "trwa", "uży", "use",
        "good ", " for ", "2+1", "1+1", "online only", "online-only", " half", " third", " fifth", " quarter", "połow", "wyłącz",
        "exclud", "start", "rusza", "begin", "zaczyna",
    )),
    (STOCK, (
        "na stanie", "stock", "magazyn",
        "warehouse", "dostępn", "sold out", "wyprzeda", "gone", "unavailable", "skończy", " left", "do kupienia", "available in",
        "available", "od ręki", "mamy ", " nie ma", "we have ", "we've got", "don't have", "do not have", "no longer ha", "sztuk", "out of ", "store has",
        "store does", "shop has", "shop does", "pick up", "jest w ", "są w ", " jest jeszcze", "i see ", "can see",
        "widzę", " single ", " wisi", " leż", " stoi",
        " czeka", " brak", "zabrak", " are no ", " is no ", "there's no ", "back order", "backorder", "back-order", " last ", "ostatni",
    )),
    (POLICY, (
        "return", "zwr", "warrant", "guarant", "gwaranc", "rękojm", "odda", "odes", "odstąp", "send it back", "send them back", "free", "darmo",
        "bezpłatn", "kod", "code", "rok ", "final", "refund", "reklamac", "complain", "claim", "shipping", "dostaw", "delivery", "paragon", "receipt",
        "czynn", "kurier", "paczkomat", "postage", "przyjm", "pracuj", "otwar", "otwier", "gratis", " back", "zamyka", "zamkni", "open", "clos",
    )),
    (ORDER | DATE, ("order", "zamówieni", "paczk", "przesył", "parcel", "package", "shipment", "dostaw", "delivery")),
    (POINTS, ("punkt", "pkt", "points", "loyalty", "lojaln")),
)  # fmt: skip
# Between a thing and what is said of it; it says nothing itself.
_AT_PRESENT = re.compile(
    r" (?:w tej chwili|w tym tygodniu|na ten moment|at the moment|at present|right now|this week)\b", re.IGNORECASE
)
_Reader = Callable[[Clause, date], Iterator[Statement]]
_READERS: tuple[tuple[int, _Reader], ...] = (
    (PRICE, lambda clause, _: prices_in(clause)),
    (PROMOTION | DATE, promotions_in),
    (STOCK, lambda clause, _: stock_in(clause)),
    (POLICY, lambda clause, _: policies_in(clause)),
    (POLICY, lambda clause, _: hours_in(clause)),
    (ORDER | DATE, orders_in),
    (POINTS, lambda clause, _: points_in(clause)),
)


def may_tell(text: str) -> int:
    """The kinds of which a text may say something, as bits."""
    low, bits = in_digits(with_marks(beginning(text))).lower(), 0
    for kind, words in _TELLING:
        if has_one(low, words):
            bits |= kind
    return bits if bits & PRICE or not names_bare_price(low) else bits | PRICE


def statements_in(text: str, at: datetime, zone: ZoneInfo) -> list[Statement]:
    """What a text of the shop states. Of two that differ on one subject the later stands: a slip, put right in one breath."""
    text = with_marks(beginning(text))
    bits = may_tell(text)
    return _last_of_each(_read(text, asserted(text), bits, at, zone)) if bits else []


def quoted_in(text: str, at: datetime, zone: ZoneInfo) -> list[Statement]:
    """What a customer says that the shop has stated."""
    text = with_marks(beginning(text))
    bits = may_tell(text)
    return _last_of_each(_read(text, quoted(text), bits, at, zone)) if bits else []


def _read(text: str, clauses: Iterable[Clause], bits: int, at: datetime, zone: ZoneInfo) -> list[Statement]:
    said_on, found, last = at.astimezone(zone).date(), list[Statement](), 0
    spelled = says_number(beginning(text))  # seen once, not for each clause
    for clause in clauses:
        span = _trimmed(clause)
        plain = clause._replace(text=_AT_PRESENT.sub("", in_digits(clause.text) if spelled else clause.text))
        told = bits & DATE if clause.expects else bits
        here = [replace(each, span=span) for kinds, read in _READERS if told & kinds for each in read(plain, said_on)]
        if clause.expects:
            here = [each for each in here if each.kind == "date"]
        if clause.corrects and any(map(str.isdigit, clause.text)):
            here = [_of(each, found[last:]) for each in here]
            del found[last:]
        last = len(found)
        found += here
    return found


def _of(statement: Statement, before: list[Statement]) -> Statement:
    """What puts something right speaks of the same thing."""
    same = [each.subject for each in before if each.kind == statement.kind]
    return statement if statement.words or not same else replace(statement, subject=same[-1])


def _trimmed(clause: Clause) -> tuple[int, int]:
    """Where a clause stands, without the marks and spaces around it."""
    return clause.start + len(clause.text) - len(clause.text.lstrip(" ,:;–-")), clause.start + len(clause.text.rstrip())


def _last_of_each(statements: Iterable[Statement]) -> list[Statement]:
    last = {(each.kind, each.subject.lower(), each.place, each.channels): each for each in statements}
    return list(last.values())
