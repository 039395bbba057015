"""Who is calling: the answer every check starts from."""

import hashlib
from enum import Enum

import msgspec

ROLES = ("adapter", "agent", "lead", "auditor", "admin")
PEOPLE = ("agent", "lead", "auditor")
"""Roles that sign in to the console by a link."""
DESK = ("agent", "lead")
"""Roles that answer customers."""


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """A caller who proved to be known. `id` is the token's or the session's, `person` stays the same over both."""

    id: str
    tenant: str
    role: str
    name: str
    person: str
    via: str  # token or cookie
    source: str = ""  # what an adapter may write as, a trailing * for all that follows
    feed: bool = False  # an adapter that may read the event feed


class Standing(Enum):
    """What has become of a principal's credentials since they were shown."""

    GOOD = "good"
    ENDED = "revoked, signed out, expired"
    CHANGED = "good, but for another role now"
    UNSURE = "this node has not heard from the database for too long to say"


GOOD = Standing.GOOD  # an enum's members are looked up slowly, and this one is asked for with every frame


def person_id(tenant: str, role: str, name: str) -> str:
    """Name a person the same way on every sign-in, without the name: it stands in access records and limits."""
    told = f"{tenant}\x00{role}\x00{name}".encode()
    return f"p-{hashlib.sha256(told).hexdigest()[:16]}"


def owns_source(principal: Principal, source: str) -> bool:
    """Say whether an adapter may write events under this CloudEvents source."""
    return principal.role == "adapter" and covers(principal.source, principal.tenant, source)


def covers(pattern: str, tenant: str, source: str) -> bool:
    """Say whether what a token may write as holds this source; a trailing * stands for all that follows."""
    granted, asked = _source_parts(pattern), _source_parts(source)
    if not granted or not asked or asked[0] != tenant or "*" in asked:
        return False
    if granted[-1] == "*":
        return len(asked) >= len(granted) and asked[: len(granted) - 1] == granted[:-1]
    return asked == granted


def source_fault(source: str, tenant: str) -> str:
    """Say what is wrong with the source an adapter's token is to be made for; empty if nothing is."""
    parts = _source_parts(source)
    if len(parts) < 2 or "*" in parts[:-1]:
        return "The source must look like //tenant/adapter/account; a trailing * stands for all remaining parts."
    if parts[0] != tenant:
        return f"The source belongs to tenant {parts[0]}, the token to {tenant}: they must be the same."
    return ""


def _source_parts(source: str) -> list[str]:
    """Split //tenant/adapter/account. Empty if it is not of that form: no part may be empty."""
    if not source.startswith("//") or source != source.strip():
        return []
    parts = source[2:].split("/")
    return parts if all(parts) else []
