"""The brief: what the next person must know, in sentences from templates, each with the items it stands on.

First cut: the way so far, what the customer first asked, orders and parcels, open promises, the last word. No clock:
whether a promise is overdue is for the screen to say.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from domain.memory.words import CHANNELS, MONTHS, SAID, quoted
from domain.page import Page
from domain.timeline.items import Item

LIVELY = frozenset({"message", "call", "visit"})


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
    told = [item for item in items if item.author.role in ("customer", "unknown") and item.text.strip()]
    lines = [*_way(items, language, zone), *_first_words(told, language), *_orders(items, language)]
    lines += _promises(page, language, zone)
    lines += _last_words(told, language)
    known = tuple(sorted(page.memory.standing()))
    return Brief(at_version=page.version, lines=tuple(lines), known=known)


def _way(items: list[Item], language: str, zone: ZoneInfo) -> list[Line]:
    lively = [item for item in items if item.kind in LIVELY]
    steps: list[Item] = []
    for item in lively:
        if not steps or steps[-1].channel != item.channel:
            steps.append(item)
    if len(steps) < 2:
        return []
    names = CHANNELS[language]
    way = " → ".join(names.get(step.channel, step.channel) for step in steps[-5:])
    first = _day(steps[0].occurred_at, language, zone)
    return [
        Line(text=SAID[language]["way"].format(day=first, way=way), items=tuple(step.item_id for step in steps[-5:]))
    ]


def _first_words(told: list[Item], language: str) -> list[Line]:
    if not told:
        return []
    return [Line(text=SAID[language]["first"].format(words=quoted(told[0].text, language)), items=(told[0].item_id,))]


def _last_words(told: list[Item], language: str) -> list[Line]:
    if len(told) < 2:
        return []
    last = told[-1]
    where = CHANNELS[language].get(last.channel, last.channel)
    words = quoted(last.text, language)
    return [Line(text=SAID[language]["last"].format(channel=where, words=words), items=(last.item_id,))]


def _orders(items: list[Item], language: str) -> list[Line]:
    latest: dict[str, Item] = {}
    for item in items:
        if item.event in ("order-noted", "shipment-noted") and item.text:
            number = str(item.about.get("number") or item.text)
            latest[number] = item
    return [
        Line(text=SAID[language][item.event].format(text=item.text), items=(item.item_id,)) for item in latest.values()
    ][-3:]


def _promises(page: Page, language: str, zone: ZoneInfo) -> list[Line]:
    lines: list[Line] = []
    for promise in page.memory.promises.values():
        if promise.state == "open":
            due = _day(promise.due_at, language, zone) if promise.due_at else SAID[language]["no-date"]
            text = SAID[language]["promise"].format(who=promise.made_by, what=promise.what.rstrip("."), due=due)
            lines.append(Line(text=text, items=promise.items))
    return lines


def _day(at: datetime, language: str, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local.day} {MONTHS[language][local.month - 1]}"
