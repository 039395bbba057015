"""What stands stated in an item: who said it, and of what, where the words leave that open and one thing is in hand."""

import re
from collections.abc import Callable, Iterator, Sequence
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from domain.memory.contradicting.clauses import CHANGED, LONGEST, QUOTES, beginning, sentences
from domain.memory.contradicting.likeness import distinct, number
from domain.memory.contradicting.marks import NOTED, SHOP, voices
from domain.memory.contradicting.naming import name_in
from domain.memory.contradicting.noted import as_of, noted_in
from domain.memory.contradicting.orders import NUMBER
from domain.memory.contradicting.promotions import CODE
from domain.memory.contradicting.remarked import with_marks
from domain.memory.contradicting.said import may_tell, quoted_in, statements_in
from domain.memory.contradicting.statements import Stated, Statement
from domain.timeline.items import Item
from domain.voices import TELLING

BEFORE = 16  # items of a thread that are looked at for what is in hand
ANSWERED = 4  # the items right before an answer, of which the customer's last is the question
_ASKS_PRICE = re.compile(
    r"\b(?:ile (?:\w+ ){0,2}?(?:kosztuj|zapłac|płac|wynosi|za\b|są|jest|wychodzi)|po ile|jak[aą] (?:jest |ma )?cen|cen[aęy]\b|w jakiej cenie|"
    r"how much|what(?:'?s| is| are| does| do| would) (?:\w+ ){0,6}?(?:price|cost)|the price|prices? of|price\?)",
    re.IGNORECASE,
)
_ASKS_FOR = re.compile(
    r"\b(?:ile (?:(?:\w+ )?kosztuj\w+|(?:\w+ )?(?:zapłac|płac)\w+ za|za|są po|jest)|po ile(?: jest| są)?|jaka jest cena|cena|cenę|"
    r"interesuje mnie|interested in|looking (?:at|for)|szukam|chodzi (?:mi )?o|pyta(?:m|nie) o|(?:asking|question|ask) about|"
    r"how much (?:is|are|does|do|for|would|will)|what (?:does|do|would)|(?:what'?s|what is) the price (?:of|for)|price (?:of|for)|do you have|"
    r"czy (?:jest|są|macie|mają państwo)(?: dostępn\w+| na stanie)?|czy)\s+(?P<name>[^.,;:!?()]{2,60}?)"
    r"(?:\s+(?:cost|in stock|available|na stanie|jest|są|dostępn\w+|w sklepie|w magazynie)\b[^.,;:!]*)?\s*$",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+(?:and|or|i|oraz|lub|albo)\s+", re.IGNORECASE)


class Threads:
    """What was said before an item in its interaction, read once for all that is asked."""

    def __init__(self, read: Callable[[str], Sequence[Item]]) -> None:
        self._read = read
        self._items: dict[str, Sequence[Item]] = {}
        self._names: dict[tuple[str, str], list[str]] = {}

    def in_hand(self, sort: str, item: Item) -> list[str]:
        """The different things of a sort that the interaction has spoken of by now."""
        return distinct(name for each in self._before(item) for name in self._named(sort, each))

    def asked_price(self, item: Item) -> list[str] | None:
        """The products of the customer's question what something costs that an item answers; None where none stands asked."""
        for each in self._before(item)[-1 - ANSWERED : -1][::-1]:
            if each.author.role in TELLING:
                asks = any(_ASKS_PRICE.search(sentence) for sentence in sentences(with_marks(beginning(each.text))))
                return distinct(self._named("product", each)) if asks else None
        return None

    def _before(self, item: Item) -> list[Item]:
        if item.interaction_id is None:
            return [item]
        if item.interaction_id not in self._items:
            self._items[item.interaction_id] = self._read(item.interaction_id)
        thread = self._items[item.interaction_id]
        before = [each for each in thread if each.occurred_at <= item.occurred_at and each.item_id != item.item_id]
        return [*before[-BEFORE:], item]

    def _named(self, sort: str, item: Item) -> list[str]:
        where = (sort, item.item_id)
        if where not in self._names:
            self._names[where] = list(_NAMING[sort](item))
        return self._names[where]


def stated_in(item: Item, zone: ZoneInfo, threads: Threads) -> list[Stated]:
    """Every statement of an item whose subject is known; its thread is asked only for what only it makes clear."""
    if item.event in NOTED:
        return [_stated(item, each, noted=True) for each in noted_in(item, zone)]
    found = [_in_hand(each, item, threads) for each in _spoken(item, zone)]
    return [each for each in found if each.statement.words]


def voice_of(item: Item) -> str | None:
    """Whose statements an item holds, where it is one voice of the shop: as `Stated.source`, known without reading it."""
    alone = item.event in NOTED or (item.author.role in SHOP and not item.segments)
    return _source(item, _voice(item)) if alone else None


def _spoken(item: Item, zone: ZoneInfo) -> Iterator[Stated]:
    for role, text, start in voices(item):
        if not may_tell(text):
            continue
        if role in SHOP:
            for each in statements_in(text, item.occurred_at, zone):
                yield _stated(item, _moved(each, start), role)
        elif role == "customer" and QUOTES.search(with_marks(text[:LONGEST])):
            for each in quoted_in(text, item.occurred_at, zone):
                yield _stated(item, _moved(each, start), "customer")


def _stated(item: Item, statement: Statement, role: str = "", noted: bool = False) -> Stated:
    quoted = role == "customer"
    name = _voice(item) if noted else role if quoted else item.author.name
    words = item.text[slice(*statement.span)] if statement.span[1] else item.text[:200]
    return Stated(
        statement=statement, item_id=item.item_id, interaction_id=item.interaction_id, at=as_of(item) if noted else item.occurred_at,
        channel=item.channel, source=_source(item, "customer" if quoted else _voice(item, role)),
        shown=" · ".join(filter(None, (item.channel, name))), words=words, noted=noted, quoted=quoted,
        changes=CHANGED.search(with_marks(words)) is not None)  # fmt: skip


def _source(item: Item, voice: str) -> str:
    return f"{item.channel} {voice}"


def _voice(item: Item, role: str = "") -> str:
    """Who speaks: a system by its name, a person by their id, else whoever has this role in this interaction."""
    if item.event not in NOTED:
        return item.author.id or f"{role or item.author.role} {item.interaction_id}"
    system = item.about.get("system") or item.about.get("carrier")
    if isinstance(system, str) and system:
        return system
    return item.entry_point if item.author.role in TELLING else item.author.name or item.author.id or item.entry_point


def _in_hand(stated: Stated, item: Item, threads: Threads) -> Stated:
    """The same of the one product, code or order that its thread speaks of; more than one is none."""
    statement = stated.statement
    if statement.words:
        return stated
    sort = statement.subject.rstrip(":").rpartition(":")[2]
    asked = threads.asked_price(item) if statement.answers else []
    if asked is None:
        return stated
    names = asked if len(asked) == 1 else threads.in_hand(sort, item)
    if len(names) != 1:
        return stated
    kind = "code" if sort == "promotion" else sort
    prefix = statement.subject.rstrip(":").removesuffix(sort)
    return replace(stated, statement=replace(statement, subject=f"{prefix}{kind}:{names[0]}"))


def _products(item: Item) -> Iterator[str]:
    for field in ("product", "product_ref"):
        value = item.about.get(field)
        if isinstance(value, str) and value.strip():
            yield value
    if item.event in NOTED:
        return
    for role, text, _ in voices(item):
        if role in TELLING:
            yield from _asked_for(text)
        elif may_tell(text):
            said = statements_in(text, item.occurred_at, _ANY)
            yield from (each.words for each in said if each.subject.startswith("product:") and each.words)


def _asked_for(text: str) -> Iterator[str]:
    for sentence in sentences(with_marks(beginning(text))):
        found = _ASKS_FOR.search(sentence)
        for each in _AND.split(found["name"]) if found else ():
            name = name_in(each)
            if name is not None and name.words:
                yield name.words


def _codes(item: Item) -> Iterator[str]:
    code = item.about.get("code")
    if isinstance(code, str) and code.strip():
        yield number(code)
    yield from (found[0] for found in CODE.finditer(item.text[:LONGEST]))


def _orders(item: Item) -> Iterator[str]:
    value = item.about.get("order_ref") or item.about.get("number")
    if isinstance(value, str) and value.strip():
        yield number(value)
    elif item.event not in NOTED:
        yield from (number(found[0]) for found in NUMBER.finditer(item.text[:LONGEST]) if not found[0].isdigit())


_ANY = ZoneInfo("UTC")  # products are the same on every day
_NAMING = {"product": _products, "promotion": _codes, "code": _codes, "order": _orders}


def _moved(statement: Statement, start: int) -> Statement:
    return replace(statement, span=(statement.span[0] + start, statement.span[1] + start)) if start else statement
