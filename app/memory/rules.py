"""The rules that derive something from what happened, in the order they are asked."""

from domain.memory.rules import Rule


def memory_rules() -> list[Rule]:
    """Every rule, as settings want them."""
    return []
