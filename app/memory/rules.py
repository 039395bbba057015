"""The rules that derive something from what happened, in the order they are asked."""

from app.settings import Settings
from domain.memory.asking import AskedAgainRule, ToldAgainRule
from domain.memory.casing.rule import CasesRule
from domain.memory.contradicting.rule import ContradictionRule
from domain.memory.promising import PromiseOutcomeRule, PromiseRule
from domain.memory.redacting import RedactionRule
from domain.memory.rules import Rule


def memory_rules(settings: Settings) -> list[Rule]:
    """Every rule, as settings want them."""
    return [
        RedactionRule(),
        AskedAgainRule(settings.reverify),
        ToldAgainRule(),
        CasesRule(),
        PromiseRule(),
        PromiseOutcomeRule(),
        ContradictionRule(),
    ]
