"""The identity follower's work without log and pen: it works out and keeps everything, and takes for written what it would write."""

import os
from collections.abc import Mapping

from adapters.identity.store import IdentityStore
from adapters.keys.keyring import Keyring
from app.identity.graph import Graph
from app.identity.holding import digests_of
from app.identity.settler import Case, Cause, Pair, Settler
from domain.identity.rules import STANDARD, Rules
from domain.identity.settling import Act, Standing
from domain.identity.units import Anchor, Claimed
from domain.record import Recorded


class Dry:
    """It remembers why it did what stands: by absorbed customer, and by interaction (`app.identity.settler.Acts`).

    `born` are customers whom the log knows already: by the interaction for which they were made.
    """

    def __init__(self, store: IdentityStore, keyring: Keyring, rules: Rules = STANDARD,
                 born: Mapping[str, str] | None = None) -> None:  # fmt: skip
        self.store, self.graph = store, Graph(store, keyring, os.urandom)
        self._settler = Settler(self.graph, self, rules)
        self.merged: dict[str, Act] = {}
        self.given: dict[str, Act] = {}
        self.suggested: dict[Pair, tuple[float, tuple[str, ...]]] = {}
        self.shared: dict[Anchor, str] = {}
        self.digests: dict[Anchor, str] = {}  # of the shared ones, as the log names them
        self._born, self._made = born or {}, 0

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    async def take(self, recorded: Recorded) -> None:
        """Take in one event and do what follows from it."""
        await self._settler.take(recorded)

    # ---- what would be written ---------------------------------------------------------------------------------------

    async def merge(self, case: Case, act: Act) -> Standing:
        """One of the merges that would stand."""
        assert act.to is not None
        self.merged[act.subject] = act
        return Standing(f"try-{act.subject}", act.to, act.subject, "")

    async def reverse(self, case: Case, act: Act) -> None:
        """It would stand no more."""
        for absorbed, stands in case.merges.items():
            if stands.merge_id == act.subject:
                self.merged.pop(absorbed, None)

    async def give(self, case: Case, act: Act, to: str | None) -> str:
        """Whose an interaction would be."""
        self.given[act.subject] = act
        return to or self._somebody_new(act.subject)

    def _somebody_new(self, interaction_id: str) -> str:
        self._made += 1
        return self._born.get(interaction_id) or f"new-{self._made}"

    async def mark(self, case: Case, anchor: Anchor, why: str) -> None:
        """A handle would be shared, or no more."""
        if why:
            self.shared[anchor] = why
            self.digests[anchor] = min(digests_of(case.near.units.values(), anchor), default="")
        else:
            self.shared.pop(anchor, None)

    async def hold(self, case: Case, claim: Claimed, owner: str) -> None:
        """Whose a handle would be tells nothing that its interactions do not."""

    async def say(self, cause: Cause, pair: Pair, score: float, evidence: tuple[str, ...]) -> None:
        """What would be suggested."""
        if score > 0:
            self.suggested[pair] = score, evidence
        else:
            self.suggested.pop(pair, None)
