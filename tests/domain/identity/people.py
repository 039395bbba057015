"""Units for tests of who is who, and what was made of them in a form that no order and no numbering touches."""

from typing import Any

from domain.identity.resolving import Resolved
from domain.identity.units import EVIDENCE, INTERACTION, RECORD, Anchor, Claimed, Unit

PHONE, OTHER_PHONE = ("phone", "+48601000214"), ("phone", "+48601000215")
ANNA, JAN = ("email", "anna@mail.example"), ("email", "jan.kowalski@post.example")
KIOSK = ("chat_device", "kiosk-1")


def unit(unit_id: str, *claims: tuple[Anchor, int], home: str = "", what: str = INTERACTION, **more: Any) -> Unit:
    """A unit that came with these handles at these levels; at home with a customer of its own if nothing is said."""
    claimed = tuple(
        sorted(Claimed(kind, value, level, f"{kind}:{value}".encode().hex()) for (kind, value), level in claims)
    )
    return Unit(unit_id=unit_id, what=what, home=home or f"c-{unit_id}", claims=claimed, **more)


def record(unit_id: str, *claims: tuple[Anchor, int], **more: Any) -> Unit:
    """A record of the shop's."""
    return unit(unit_id, *claims, what=RECORD, **more)


def evidence(unit_id: str, *claims: tuple[Anchor, int], **more: Any) -> Unit:
    """Two handles that came together in something that is no contact."""
    return unit(unit_id, *claims, what=EVIDENCE, **more)


def groups(resolved: Resolved) -> set[frozenset[str]]:
    """Who hangs together."""
    return {frozenset(each.unit_id for each in group) for group in resolved.groups}


def together(resolved: Resolved, *unit_ids: str) -> bool:
    """Whether these are one person's."""
    return any(set(unit_ids) <= group for group in groups(resolved))


def suggested(resolved: Resolved) -> set[tuple[frozenset[frozenset[str]], float, tuple[str, ...]]]:
    """Who may be whom."""
    names = [frozenset(each.unit_id for each in group) for group in resolved.groups]
    return {
        (frozenset((names[each.one], names[each.other])), each.score, each.evidence) for each in resolved.suggestions
    }
