"""What is kept of tokens, sign-in links, sessions, tickets and of everybody who looked: secrets only as hashes."""

from datetime import datetime

import msgspec


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A bearer token as kept. `shown` is its beginning, by which people tell tokens apart."""

    id: str
    digest: str
    shown: str
    tenant: str
    role: str
    name: str
    source: str
    feed: bool
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in link as kept: good once, until it expires. `used_at`: since when it is no good, used or not."""

    digest: str
    tenant: str
    role: str
    name: str
    expires_at: datetime
    used_at: datetime | None = None


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A console session as kept. `seen_at` may lie a minute behind."""

    id: str
    digest: str
    tenant: str
    role: str
    name: str
    created_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket for the live feed, good once: `grant_id` is the token or session (`via` says which) it was issued to."""

    digest: str
    person: str
    via: str
    grant_id: str
    expires_at: datetime


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """One record of somebody having looked at a customer."""

    tenant: str
    customer_id: str
    person: str
    who: str
    role: str
    what: str
    purpose: str
    via: str
    at: datetime
    at_version: int | None = None


VISIT = ("tenant", "customer_id", "person", "purpose", "what")
"""What makes two looks one visit, if they are not too far apart."""

TABLES: dict[type[msgspec.Struct], str] = {
    Token: "token", Link: "link", Session: "session", Ticket: "ticket", Access: "access"}  # fmt: skip
