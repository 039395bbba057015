"""Events of earlier releases, read as today's: one pure step from each schema of an event to the next.

A step takes the stored fields and returns the fields of the next schema. Of an erased person the sealed fields are absent,
so a step may make open fields of open fields only. The stored bytes are never rewritten: they are what was hashed.
"""

from collections.abc import Callable, Mapping
from typing import Any

from domain.customer.events import REGISTRY, Event

Fields = dict[str, Any]
Step = Callable[[Fields], Fields]
Registry = Mapping[tuple[str, int], type[Event]]


class UnknownEvent(Exception):
    """A stored (type, schema) this version does not know: it was written by a newer one."""


class BrokenSteps(Exception):
    """The steps do not lead from every earlier schema to today's; found at import, so that no service starts with it."""


class Upcasts:
    """`registry` holds each event at today's schema; `steps` maps (type, n) to the step from schema n to n + 1."""

    def __init__(self, registry: Registry, steps: Mapping[tuple[str, int], Step]) -> None:
        self.registry, self._steps = dict(registry), dict(steps)
        self._today = dict(self.registry.keys())
        needed = {(name, before) for name, today in self._today.items() for before in range(1, today)}
        wrong = needed ^ set(self._steps)
        if wrong or len(self._today) != len(self.registry):
            raise BrokenSteps(f"missing or left over: {sorted(wrong)}")

    def knows(self, name: str, schema: int) -> bool:
        """Whether there is a way from this schema of the event to today's."""
        return (name, schema) in self.registry or 1 <= schema <= self._today.get(name, 0)

    def read(self, name: str, schema: int, fields: Fields) -> tuple[type[Event], Fields]:
        """Today's class of a stored event, and its fields as that class has them. Raises UnknownEvent."""
        kind = self.registry.get((name, schema))
        if kind is not None:
            return kind, fields
        today = self._today.get(name, 0)
        if not 1 <= schema < today:
            raise UnknownEvent(f"{name}.v{schema}")
        for before in range(schema, today):
            fields = self._steps[name, before](fields)
        return self.registry[name, today], fields


STEPS: dict[tuple[str, int], Step] = {}  # none yet: every event stands at its first schema
UPCASTS = Upcasts(REGISTRY, STEPS)
