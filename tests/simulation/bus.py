"""Doorbells between the nodes of a simulation: lost, doubled, late, in any order."""

import random
from collections.abc import Sequence
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
        for name, node in self._world.nodes.items():
            if node is sender or (self.faulty and self._chance.random() < 0.25):
                continue
            for _ in range(2 if self._chance.random() < 0.1 else 1):
                slow = LONGEST if self._chance.random() < 0.1 else USUAL
                self._world.loop.call_later(self._chance.random() * slow, self._deliver, name, touched)

    def _deliver(self, name: str, touched: Sequence[Touched]) -> None:
        self._world.nodes[name].heard(touched)
