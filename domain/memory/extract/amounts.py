"""Amounts of money: "129 zł", "1 299,00 PLN", "$40", "40 bucks"; the norm has two decimals and the code of the currency.

Source of the codes: ISO 4217.
"""

import re

from domain.memory.extract.places import found_at
from domain.memory.extract.text import Text
from domain.memory.unmarked import either_way

_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "zł": "PLN", "zl": "PLN"}
_NAMES = {
    **dict.fromkeys(either_way("zł zl pln złotych złote złoty złotego zlotych zlote"), "PLN"), **dict.fromkeys(either_way("eur euro euros"), "EUR"),
    **dict.fromkeys(either_way("usd dollar dollars bucks dolar dolary dolarów"), "USD"),
    **dict.fromkeys(either_way("gbp pound pounds quid funt funty funtów"), "GBP"),
}  # fmt: skip
WORDS = frozenset(_NAMES)
_AMOUNT = r"\d{1,3}(?:[ .,]\d{3}){1,3}(?:[.,]\d{2})?|\d{1,7}(?:[.,]\d{1,2})?"
_BEFORE = re.compile(
    rf"(?=[$€£PEUG])(?<![\w$€£])(?P<c>[$€£]|(?:PLN|EUR|USD|GBP)\b) ?(?P<n>{_AMOUNT})(?![\d-]|[.,]\d)", re.IGNORECASE
)
_AFTER = re.compile(
    rf"(?=\d)(?<![\w.,/-])(?P<n>{_AMOUNT})(?:,-)? ?(?P<c>[$€£]|(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})\b)",
    re.IGNORECASE,
)
_GLUED = re.compile(r"\d(?:zł|zl|pln|eur|usd|gbp)\b", re.IGNORECASE)


def written(text: Text) -> None:
    """Find them where they stand in digits."""
    said = text.text
    signed = "$" in said or "€" in said or "£" in said
    if not signed and WORDS.isdisjoint(text.lows) and not _GLUED.search(said):
        return
    for match in (*_BEFORE.finditer(said), *found_at(_AFTER, said, text.places)):
        text.add("amount", *match.span(), "amount.2", 0.9, norm=norm(match["n"], match["c"]))


def norm(number: str, currency: str) -> str:
    """ "1 299,00" and "zł" as "1299.00 PLN"."""
    digits = number.replace(" ", "")
    whole, _, cents = digits.replace(",", ".").rpartition(".")
    if whole and len(cents) <= 2:
        whole = whole.replace(".", "")
    else:  # every point parts thousands
        whole, cents = digits.replace(",", "").replace(".", ""), ""
    low = currency.lower()
    return f"{int(whole)}.{cents.ljust(2, '0')} {_SIGNS.get(low) or _NAMES[low]}"


def currency_of(low: str) -> str:
    """The code behind a word for a currency; empty when it is none."""
    return _NAMES.get(low, "")
