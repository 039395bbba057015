"""The normal form of a told value, by its key: what two tellings of one thing have in common."""

import re
from unicodedata import normalize

from domain.identity.likeness.spoken_dates import iso, parts_of, read_dates
from domain.memory.facts import SECRET_KEYS

_EVERY_BLANK = re.compile(r"\s+")
_POLISH_CODE = re.compile(r"\d{2} \d{3}")  # said so, and written without its hyphen
_CENTURY = 20  # years without a century from here on are of the last one
_NOT_DIALLED = re.compile(r"\(0\)|[^\d+]")


def norm_of(key: str, value: str) -> str:
    """The normal form; empty for a secret. A phone number keeps its digits and plus: its region is not known here."""
    if key in SECRET_KEYS:
        return ""
    if key == "phone":
        return _NOT_DIALLED.sub("", value)
    if key == "birth_date":
        return _date(value)
    if key in ("name", "address"):
        return _EVERY_BLANK.sub(" ", normalize("NFC", value)).strip().casefold()
    if key in ("email", "username"):
        return value.lower()
    if key == "postcode" and _POLISH_CODE.fullmatch(value):
        return f"{value[:2]}-{value[3:]}"
    return _EVERY_BLANK.sub("", value).upper()


def _date(value: str) -> str:
    """ISO 8601; a day that no calendar has stays as it was told."""
    parts = _day_first(value)
    return iso(*parts) if parts else value


def _day_first(value: str) -> tuple[int, int, int] | None:
    numbers = [int(number) for number in re.findall(r"\d+", value)]
    if len(numbers) == 3 and numbers[1] > 12 >= numbers[0]:  # month first, as in North America
        value = f"{numbers[1]}.{numbers[0]}.{numbers[2]}"
    if len(numbers) == 3 and all(number < 100 for number in numbers):  # nobody who writes is of the last years
        value = re.sub(r"\d+$", str(numbers[2] + (1900 if numbers[2] >= _CENTURY else 2000)), value.strip())
    if re.search(r"[^\W\d_]", value):
        found = read_dates(value)
        return parts_of(found[0]) if found else None
    return parts_of(value)
