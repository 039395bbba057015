"""Whether two pages of one customer show the same, everywhere; says where they do not, never what stands there."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from domain.customer.names import SaidNames
from domain.memory.brief import prepare_brief
from domain.page import Page

AT_ONCE = 500
LANGUAGES = ("pl", "en")
Parts = Iterator[tuple[str, Any, Any]]
_encode = msgspec.json.Encoder(order="deterministic").encode


def first_difference(one: Page, other: Page, zone: ZoneInfo) -> str | None:
    """The first part in which they differ, as what is sent of them; None when they are the same."""
    for parts in (_whole(one, other, zone), _items(one, other), _facts(one, other)):
        for name, here, there in parts:
            if here != there:
                return name
    return None


def _whole(one: Page, other: Page, zone: ZoneInfo) -> Parts:
    yield "version", (one.version, one.generation, one.hash), (other.version, other.generation, other.hash)
    yield "items", len(one.timeline), len(other.timeline)
    yield "facts", len(one.memory), len(other.memory)
    yield "customer", _customer(one), _customer(other)
    yield "promises", _encode(list(one.memory.promises.values())), _encode(list(other.memory.promises.values()))
    yield "contradictions", _encode(one.contradictions.all()), _encode(other.contradictions.all())
    yield "statements", one.contradictions.statements.state(), other.contradictions.statements.state()
    yield "cases", _encode(one.cases.state()), _encode(other.cases.state())
    yield "consents", _encode(one.consents.all()), _encode(other.consents.all())
    yield "notices", _encode(one.notices.all()), _encode(other.notices.all())
    yield "changes", _changes(one), _changes(other)
    yield "times", one.timeline.newest, other.timeline.newest
    for language in LANGUAGES:
        yield f"brief {language}", prepare_brief(one, language, zone), prepare_brief(other, language, zone)


def _customer(page: Page) -> tuple[bytes, list[Any]]:
    names = page.customer.said_names
    said = [names.fullest(), *names.all().items()]  # their order tells which one is shown
    return _encode(msgspec.structs.replace(page.customer, said_names=SaidNames())), said


def _changes(page: Page) -> tuple[int, int, int, dict[str, int]]:
    return (
        page.memory.facts_changed,
        page.memory.promises_changed,
        page.contradictions.changed,
        page.timeline.last_changes(0),
    )


def _items(one: Page, other: Page) -> Parts:
    for start in range(0, len(one.timeline), AT_ONCE):
        here, there = (page.timeline.in_order(start, start + AT_ONCE) for page in (one, other))
        for number, (item, like) in enumerate(zip(here, there, strict=True), start):
            yield f"item {number}", _encode(item), _encode(like)


def _facts(one: Page, other: Page) -> Parts:
    for number, (fact, like) in enumerate(zip(one.told(), other.told(), strict=True)):
        yield f"fact {number}", _encode(fact), _encode(like)
    yield "holding", _encode(one.memory.standing()), _encode(other.memory.standing())
