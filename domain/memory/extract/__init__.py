"""Rules that find told things in a customer's own words: explainable, no model, each with a name and a version."""

from domain.memory.extract.shared import Finding, find

__all__ = ["Finding", "find"]
