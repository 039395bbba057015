"""The brief: what the next person must know, in sentences from templates, each with the items it stands on.

First cut: how it began, what did not arrive, what we promised, orders and parcels, the shop's note, the last word.
No clock: whether a promise is overdue is for the screen to say.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from domain.memory.words import CHANNELS, LATEST, MONTHS, SAID, quoted, state_of
from domain.page import Page
from domain.timeline.items import Item

LIVELY = frozenset({"message", "call", "visit"})
TELLING = frozenset({"customer", "unknown"})
MOST = 1  # order or parcel: the one that moved last
NEVER = datetime.max.replace(tzinfo=UTC)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence and its sources."""

    text: str
    items: tuple[str, ...]
    stale: bool = False


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """The brief as of a version of the page; `known` are the fact keys that need not be asked again."""

    at_version: int
    lines: tuple[Line, ...]
    known: tuple[str, ...]


def prepare_brief(page: Page, language: str, zone: ZoneInfo) -> Brief:
    """Write the brief in `pl` or `en`, with days in the shop's own zone."""
    return Brief(
        at_version=page.version,
        lines=tuple(_Words(language, zone).lines(page)),
        known=tuple(sorted(page.memory.standing())),
    )


def own_words(item: Item) -> str:
    """What the customer said in an item; of a call with both voices in one, their part only."""
    if item.kind not in LIVELY or item.author.role not in TELLING:
        return ""
    if item.author.role == "unknown" and item.segments:
        return "\n".join(segment.text for segment in item.segments if segment.party in TELLING).strip()
    return item.text.strip()


class _Words:
    """One language and one zone."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self._language, self._zone = language, zone
        self._said = SAID[language]

    def lines(self, page: Page) -> list[Line]:
        items = page.timeline.in_order()
        told = [item for item in items if own_words(item)]
        lines = [self._line("first", told[0], own_words(told[0]))] if told else []
        failed = [item for item in items if item.delivery is not None and item.delivery.state == "failed"]
        lines += [self._line("failed", item, item.text) for item in failed[-1:]]
        lines += self._promises(page)
        lines += self._context(items)
        visits = [
            item for item in items if item.kind == "visit" and item.text.strip() and item.author.role not in TELLING
        ]
        lines += [self._line("shop", item, item.text) for item in visits[-1:]]
        if len(told) > 1:
            lines.append(self._line("last", told[-1], own_words(told[-1])))
        return lines

    def _line(self, template: str, item: Item, words: str) -> Line:
        text = self._said[template].format(
            channel=CHANNELS[self._language].get(item.channel, item.channel), day=self._day(item.occurred_at),
            who=item.author.name or "–", words=quoted(words, self._language))  # fmt: skip
        return Line(text=text, items=(item.item_id,))

    def _promises(self, page: Page) -> list[Line]:
        lines: list[Line] = []
        owed = [promise for promise in page.memory.promises.values() if promise.state == "open"]
        for promise in sorted(owed, key=lambda each: each.due_at or NEVER):
            said = page.timeline.by_id.get(promise.items[0])
            channel = CHANNELS[self._language].get(said.channel, said.channel) if said else "–"
            due = (
                f"{self._day(promise.due_at)}, {promise.due_at.astimezone(self._zone):%H:%M}" if promise.due_at else ""
            )
            text = self._said["promise" if due else "promise-undated"].format(
                who=promise.made_by, what=promise.what.strip().rstrip("."), due=due, channel=channel)  # fmt: skip
            lines.append(Line(text=text, items=promise.items))
        return lines

    def _context(self, items: list[Item]) -> list[Line]:
        """The newest state of each order and parcel, as of the day the system said so."""
        latest: dict[str, Item] = {}
        for item in items:
            number = item.about.get("number")
            if item.event in LATEST and isinstance(number, str):
                latest.pop(number, None)
                latest[number] = item
        lines: list[Line] = []
        for number, item in list(latest.items())[-MOST:]:
            place = item.about.get("locker_or_store")
            text = self._said[item.event].format(
                number=number, state=state_of(item.event, item.about.get("state"), self._language),
                place=f" ({place})" if isinstance(place, str) and place else "", day=self._day(item.occurred_at))  # fmt: skip
            lines.append(Line(text=text, items=(item.item_id,)))
        return lines

    def _day(self, at: datetime) -> str:
        local = at.astimezone(self._zone)
        return f"{local.day} {MONTHS[self._language][local.month - 1]}"
