"""The identity follower without its pen: it works out and keeps everything, and takes for written what it would write."""

import os
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from adapters.identity.store import Absorption, IdentityStore
from adapters.keys.keyring import Keyring
from app.identity.follower import Case, Cause, IdentityFollower
from app.identity.holding import digests_of
from domain.identity.rules import STANDARD, Rules
from domain.identity.settling import Act, Standing
from domain.identity.units import Anchor
from domain.record import Recorded


class Dry(IdentityFollower):
    """Beside its store, it remembers why it did what stands: by absorbed customer, and by interaction.

    `born` are customers whom the log knows already: by the interaction for which they were made.
    """

    def __init__(self, store: IdentityStore, keyring: Keyring, rules: Rules = STANDARD,
                 born: Mapping[str, str] | None = None) -> None:  # fmt: skip
        nothing: Any = None  # neither log nor pen
        super().__init__(nothing, nothing, keyring, store, nothing, nothing, os.urandom, rules)
        self.merged: dict[str, Act] = {}
        self.given: dict[str, Act] = {}
        self.suggested: dict[tuple[str, str], tuple[float, tuple[str, ...]]] = {}
        self.shared: dict[Anchor, str] = {}
        self.digests: dict[Anchor, str] = {}  # of the shared ones, as the log names them
        self._born, self._made = born or {}, 0

    async def take(self, recorded: Recorded) -> None:
        """Take in one event and do what follows from it."""
        await self._take(recorded)

    async def _merge(self, case: Case, act: Act) -> None:
        assert act.to is not None
        merge_id = f"try-{act.subject}"
        self._store.absorb(case.cause.tenant, act.subject, Absorption(act.to, merge_id, ""))
        case.merges[act.subject] = Standing(merge_id, act.to, act.subject, "")
        self.merged[act.subject] = act

    async def _reverse(self, case: Case, act: Act) -> None:
        self._store.release(case.cause.tenant, act.subject)
        for absorbed in [each for each, stands in case.merges.items() if stands.merge_id == act.subject]:
            del case.merges[absorbed]
            self.merged.pop(absorbed, None)

    async def _give(self, case: Case, act: Act, new: dict[int, str]) -> None:
        to = act.to or new.get(act.new) or self._somebody_new(act.subject)
        if act.to is None:
            new[act.new] = to
        self.graph.put(case.cause.tenant, replace(case.near.units[act.subject], home=to))
        self.given[act.subject] = act

    def _somebody_new(self, interaction_id: str) -> str:
        self._made += 1
        return self._born.get(interaction_id) or f"new-{self._made}"

    async def _mark(self, case: Case, anchor: Anchor, why: str) -> None:
        if why:
            self.shared[anchor] = why
            self.digests[anchor] = min(digests_of(case.near.units.values(), anchor), default="")
        else:
            self.shared.pop(anchor, None)

    async def _hold(self, case: Case, new: dict[int, str]) -> None:
        pass

    async def _say(self, cause: Cause, pair: tuple[str, str], score: float, evidence: tuple[str, ...]) -> None:
        self._store.suggest(cause.tenant, *pair, score, ",".join(evidence))
        if score > 0:
            self.suggested[pair] = score, evidence
        else:
            self.suggested.pop(pair, None)
