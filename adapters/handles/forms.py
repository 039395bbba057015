"""Normal forms of handles: the same address written twice must be found once, and no two addresses become one.

Phones are read by libphonenumber in the entry point's region, else the default one. An e-mail's domain is lower-case
IDNA; its local part is lower-cased too and otherwise kept, no dots or plus folded (docs/decisions/0006).
"""

import re
import unicodedata
from collections.abc import Callable

import phonenumbers
from email_validator import EmailNotValidError, validate_email

# What senders write when they know nobody: fit to link nothing.
NOBODY = frozenset({
    "", "anonymous", "anonimowy", "withheld", "restricted", "private", "prywatny", "zastrzezony", "zastrzeżony", "unknown",
    "nieznany", "unavailable", "none", "null", "n/a", "-",
})  # fmt: skip
LONGEST_EMAIL = 320  # 64 + @ + 255, RFC 5321 section 4.5.3.1
_OUR_TOKEN = re.compile(r"\+tl[0-9a-z]{8,}$")  # only our own reply token is cut from a local part


def normal_form(kind: str, raw: str, region: str) -> str | None:
    """The normal form of a handle; None when it names nobody or cannot be read, so that it may link nothing."""
    text = unicodedata.normalize("NFC", raw).strip()
    if text.lower() in NOBODY:
        return None
    return _FORMS.get(kind, _as_written)(text, region)


def region_of(entry_point: str, default: str) -> str:
    """The region in which a national number is read: the entry point's, where that is itself a number."""
    if not entry_point.lstrip().startswith("+"):
        return default
    try:
        number = phonenumbers.parse(entry_point, None)
    except phonenumbers.NumberParseException:
        return default
    return phonenumbers.region_code_for_number(number) or default


def _phone(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(re.sub(r"^(tel|sip|whatsapp):", "", text, flags=re.IGNORECASE), region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):  # valid would refuse ranges opened after this release
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(text: str, _region: str) -> str | None:
    if text.endswith(">"):  # "Katarzyna W. <kw@example.org>"
        text = text[:-1].rpartition("<")[2]
    address = re.sub(r"^mailto:", "", text.strip(), flags=re.IGNORECASE)
    if len(address) > LONGEST_EMAIL:
        return None
    try:
        found = validate_email(address, check_deliverability=False, allow_smtputf8=True, test_environment=True)
    except EmailNotValidError:
        return None
    local = _OUR_TOKEN.sub("", found.local_part)
    return f"{local.lower()}@{(found.ascii_domain or found.domain).lower()}"


def _whatsapp(text: str, region: str) -> str | None:
    """A wa_id is a number without its plus; a business-scoped id carries no number and stays as it is."""
    text = re.sub(r"^whatsapp:", "", text, flags=re.IGNORECASE)
    digits = re.sub(r"[\s\-().]", "", text).removeprefix("+")
    if digits.isascii() and digits.isdigit():
        return _phone(f"+{digits}", region) or f"+{digits}"
    return text


def _card(text: str, _region: str) -> str | None:
    return re.sub(r"[\s\-.]", "", text).upper() or None


def _number(text: str, _region: str) -> str | None:
    return re.sub(r"\s", "", text).upper() or None


def _as_written(text: str, _region: str) -> str | None:
    return text


_FORMS: dict[str, Callable[[str, str], str | None]] = {
    "phone": _phone,
    "email": _email,
    "whatsapp": _whatsapp,
    "loyalty_card": _card,
    "order_no": _number,
    "receipt": _number,
}
