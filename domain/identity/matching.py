"""From handles and what is known of them: whose interaction is this, and who else might it be?"""

from collections import defaultdict
from collections.abc import Mapping

import msgspec

from domain.identity.handles import CHECKED, Handle, strongest_first


class Holder(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The customer who holds a handle, and the level of proof the link has.

    `shared`: several people proved to use it, so it says of nobody whose an interaction is. `bound` is the level of what
    tied it to the customer: it says no more than that.
    """

    customer_id: str
    level: int
    link_id: str
    shared: bool = False
    bound: int = CHECKED


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """`customer_id` is None when no handle decides.

    `evidence` are the kinds that decided, `links` their links, `level` that of the claim that did, or of its handle's tie.
    """

    customer_id: str | None
    evidence: tuple[str, ...] = ()
    level: int = 0
    links: tuple[str, ...] = ()


def whose(handles: tuple[Handle, ...], holders: Mapping[bytes, Holder]) -> Verdict:
    """Decide by the strongest handle that attaches; else by two independent said ones that agree; else not at all."""
    held = [
        (handle, holders[handle.digest].customer_id)
        for handle in strongest_first(handles)
        if handle.digest in holders and not handle.unfit and not holders[handle.digest].shared
    ]
    chosen, evidence, level = None, (), 0
    for handle, customer_id in held:
        if handle.attaches:
            chosen, evidence = customer_id, (handle.kind,)
            level = min(handle.level, holders[handle.digest].bound)
            break
    if chosen is None:
        chosen, evidence = _two_agree(held)
    links = tuple(holders[handle.digest].link_id for handle, customer_id in held
                  if customer_id == chosen and handle.kind in evidence)  # fmt: skip
    return Verdict(customer_id=chosen, evidence=evidence, level=level, links=links)


def _two_agree(held: list[tuple[Handle, str]]) -> tuple[str | None, tuple[str, ...]]:
    kinds: dict[str, set[str]] = defaultdict(set)
    for handle, customer_id in held:
        kinds[customer_id].add(handle.kind)
    for _, customer_id in held:
        if len(kinds[customer_id]) >= 2:
            return customer_id, tuple(sorted(kinds[customer_id]))
    return None, ()
