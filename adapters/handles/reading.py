"""What reading a handle gives, and the clean-up every kind of handle gets first."""

import re
import unicodedata

import msgspec


class Reading(msgspec.Struct, frozen=True):
    """A handle's normal form, and why it may link nobody (a word of domain.identity.handles.UNFIT; empty: it may).

    `norm` is None when the text is no address of its kind at all.
    """

    norm: str | None
    unfit: str = ""


# Marks that show nothing and come along when a number or an address is copied. Not the two joiners (U+200C, U+200D):
# names in some scripts are spelled with them, and IDNA keeps them.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SPACE = re.compile(r"[^\S\x1d]+")  # but not the separator of GS1 elements


def plain(raw: str) -> str:
    """The text in NFC without invisible marks, every run of white space one space."""
    if raw.isascii() and "  " not in raw and raw.isprintable():
        return raw.strip()
    return _SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", raw))).strip()


def as_written(raw: str) -> str:
    """The text in NFC without white space around it: an opaque id is not ours to tidy."""
    return unicodedata.normalize("NFC", raw).strip()


def ascii_digits(text: str) -> str:
    """Decimal digits of any script as 0 to 9. Superscripts and fractions are no digits of a number and stay."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(mark)) if mark.isdecimal() else mark for mark in text)
