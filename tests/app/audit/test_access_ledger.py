"""Who looked at whom: one record for each visit, none lost, none shown to another tenant."""

import asyncio
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.audit.access import AccessLedger, AccessNotRecorded
from app.audit.routes import access_routes
from app.problems import problem_response
from app.security.gate import Gate
from app.security.guard import guard
from app.security.principals import Principal
from app.settings import Settings
from tests.app.stores import OpenStore, in_file

ANNA = Principal(id="s-1", tenant="demo", role="agent", name="Anna Wójcik", person="p-anna", via="cookie")
MAREK = Principal(id="s-2", tenant="demo", role="lead", name="Marek Zieliński", person="p-marek", via="cookie")


class Desk:
    """A ledger, its file and its clock."""

    def __init__(self, open_store: OpenStore) -> None:
        self.time = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
        self._open = open_store
        self.store = open_store()
        self.ledger = AccessLedger(self.store, now=lambda: self.time)

    def looks(self, principal: Principal, customer_id: str, **how: Any) -> None:
        asyncio.run(self.ledger.record(principal, customer_id, **how))

    def records(self, customer_id: str, tenant: str = "demo") -> list[tuple[str, str, str]]:
        found = asyncio.run(self.ledger.list(tenant, customer_id))
        return [(record.who, record.what, record.purpose) for record in found]

    def restart(self) -> None:
        self.store.close()
        self.store = self._open()
        self.ledger = AccessLedger(self.store, now=lambda: self.time)


@pytest.fixture
def desk(open_store: OpenStore) -> Desk:
    return Desk(open_store)


def test_looking_is_recorded(desk: Desk) -> None:
    desk.looks(ANNA, "c-1", via="live", at_version=4)
    (record,) = asyncio.run(desk.ledger.list("demo", "c-1"))
    assert ("Anna Wójcik", "agent", "c-1", "page", "care", "live", 4, desk.time) == (
        *(record.who, record.role, record.customer_id, record.what, record.purpose),
        *(record.via, record.at_version, record.at),
    )


def test_one_visit_is_one_record_however_often_the_page_asks(desk: Desk) -> None:
    for _ in range(5):
        desk.looks(ANNA, "c-1")
        desk.time += timedelta(seconds=59)
    assert 1 == len(desk.records("c-1"))


def test_looking_again_after_five_minutes_is_another_visit(desk: Desk) -> None:
    desk.looks(ANNA, "c-1")
    desk.time += timedelta(minutes=5)
    desk.looks(ANNA, "c-1")
    assert 2 == len(desk.records("c-1"))


def test_another_person_purpose_or_kind_is_another_record(desk: Desk) -> None:
    desk.looks(ANNA, "c-1")
    desk.looks(MAREK, "c-1")
    desk.looks(ANNA, "c-1", purpose="complaint")
    desk.looks(ANNA, "c-1", what="reveal")
    desk.looks(ANNA, "c-2")
    assert [
        ("Anna Wójcik", "page", "care"),
        ("Marek Zieliński", "page", "care"),
        ("Anna Wójcik", "page", "complaint"),
        ("Anna Wójcik", "reveal", "care"),
    ] == desk.records("c-1")


def test_two_requests_at_once_make_one_record(desk: Desk) -> None:
    async def both() -> None:
        await asyncio.gather(desk.ledger.record(ANNA, "c-1"), desk.ledger.record(ANNA, "c-1", via="live"))

    asyncio.run(both())
    assert 1 == len(desk.records("c-1"))


def test_records_and_visits_live_through_a_restart(desk: Desk) -> None:
    desk.looks(ANNA, "c-1")
    desk.restart()
    desk.looks(ANNA, "c-1")
    assert 1 == len(desk.records("c-1"))


def test_nobody_looks_unrecorded_and_the_next_try_records(settings: Settings) -> None:
    desk = Desk(lambda: in_file(settings))
    other = sqlite3.connect(settings.data_dir / "access.db")
    other.execute("ALTER TABLE access RENAME TO gone")
    with pytest.raises(AccessNotRecorded):
        desk.looks(ANNA, "c-1")
    other.execute("ALTER TABLE gone RENAME TO access")
    other.close()
    desk.looks(ANNA, "c-1")
    assert 1 == len(desk.records("c-1"))


def test_of_two_requests_at_once_neither_is_answered_when_nothing_can_be_recorded(settings: Settings) -> None:
    desk = Desk(lambda: in_file(settings))
    other = sqlite3.connect(settings.data_dir / "access.db")
    other.execute("ALTER TABLE access RENAME TO gone")

    async def both() -> tuple[BaseException | None, BaseException | None]:
        looks = desk.ledger.record(ANNA, "c-1"), desk.ledger.record(ANNA, "c-1", via="live")
        return await asyncio.gather(*looks, return_exceptions=True)

    assert [AccessNotRecorded, AccessNotRecorded] == [type(each) for each in asyncio.run(both())]
    other.close()


