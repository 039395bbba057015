"""Who of the staff took part in an interaction, by an id of ours: an agent sees the figures of their own work."""

import hashlib

from domain.customer import events as happened
from domain.record import Recorded

STAFF = frozenset({"agent", "store_associate", "supervisor"})


def staff_id(recorded: Recorded) -> str:
    """The person behind an event of an interaction; empty: nobody of the staff, or a name is not known.

    Whoever writes through a channel is known by the name the channel gives (or its staff number, where it gives none),
    whoever signs in here by the name they signed in with: the same name is the same person, as
    app/security/principals.py names them.
    """
    event = recorded.event
    if recorded.actor.kind == "agent" and recorded.actor.id:
        return recorded.actor.id
    if not isinstance(event, happened.ItemEvent) or event.author_role not in STAFF:
        return ""
    name = event.author_name or event.author_id
    told = f"{recorded.tenant}\x00agent\x00{name}".encode()
    return f"p-{hashlib.sha256(told).hexdigest()[:16]}" if name else ""
