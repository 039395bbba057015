"""Loyalty cards: the shop's own codes as they are; GS1 numbers with their check digit checked.

Source: GS1 General Specifications: application identifier 8018 (GSRN of a recipient), symbology identifiers, check digit.
"""

import re

from adapters.handles.reading import Reading, ascii_digits
from domain.identity.handles import CHECK_DIGIT, PLACEHOLDER, UNREADABLE

EAN_8, EAN_13, GSRN = 8, 13, 18  # digits
_SYMBOLOGY = re.compile(r"\](C1|E0|E4|e0|d2|Q3|J1)")
_ELEMENT = re.compile(r"\(8018\)|8018(?=\d{18}(?!\d))")
_NEXT_ELEMENT = re.compile(r"\x1d|\(\d{2,4}\)")
_BY_ITSELF = frozenset({EAN_13, GSRN})  # digits enough that nothing else is likely
_GS1 = frozenset({EAN_8, EAN_13, GSRN})


def read_card(text: str, _region: str) -> Reading:
    """A card. Thirteen or eighteen digits claim to be EAN-13 or GSRN, eight only where the scanner says EAN-8."""
    return _card(text, _BY_ITSELF)


def read_gs1_card(text: str, _region: str) -> Reading:
    """A card of a shop whose every card of 8, 13 or 18 digits is a GS1 number."""
    return _card(text, _GS1)


def read_code(text: str, _region: str) -> Reading:
    """A shop's own code: capitals, without white space, hyphens and dots."""
    norm = re.sub(r"[\s\-.]", "", ascii_digits(text)).upper()
    return Reading(norm) if norm else Reading(None, UNREADABLE)


def _card(text: str, lengths: frozenset[int]) -> Reading:
    text = ascii_digits(text)
    scanned = _SYMBOLOGY.match(text)
    if scanned:
        text = text[scanned.end() :].lstrip("\x1d")
        lengths = frozenset({EAN_8}) if scanned[1] == "E4" else lengths | {EAN_13, GSRN}
    element = _ELEMENT.match(text)
    if element:
        text = _NEXT_ELEMENT.split(text[element.end() :], maxsplit=1)[0]
        lengths = frozenset({GSRN})
    found = read_code(text, "")
    number = found.norm
    if number is None or not (number.isascii() and number.isdigit()):
        return Reading(number, CHECK_DIGIT) if element and number else found
    if len(set(number)) == 1:
        return Reading(number, PLACEHOLDER)
    if element and len(number) != GSRN:
        return Reading(number, CHECK_DIGIT)
    return Reading(number, CHECK_DIGIT if len(number) in lengths and not _checks(number) else "")


def _checks(number: str) -> bool:
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(number[:-1])))
    return (weighted + int(number[-1])) % 10 == 0
