"""What the shop has promised: read from its people's words, kept or broken by what happens."""

from domain.memory.promising.keeping import PromiseOutcomeRule
from domain.memory.promising.noting import PromiseRule
from domain.memory.promising.reading import RECORDED, Offered, promises_in

__all__ = ["RECORDED", "Offered", "PromiseOutcomeRule", "PromiseRule", "promises_in"]
