"""Secrets in structured fields: by the field's own name, and in the texts inside."""

import re
from typing import Any, cast

from domain.memory.secrets.dots import DOT, Hidden, hide, lowered
from domain.memory.secrets.forms import told_by_form

_SECRET = re.compile(
    r"(?:.*[_-])?(?:pin(?:[_-]?(?:code|no|number))?|pass(?:word|code|phrase|wd)|pwd|has[łl]o|cvv2?|cvc2?|card[_-]?(?:no|number)|(?:credit|debit)[_-]?card|"
    r"pesel|ssn|security[_-]?(?:code|answer)(?:[_-]?\d)?|secret(?:[_-]?\w+)?|mothers?[_-]?maiden[_-]?name|maiden[_-]?name)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?:.*[_-])?(?:id|ids|no|number|numbers|ref|ean|gtin|gln|sku|code|tracking|phone|key|hash|sha256|dataref|url|href)",
    re.IGNORECASE,
)
_NOT_BLANK = re.compile(r"[^\s-]")
_BY_VALUE = frozenset(("card", "person_number"))


def mask(text: str, reference: bool = False) -> str:
    """The text with every secret as dots that tells itself. `reference`: digits in it are a reference, whatever they add up to."""
    found = told_by_form(text, lowered(text))
    if reference:
        found = [each for each in found if each.kind not in _BY_VALUE]
    return hide(text, found) if found else text


def mask_all(value: Any, name: str = "") -> Any:
    """The same for every text inside a JSON value; what a field calls a secret is one, whatever it looks like."""
    if isinstance(value, dict):
        return {each: mask_all(inside, each) for each, inside in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [mask_all(each, name) for each in cast("list[Any]", value)]
    if isinstance(value, str):
        if name and _SECRET.fullmatch(name):
            return _NOT_BLANK.sub(DOT, value)
        return mask(value, reference=bool(name) and _REFERENCE.fullmatch(name) is not None)
    if name and isinstance(value, int | float) and not isinstance(value, bool) and _SECRET.fullmatch(name):
        return DOT * len(str(value))
    return value


def hide_again(value: Any, secrets: frozenset[str]) -> Any:
    """Every text inside a JSON value without these secrets, which its message told: a quote or an HTML part says them again."""
    if isinstance(value, str):
        return hide(value, [found for secret in secrets for found in _found(value, secret)])
    if isinstance(value, dict):
        return {each: hide_again(inside, secrets) for each, inside in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [hide_again(each, secrets) for each in cast("list[Any]", value)]
    return value


def _found(text: str, secret: str) -> list[Hidden]:
    if secret not in text:
        return []
    return [Hidden(*match.span(), "") for match in re.finditer(rf"(?<!\w){re.escape(secret)}(?!\w)", text)]
