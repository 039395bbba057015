"""Every event: marked field by field, stored and read back, known to every projection."""

import os
from pathlib import Path

import msgspec
import pytest
from cryptography.exceptions import InvalidTag

from adapters.keys.keyring import Keyring, WrongMasterKey
from adapters.keys.sqlite import SqliteKeys
from adapters.log.codec import Codec, masked
from adapters.log.rows import FIRST, Row
from domain.customer.events import CUSTOMER_EVENTS, REGISTRY, Event
from domain.customer.state import Customer, evolve
from domain.inbox.rows import InboxRow, take
from domain.lending import Lending
from domain.page import Page
from domain.privacy import mark_of
from domain.record import Delivery, Recorded
from tests.examples import EXAMPLES, LATE_WINDOW, recorded

EVERY = pytest.mark.parametrize("kind", CUSTOMER_EVENTS, ids=lambda kind: kind.name)
META = b'{"actor":{"kind":"customer"}}'


@EVERY
def test_every_field_says_who_may_read_it(kind: type[Event]):
    unmarked = [field.name for field in msgspec.structs.fields(kind) if mark_of(field.type) is None]
    assert [] == unmarked


@EVERY
def test_what_is_sealed_has_a_default_so_that_an_erased_event_still_reads(kind: type[Event]):
    fields = [field for field in msgspec.structs.fields(kind) if mark_of(field.type) != "open"]
    assert [] == [field.name for field in fields if field.required]


@EVERY
def test_every_event_has_an_example_and_one_stable_name(kind: type[Event]):
    assert kind in EXAMPLES
    assert REGISTRY[kind.name, kind.schema] is kind


class NobodyElse:
    """Other customers' streams: empty."""

    def events(self, stream: str, before: int) -> list[Recorded]:
        return []


@EVERY
def test_every_projection_knows_it(kind: type[Event]):
    event = recorded(EXAMPLES[kind], 1)
    Page("c-1", LATE_WINDOW).apply(event, Lending(NobodyElse(), LATE_WINDOW))
    evolve(Customer(customer_id="c-1"), event)
    take(InboxRow(customer_id="c-1"), event)


@pytest.fixture
def keyring(tmp_path: Path):
    ring = Keyring(SqliteKeys(tmp_path / "keys.db"), b"master", os.urandom)
    ring.store([ring.begin("demo", "c-1"), ring.begin("demo", "c-2")], 0)
    yield ring
    ring.close()


def a_row(keyring: Keyring, event: Event, stream: str = "c-1", event_id: bytes = bytes(16), schema: int = 1) -> Row:
    codec = Codec(keyring, os.urandom)
    state = codec.seal(event, keyring.key("demo", stream), "demo", stream, event_id, Delivery(id="wamid.1"))
    return Row(1, "demo", stream, 1, event_id, None, None, event.name, schema, 0, 0, META, state, FIRST, FIRST)


@EVERY
def test_it_survives_storage(kind: type[Event], keyring: Keyring):
    opened = Codec(keyring, os.urandom).open(a_row(keyring, EXAMPLES[kind]))
    assert EXAMPLES[kind] == opened.event
    assert "wamid.1" == (opened.delivery and opened.delivery.id)


@EVERY
def test_nothing_personal_stands_in_clear(kind: type[Event], keyring: Keyring):
    state = a_row(keyring, EXAMPLES[kind]).state
    for secret in (b"s\xc5\x82owa", b"Katarzyna", b"601", b"wamid"):
        assert secret not in state
    sealed = [field for field in msgspec.structs.fields(kind) if mark_of(field.type) != "open"]
    shown = masked(EXAMPLES[kind])
    assert all(shown.get(field.name, "••••") == "••••" for field in sealed)


def test_a_sealed_field_in_another_place_does_not_open(keyring: Keyring):
    row = a_row(keyring, EXAMPLES[CUSTOMER_EVENTS[1]])
    codec = Codec(keyring, os.urandom)
    codec.open(row)  # the positive first
    for elsewhere in (row._replace(stream="c-2"), row._replace(event_id=b"1" * 16), row._replace(schema=2)):
        with pytest.raises(InvalidTag):
            codec.open(elsewhere)


def test_of_an_erased_person_only_the_open_fields_are_left(keyring: Keyring, tmp_path: Path):
    row = a_row(keyring, EXAMPLES[CUSTOMER_EVENTS[1]])
    empty = Keyring(SqliteKeys(tmp_path / "other.db"), b"master", os.urandom)
    event = Codec(empty, os.urandom).open(row).event
    assert "" == event.value_norm and "phone" == event.kind
    empty.close()


def test_a_wrong_master_key_is_refused_and_changes_nothing(keyring: Keyring, tmp_path: Path):
    before = (tmp_path / "keys.db").read_bytes()
    with pytest.raises(WrongMasterKey):
        Keyring(SqliteKeys(tmp_path / "keys.db"), b"wrong", os.urandom)
    assert before == (tmp_path / "keys.db").read_bytes()
    Keyring(SqliteKeys(tmp_path / "keys.db"), b"master", os.urandom).close()
