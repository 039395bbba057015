"""The brief: what the next person must know, in sentences from templates, each with the items it stands on.

First cut: how it began, what did not arrive, what we promised, orders and parcels, the shop's note, the last word.
No clock: whether a promise is overdue is for the screen to say.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from domain.memory.words import CHANNELS, MONTHS, SAID, quoted, state_of
from domain.page import Page
from domain.timeline.items import Item
from domain.timeline.marks import FAILED, MOVED, SHOP, TOLD, own_words

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


class _Words:
    """One language and one zone."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self._language, self._zone = language, zone
        self._said = SAID[language]

    def lines(self, page: Page) -> list[Line]:
        timeline = page.timeline
        first, last = timeline.first(TOLD), timeline.last(TOLD)
        failed, moved, visit = timeline.last(FAILED), timeline.last(MOVED), timeline.last(SHOP)
        lines = [self._line("first", first, own_words(first))] if first else []
        lines += [self._line("failed", failed, failed.text)] if failed else []
        lines += self._promises(page)
        lines += [self._moved(moved)] if moved else []
        lines += [self._line("shop", visit, visit.text)] if visit else []
        if first and last and first.item_id != last.item_id:
            lines.append(self._line("last", last, own_words(last)))
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
            said = page.timeline.find(promise.items[0])
            channel = CHANNELS[self._language].get(said.channel, said.channel) if said else "–"
            due = (
                f"{self._day(promise.due_at)}, {promise.due_at.astimezone(self._zone):%H:%M}" if promise.due_at else ""
            )
            text = self._said["promise" if due else "promise-undated"].format(
                who=promise.made_by, what=promise.what.strip().rstrip("."), due=due, channel=channel)  # fmt: skip
            lines.append(Line(text=text, items=promise.items))
        return lines

    def _moved(self, item: Item) -> Line:
        """The order or parcel that moved last, as of the day the system said so."""
        place = item.about.get("locker_or_store")
        text = self._said[item.event].format(
            number=item.about["number"], state=state_of(item.event, item.about.get("state"), self._language),
            place=f" ({place})" if isinstance(place, str) and place else "", day=self._day(item.occurred_at))  # fmt: skip
        return Line(text=text, items=(item.item_id,))

    def _day(self, at: datetime) -> str:
        local = at.astimezone(self._zone)
        return f"{local.day} {MONTHS[self._language][local.month - 1]}"
