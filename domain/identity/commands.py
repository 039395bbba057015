"""What may be asked about who is whom: merge, take a merge back, give an interaction away, remember a no."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from domain.record import Recorded


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """Make two customers one. `by` is our own id of a member of staff, empty for a rule; `both_ordered`: both have orders."""

    customer_id: str
    absorb: str
    evidence: tuple[str, ...] = ()
    by: str = ""
    reason: str = ""
    previewed_at_version: int | None = None
    both_ordered: bool = False
    alone: bool = True  # whoever decides may do so alone, also where both have orders
    bound: int = 1  # of a rule: the level of the weakest claim that ties them


class Reverse(msgspec.Struct, frozen=True, kw_only=True):
    """Take a merge back. `allot` says whose the items are that no handle claims; `keep_rest`: the survivor's, unless said."""

    merge_id: str
    allot: Mapping[str, str] = {}
    keep_rest: bool = False
    by: str = ""
    reason: str = ""


class Meanwhile(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to know of a merge that stands: when it was made, the absorbed one as of then, what came since.

    `family` is the absorbed one and whom they had absorbed, `known` the ids of interactions, items and links of theirs;
    `own` says which of them an interaction or item is of.
    """

    since: int
    family: frozenset[str]
    known: frozenset[str]
    own: Mapping[str, str] = {}
    arrived: Sequence[Recorded]


class Sorted(msgspec.Struct, frozen=True, kw_only=True):
    """Where it all goes: `returned` to the absorbed one; `asked` are items that no handle claims."""

    returned: tuple[str, ...]
    asked: tuple[str, ...]


class Reassign(msgspec.Struct, frozen=True, kw_only=True):
    """Give an interaction to whom it belongs: `to` None is somebody new. `family` is of whose page it stands on."""

    interaction_id: str
    page_of: str
    family: Sequence[str] = ()
    to: str | None = None
    by: str = ""
    reason: str = "agent"


class Dismiss(msgspec.Struct, frozen=True, kw_only=True):
    """These two are not the same person."""

    customer_id: str
    other: str
    by: str = ""
    reason: str = ""
    until: datetime | None = None
