"""The name of a thing as it stands in a clause: the few words before "costs", "jest na stanie" and the like."""

import re
from typing import NamedTuple

from domain.memory.listed import listed

LONGEST = 6  # words of a name

_WORD = re.compile(r"[^\W_]+(?:[-.'’][^\W_]+)*")
_POINTING = listed("the this that these those our your ta ten te tę tej tego tych nasza nasz nasze pani pana państwa")
_ALONE = listed("it it's its one model to on ona ono they that's cena ceną price cost koszt")
_BETWEEN = listed(
    "will would does it'll mamy mam jest są ma pan pani państwo teraz obecnie nadal now currently still"
)  # a name and what is said of it
_AND = listed("and or i oraz lub")
# What follows these belongs to something further back.
_JOINS = listed("and or with without no z i oraz lub bez for of to in on from do dla na od przy pod")
_STOPS = listed("""
that which who whose what where is are was were be been has have had do does did it it's its you we i they he she there here and or but
so yes no not ok okay okey for to on at with from by as since because only just still now currently also too even then well sure great per see
że i a ale oraz lub albo czy w we na do z ze za dla od po przy o u to tak nie jest są był była było jak ma mam mamy mają więc już teraz obecnie
tylko też także się dzień dobry witam proszę dziękuję przepraszam niestety aktualnie wciąż nadal u nas mi sama sam tu tam bo ponieważ natomiast
unfortunately hello hi thanks thank please sorry actually yeah yep got right see
""")
# What has a price or is there, and is no goods: sums, services, seats. Their words say too little to be one thing.
_NO_GOODS = re.compile(
    r"(?:total|subtotal|basket|cart|koszyk|koszyka|wrapping|engraving|sum|balance|amount|difference|refund|credit|payment|deposit|fee|fees|fare|bill|charge|rent|tax|tip|due|saving|savings|"
    r"shipping|delivery|ticket|tickets|flight|flights|room|rooms|ride|rides|trip|stay|night|table|seat|seats|apartment|apartments|hotel|inn|"
    r"appointment|slot|reservation|booking|am|pm|daily|current|currently|original|old|obecn\w+|doctor|restaurant|bus|train|car|venue|service|subscription|membership|plan|order|orders|package|parcel|everything|anything|"
    r"nothing|something|item|items|product|products|option|options|rest|budget|limit|account|card|purchase|code|kod|kodem|zakup|zakupy|zakupów|"
    r"suma|sumie|razem|łącznie|saldo|kwota|kwotę|różnica|zwrot|zwrotu|dopłata|opłata|opłaty|kaucja|rachunek|rata|raty|podatek|wysyłka|wysyłki|wysyłkę|"
    r"dostawa|dostawy|dostawę|przesyłka|kurier\w*|paczkoma\w+|courier|locker|postage|bilet|bilety|lot|pokój|pokoje|wizyta|stolik|usługa|abonament|zamówienie|zamówienia|paczka|całość|wszystko|"
    r"reszta|produkt|produkty|towar|towaru|rzecz|rzeczy|limit|karta|rezerwacja|doktor)",
    re.IGNORECASE,
)
_VERB = re.compile(r".{2,}(?:ała|iła|yła|ęła|ałem|ałam|iłem|iłam|ali|iły|ały|ował|ają|uje|ują|emy|imy|ymy)|.{3,}[aiy]ł|(?!red\b).{2,}(?:ed|ing)")  # fmt: skip


class Name(NamedTuple):
    """The words of a name; none where they only point at what is in hand ("it", "cena")."""

    words: str


IN_HAND = Name("")


def name_before(text: str) -> Name | None:
    """The name that ends where this text does; None where there is none that could be told from others."""
    words = _last_words(text)
    while words and words[-1][0].lower() in _BETWEEN:
        words.pop()
    if not words:
        return None
    if words[-1][0].lower() in _ALONE:
        return IN_HAND
    start = len(words)
    while start and not _ends(words[start - 1][0]):
        start -= 1
        if words[start][1]:  # a mark stands before it
            break
    if _hangs(words, start):
        return None
    name = [word for word, _ in words[start:]]
    return _named([name[0].lower()] if len(name) == 1 and start == 0 else name)  # a capital opens any sentence


def _hangs(words: list[tuple[str, bool]], start: int) -> bool:
    """Whether the name belongs to something before it: "the strap for the helmet"; but "… and the helmet" is a clause anew."""
    front = start
    while front and words[front - 1][0].lower() in _POINTING and not words[front - 1][1]:
        front -= 1
    before = words[front - 1][0].lower() if front else ""
    anew = before in _AND and front < start
    return before in _JOINS and not anew and not (front < len(words) and words[front][1])


def name_in(text: str) -> Name | None:
    """The name that this whole stretch is."""
    words = [word for word, _ in _last_words(text)]
    while words and words[0].lower() in _POINTING | {"a", "an", "na", "for", "on"}:
        words = words[1:]
    if len(words) == 1 and words[0].lower() in _ALONE:
        return IN_HAND
    cut = next((place for place, word in enumerate(words) if _ends(word)), len(words))
    return _named(words[:cut])


def _ends(word: str) -> bool:
    low = word.lower()
    return low in _STOPS or low in _POINTING or (word.islower() and _VERB.fullmatch(low) is not None)


def _named(words: list[str]) -> Name | None:
    if (
        not words
        or words[0].lower() in ("a", "an")
        or len(words) > LONGEST
        or any(_NO_GOODS.fullmatch(word) for word in words)
    ):
        return None
    if len(words) == 1 and (len(words[0]) < 3 or words[0].isdigit()):
        return None
    return Name(" ".join(words))


def _last_words(text: str) -> list[tuple[str, bool]]:
    """The last words, each with whether a comma, colon or the like stands before it."""
    tail = text[-90:]
    found = list(_WORD.finditer(tail))[-LONGEST - 2 :]
    words: list[tuple[str, bool]] = []
    for place, each in enumerate(found):
        gap = tail[found[place - 1].end() : each.start()] if place else ""
        words.append((each[0], any(mark in gap for mark in ',:;()–—*"„”|/')))
    return words
