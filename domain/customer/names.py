"""The names a customer gave, by the interaction each came in: a name leaves with the words it came by.

A customer of years has thousands of interactions, and few of them speak again. So those of old are kept in one string,
which is read in no time, and taken apart only when one of them does.
"""

from functools import reduce

import msgspec

_BETWEEN = "\x1f"  # stands in no id of ours


def fuller_name(known: str, said: str) -> str:
    """The name to show of two: more words first (Zofia Pawlak before zosia_gory), then the later one."""
    return said if len(said.split()) >= len(known.split()) else known


class Packed(msgspec.Struct, frozen=True):
    """Interactions of old in their order, and the names given in them."""

    interactions: str = ""  # each id between two marks
    names: list[str] = []  # each different one once
    runs: list[tuple[int, int]] = []  # which name, in how many interactions one after the other
    fullest: str = ""

    def holds(self, interaction_id: str) -> bool:
        """Whether a name was given in it."""
        return f"{_BETWEEN}{interaction_id}{_BETWEEN}" in self.interactions

    def apart(self) -> dict[str, str]:
        """Name by interaction."""
        names: list[str] = []
        for number, length in self.runs:
            names += [self.names[number]] * length
        return dict(zip(self.interactions.split(_BETWEEN)[1:-1], names, strict=True))

    def followed_by(self, later: dict[str, str]) -> "Packed":
        """These and later ones."""
        numbers = {name: number for number, name in enumerate([*self.names])}
        runs = self.runs.copy()
        for name in later.values():
            number = numbers.setdefault(name, len(numbers))
            same = bool(runs) and runs[-1][0] == number
            runs.append((number, runs.pop()[1] + 1 if same else 1))
        interactions = (
            _BETWEEN.join([self.interactions.removesuffix(_BETWEEN), *later, ""]) if later else self.interactions
        )
        return Packed(interactions, list(numbers), runs, reduce(fuller_name, later.values(), self.fullest))


class SaidNames(msgspec.Struct):
    """Names in the order in which they were last told."""

    older: Packed = Packed()
    recent: dict[str, str] = {}

    def say(self, interaction_id: str, name: str) -> None:
        """A name is given; of two in one interaction the fuller one counts."""
        self.recent[interaction_id] = fuller_name(self.leave(interaction_id), name)

    def leave(self, interaction_id: str) -> str:
        """The interaction leaves, and its name; returns it, empty if there was none."""
        if interaction_id not in self.recent and self.older.holds(interaction_id):
            self.older, self.recent = Packed(), self.all()
        return self.recent.pop(interaction_id, "")

    def fullest(self) -> str:
        """The one to show."""
        return reduce(fuller_name, self.recent.values(), self.older.fullest)

    def all(self) -> dict[str, str]:
        """Name by interaction."""
        return self.older.apart() | self.recent

    def pack(self, keep: int) -> None:
        """Put all but so many of the last to those of old."""
        ids = list(self.recent)
        old = {interaction_id: self.recent.pop(interaction_id) for interaction_id in ids[: max(0, len(ids) - keep)]}
        self.older = self.older.followed_by(old) if old else self.older

    def copy(self) -> "SaidNames":
        """One that no later event changes."""
        return SaidNames(self.older, self.recent.copy())
