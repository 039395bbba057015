"""One statement of the shop, and the same with who said it, where and when."""

from datetime import datetime

import msgspec

KINDS = ("price", "promotion", "stock", "date", "policy", "order", "points")


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a subject. `subject` is a sort and its words, "product:puchówka Krywań"; the words are empty where the
    text leaves open what it speaks of. `norm` is what two statements are compared by. Structured ones have no span.

    `place` and `channels` say where it holds (for a promotion and a warranty, on what; of a day, that it is the latest), `since` and
    `until` when; empty: wherever and whenever.
    """

    kind: str
    subject: str
    value: str
    norm: str
    span: tuple[int, int] = (0, 0)
    place: str = ""
    channels: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    former: str = ""  # what it replaces, in its own words
    audience: str = ""  # whom a promotion is for, where not for everybody
    answers: bool = False  # it says so only where the customer had just asked for it

    @property
    def words(self) -> str:
        """The subject without its sort; empty where it is left open."""
        return self.subject.rpartition(":")[2]


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """A statement in its item. `source` tells two speakers apart; `shown` is how a reader is told who it was.

    `noted`: a system wrote it, nobody said it; `quoted`: the customer says that the shop said it. `at` is when it was said;
    for a system's figure, when it was so.
    """

    statement: Statement
    item_id: str
    interaction_id: str | None
    at: datetime
    channel: str
    source: str
    shown: str
    words: str
    noted: bool = False
    quoted: bool = False
    changes: bool = False  # it says of itself that something changed or was wrong
