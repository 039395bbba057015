"""What an adapter needs of the feed to carry a reply out: its words and its address, for the one whose thread it is."""

from typing import Any

from app.http.redacted import Redactions
from app.security.principals import Principal, owns_source
from domain.customer import events as happened
from domain.memory.secrets import dotted
from domain.record import Recorded


def carries(principal: Principal, recorded: Recorded) -> bool:
    """Whether this adapter carries a reply: it may write as the source of its thread; of one without, for its channel."""
    event = recorded.event
    if not isinstance(event, happened.MessageSent) or event.seen_version is None:
        return False
    return owns_source(principal, event.carrier or f"//{recorded.tenant}/{event.channel}/outbound")


def carried(event: happened.MessageSent, redactions: Redactions) -> dict[str, Any]:
    """The fields it is shown beside the open ones."""
    text = dotted(event.text, redactions.get(event.item_id, ()))
    return {"text": text, "to": event.to, "thread": event.thread, "language": event.language}
