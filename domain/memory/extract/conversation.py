"""What stands asked in a conversation, and what its next text tells in the light of it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from domain.memory.extract.cores import Words
from domain.memory.extract.finding import Finding
from domain.memory.extract.reading import LONGEST, Reading
from domain.memory.extract.topics import asked_in, mentions_of

ASKING = frozenset({"agent", "bot", "supervisor", "store_associate"})
TELLING = frozenset({"customer", "unknown"})
PATIENCE = 3  # texts of the customer for which a question stays open
FORGOTTEN_AFTER = 8  # texts of anybody after which it is closed: what was said before them need not be known


class Asked(msgspec.Struct, frozen=True):
    """The keys that were asked for last and not told yet; how many texts came since, the customer's and anybody's."""

    keys: tuple[str, ...] = ()
    told: int = 0
    age: int = 0


NOTHING = Asked()


def hear(role: str, text: str, asked: Asked = NOTHING, at: datetime | None = None,
         zone: ZoneInfo | None = None) -> tuple[list[Finding], Asked]:  # fmt: skip
    """What one text tells, and what is asked after it. A text of the system neither tells nor asks."""
    if role in ASKING:
        return [], _asked_by(text, asked)
    if role not in TELLING:
        return [], _older(asked, asked.keys, 0)
    reading = Reading(text, asked.keys, both=role == "unknown")
    found = reading.read()
    return found, Asked(reading.left) if reading.asks and reading.left else _older(asked, reading.left, 1)


def _asked_by(text: str, asked: Asked) -> Asked:
    """The last question counts: another one, for something that is no fact, ends it."""
    words = Words(text[:LONGEST])
    keys = tuple(dict.fromkeys(key for _, key in asked_in(words, mentions_of(words))))
    return Asked(keys) if keys else NOTHING if "?" in text else _older(asked, asked.keys, 0)


def _older(asked: Asked, keys: tuple[str, ...], told: int) -> Asked:
    if not keys or asked.told + told >= PATIENCE or asked.age + 1 >= FORGOTTEN_AFTER:
        return NOTHING
    return Asked(keys, asked.told + told, asked.age + 1)
