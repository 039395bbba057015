"""Secrets with a tell-tale form are masked before anything is stored: PINs, card numbers, security codes, passwords.

The length is kept, so that everybody sees that something was told, and nobody what. Source of the card check: ISO/IEC
7812-1 annex B (Luhn).
"""

import re
from typing import Any, cast

DOT = "•"

_IS = r"(?:\s*(?:is|was|to|jest|brzmi|=|:|-)){0,2}\s*"
_TOLD = (
    re.compile(r"\bpin(?:-?u|em|owi)?\b[^\d•.!?\n]{0,25}(?P<v>\d(?: ?\d){3,7})(?![\d-])", re.IGNORECASE),
    re.compile(rf"\b(?:cvv2?|cvc2?|security code|kod zabezpieczający){_IS}(?P<v>\d{{3,4}})(?!\d)", re.IGNORECASE),
    re.compile(r"\b(?:password|passcode|hasło|haslo)(?:\s*(?:is|was|to|jest|brzmi|=|:)){1,2}\s*(?P<v>[^\s,;]{3,64})", re.IGNORECASE),
)  # fmt: skip
_CARD = re.compile(r"(?<![\d•])(?P<v>(?:4|5[1-5]|2[2-7]|3[47]|6[05])\d(?:[ -]?\d){11,16})(?![\d•])")


def mask(text: str) -> str:
    """The text with every secret's letters and digits as dots."""
    for pattern in _TOLD:
        text = pattern.sub(lambda found: _dotted(found, "v"), text)
    return _CARD.sub(lambda found: _dotted(found, "v") if _is_card(found.group("v")) else found.group(), text)


def mask_all(value: Any) -> Any:
    """The same for every text inside a JSON value."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {name: mask_all(each) for name, each in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [mask_all(each) for each in cast("list[Any]", value)]
    return value


def _dotted(found: re.Match[str], group: str) -> str:
    start, end = found.start(group) - found.start(), found.end(group) - found.start()
    whole = found.group()
    return whole[:start] + re.sub(r"[^\s-]", DOT, whole[start:end]) + whole[end:]


def _is_card(text: str) -> bool:
    digits = [int(digit) for digit in text if digit.isdigit()]
    if not 14 <= len(digits) <= 19:
        return False
    doubled = [digit if place % 2 == 0 else digit * 2 - 9 * (digit > 4) for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
