"""The peer: the event-sourcing library as it comes, with the same words in its events, on the same disk or server."""

import base64
import importlib
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import ApplicationRecorder, StoredEvent

from app.bench.ground import Place
from app.bench.ours import ONE_NEW_IN, TEXT
from app.bench.told import Window, window_of

SAID = {
    "item_id": "t-0193d2c47c1e7a559d0e3f3d0a3b1c22", "channel": "chat", "direction": "inbound", "author_role": "customer",
    "author_name": "Katarzyna Wiśniewska", "interaction_id": "i-c-0193d2c47c1e7a559d0e3f3d0a3b1c22", "text": TEXT,
}  # fmt: skip
DEFAULT_CIPHER, FASTER_CIPHER = "eventsourcing.cipher:AESCipher", "eventsourcing.cryptography:AESCipher"


class LibraryMissing(Exception):
    """The library cannot be measured here; the text says what it would need."""


class Customer(Aggregate):
    """A customer as the library would have it."""

    @event("Registered")
    def __init__(self) -> None:
        self.count = 0

    @event("MessageReceived")
    def receive(self, item_id: str, channel: str, direction: str, author_role: str, author_name: str,
                interaction_id: str, text: str) -> None:  # fmt: skip
        """The customer wrote."""
        self.count += 1


class First(Aggregate):
    """One message is all: what a loop of saves writes."""

    @event("MessageReceived")
    def __init__(self, item_id: str, channel: str, direction: str, author_role: str, author_name: str,
                 interaction_id: str, text: str) -> None:  # fmt: skip
        self.text = text


@contextmanager
def library(place: Place, cipher: str = "") -> Iterator[Application[UUID]]:
    """An application of its own files or database. SQLite commits with synchronous=FULL, its default. Raises LibraryMissing."""
    module = "eventsourcing.postgres" if place.url else "eventsourcing.sqlite"
    for needed in (module, cipher.partition(":")[0]):
        try:
            importlib.import_module(needed or module)
        except ImportError as error:
            raise LibraryMissing(f"the library's {needed} needs {error.name}, which is not installed") from error
    env = {"PERSISTENCE_MODULE": module, "SQLITE_DBNAME": str(place.folder / "library.db"), **_server(place.url)}
    if cipher:
        key = base64.b64encode(os.urandom(32)).decode()
        env |= {"CIPHER_TOPIC": cipher, "CIPHER_KEY": key}
    application: Application[UUID] = Application(env)
    try:
        yield application
    finally:
        application.close()


def save_loop(application: Application[UUID], seconds: float) -> Window:
    """One durable save after the other, each of one new event."""
    waits: list[float] = []
    began = asked = time.perf_counter()
    while asked - began < seconds:
        application.save(First(**SAID))
        waits.append((now := time.perf_counter()) - asked)
        asked = now
    return window_of(len(waits), asked - began, waits)


def batches(application: Application[UUID], seconds: float, size: int) -> Window:
    """The recorder alone, with events mapped beforehand, so many in one transaction."""
    mapped = _mapped(application)
    count, took = 0, 0.0
    while took < seconds:
        events = [StoredEvent(uuid4(), 1, mapped.topic, mapped.state) for _ in range(size)]
        began = time.perf_counter()
        application.recorder.insert_events(events)
        took += time.perf_counter() - began
        count += size
    return window_of(count, took)


def fill(application: Application[UUID], events: int) -> None:
    """So many messages of customers with twenty each."""
    recorder, mapped = application.recorder, _mapped(application)
    assert isinstance(recorder, ApplicationRecorder)
    names = [uuid4() for _ in range(events // ONE_NEW_IN + 1)]
    for start in range(0, events, 5_000):
        some = range(start, min(start + 5_000, events))
        recorder.insert_events(
            [StoredEvent(names[n // ONE_NEW_IN], 1 + n % ONE_NEW_IN, mapped.topic, mapped.state) for n in some])  # fmt: skip


def read_all(application: Application[UUID], size: int) -> Window:
    """The whole notification log, every event made an object again."""
    recorder, to_event = application.recorder, application.mapper.to_domain_event
    count, position = 0, 0
    began = time.perf_counter()
    while some := recorder.select_notifications(position or None, size, inclusive_of_start=False):
        for notification in some:
            to_event(notification)
        count, position = count + len(some), some[-1].id
    return window_of(count, time.perf_counter() - began)


def one_long(application: Application[UUID], events: int) -> UUID:
    """A customer with so many messages; returns whose id to ask for."""
    customer = Customer()
    for _ in range(events):
        customer.receive(**SAID)
    stored = [application.mapper.to_stored_event(each) for each in customer.collect_events()]
    _insert(application, stored)
    return customer.id


def _insert(application: Application[UUID], stored: Sequence[StoredEvent]) -> None:
    for start in range(0, len(stored), 5_000):
        application.recorder.insert_events(stored[start : start + 5_000])


def _mapped(application: Application[UUID]) -> StoredEvent:
    return application.mapper.to_stored_event(First(**SAID).collect_events()[0])


def _server(url: str) -> dict[str, Any]:
    if not url:
        return {}
    parts = urlsplit(url)
    return {
        "POSTGRES_DBNAME": parts.path.removeprefix("/"), "POSTGRES_HOST": parts.hostname or "localhost",
        "POSTGRES_PORT": str(parts.port or 5432), "POSTGRES_USER": unquote(parts.username or ""),
        "POSTGRES_PASSWORD": unquote(parts.password or "none")}  # fmt: skip