def test_a_look_that_is_given_up_before_it_is_stored_leaves_none_unrecorded(settings: Settings) -> None:
    desk = Desk(lambda: in_file(settings))
    other = sqlite3.connect(settings.data_dir / "access.db", isolation_level=None)

    async def looked() -> None:
        other.execute("BEGIN IMMEDIATE")
        waits = asyncio.create_task(desk.ledger.record(ANNA, "c-1"))  # at the store, for the file
        behind = [asyncio.create_task(desk.ledger.record(ANNA, "c-2", via=via)) for via in ("http", "live")]
        for _ in range(5):  # turns of the loop: all three have asked
            await asyncio.sleep(0)
        behind[0].cancel()
        await asyncio.wait(behind[:1])
        other.execute("ROLLBACK")
        await asyncio.gather(waits, behind[1])
        await desk.ledger.record(ANNA, "c-2")

    asyncio.run(looked())
    other.close()
    assert 1 == len(desk.records("c-2"))


@pytest.mark.parametrize("restarts", [False, True])
def test_after_the_clock_was_set_back_a_look_is_recorded_again(desk: Desk, restarts: bool) -> None:
    desk.looks(ANNA, "c-1")
    desk.time -= timedelta(hours=1)
    for _ in range(3):
        if restarts:
            desk.restart()
        desk.looks(ANNA, "c-1")
    assert 2 == len(desk.records("c-1"))


def test_a_node_whose_clock_is_behind_finds_the_visit_of_the_other(desk: Desk) -> None:
    desk.looks(ANNA, "c-1")
    desk.restart()
    desk.time -= timedelta(seconds=3)
    desk.looks(ANNA, "c-1")
    assert 1 == len(desk.records("c-1"))


def test_the_memory_of_visits_does_not_grow_with_the_past(desk: Desk) -> None:
    for number in range(20):
        desk.looks(ANNA, f"c-{number}")
        desk.time += timedelta(minutes=3)
    assert len(desk.ledger._visits) <= 3  # pyright: ignore[reportPrivateUsage]


def test_tenants_never_meet_in_the_ledger(desk: Desk) -> None:
    desk.looks(ANNA, "c-1")
    assert 1 == len(desk.records("c-1"))
    assert [] == desk.records("c-1", tenant="other")


@pytest.fixture
def client(desk: Desk, tmp_path: Path) -> Iterator[tuple[TestClient[Litestar], Gate]]:
    settings = Settings.read({"THROUGHLINE_DATA_DIR": str(tmp_path)})
    gate = Gate(desk.store, settings)
    app = Litestar(
        [*access_routes(desk.ledger)],
        guards=[guard(gate, settings.origins)],
        exception_handlers={Exception: problem_response},
        logging_config=None,
        openapi_config=None,
    )
    with TestClient(app) as client:
        yield client, gate


def test_an_auditor_reads_who_looked(client: tuple[TestClient[Litestar], Gate], desk: Desk) -> None:
    http, gate = client
    desk.looks(ANNA, "c-1", at_version=4)
    bearer = {"Authorization": f"Bearer {asyncio.run(gate.create_token('auditor', 'Ewa Lis'))}"}
    expected = {
        "at": "2026-11-21T09:00:00Z",
        "who": "Anna Wójcik",
        "person": ANNA.person,
        "role": "agent",
        "customer_id": "c-1",
    }
    expected |= {"what": "page", "purpose": "care", "via": "http", "at_version": 4}
    assert {"records": [expected]} == http.get("/v1/access?customer=c-1", headers=bearer).json()


def test_without_a_customer_the_newest_record_of_each_looked_at_last_is_listed(
    client: tuple[TestClient[Litestar], Gate], desk: Desk
) -> None:
    http, gate = client
    for customer_id, purpose in (("c-1", "care"), ("c-2", "care"), ("c-1", "audit")):
        desk.looks(ANNA, customer_id, purpose=purpose)
    bearer = {"Authorization": f"Bearer {asyncio.run(gate.create_token('auditor', 'Ewa Lis'))}"}
    records = http.get("/v1/access", headers=bearer).json()["records"]
    assert [("c-1", "audit"), ("c-2", "care")] == [(each["customer_id"], each["purpose"]) for each in records]


def test_an_auditor_of_another_tenant_finds_nothing(client: tuple[TestClient[Litestar], Gate], desk: Desk) -> None:
    http, gate = client
    desk.looks(ANNA, "c-1")
    token = asyncio.run(gate.create_token("auditor", "Ewa Lis", tenant="other"))
    answer = http.get("/v1/access?customer=c-1", headers={"Authorization": f"Bearer {token}"})
    assert {"records": []} == answer.json()
