"""What is sent and answered about handing over."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from domain.memory.brief import Line

Language = Literal["pl", "en"]


class NewHandoff(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To whom: a colleague, a team, a shop, in the agent's own words. Whoever goes by that name has it in their queue."""

    to: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    note: Annotated[str, msgspec.Meta(max_length=1_000)] = ""
    language: Language = "pl"


class NewReading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In which language it was read."""

    language: Language = "pl"


class HandedOver(msgspec.Struct, frozen=True, kw_only=True):
    """The brief as it was handed over. `reaches`: colleagues who are known here by the name given; nobody, if empty."""

    handoff_id: str
    customer_id: str
    at_version: int
    lines: list[Line]
    reaches: list[str]
    version: int
    position: int


class BriefHasBeenRead(msgspec.Struct, frozen=True, kw_only=True):
    """What was recorded; `at_version`: of the page that the reader had."""

    handoff_id: str
    customer_id: str
    at_version: int
    version: int
    position: int


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Who has read it; the name is empty where it is not known here."""

    by: str
    at: datetime
    at_version: int


class HandoffShown(msgspec.Struct, frozen=True, kw_only=True):
    """A hand-over. `stale` lines would not be written any more as the page stands now."""

    handoff_id: str
    at: datetime
    at_version: int
    language: str
    method: str
    by: str
    to: str
    note: str
    lines: list[Line]
    read: list[Reading]


class HandoffsShown(msgspec.Struct, frozen=True, kw_only=True):
    """The newest hand-overs, the newest last."""

    customer_id: str
    at_version: int
    handoffs: list[HandoffShown]
