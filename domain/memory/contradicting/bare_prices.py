"""Prices said without their currency: "it's 49.99", "kosztuje 199", "the price is 249"."""

import re
from typing import NamedTuple

from domain.memory.listed import has_one

_DIGITS = re.compile(r"\d")
BARE = re.compile(
    r"(?<![\w.,#€$£+-])(?<![€$£] )(?P<n>\d{1,3}(?:[ \u00a0]\d{3})?(?P<cents>[.,]\d{2})?|\d{4}(?P<more>[.,]\d{2})?)"
    r"(?=[.,;!?)\s]*$|[,;] |,?\s+(?:now|at the moment|today|right now|currently|only|each|apiece|a piece|a pair|and|but|which|with free|"
    r"teraz|obecnie|aktualnie|dziś|dzisiaj|i|a|ale|oraz|brutto|u nas|online|za sztukę|za parę)\b)",
    re.IGNORECASE,
)
_NOW = r"(?:\s+(?:now|currently|only|just|still|today|teraz|obecnie|tylko|dziś|aktualnie|dokładnie|u nas|równo|you|panią|pana))*"
_IN_POLISH = re.compile(
    rf"\b(?:kosztuj[eą]|(?:jest|są|mamy|sprzedajemy)(?: teraz| obecnie| już| nadal| dostępn\w+)* (?:za|po|w cenie)|cenę|w cenie|"
    rf"(?:cena|koszt)\b.{{0,60}}?(?:\b(?:to|wynosi|jest)\b|:))(?: równo| dokładnie)?{_NOW}\s*$",
    re.IGNORECASE,
)
_IN_ENGLISH = re.compile(
    rf"\b(?:costs?|(?:priced|listed|sold|retails?|sells|selling|goes|going) (?:at|for)|price\b.{{0,60}}?(?:\b(?:is|at)\b|:)){_NOW}\s*$",
    re.IGNORECASE,
)
_WEAKLY = re.compile(rf"\b(?:is|are|it's|that's|they're){_NOW}\s*$", re.IGNORECASE)
_MAY = re.compile(r"\b(?:is|are|it's|that's|they're)\b[^.!?\d]{0,20} \d{1,4}\.\d\d(?!\d)")
_ALONE = re.compile(r"(?<![\d.,])\d{1,4}[.,]\d\d\W*$")
_SHORT = 30  # characters of an answer that is a price alone
_WORDS = ("koszt", " za ", "cen", " po ", "cost", "price", "sold", "sell", "list", "goes for", "going for", "retail")


class BarePrice(NamedTuple):
    """The digits, the currency where the language tells it, and where they stand."""

    digits: str
    currency: str
    start: int
    by_words: bool = True  # a word for a price stands before it; else it may only answer a question for one
    may_be_day: bool = False  # "28.11" without such a word is the day and the month in some mouths


def names_bare_price(low: str) -> bool:
    """Whether words in small letters may hold a price without its currency."""
    if has_one(low, _WORDS):
        return _DIGITS.search(low) is not None
    return ("." in low and _MAY.search(low) is not None) or (len(low) <= _SHORT and _ALONE.search(low) is not None)


def bare_price(text: str) -> BarePrice | None:
    """The one bare number of a clause that a word for a price stands before. Behind "is" only one with cents that is no time of day."""
    found = list(BARE.finditer(text))
    if len(found) != 1:
        return None
    number, before = found[0], text[: found[0].start()][-120:]
    if _IN_POLISH.search(before):
        return BarePrice(number["n"], "zł", number.start())
    if _IN_ENGLISH.search(before) or (_WEAKLY.search(before) and _no_time(number) and not _may_be_day(number)):
        return BarePrice(number["n"], "", number.start())
    if number["cents"] and _no_time(number, ",."):
        currency = "zł" if number["cents"][0] == "," else ""
        return BarePrice(number["n"], currency, number.start(), by_words=False, may_be_day=_may_be_day(number))
    return None


def _may_be_day(number: re.Match[str]) -> bool:
    day, mark, month = number["n"].partition(".")
    return bool(mark) and day.isdecimal() and 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _no_time(number: re.Match[str], marks: str = ".") -> bool:
    cents = number["cents"] or number["more"]
    if cents is None or cents[0] not in marks:
        return False
    whole = "".join(filter(str.isdigit, number["n"]))[:-2]
    return cents[0] == "," or int(whole) > 23 or int(cents[1:]) > 59
