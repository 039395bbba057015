"""Products: by their trade number with its check digit, or by a name of the shop's catalogue.

Source of the check digit: GS1 General Specifications, section 7.9.
"""

import re

from domain.memory.extract.cores import NONE
from domain.memory.extract.places import found_at
from domain.memory.extract.text import Text

_GTIN = re.compile(r"(?=\d)(?<![\w.,/+-])(?:\d{8}|\d{12,14})(?![\w-]|[.,]\d)")
_LABELS = frozenset(("ean", "gtin", "upc", "barcode", "kreskowy", "kreskowego", "ean13", "ean-13"))
_LABEL_BEFORE = 5  # words


def numbered(text: Text) -> None:
    """Trade numbers: thirteen digits that check, or any that stands behind the word for it."""
    for match in found_at(_GTIN, text.text, text.places):
        if not checks(match[0]):
            continue
        at = text.core_at(match.start())
        named = not _LABELS.isdisjoint(text.words.lows[max(0, at - _LABEL_BEFORE) : at])
        if named or (
            len(match[0]) == 13 and not text.wanted and text.keys <= {"order_no"} and "account" not in text.lows
        ):
            text.add("product", *match.span(), "gtin.1", 0.95 if named else 0.7, norm=match[0].zfill(14))


def named(text: Text) -> None:
    """Names out of the catalogue, the longest that fits."""
    catalogue = text.told.shop.catalogue if text.told.shop.products else {}
    if not catalogue or text.lows.isdisjoint(catalogue):
        return
    words = text.words
    for at, low in enumerate(words.lows):
        for rest, norm in catalogue.get(low, ()):
            end = at + 1 + len(rest)
            if tuple(words.lows[at + 1 : end]) == rest and all(words.gap(each) == NONE for each in range(at + 1, end)):
                text.add("product", words.starts[at], words.ends[end - 1], "catalogue.1", 0.85, norm=norm)
                break


def checks(number: str) -> bool:
    """Whether a trade number's last digit is right."""
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(number)))
    return weighed % 10 == 0 and number.strip("0") != ""
