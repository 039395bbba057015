"""Normal forms of handles: the same address written twice must be found once, and no two addresses become one.

What a reading gives besides, and the rules of one shop, are in rules.py; how each kind is read, in the files beside.
"""

from adapters.handles.phones import region_of as region_of
from adapters.handles.rules import STANDARD

NOBODY = STANDARD.table.withheld_words | {"", "-"}  # what senders write when they know nobody


def normal_form(kind: str, raw: str, region: str) -> str | None:
    """The normal form of a handle; None when it names nobody or cannot be read, so that it may link nothing."""
    return STANDARD.read(kind, raw, region).norm
