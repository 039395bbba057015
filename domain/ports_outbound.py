"""What the decisions need of channels that carry our words out: one way to send, and what came of it."""

from collections.abc import Awaitable
from typing import Protocol

import msgspec

CODE, MESSAGE = "code", "message"


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """Words for one address. `kind` is the handle's; `what` says whether `text` is a one-time code or a message."""

    tenant: str
    kind: str
    address: str
    text: str
    language: str = "pl"
    what: str = MESSAGE

    def __repr__(self) -> str:
        """Neither address nor words: this may stand in a traceback."""
        return f"Outgoing(tenant={self.tenant!r}, kind={self.kind!r}, what={self.what!r})"


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """The channel took it. `provider_id` is the channel's own name of the message, where it gives one."""

    provider_id: str = ""


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """The channel did not take it. `reason` is a word of ours, never the channel's own text: that may repeat an address."""

    reason: str = "refused"
    lasting: bool = False  # sending again will not help


class Outbound(Protocol):
    """One way out. Taking a message is not delivering it: what became of it comes in as a delivery update."""

    def send(self, outgoing: Outgoing) -> Awaitable[Sent | Refused]:
        """Hand one message over. Never raises for what the channel answers."""
        ...


class Ways(Protocol):
    """Which ways out this service has."""

    def of(self, kind: str) -> Outbound | None:
        """The way to handles of this kind; None where there is none."""
        ...
