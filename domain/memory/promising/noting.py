"""The rule that takes promises from the words of the shop's people: a new one is noted, one told anew is moved."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from domain.customer import events as happened
from domain.memory.facts import Promise
from domain.memory.promising.calendar import calendar_of
from domain.memory.promising.numbering import numbers_in, same_number
from domain.memory.promising.reading import RECORDED, Offered, promises_in
from domain.memory.rules import Seen
from domain.page import Page
from domain.voices import ASKING

LONGEST = 100_000  # characters read of one item: a call of two hours
BESIDE = timedelta(hours=1)  # so long after the words a system may tell the same promise as such
NAME = "promises.1"


class PromiseRule:
    """Reads what we sent and said. Only sure promises become events; the composer offers the others."""

    name = NAME
    watches = frozenset({"message-sent", "call-transcribed"})

    def derive(self, seen: Seen) -> Sequence[happened.Event]:
        """A promise noted, or one that stood moved to another time; nothing where it says again what stands."""
        item, at = seen.recorded.event, seen.recorded.occurred_at
        assert isinstance(item, happened.ItemEvent)
        found: list[happened.Event] = []
        read = 0
        for role, start, text in spoken_by_us(item):
            read += len(text)
            if read > LONGEST:
                break
            for each in promises_in(text, at, seen.zone, calendar_of(seen.region)):
                if each.confidence < RECORDED:
                    continue
                event = _settled(seen, item, role, start, each)
                if event is not None:
                    found.append(event)
        return found


def spoken_by_us(item: happened.ItemEvent) -> Iterator[tuple[str, int, str]]:
    """Our people's words in an item, and where they begin in its text. A transcript has its speakers apart."""
    segments = item.segments if isinstance(item, happened.CallTranscribed) else ()
    if segments and item.text == "\n".join(each.text for each in segments):
        start = 0
        for each in segments:
            if each.party in ASKING:
                yield each.party, start, each.text
            start += len(each.text) + 1
    elif item.author_role in ASKING:
        yield item.author_role, 0, item.text


def together(page: Page, one: str | None, other: str | None) -> bool:
    """Whether two interactions are one, or about one need."""
    if one is None or other is None:
        return False
    case = page.cases.of(one)
    return one == other or (case is not None and case is page.cases.of(other))


def akin(one: str, other: str) -> bool:
    """Whether two kinds may name one promise: what is exchanged is delivered, too."""
    return one == other or {one, other} == {"delivery", "replacement"}


def same_day(seen: Seen, one: datetime | None, other: datetime | None) -> bool:
    """Whether two times are due on one day; no time said is no other day."""
    if one is None or other is None:
        return True
    return one.astimezone(seen.zone).date() == other.astimezone(seen.zone).date()


def _settled(seen: Seen, item: happened.ItemEvent, role: str, start: int, each: Offered) -> happened.Event | None:
    """What these words make of what stands."""
    at = seen.recorded.occurred_at
    standing = _standing(seen, item, each)
    if any(item.item_id in promise.items or _settled_since(seen, promise) for promise in standing):
        return None
    if any(_told_by_a_system(seen, promise, item, each) for promise in seen.page.memory.promises.values()):
        return None
    owed = [promise for promise in standing if promise.owed]
    before = max(owed, key=lambda promise: promise.made_at or at, default=None)
    if before is None:
        return happened.PromiseNoted(
            promise_id=seen.mint("o"), item_id=item.item_id, interaction_id=item.interaction_id, promised=each.kind,
            made_by=role, detected_by=f"rule:{NAME}", confidence=each.confidence, due_at=each.due_at,
            span=(start + each.span[0], start + each.span[1]), what=each.what, amount=each.amount,
            who=item.author_name if role == item.author_role else "")  # fmt: skip
    if each.due_at is None or each.due_at == before.due_at:
        return None
    later = before.made_at is None or at >= before.made_at
    return happened.PromiseMoved(
        promise_id=before.promise_id, new_due=each.due_at if later or before.due_at is None else before.due_at,
        told_item=item.item_id, detected_by=f"rule:{NAME}", item_id=before.items[0], interaction_id=before.interaction_id,
        span=each.span, what=each.what if later else "")  # fmt: skip


def _standing(seen: Seen, item: happened.ItemEvent, each: Offered) -> list[Promise]:
    """Promises of the same kind about the same need, as far as they were recorded before these words."""
    return [
        promise for promise in seen.page.memory.promises.values()
        if promise.kind == each.kind and promise.state != "withdrawn"
        and not (promise.amount and each.amount and promise.amount != each.amount) and not _of_another_order(promise, each)
        and (item.item_id in promise.items or (_recorded_before(seen, promise) and together(seen.page, promise.interaction_id, item.interaction_id)))
    ]  # fmt: skip


def _of_another_order(promise: Promise, each: Offered) -> bool:
    """Whether both name orders, and other ones: they are two promises though one talk holds them."""
    if each.kind in ("callback", "info"):
        return False
    one, other = numbers_in(promise.what), numbers_in(each.what)
    return bool(one and other) and not any(same_number(left, right) for left in one for right in other)


def _recorded_before(seen: Seen, promise: Promise) -> bool:
    """The page may be ahead of the event: asked again of an old one, the answer must not follow from what came since."""
    made = seen.page.timeline.find(promise.items[0])
    return made is None or made.position < seen.recorded.position


def _settled_since(seen: Seen, promise: Promise) -> bool:
    """Whether it was kept or broken by something later than these words, which came late: they told the same promise."""
    shown = None if promise.owed else seen.page.timeline.find(promise.items[-1])
    return shown is not None and shown.occurred_at > seen.recorded.occurred_at


def _told_by_a_system(seen: Seen, promise: Promise, item: happened.ItemEvent, each: Offered) -> bool:
    """Whether it stands already as a system told it, a little before or after it was said."""
    if promise.extracted_by or promise.made_at is None or not akin(promise.kind, each.kind):
        return False
    near = abs(promise.made_at - seen.recorded.occurred_at) <= BESIDE
    return (
        near
        and together(seen.page, promise.interaction_id, item.interaction_id)
        and same_day(seen, promise.due_at, each.due_at)
    )
