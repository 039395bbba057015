"""Rules that hold in Polish and English alike: order numbers, e-mail addresses, phone numbers, names as people give them.

Source of the e-mail form: RFC 5321 section 4.1.2, the part that people really write.
"""

import re

import msgspec


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A told value: where it stands in the text (characters, end exclusive), and which rule found it."""

    key: str
    value: str
    norm: str
    span: tuple[int, int]
    rule: str
    confidence: float


LONGEST = 20_000  # characters read of one item: a letter, not a novel

_NAME = r"[^\W\d_][\w'’-]{1,30}"
_RULES: tuple[tuple[str, str, float, re.Pattern[str]], ...] = (
    ("order_no", "order-number.1", 0.95, re.compile(r"\b(?P<v>[A-Z]{2,3}-\d{4,8})\b")),
    ("email", "e-mail.1", 0.98, re.compile(r"(?<![\w.+-])(?P<v>[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24})\b")),
    ("phone", "phone-number.1", 0.8, re.compile(r"(?<![\w-])(?P<v>\+\d{1,3}(?:[ -]?\d{2,4}){3,4}|\d{3}[ -]\d{3}[ -]\d{3})(?![\w-])")),
    ("pin", "pin-told.1", 0.95, re.compile(r"\b[Pp][Ii][Nn]\b[^\n•]{0,20}(?P<v>•[• ]{2,9}•)")),
    ("name", "my-name-is.1", 0.9, re.compile(rf"\b(?:[Mm]y (?:full )?name(?: is|'s)|[Nn]azywam się)\s+(?P<v>{_NAME}(?:\s+{_NAME}){{0,2}})")),
)  # fmt: skip
_NOT_NAMES = frozenset({"and", "but", "i", "ale", "oraz", "and i", "here", "on", "with", "from", "z", "mam", "have"})


def find(text: str) -> list[Finding]:
    """Everything the rules find, in the order it stands."""
    text = text[:LONGEST]
    found: list[Finding] = []
    for key, rule, confidence, pattern in _RULES:
        for match in pattern.finditer(text):
            value = match.group("v")
            if key == "name":
                value = _as_name(value)
            if value:
                start = match.start("v")
                found.append(Finding(
                    key=key, value=value, norm=_norm(key, value), span=(start, start + len(value)), rule=rule, confidence=confidence))  # fmt: skip
    return sorted(found, key=lambda finding: finding.span)


def _as_name(value: str) -> str:
    """The words that are a name: capitals where the text has any, up to the first word that is none."""
    words = value.split(" ")
    capital = words[0][:1].isupper()
    kept: list[str] = []
    for word in words:
        if word.lower() in _NOT_NAMES or (capital and not word[:1].isupper()):
            break
        kept.append(word)
    return " ".join(kept)


def _norm(key: str, value: str) -> str:
    if key == "pin":
        return ""
    if key == "phone":
        return re.sub(r"[^\d+]", "", value)
    return value.lower() if key == "email" else " ".join(value.split()) if key == "name" else value
