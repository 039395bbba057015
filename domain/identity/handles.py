"""Handles: the addresses a person reaches us by, and how far each is proven.

Levels (L0 said, L1 asserted by a carrier, L2 authenticated by the channel, L3 proved now, L4 checked by staff): a level
belongs to each claim, with method and time; a later proof raises the link and rewrites no history.
"""

import msgspec

SAID, ASSERTED, PROVEN, PROVED_NOW, CHECKED = range(5)

# Order: which handle decides when several of one level point to different customers.
KINDS = (
    "crm_no", "app_user", "marketplace_account", "whatsapp", "messenger", "telegram", "email", "loyalty_card", "phone",
    "chat_device", "order_no", "receipt",
)  # fmt: skip

# Things a person quotes rather than owns: they find a customer for an agent, and attach nobody by themselves.
QUOTED = frozenset({"order_no", "receipt"})


class Handle(msgspec.Struct, frozen=True, kw_only=True):
    """One claim of an address: `norm` is its normal form, `digest` the tenant's keyed hash of (kind, norm)."""

    kind: str
    raw: str
    norm: str
    level: int
    digest: bytes
    method: str = ""

    @property
    def attaches(self) -> bool:
        """Whether this claim may decide by itself whose interaction it is."""
        return self.level >= ASSERTED and self.kind not in QUOTED


def strongest_first(handles: tuple[Handle, ...]) -> list[Handle]:
    """The order in which handles are asked whose they are: better proof first, then by kind."""
    ranks = {kind: rank for rank, kind in enumerate(KINDS)}
    return sorted(handles, key=lambda handle: (-handle.level, ranks.get(handle.kind, len(ranks))))
