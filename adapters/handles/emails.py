"""E-mail addresses as headers, forms and links carry them, read to one spelling.

The domain is lower-case IDNA; the local part is lower-cased and otherwise kept: no dots or plus folded but our own
reply token (docs/decisions/0006).
"""

import re
import unicodedata
from urllib.parse import unquote

from email_validator import EmailNotValidError, validate_email

from adapters.handles.reading import Reading
from domain.identity.handles import UNREADABLE

LONGEST_EMAIL = 320  # 64 + @ + 255, RFC 5321 section 4.5.3.1
LONGEST = 1_000  # with a name and comments around it
_OUR_TOKENS = re.compile(r"(?:\+tl[0-9a-z]{8,})+$")  # only our own reply token is cut from a local part
_MAILTO = re.compile(r"mailto:", re.IGNORECASE)
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[()<>\\]|[^"()<>\\]+|"')


def read_email(text: str, _region: str) -> Reading:
    """One address in lower case. A display name, comments (RFC 5322 section 3.2.2) and `mailto:` are taken off."""
    address = _address_in(text) if len(text) <= LONGEST else ""
    if not address or len(address) > LONGEST_EMAIL:
        return Reading(None, UNREADABLE)
    try:
        found = validate_email(
            address, check_deliverability=False, allow_smtputf8=True, allow_quoted_local=True, test_environment=True)  # fmt: skip
    except (EmailNotValidError, UnicodeError):
        return Reading(None, UNREADABLE)
    domain = (found.ascii_domain or found.domain).lower()
    if "." not in domain:  # reaches nobody outside one machine
        return Reading(None, UNREADABLE)
    local = unicodedata.normalize("NFC", found.local_part.lower())
    return Reading(f"{_OUR_TOKENS.sub('', local) or local}@{domain}")


def _address_in(text: str) -> str:
    link = _MAILTO.match(text)
    if link:
        text = unquote(text[link.end() :].partition("?")[0])
    if any(mark in text for mark in '"()<>'):
        text = _without_trimmings(text)
        link = _MAILTO.match(text)
        text = text[link.end() :] if link else text
    return text.strip(" ,;").removesuffix(".")


def _without_trimmings(text: str) -> str:
    """What stands between the angle brackets, else the text without comments; quoted strings are left whole.

    Empty where more than one address stands there: two authors are not one person.
    """
    parts: list[list[str]] = [[]]  # before, inside and after the brackets
    depth = 0
    for piece in _PIECE.findall(text):
        if piece == "(":
            depth += 1
        elif piece == ")" and depth:
            depth -= 1
            parts[-1].append(" ")  # a comment parts two words, so that none can be hidden inside one
        elif not depth and piece in "<>":
            parts.append([])
        elif not depth:
            parts[-1].append(piece)
    if depth:  # "Kasia :( <kasia@example.org>"
        return text[text.rindex("<") + 1 : -1] if text.endswith(">") and "<" in text else ""
    return re.sub(r"\s*@\s*", "@", _only_address(parts)).strip()


def _only_address(parts: list[list[str]]) -> str:
    addressed = [index for index, part in enumerate(parts) if any("@" in piece and piece[0] != '"' for piece in part)]
    if (
        len(addressed) == 2 and addressed[0] == 0 and "," not in "".join(parts[0])
    ):  # kasia@example.org <kasia@example.org>
        addressed = addressed[1:]
    return "".join(parts[addressed[0]]) if len(addressed) == 1 else ""
