"""No ciphertext opens in another's place: every sealed thing is tried in the place of every other."""

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
from cryptography.exceptions import InvalidTag

from adapters.keys.keyring import KeyDamaged, Keyring, WrongMasterKey
from adapters.keys.masters import Masters
from adapters.keys.sqlite import SqliteKeys
from adapters.keys.store import NewKey
from adapters.log.codec import Codec, State
from adapters.log.rows import FIRST, Row
from adapters.log.upcasts import Upcasts
from app.ids import Ids
from app.intake.sealing import Sealing
from domain.customer.events import Event
from domain.privacy import SEALED_MARKS, Open, Personal, Secret, Special
from domain.record import Delivery
from tests.adapters.keys.opened import NEW, OLD


class Everything(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An event with a field of each mark."""

    name: ClassVar[str] = "everything"

    number: Open[int]
    one: Personal[str] = ""
    two: Special[str] = ""
    three: Secret[str] = ""


class Everything2(Everything, frozen=True, kw_only=True, omit_defaults=True):
    """The same at its second schema."""

    schema: ClassVar[int] = 2


class Sealed(msgspec.Struct):
    """One sealed thing: its bytes, and how they are opened in its place."""

    name: str
    blob: bytes
    open: Callable[[bytes], Any]


Places = list[Sealed]
TENANTS, STREAMS = ("demo", "other"), ("c-1", "c-2")
EVENTS = (bytes(15) + b"\1", bytes(15) + b"\2")


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[Keyring]:
    ring = Keyring(SqliteKeys(tmp_path / "keys.db"), OLD, os.urandom)
    ring.store([ring.begin(tenant, stream) for tenant in TENANTS for stream in STREAMS], 0)
    yield ring
    ring.close()


def of_events(keyring: Keyring) -> Places:
    """Each mark and the delivery, of two events of two customers of two tenants, at two schemas."""
    found: Places = []
    for tenant, stream, event_id, kind in itertools.product(TENANTS, STREAMS, EVENTS, (Everything, Everything2)):
        codec = Codec(keyring, os.urandom, Upcasts({("everything", kind.schema): kind}, _steps(kind)))
        event = kind(number=1, one="a", two="b", three="c")
        state = codec.seal(event, keyring.key(tenant, stream), tenant, stream, event_id, Delivery(id="d"))
        meta = b'{"actor":{"kind":"customer"}}'
        row = Row(1, tenant, stream, 1, event_id, None, None, kind.name, kind.schema, 0, 0, meta, state, FIRST, FIRST)
        parts = msgspec.json.decode(state, type=State)
        for mark in (*SEALED_MARKS, "delivery"):

            def opening(
                blob: bytes, row: Row = row, mark: str = mark, parts: State = parts, codec: Codec = codec
            ) -> Any:
                swapped = msgspec.json.encode(msgspec.structs.replace(parts, **{mark: blob}))
                return codec.open(row._replace(state=swapped)).event

            name = f"{tenant} {stream} {event_id[-1]} v{kind.schema} {mark}"
            found.append(Sealed(name, getattr(parts, mark), opening))
    return found


def _steps(kind: type[Event]) -> dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]]:
    return {(kind.name, before): lambda fields: fields for before in range(1, kind.schema)}


def of_keys(keyring: Keyring) -> Places:
    """Wrapped keys of customers and of tenants, and the check words of two master keys."""
    for tenant in TENANTS:
        for purpose in ("index", "intake", "seal:quarantine", "c-1"):
            keyring.keyed_hash(tenant, purpose)
    masters = Masters(OLD, (NEW,), os.urandom)
    found: Places = []
    store: Any = keyring._store
    for key in store.under_others("", ("", "", ""), 100):
        for master in (masters.hold(OLD), masters.hold(NEW)):
            wrapped = masters.rewrap(key, master)

            def opening(blob: bytes, key: NewKey = wrapped) -> bytes:
                return masters.unwrap(NewKey(key.kind, key.tenant, key.name, blob, key.master))

            found.append(Sealed(f"{key.kind} {key.tenant} {key.name} under {master[:4]}", wrapped.wrapped, opening))
    for master in (masters.hold(OLD), masters.hold(NEW)):

        def checking(blob: bytes, master: str = master) -> None:
            if not masters._opens(master, blob):
                raise WrongMasterKey

        found.append(Sealed(f"check of {master[:4]}", masters.check(master), checking))
    return found


def of_quarantine(keyring: Keyring) -> Places:
    """Quarantined bodies: two entries of two tenants."""
    sealing = Sealing(keyring, Codec(keyring, os.urandom), Ids(lambda: 0, os.urandom), os.urandom)
    found: Places = []
    for tenant, entry in itertools.product(TENANTS, ("q-1", "q-2")):
        body = sealing.keep(tenant, entry, {"id": entry}, b"digest")
        found.append(Sealed(f"{tenant} {entry}", body, lambda blob, t=tenant, e=entry: sealing.unkeep(t, e, blob)))
    return found


def test_every_sealed_thing_opens_in_its_own_place_and_in_no_other(keyring: Keyring):
    places = [*of_events(keyring), *of_keys(keyring), *of_quarantine(keyring)]
    assert len(places) == 2 * 2 * 2 * 2 * 4 + 2 * (4 + 8) + 2 + 4
    for each in places:
        each.open(each.blob)
    opened: list[str] = []
    for one, other in itertools.permutations(places, 2):
        try:
            one.open(other.blob)
        except (InvalidTag, KeyDamaged, WrongMasterKey):
            continue
        opened.append(f"{other.name} opened as {one.name}")
    assert [] == opened


def test_no_bit_of_a_sealed_thing_can_be_turned(keyring: Keyring):
    for each in [of_events(keyring)[0], of_keys(keyring)[0], of_quarantine(keyring)[0]]:
        for position in range(len(each.blob)):
            changed = bytearray(each.blob)
            changed[position] ^= 1 << position % 8
            with pytest.raises((InvalidTag, KeyDamaged)):
                each.open(bytes(changed))
            if position:  # cut short; an absent blob is an absent mark, and found by the row's hash
                with pytest.raises((InvalidTag, KeyDamaged, ValueError)):
                    each.open(each.blob[:position])


def test_what_is_sealed_twice_is_never_the_same(keyring: Keyring):
    seen = {each.blob[:12] for _ in range(3) for each in [*of_events(keyring), *of_quarantine(keyring)]}
    assert 3 * (2 * 2 * 2 * 2 * 4 + 4) == len(seen)
