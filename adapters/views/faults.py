"""Whose fault it is when a follower cannot take an event: the event's own, or the surroundings', which pass."""

import sqlite3

from sqlalchemy import exc

from domain.errors import ClaimLost, OutcomeUnknown, Overloaded, StreamMoved

_OF_THE_VALUE = (sqlite3.IntegrityError, sqlite3.DataError, exc.IntegrityError, exc.DataError)
_OF_THE_SURROUNDINGS = (
    sqlite3.Error, exc.DBAPIError, exc.TimeoutError, exc.InvalidRequestError, OSError, MemoryError,
    Overloaded, OutcomeUnknown, StreamMoved, ClaimLost,
)  # fmt: skip


def passes(fault: Exception) -> bool:
    """Whether trying again may go well (disk full, locked, server away, overload): such a fault never parks an event.

    What a database says about a value (too large, a constraint) is the event's own, and so is every fault of our code.
    """
    if isinstance(fault, _OF_THE_VALUE):
        return False
    if isinstance(fault, _OF_THE_SURROUNDINGS):
        return True
    kinds = [kind for kind in type(fault).__mro__ if kind.__module__.partition(".")[0] == "psycopg"]
    return bool(kinds) and not {"IntegrityError", "DataError"} & {kind.__name__ for kind in kinds}
