"""Whole needs among the marks: cases that were joined, split, or had a contact put from one into the other belong together."""

from collections.abc import Iterable

from domain.figures.marks import ADDED, JOINED, OPENED, SPLIT

_TOLD = f"('{JOINED}', '{SPLIT}')"
_CONTACTS = f"('{OPENED}', '{ADDED}')"
# The beginning of a statement: `these` are some cases and all that ever exchanged a contact with them.
EVERYTHING = f"""
    WITH RECURSIVE these(id) AS (
        SELECT value FROM json_each(:cases)
        UNION SELECT x.ref FROM these CROSS JOIN mark x
            WHERE x.tenant = :tenant AND x.before = these.id AND x.before <> '' AND x.kind IN {_TOLD}
        UNION SELECT x.before FROM these CROSS JOIN mark x
            WHERE x.tenant = :tenant AND x.ref = these.id AND x.kind IN {_TOLD}
        UNION SELECT y.ref FROM these CROSS JOIN mark x CROSS JOIN mark y
            WHERE x.tenant = :tenant AND x.ref = these.id AND x.kind IN {_CONTACTS}
            AND y.tenant = :tenant AND y.interaction_id = x.interaction_id AND y.kind IN {_CONTACTS})"""


def names_of(marks: Iterable[tuple[str, str, str, str]]) -> dict[str, str]:
    """One name for all cases that belong together, by case: of marks of theirs the case, the other one, kind, interaction."""
    names = _Names()
    cases: set[str] = set()
    for case, other, kind, interaction_id in marks:
        cases.add(case)
        if other:
            names.tie(case, other)
        if kind in (OPENED, ADDED):
            names.tie(case, interaction_id)
    return {case: names.of(case) for case in cases}


class _Names:
    """One name for whatever was tied together: the least of all, whatever was tied first."""

    def __init__(self) -> None:
        self._next: dict[str, str] = {}

    def of(self, each: str) -> str:
        """The name; on the way to it every second step is saved for the next time."""
        while (after := self._next.get(each, each)) != each:
            self._next[each] = each = self._next.get(after, after)
        return each

    def tie(self, one: str, other: str) -> None:
        """These two belong together."""
        least, more = sorted((self.of(one), self.of(other)))
        self._next[more] = least
