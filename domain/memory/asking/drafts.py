"""What an agent should know before sending: a draft asks for what this customer has told."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.memory.asking.questions import questions_in
from domain.memory.asking.tellings import answer, on_page
from domain.memory.asking.voices import Asked
from domain.memory.exempt import Exempt
from domain.memory.facts import Fact
from domain.page import Page
from domain.timeline.items import Author, Item

_NEWEST = 50  # items in which the interaction that a draft belongs to is looked for


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A draft asks for this, and here it was told. `span` is where the draft asks (characters, end exclusive)."""

    key: str
    fact: Fact
    span: tuple[int, int]


def known_of(page: Page, text: str, channel: str, at: datetime, exempt: Iterable[Exempt] = ()) -> list[Known]:
    """What a draft asks for although it was told, in the order asked. Changes nothing."""
    found: list[Known] = []
    questions = questions_in(text) if page.memory.standing() else []
    draft = _as_item(page, text, channel, at) if questions else None
    for question in questions if draft else ():
        assert draft is not None
        told = answer(page, on_page(page), Asked("agent", question, text), draft, exempt)
        if told is not None:
            fact = replace(told[0], proven=page.customer.proven)
            found.append(Known(key=question.key, fact=fact, span=question.span))
    return found


def _as_item(page: Page, text: str, channel: str, at: datetime) -> Item:
    """The draft as the item it would be: in the interaction that is open on its channel."""
    lines = page.timeline
    newest = reversed(lines.in_order(max(0, len(lines) - _NEWEST)))
    last = next((each for each in newest if each.channel == channel), None)
    return Item(
        item_id="", position=2**62, version=0, stream=page.customer_id, interaction_id=last.interaction_id if last else None,
        channel=channel, entry_point="", kind="message", direction="outbound", author=Author(role="agent"),
        occurred_at=at, recorded_at=at, text=text, event="message-sent")  # fmt: skip
