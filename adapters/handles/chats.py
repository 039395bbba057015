"""Accounts of WhatsApp: a wa_id is a number without its plus; a business-scoped user id carries none.

Source: Meta's WhatsApp Cloud API, 2026: BSUID `PL.1502576394655843`, parent form `PL.ENT.<id>`, up to 128 characters.
"""

import re

from adapters.handles.phones import read_phone
from adapters.handles.reading import Reading, ascii_digits
from domain.identity.handles import DISPLAY_ONLY, GROUP

SCOPED = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
_OF_A_PERSON = re.compile(r"@(?:c\.us|s\.whatsapp\.net)$", re.IGNORECASE)
_OF_SEVERAL = re.compile(r"@(?:g\.us|broadcast|newsletter)$", re.IGNORECASE)
_HIDDEN = re.compile(r"[0-9]+@lid", re.IGNORECASE)  # digits, and no number


def read_whatsapp(text: str, region: str) -> Reading:
    """An account: its number in E.164, or its scoped id as it stands."""
    text = re.sub(r"^whatsapp:", "", text, flags=re.IGNORECASE).strip()
    if SCOPED.fullmatch(text):
        return Reading(text)
    if _HIDDEN.fullmatch(text):
        return Reading(text.lower())
    if _OF_SEVERAL.search(text):
        return Reading(text.lower(), GROUP)
    digits = re.sub(r"[\s\-().]", "", ascii_digits(_OF_A_PERSON.sub("", text))).removeprefix("+")
    if digits.isascii() and digits.isdigit():
        return Reading(read_phone(f"+{digits}", region).norm or f"+{digits}")
    return Reading(text or None, DISPLAY_ONLY)
