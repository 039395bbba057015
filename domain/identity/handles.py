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

# Why a handle is unfit to link anybody, however well it is proven: shown, and deciding nothing. Filled in by whoever reads
# handles (adapters/handles); words are for the API and the console, so none may be renamed.
WITHHELD = "withheld"  # the carrier or the sender says that it does not say
UNREADABLE = "unreadable"  # not an address of its kind
PLACEHOLDER = "placeholder"  # typed to get past a form: 000000000, brak@brak.pl
SHORT = "short_number"  # emergency numbers and short codes
SERVICE = "service_number"  # premium, toll-free and shared-cost numbers: organisations', not people's
SWITCHBOARD = "switchboard"  # one number, many desks behind it
OWN = "own"  # the shop's own entry point
ROLE = "role_mailbox"  # biuro@, info@: read by whoever is in
RELAY = "relay"  # a marketplace's stand-in for an address
GROUP = "group"  # a conversation of several people
DISPLAY_ONLY = "display_only"  # a name shown, which its owner may change and another take
CHECK_DIGIT = "check_digit"  # a card misread or mistyped
AMBIGUOUS = "ambiguous"  # two numbers could be meant
UNFIT = (
    WITHHELD, UNREADABLE, PLACEHOLDER, SHORT, SERVICE, SWITCHBOARD, OWN, ROLE, RELAY, GROUP, DISPLAY_ONLY, CHECK_DIGIT,
    AMBIGUOUS,
)  # fmt: skip


class Handle(msgspec.Struct, frozen=True, kw_only=True):
    """One claim of an address: `norm` is its normal form, `digest` the tenant's keyed hash of (kind, norm).

    `unfit` is empty, or one of UNFIT: why it may link nobody.
    """

    kind: str
    raw: str
    norm: str
    level: int
    digest: bytes
    method: str = ""
    unfit: str = ""

    @property
    def attaches(self) -> bool:
        """Whether this claim may decide by itself whose interaction it is."""
        return self.level >= ASSERTED and self.kind not in QUOTED and not self.unfit


def strongest_first(handles: tuple[Handle, ...]) -> list[Handle]:
    """The order in which handles are asked whose they are: better proof first, then by kind."""
    ranks = {kind: rank for rank, kind in enumerate(KINDS)}
    return sorted(handles, key=lambda handle: (-handle.level, ranks.get(handle.kind, len(ranks))))
