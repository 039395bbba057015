"""The rules that derive something from what happened, in the order they are asked."""

from app.settings import Settings
from domain.memory.casing.rule import CasesRule
from domain.memory.rules import Rule


def memory_rules(settings: Settings) -> list[Rule]:
    """Every rule, as settings want them."""
    return [CasesRule()]
