"""What earlier releases stored is read as today's events, and what cannot be read is found before anything starts."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from adapters.keys.keyring import Keyring
from adapters.keys.sqlite import SqliteKeys
from adapters.log import upcasts
from adapters.log.codec import Codec
from adapters.log.rows import FIRST, Row
from adapters.log.upcasts import UPCASTS, BrokenSteps, UnknownEvent, Upcasts
from domain.customer.events import Event
from domain.privacy import Open, Personal


class Told1(Event, frozen=True, kw_only=True, omit_defaults=True):
    """As first released: one name in one field, the channel by its old word."""

    name: ClassVar[str] = "name-told"

    channel: Open[str]
    full_name: Personal[str] = ""


class Told2(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Then in two fields."""

    name: ClassVar[str] = "name-told"
    schema: ClassVar[int] = 2

    channel: Open[str]
    given: Personal[str] = ""
    family: Personal[str] = ""


class Told3(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Then the channel by its new word."""

    name: ClassVar[str] = "name-told"
    schema: ClassVar[int] = 3

    medium: Open[str]
    given: Personal[str] = ""
    family: Personal[str] = ""


def split_name(fields: dict[str, Any]) -> dict[str, Any]:
    given, _, family = fields.get("full_name", "").partition(" ")
    return {"channel": fields["channel"], "given": given, "family": family}


def rename_channel(fields: dict[str, Any]) -> dict[str, Any]:
    return {"medium": fields["channel"]} | {name: fields[name] for name in ("given", "family") if name in fields}


FIRST_RELEASE = Upcasts({("name-told", 1): Told1}, {})
SECOND = Upcasts({("name-told", 2): Told2}, {("name-told", 1): split_name})
THIRD = Upcasts({("name-told", 3): Told3}, {("name-told", 1): split_name, ("name-told", 2): rename_channel})


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[Keyring]:
    ring = Keyring(SqliteKeys(tmp_path / "keys.db"), b"master", os.urandom)
    ring.store([ring.begin("demo", "c-1")], 0)
    yield ring
    ring.close()


def stored(keyring: Keyring, event: Event) -> Row:
    """A row as the release that knew this class wrote it."""
    state = Codec(keyring, os.urandom).seal(event, keyring.key("demo", "c-1"), "demo", "c-1", bytes(16))
    return Row(1, "demo", "c-1", 1, bytes(16), None, None, event.name, event.schema, 0, 0, b'{"actor":{"kind":"customer"}}',
               state, FIRST, FIRST)  # fmt: skip


def opened(keyring: Keyring, row: Row, known: Upcasts) -> Event:
    return Codec(keyring, os.urandom, known).open(row).event


def test_an_event_of_today_is_read_as_it_is(keyring: Keyring):
    event = Told1(channel="chat", full_name="Jan Kowalski")
    assert event == opened(keyring, stored(keyring, event), FIRST_RELEASE)


def test_an_event_of_an_earlier_schema_goes_through_every_step_in_order(keyring: Keyring):
    oldest = stored(keyring, Told1(channel="chat", full_name="Jan Kowalski"))
    assert Told2(channel="chat", given="Jan", family="Kowalski") == opened(keyring, oldest, SECOND)
    assert Told3(medium="chat", given="Jan", family="Kowalski") == opened(keyring, oldest, THIRD)
    middle = stored(keyring, Told2(channel="chat", given="Jan", family="Kowalski"))
    assert Told3(medium="chat", given="Jan", family="Kowalski") == opened(keyring, middle, THIRD)


def test_of_an_erased_person_an_earlier_event_still_reads(keyring: Keyring):
    oldest = stored(keyring, Told1(channel="chat", full_name="Jan Kowalski"))
    keyring.destroy("demo", "c-1", 1)
    assert Told3(medium="chat") == opened(keyring, oldest, THIRD)


def test_steps_run_for_old_schemas_only(keyring: Keyring):
    def never(_: dict[str, Any]) -> dict[str, Any]:
        raise AssertionError

    known = Upcasts({("name-told", 2): Told2}, {("name-told", 1): never})
    event = Told2(channel="chat", given="Jan")
    assert event == opened(keyring, stored(keyring, event), known)
    with pytest.raises(AssertionError):
        opened(keyring, stored(keyring, Told1(channel="chat")), known)


@pytest.mark.parametrize("event", [Told3(medium="chat"), Told2(channel="chat")], ids=["two ahead", "one ahead"])
def test_what_a_newer_release_wrote_is_unknown(keyring: Keyring, event: Event):
    with pytest.raises(UnknownEvent, match=f"name-told.v{event.schema}"):
        opened(keyring, stored(keyring, event), FIRST_RELEASE)


@pytest.mark.parametrize(("name", "schema"), [("name-told", 0), ("name-told", -1), ("name-told", 4), ("name-said", 1)])
def test_what_nobody_ever_wrote_is_unknown(name: str, schema: int):
    with pytest.raises(UnknownEvent):
        THIRD.read(name, schema, {})


@pytest.mark.parametrize(
    "steps",
    [
        {},
        {("name-told", 1): split_name},
        {("name-told", 2): rename_channel},
        {("name-told", 1): split_name, ("name-told", 2): rename_channel, ("name-told", 3): rename_channel},
        {("name-told", 1): split_name, ("name-told", 2): rename_channel, ("name-said", 1): rename_channel},
        {("name-told", 0): split_name, ("name-told", 1): split_name, ("name-told", 2): rename_channel},
    ],
    ids=["none", "the last missing", "the first missing", "one too many", "of no event", "before the first"],
)
def test_steps_that_do_not_lead_to_today_are_found_at_once(steps: dict[tuple[str, int], upcasts.Step]):
    with pytest.raises(BrokenSteps):
        Upcasts({("name-told", 3): Told3}, steps)


def test_an_event_stands_at_one_schema_only():
    with pytest.raises(BrokenSteps):
        Upcasts({("name-told", 1): Told1, ("name-told", 2): Told2}, {("name-told", 1): split_name})


def test_a_hole_keeps_the_product_from_being_imported(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(upcasts.REGISTRY, ("name-told", 2), Told2)
    source = Path(upcasts.__file__).read_text()
    with pytest.raises(Exception, match=r"missing or left over: \[\('name-told', 1\)\]"):
        exec(compile(source, "upcasts", "exec"), {"__name__": "upcasts again"})


def test_the_products_own_steps_lead_to_today():
    assert {name for name, _ in upcasts.REGISTRY} == set(UPCASTS._today)
