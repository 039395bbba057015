"""What the desk does with a customer besides writing: who has taken them on, and how a talk was wrapped up."""

from datetime import datetime
from typing import ClassVar

from domain.customer.event import Event
from domain.privacy import Open, Personal


class Claimed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody at the desk has taken a customer on, until a time. The same `claim_id` again: for longer."""

    name: ClassVar[str] = "claimed"

    claim_id: Open[str]
    by: Open[str]
    expires_at: Open[datetime]
    taken_from: Open[str] = ""  # our own id of the colleague who had them
    by_name: Personal[str] = ""


class Released(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A claim is over. `why` is a fixed word: released, taken_over, expired. `by` is empty where time ended it."""

    name: ClassVar[str] = "released"

    claim_id: Open[str]
    why: Open[str]
    by: Open[str] = ""
    reason: Personal[str] = ""


class WrapUpRecorded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What came of an interaction: resolved, follow_up, escalated, abandoned, duplicate. `seconds`: how long the work on it took."""

    name: ClassVar[str] = "wrap-up-recorded"

    interaction_id: Open[str]
    outcome: Open[str]
    by: Open[str] = ""
    seconds: Open[int | None] = None
    code: Personal[str] = ""
    note: Personal[str] = ""
