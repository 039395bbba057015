"""Amounts of money as people write them, and their normal form."""

import re
from decimal import Decimal

_NUMBER = r"\d{1,3}(?:[ \u00a0]\d{3}){1,3}(?:[.,]\d{1,2})?(?!\d)|\d{1,9}(?:[.,]\d{1,3}){0,3}"
MONEY = re.compile(
    rf"(?P<before>[$€£]|\b(?:USD|EUR|GBP|PLN)) ?(?P<first>{_NUMBER})(?![\d%])"
    rf"|(?<![\d.,#-])(?P<last>{_NUMBER}) ?"
    r"(?P<after>zł(?:ot(?:ych|e|y))?\b|PLN\b|EUR\b|euro?\b|[€£$]|USD\b|GBP\b|dollars?\b|pounds?\b)",
    re.IGNORECASE,
)
_CURRENCIES = {
    "$": "USD", "dol": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "£": "GBP", "pou": "GBP", "gbp": "GBP", "pln": "PLN", "zł": "PLN",
    "zło": "PLN",
}  # fmt: skip
_DECIMALS = re.compile(r"[.,](\d{1,2})$")


def amount_of(found: re.Match[str]) -> str:
    """The normal form of a match of MONEY: "199.00 PLN"."""
    return norm_amount(found["first"] or found["last"], found["before"] or found["after"])


def norm_amount(digits: str, currency: str) -> str:
    """The same of its parts. Where the last mark has one or two digits behind it, they are the decimals."""
    cents = _DECIMALS.search(digits)
    whole = "".join(filter(str.isdigit, digits[: cents.start()] if cents else digits)) or "0"
    value = Decimal(f"{whole}.{cents[1] if cents else '0'}")
    return f"{value:.2f} {_CURRENCIES.get(currency[:3].lower(), currency.upper())}".strip()


def read_amount(value: object, currency: object) -> str:
    """The normal form of a sender's field: a number or text, the currency in it or beside it. Empty when it is none."""
    beside = currency if isinstance(currency, str) else ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value).strip()
    found = MONEY.fullmatch(text)
    if found:
        return amount_of(found)
    return norm_amount(text, beside) if re.fullmatch(r"[\d.,  ]{1,20}", text) and any(map(str.isdigit, text)) else ""
