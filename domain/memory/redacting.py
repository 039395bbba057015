"""The rule of redaction: a secret that intake could not know for one when it came is hidden from now on.

That is so where the question comes later than its answer or on another channel, where another node heard it, or after a
restart.
What intake masked is dots already and is found by nobody again.
"""

from collections.abc import Iterator, Sequence

from domain.customer import events as happened
from domain.customer.event import Event
from domain.memory.rules import Seen
from domain.memory.secrets import (
    ASKING,
    FORGOTTEN_AFTER,
    NOTHING,
    Awaited,
    Hidden,
    asks_birth,
    asks_secret,
    listen_to,
    may_ask,
    said_again,
    said_by,
)
from domain.timeline.items import Item
from domain.voices import SAID

NOTED = frozenset({"note-added", "promise-made"})
LATER = FORGOTTEN_AFTER  # items behind a late question that are read again


class RedactionRule:
    """Looks at everything said, in the light of what was asked before it. See docs/secrets.md."""

    name = "redaction.1"
    watches = SAID | NOTED
    by = f"rule:{name}"

    def derive(self, seen: Seen) -> Sequence[Event]:
        """What must be hidden: mostly nothing."""
        event = seen.recorded.event
        assert isinstance(event, happened.ItemEvent)
        item = seen.page.timeline.find(event.item_id)
        if item is None or not item.text:
            return []
        if event.name in NOTED or item.interaction_id is None:
            return list(self._redacted(item, listen_to((("system", item.text),))[0]))
        awaited = _awaited(seen)
        hidden, after = listen_to(_parts(item), awaited)
        found = list(self._redacted(item, hidden))
        if _asks(item):
            found += self._answers(seen, item, after)
        return [*found, *self._echoes(seen, item.interaction_id, found)] if found else []

    def _answers(self, seen: Seen, question: Item, awaited: Awaited) -> Iterator[happened.MessageRedacted]:
        """What stood behind a question that came late."""
        assert question.interaction_id is not None
        later = [item for item in _said(seen, question.interaction_id) if _place(item) > _place(question)]
        for item in later[:LATER]:
            hidden, awaited = listen_to(_parts(item), awaited)
            yield from self._redacted(item, hidden)

    def _echoes(
        self, seen: Seen, interaction_id: str, found: list[happened.MessageRedacted]
    ) -> Iterator[happened.MessageRedacted]:
        """The same numbers where somebody else says them: an agent who repeats one, a note of it."""
        texts = {item.item_id: item for item in seen.page.timeline.of_interaction(interaction_id)}
        told = {
            "".join(filter(str.isdigit, texts[event.item_id].text[start:end]))
            for event in found for start, end in event.spans if event.item_id in texts
        }  # fmt: skip
        numbers = frozenset(map(hash, told - {""}))
        done = {event.item_id for event in found}
        for item in texts.values() if numbers else ():
            if item.item_id not in done:
                yield from self._redacted(item, [list(said_again(item.text, numbers, hash))])

    def _redacted(self, item: Item, hidden: list[list[Hidden]]) -> Iterator[happened.MessageRedacted]:
        if not any(hidden):
            return
        placed = list(_placed(item, hidden))
        yield happened.MessageRedacted(
            item_id=item.item_id, interaction_id=item.interaction_id, spans=tuple((start, end) for start, end, _ in placed),
            reason=",".join(sorted({kind for _, _, kind in placed})), detected_by=self.by)  # fmt: skip


def _awaited(seen: Seen) -> Awaited:
    """What stood asked before the event in hand."""
    earlier = (*seen.left_open, *seen.earlier)
    asked = "\n".join(text for turn in earlier for role, text in turn.parts if role in ASKING or role == "unknown")
    if not asked or not (may_ask(asked.lower()) or asks_birth(asked.lower())):
        return NOTHING
    awaited = NOTHING
    for turn in earlier[-FORGOTTEN_AFTER:]:
        _, awaited = listen_to(turn.parts, awaited)
    return awaited


def _asks(item: Item) -> bool:
    return any((role in ASKING or role == "unknown") and asks_secret(text) for role, text in _parts(item))


def _said(seen: Seen, interaction_id: str) -> list[Item]:
    items = [item for item in seen.page.timeline.of_interaction(interaction_id) if item.event in SAID]
    return sorted(items, key=_place)


def _place(item: Item) -> tuple[object, int]:
    return item.occurred_at, item.position


def _parts(item: Item) -> tuple[tuple[str, str], ...]:
    return said_by(item.author.role, item.text, [(each.party, each.text) for each in item.segments])


def _placed(item: Item, hidden: list[list[Hidden]]) -> Iterator[tuple[int, int, str]]:
    """Where secrets stand in the whole text of an item: its parts are joined by a newline."""
    start = 0
    parts = _parts(item) if len(hidden) > 1 else (("", item.text),)
    for (_, text), found in zip(parts, hidden, strict=True):
        yield from ((start + each.start, start + each.end, each.kind or "secret") for each in found)
        start += len(text) + 1
