"""What every event of a customer's stream is."""

from typing import ClassVar

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that has happened. `name` and `schema` are what the log stores, never the Python class."""

    name: ClassVar[str] = ""
    schema: ClassVar[int] = 1
