"""The brief: what the next person must know, in sentences from templates, each with the items it stands on.

First cut: how it began, what we promised, the newest word on order or parcel, the last word. No clock: whether a
promise is overdue is for the screen to say.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from domain.memory.words import CHANNELS, MONTHS, SAID, quoted, quoted_plain
from domain.page import Page
from domain.timeline.items import Item

LIVELY = frozenset({"message", "call"})
TELLING = frozenset({"customer", "unknown"})
MOST = 3  # promises


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
    items = page.timeline.in_order()
    told = [item for item in items if item.kind in LIVELY and item.author.role in TELLING and item.text.strip()]
    lines = [*_first_words(told, language, zone), *_promises(page, language, zone), *_latest_context(items)]
    lines += _last_words(told, language)
    known = tuple(sorted(page.memory.standing()))
    return Brief(at_version=page.version, lines=tuple(lines), known=known)


def _first_words(told: list[Item], language: str, zone: ZoneInfo) -> list[Line]:
    if not told:
        return []
    first = told[0]
    where, day = CHANNELS[language].get(first.channel, first.channel), _day(first.occurred_at, language, zone)
    text = SAID[language]["first"].format(day=day, channel=where, words=quoted(first.text, language))
    return [Line(text=text, items=(first.item_id,))]


def _promises(page: Page, language: str, zone: ZoneInfo) -> list[Line]:
    lines: list[Line] = []
    for promise in page.memory.promises.values():
        if promise.state == "open":
            due = _day(promise.due_at, language, zone) if promise.due_at else SAID[language]["no-date"]
            what = promise.what.strip().rstrip(".")
            text = SAID[language]["promise"].format(who=promise.made_by, what=what, due=due)
            lines.append(Line(text=text, items=promise.items))
    return lines[-MOST:]


def _latest_context(items: list[Item]) -> list[Line]:
    """The newest word of the shop's systems on an order or a parcel, as they put it."""
    for item in reversed(items):
        if item.event in ("order-noted", "shipment-noted") and item.text.strip():
            return [Line(text=f"{quoted_plain(item.text)}.", items=(item.item_id,))]
    return []


def _last_words(told: list[Item], language: str) -> list[Line]:
    if len(told) < 2:
        return []
    last = told[-1]
    where = CHANNELS[language].get(last.channel, last.channel)
    text = SAID[language]["last"].format(channel=where, words=quoted(last.text, language))
    return [Line(text=text, items=(last.item_id,))]


def _day(at: datetime, language: str, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local.day} {MONTHS[language][local.month - 1]}"
