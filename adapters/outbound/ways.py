"""Which way out each kind of handle has: a small table made at start."""

from collections.abc import Mapping

from domain.ports_outbound import Outbound

EVERY = "*"


class WaysOut:
    """Ways by kind of handle; `*` serves every kind that has none of its own."""

    def __init__(self, ways: Mapping[str, Outbound]) -> None:
        self._ways = dict(ways)

    def of(self, kind: str) -> Outbound | None:
        """The way to handles of this kind; None where there is none."""
        return self._ways.get(kind) or self._ways.get(EVERY)
