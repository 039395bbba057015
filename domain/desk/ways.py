"""Where a written answer can go: which handles a channel reaches, whether it may be written to now, and why not."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from domain.customer.state import Customer, LinkedHandle

# Channels to which somebody can write, and the kinds of handles that each reaches, the channel's own first.
REACHES: Mapping[str, tuple[str, ...]] = {
    "chat": ("chat_device",), "email": ("email",), "sms": ("phone",), "whatsapp": ("whatsapp", "phone"),
    "messenger": ("messenger",), "telegram": ("telegram",), "app": ("app_user",), "marketplace": ("marketplace_account",),
    "social": (),
}  # fmt: skip
SPOKEN = frozenset({"phone", "in_store"})
# The vendors' rule: a free answer within 24 hours of the customer's last message (channels.md, section 2, Outbound).
WINDOWS: Mapping[str, timedelta] = {
    "whatsapp": timedelta(hours=24), "messenger": timedelta(hours=24),
}  # fmt: skip

NO_HANDLE, NOT_OFFERED, HANDLE_SHARED, WINDOW_CLOSED = "no_handle", "not_offered", "handle_shared", "window_closed"


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """A handle's kind and normal form. `link_id` is empty where it is no handle of this customer any more."""

    kind: str
    value: str
    link_id: str = ""


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """An interaction on a channel, as an answer needs it. `owner`: whose handle or thread it came by.

    `came_by` are the handles it began with; `carrier` and `thread` name the thread at its source, if it is known.
    """

    interaction_id: str
    channel: str
    owner: str
    ended: bool = False
    entry_point: str = ""
    came_by: tuple[Address, ...] = ()
    carrier: str = ""
    thread: str = ""
    wrote_at: datetime | None = None  # when the customer last wrote here


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One channel of a customer. `why` is empty if an answer may be written there; `talk` is the last one."""

    channel: str
    to: Address | None = None
    talk: Talk | None = None
    why: str = ""


def way_to(channel: str, customer: Customer, talk: Talk | None, now: datetime) -> Way:
    """The way to a customer by a channel. An answer goes where the words came from, whoever else reads there."""
    if channel not in REACHES:
        return Way(channel=channel, talk=talk, why=NOT_OFFERED)
    to = _came_from(channel, customer, talk)
    if to is not None:
        return Way(channel=channel, to=to, talk=talk, why=_closed(channel, talk, now))
    own = _own_handle(channel, customer)
    if own is not None:
        why = HANDLE_SHARED if own.shared or own.unfit else _closed(channel, talk, now)
        return Way(channel=channel, to=_address(own), talk=talk, why=why)
    known = talk is not None and bool(talk.thread)
    return Way(channel=channel, talk=talk, why=_closed(channel, talk, now) if known else NO_HANDLE)


def channels_of(customer: Customer, talked: Iterable[str]) -> list[str]:
    """Channels that this customer has used, or has a handle of; those that can be written to first."""
    kinds = {each.kind for each in customer.handles.values() if not each.unfit}
    used = set(talked) & (REACHES.keys() | SPOKEN)
    own = [channel for channel, reached in REACHES.items() if channel in used or _first(reached) in kinds]
    return [*own, *sorted(used & SPOKEN)]


def _first(kinds: tuple[str, ...]) -> str:
    return kinds[0] if kinds else ""


def _came_from(channel: str, customer: Customer, talk: Talk | None) -> Address | None:
    """The handle that the thread itself came by; a channel with its own kind of handle prefers that."""
    came_by = {each.kind: each for each in reversed(talk.came_by)} if talk is not None else {}
    found = next((came_by[kind] for kind in REACHES[channel] if kind in came_by), None)
    if found is None:
        return None
    links = (each for each in customer.handles.values() if (each.kind, each.value) == (found.kind, found.value))
    link = next(links, None)
    return msgspec.structs.replace(found, link_id=link.link_id) if link is not None else found


def _own_handle(channel: str, customer: Customer) -> LinkedHandle | None:
    """The best proven handle that the channel reaches; of equals the one proven last. One that several use is the last choice."""
    kinds = REACHES[channel]
    found = [each for each in customer.handles.values() if each.kind in kinds and each.value]
    return max(
        found,
        key=lambda each: (not (each.shared or each.unfit), -kinds.index(each.kind), each.proven_level, each.at),
        default=None,
    )


def _address(handle: LinkedHandle) -> Address:
    return Address(kind=handle.kind, value=handle.value, link_id=handle.link_id)


def _closed(channel: str, talk: Talk | None, now: datetime) -> str:
    window = WINDOWS.get(channel)
    if window is None:
        return ""
    wrote_at = talk.wrote_at if talk is not None else None
    return "" if wrote_at is not None and now - wrote_at <= window else WINDOW_CLOSED
