"""What values look like: which shapes each key takes, and the forms that need no word beside them.

Sources: RFC 5321 section 4.1.2 (e-mail, the part that people really write); ITU-T E.164 section 6 (at most 15 digits); Royal Mail PAF
digest (the form of a British postcode); Poczta Polska, "Spis pocztowych numerów adresowych" (two digits, hyphen, three digits).
"""

import re
from collections.abc import Callable, Iterator

EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}\b")
ORDER = re.compile(r"\b[A-Z]{2,3}-\d{4,8}\b")
PHONE = re.compile(
    r"(?<![\w+/.-])(?:"
    r"\+\d{1,3}(?:[ .-]?\(\d{1,4}\))?(?:[ .-]?\d{2,4}){2,5}"  # with its country code
    r"|00[1-9]\d{8,12}"
    r"|(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}"  # North America
    r"|(?:\(0\d{2,4}\)|0\d{2,4})[ -]?\d{3,4}[ -]?\d{3,4}"  # with the trunk prefix
    r"|\d{3}[ -]\d{3}[ -]\d{3}|\(?\d{2}\)?[ -]\d{3}[ -]\d{2}[ -]\d{2}"  # Poland
    r")(?![\w-]|\.\d)"
)
STREET = re.compile(
    r"(?<![\w-])\d{1,5}[a-z]?(?: [^\W_][\w'.-]{0,20}){1,3}? (?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|close|crescent)\b\.?"
    r"|(?<!\w)(?:ul|al|os|pl)\. ?(?:[^\W\d_][\w.-]{0,25} ){1,4}?\d{1,4}[a-z]?(?:[/ ]?(?:m\. ?)?\d{1,4})?(?!\w)",
    re.IGNORECASE,
)
DATE = re.compile(
    r"(?<![\w/.-])(?:\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)?\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}|\d{8})(?![\w/-])"
)
WRITTEN_DATE = re.compile(
    r"(?<!\w)(?:\d{1,2}(?:st|nd|rd|th)?\.? (?:of )?(?P<m>[^\W\d_]{3,12}),? (?:19|20)\d\d|(?P<n>[^\W\d_]{3,12}) \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d)(?!\w)",
    re.IGNORECASE,
)
BRITISH = re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w)", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/-]{3,33}")
_USER = re.compile(r"[A-Za-z0-9_][\w.-]{2,39}")
_POSTCODE = re.compile(r"\d{5}(?:-\d{4})?|\d{2}-\d{3}")
_PIN = re.compile(r"\d{4,8}|•{3,10}")


def digits_in(text: str) -> int:
    """How many digits a text has."""
    return sum(map(str.isdigit, text))


def _is_account(core: str) -> bool:
    if not _CODE.fullmatch(core):
        return False
    digits = digits_in(core)
    return (
        digits >= 5
        if core.isdigit() or not core.isalnum()
        else len(core) >= 5 and (digits >= 2 or (core.isupper() and len(core) >= 8))
    )


def _is_order(core: str) -> bool:
    return _CODE.fullmatch(core) is not None and (digits_in(core) >= 4 or (digits_in(core) >= 2 and len(core) >= 6))


def _is_user(core: str) -> bool:
    return (
        _USER.fullmatch(core) is not None
        and any(map(str.isalpha, core))
        and (digits_in(core) > 0 or "_" in core or "." in core)
    )


FITS: dict[str, Callable[[str], bool]] = {
    "account_no": _is_account, "customer_no": _is_account, "order_no": _is_order, "username": _is_user,
    "postcode": lambda core: _POSTCODE.fullmatch(core) is not None, "pin": lambda core: _PIN.fullmatch(core) is not None,
    "phone": lambda core: core.isdigit() and 7 <= len(core) <= 15,
}  # fmt: skip


def forms_of(text: str) -> Iterator[tuple[str, int, int, str, float]]:
    """What needs no word beside it: key, start, end, rule and confidence."""
    if "@" in text:
        for match in EMAIL.finditer(text):
            yield "email", match.start(), match.end(), "e-mail.1", 0.98
    for match in ORDER.finditer(text):
        yield "order_no", match.start(), match.end(), "order-number.1", 0.95
    for match in PHONE.finditer(text):
        if 7 <= digits_in(match[0]) <= 15:
            yield "phone", match.start(), match.end(), "phone-number.2", 0.8
