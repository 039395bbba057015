"""The bus between the nodes of a simulation: what is said on it is lost, doubled, late, in any order."""

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from adapters.log.appends import Touched

if TYPE_CHECKING:
    from tests.simulation.node import Node
    from tests.simulation.world import World

USUAL, LONGEST = 0.01, 0.6  # seconds


class Bus:
    """`faulty` may change at any time; a bus that is not faulty still delivers in any order."""

    def __init__(self, world: "World", chance: random.Random, faulty: bool) -> None:
        self._world, self._chance, self.faulty = world, chance, faulty

    def ring(self, sender: "Node", touched: Sequence[Touched]) -> None:
        """Tell every other node that streams grew."""
        self._tell(sender, lambda node: node.rung(touched))

    def say(self, sender: "Node", tenant: str, said: bytes) -> None:
        """Tell every other node something that is not in the log."""
        self._tell(sender, lambda node: node.heard(tenant, said))

    def _tell(self, sender: "Node", told: "Callable[[Node], None]") -> None:
        for name, node in self._world.nodes.items():
            if node is sender or (self.faulty and self._chance.random() < 0.25):
                continue
            for _ in range(2 if self._chance.random() < 0.1 else 1):
                slow = LONGEST if self._chance.random() < 0.1 else USUAL
                self._world.loop.call_later(self._chance.random() * slow, self._deliver, name, told)

    def _deliver(self, name: str, told: "Callable[[Node], None]") -> None:
        told(self._world.nodes[name])
