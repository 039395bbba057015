"""The kinds of bus, each with a broker of its own."""

from tests.contracts.buses import kind

__all__ = ["kind"]
