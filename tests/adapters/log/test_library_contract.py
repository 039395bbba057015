"""The event-sourcing library's own conformance tests pass on our recorder."""

import os
import time
import uuid
from pathlib import Path
from tempfile import TemporaryDirectory

import eventsourcing.tests.persistence as cases  # a module, so that the runner does not collect the abstract cases
import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.domain import event as aggregate_event

from adapters.keys.keyring import Keyring
from adapters.keys.sqlite import SqliteKeys
from adapters.log.reading import LogReader
from adapters.log.recorder import LogFactory, LogRecorder
from adapters.log.store import LogStore
from adapters.log.writer import Writer
from tests.adapters.log.opened import at_server, in_file
from tests.peers.postgres import Postgres


class OnSqlite:
    """Opens a log of its own for each test."""

    uuid_ids = True

    def setUp(self) -> None:
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "log.db"
        store, self.reader = self.stores(path)
        self.keyring = Keyring(SqliteKeys(path.with_name("keys.db")), b"0" * 32, os.urandom)
        self.writer = Writer(store, self.keyring, lambda: time.time_ns() // 1000)
        self.writer.start()

    def stores(self, path: Path) -> tuple[LogStore, LogReader]:
        return in_file(path)

    def tearDown(self) -> None:
        self.writer.stop()
        self.reader.close()
        self.keyring.close()
        self.folder.cleanup()

    def create_recorder(self) -> LogRecorder:
        return LogRecorder(self.writer, self.reader, "demo", uuid_ids=self.uuid_ids)


class OnPostgres(OnSqlite):
    """The same in a database of its own."""

    server: Postgres

    @pytest.fixture(autouse=True)
    def a_server(self, postgres: Postgres) -> None:
        self.server = postgres

    def stores(self, path: Path) -> tuple[LogStore, LogReader]:
        return at_server(self.server.fresh())


class TestApplicationRecorder(OnSqlite, cases.ApplicationRecorderTestCase):
    """Streams, notifications, concurrency."""


class TestApplicationRecorderOnPostgres(OnPostgres, cases.ApplicationRecorderTestCase):
    """Streams, notifications, concurrency."""


class TestProcessRecorder(OnSqlite, cases.ProcessRecorderTestCase):
    """Tracking stands in the same transaction as the events."""


class TestProcessRecorderOnPostgres(OnPostgres, cases.ProcessRecorderTestCase):
    """Tracking stands in the same transaction as the events."""


class TestTrackingRecorder(OnSqlite, cases.TrackingRecorderTestCase):
    """Positions only move on."""


class TestTrackingRecorderOnPostgres(OnPostgres, cases.TrackingRecorderTestCase):
    """Positions only move on."""


class TestNonInterleaving(OnSqlite, cases.NonInterleavingNotificationIDsBaseCase):
    """One call's events are contiguous in the log."""


class TestNonInterleavingOnPostgres(OnPostgres, cases.NonInterleavingNotificationIDsBaseCase):
    """One call's events are contiguous in the log."""


def test_text_ids_come_back_as_they_were():
    case = OnSqlite()
    case.uuid_ids = False
    case.setUp()
    try:
        recorder = case.create_recorder()
        event = cases.StoredEvent(originator_id="c-1", originator_version=1, topic="t", state=b"{}")
        assert [1] == list(recorder.insert_events([event]) or [])
        assert "c-1" == recorder.select_events("c-1")[0].originator_id
    finally:
        case.tearDown()


class Desk(Aggregate):
    """An aggregate as the library writes them."""

    @aggregate_event("Opened")
    def __init__(self, name: str) -> None:
        self.name = name

    @aggregate_event("Renamed")
    def rename(self, name: str) -> None:
        self.name = name


def test_an_application_of_the_library_runs_on_our_factory(monkeypatch: pytest.MonkeyPatch):
    case = OnSqlite()
    case.setUp()
    try:
        monkeypatch.setattr(LogFactory, "recorder", case.create_recorder())
        application: Application[uuid.UUID] = Application({"PERSISTENCE_MODULE": "adapters.log.recorder:LogFactory"})
        desk = Desk("Poznań")
        desk.rename("Kraków")
        application.save(desk)
        again = application.repository.get(desk.id)
        assert isinstance(again, Desk) and "Kraków" == again.name
        assert 2 == application.recorder.max_notification_id()
    finally:
        case.tearDown()


def test_a_factory_without_a_log_says_so():
    with pytest.raises(RuntimeError, match="not open"):
        LogFactory({}).application_recorder()
