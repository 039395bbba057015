"""Kinds of handles: those of the contract and those a shop adds, each with the rule of its normal form. Imports nothing heavy."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from domain.identity.handles import KINDS

FORMS = ("as_written", "small_letters", "code", "number", "phone", "email", "whatsapp", "card", "gs1_card")
AS_WRITTEN = "as_written"
MOST_KINDS = 40  # added ones

CONTRACT_KINDS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(KINDS, AS_WRITTEN)
    | {
        "phone": "phone",
        "email": "email",
        "whatsapp": "whatsapp",
        "loyalty_card": "card",
        "order_no": "number",
        "receipt": "number",
    }
)
# The contract's kinds have the contract's forms, or a handle written before would not be found again. Cards are the shop's.
_OPEN = {"loyalty_card": frozenset({"card", "gs1_card", "code", AS_WRITTEN})}
_KIND = re.compile(r"[a-z][a-z0-9_]{0,59}")


def parse_kinds(text: str) -> dict[str, str]:
    """Read `forum_user, work_phone=phone`: a kind, and the rule of its normal form (as_written if none is named).

    Raises ValueError with the end of a sentence that begins with the setting's name.
    """
    added: dict[str, str] = {}
    for entry in filter(None, (each.strip() for each in text.split(","))):
        kind, _, form = (each.strip() for each in entry.partition("="))
        form = form or AS_WRITTEN
        if not _KIND.fullmatch(kind):
            raise ValueError(
                "must name kinds in small letters, digits and underscores, such as forum_user, work_phone=phone."
            )
        if form not in FORMS:
            raise ValueError(f"names a rule for {kind} that we do not have: one of {', '.join(FORMS)}.")
        if kind in CONTRACT_KINDS and form not in _OPEN.get(kind, ()):
            raise ValueError(f"names {kind}, whose normal form the contract fixes.")
        if kind in added:
            raise ValueError(f"names {kind} twice.")
        added[kind] = form
    if len(added) > MOST_KINDS:
        raise ValueError(f"names more than {MOST_KINDS} kinds.")
    return added
