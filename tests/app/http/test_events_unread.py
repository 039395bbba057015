"""The feed comes to an event that this version cannot read: who acts on it waits there, who looks is told that it is there."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.log.appends import Append
from app.http.tenant_log import STRETCH, TenantLog
from domain.customer.events import MessageRedacted
from tests.adapters.log.opened import OpenLog, open_log
from tests.adapters.views.histories import understood
from tests.app.http.test_event_stream import STREAM, listening
from tests.app.intake.deliveries import a_message
from tests.app.running import Running, Shop, running_service, slug
from tests.examples import a_message as an_event
from tests.faults.poison import poison, stored

PURPOSE = {"X-Purpose": "complaint 9"}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with running_service(tmp_path) as running:
        yield running


@pytest.fixture
def shop(running: Running) -> Shop:
    return running.shop("demo")


def before_and_behind(shop: Shop) -> tuple[str, int]:
    """A customer with an event of the future between two messages; its position."""
    customer_id = shop.sent(a_message(shop, "m-1", text="hej"))["customer_id"]
    position = poison(shop.running.service, shop.tenant, customer_id)
    shop.sent(a_message(shop, "m-2", text="halo"))
    return customer_id, position


def damage(running: Running, position: int) -> None:
    """Nobody will ever read this one."""
    running.service.writer._store._sql.execute(  # type: ignore[attr-defined]
        "UPDATE event SET state = X'7B' WHERE position = ?", [position])  # fmt: skip


def test_an_adapter_is_told_all_before_a_newer_event_and_waits_there_until_a_newer_version_tells_it(shop: Shop):
    _, position = before_and_behind(shop)
    first = shop.feed.get("/v1/events")
    assert list(range(1, position)) == [each["position"] for each in first.json()]
    assert f"after={position - 1}&" in first.headers["link"], "there is more"
    waits = shop.feed.get("/v1/events", params={"after": position - 1})
    assert (503, "newer-event", position, "5") == (
        waits.status_code, waits.json()["type"].rsplit(":", 1)[1], waits.json()["position"], waits.headers["retry-after"])  # fmt: skip
    with understood():
        on = shop.feed.get("/v1/events", params={"after": position - 1}).json()
    assert [position, position + 1] == [each["position"] for each in on], "nothing is left out, nothing comes twice"
    assert [position + 1] == [
        each["position"] for each in shop.feed.get("/v1/events", params={"after": position}).json()
    ]


def test_a_stream_ends_at_a_newer_event_and_does_not_begin_there(shop: Shop):
    _, position = before_and_behind(shop)
    with listening(shop.feed) as events:
        assert list(range(1, position)) == [each["position"] for each in events]
    refused = shop.feed.get(STREAM, headers={"Last-Event-ID": str(position - 1)})
    assert (503, position) == (refused.status_code, refused.json()["position"])
    with understood(), listening(shop.feed, after=position - 1) as events:
        assert [position, position + 1] == [next(events)["position"], next(events)["position"]]


def test_an_auditor_is_told_that_it_is_there(shop: Shop):
    customer_id, position = before_and_behind(shop)
    for headers in ({}, {"X-Purpose": "complaint 9"}):
        told = shop.auditor.get("/v1/events", headers=headers).json()
        assert list(range(1, position + 2)) == [each["position"] for each in told]
        unread = told[position - 1]
        assert ("newer", {}, customer_id, 5) == tuple(
            unread[name] for name in ("unreadable", "data", "stream", "version")
        )
        assert ["unreadable"] == [name for name in unread if name not in told[0]]
    with listening(shop.auditor, after=position - 1) as events:
        assert ["newer", None] == [next(events).get("unreadable"), next(events).get("unreadable")]


def told_a_pin(shop: Shop) -> tuple[str, MessageRedacted]:
    """A customer whose words hold a secret nobody knows of yet, and what says that they do."""
    customer_id = shop.sent(a_message(shop, "m-1", text="W szafce numer 739164"))["customer_id"]
    item_id = shop.timeline(customer_id)["items"][0]["item_id"]
    return customer_id, MessageRedacted(item_id=item_id, spans=((15, 21),), reason="pin")


def test_a_secret_told_of_behind_an_event_that_cannot_be_read_is_hidden_from_an_auditor_too(shop: Shop):
    customer_id, redaction = told_a_pin(shop)
    paths = (f"/v1/customers/{customer_id}/events", "/v1/events")
    poison(shop.running.service, shop.tenant, customer_id)
    for path in paths:
        assert "739164" in shop.auditor.get(path, headers=PURPOSE).text
    stored(shop.running.service, shop.tenant, customer_id, redaction, 2)
    for path in paths:
        told = shop.auditor.get(path, headers=PURPOSE)
        assert 200 == told.status_code and "739164" not in told.text


def test_where_it_cannot_be_read_what_is_secret_nothing_is_unmasked(shop: Shop):
    customer_id, redaction = told_a_pin(shop)
    poison(shop.running.service, shop.tenant, customer_id, redaction)
    path = f"/v1/customers/{customer_id}/events"
    assert "customer-unreadable" == slug(shop.auditor.get(path, headers=PURPOSE))
    masked = shop.auditor.get(path)
    assert 200 == masked.status_code and "739164" not in masked.text


def test_everybody_goes_on_behind_an_event_that_is_damaged(shop: Shop):
    _, position = before_and_behind(shop)
    damage(shop.running, position)
    damage(shop.running, position + 1)
    told = shop.auditor.get("/v1/events").json()
    assert ["newer", "damaged"] == [each["unreadable"] for each in told[-2:]], (
        "what it is called is known without its bytes"
    )
    rest = shop.feed.get("/v1/events", params={"after": position}).json()
    assert [(position + 1, "damaged", {})] == [(each["position"], each["unreadable"], each["data"]) for each in rest]


def test_the_record_of_a_customer_whom_nobody_can_read_is_whole_with_its_hashes(shop: Shop):
    customer_id, position = before_and_behind(shop)
    assert 503 == shop.auditor.get(f"/v1/customers/{customer_id}").status_code
    answer = shop.auditor.get(f"/v1/customers/{customer_id}/events")
    assert 200 == answer.status_code, answer.text
    events = answer.json()["events"]
    assert ["00" * 32, *[each["hash"] for each in events[:-1]]] == [each["prev_hash"] for each in events]
    assert [(position, "newer")] == [(each["position"], each["unreadable"]) for each in events if "unreadable" in each]
    looks = shop.auditor.get("/v1/access", params={"customer": customer_id}).json()["records"]
    assert ["events"] == [each["what"] for each in looks]
    moved = shop.auditor.get(f"/v1/customers/{customer_id}/events", params={"moved": True})
    assert (503, "customer-unreadable") == (moved.status_code, slug(moved)), "what came along cannot be known"
    assert 404 == shop.auditor.get("/v1/customers/c-nobody/events").status_code


def test_a_place_beyond_the_log_is_not_waited_at(shop: Shop):
    """A log that was put back is shorter than what an adapter knows: it would pass over what is written from now on."""
    position = shop.sent(a_message(shop, "m-1", text="hej"))["position"] + 3
    for address, headers in (("/v1/events", {}), (STREAM, {"Last-Event-ID": str(position + 1)})):
        query = {} if headers else {"after": position + 1}
        beyond = shop.feed.get(address, params=query, headers=headers)
        assert (409, "beyond-the-log") == (beyond.status_code, slug(beyond))
    assert [] == shop.feed.get("/v1/events", params={"after": position}).json()


class Counting:
    """A reader that says how much was asked of it at once."""

    def __init__(self, log: OpenLog) -> None:
        self._log, self.asked = log, list[tuple[int, int]]()
        self.head = log.reader.head

    def since(self, position: int, limit: int, tenant: str | None = None, upto: int | None = None) -> list[Any]:
        assert upto is not None
        self.asked.append((position, upto))
        return self._log.reader.since(position, limit, tenant, upto)


def test_a_small_tenants_events_are_looked_for_in_short_stretches_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.http.tenant_log.STRETCH", 10)
    with open_log(tmp_path) as log:
        rows: list[Append] = [log.append(an_event(item_id=f"t-{number}")) for number in range(45)]
        rows[17].tenant = rows[31].tenant = "small"
        for each in rows:
            log.writer.append_blocking(each)
        counting = Counting(log)
        found = TenantLog(counting)  # type: ignore[arg-type]
        assert [18, 32] == [row.position for row in found.since("small", 0, 5)]
        assert [18] == [row.position for row in found.since("small", 0, 1)]
        assert 10 >= max(upto - after for after, upto in counting.asked)
        assert [] == found.since("small", 32, 5) == found.since("nobody", 0, 5)
        del counting.asked[:]
        log.writer.append_blocking(log.append(an_event(item_id="t-new")))
        assert [] == found.since("nobody", 0, 5) == found.since("nobody", 7, 5)
        assert [(45, 46)] == counting.asked, "what was looked through is not looked through again"
        assert list(range(1, 18)) == [row.position for row in found.since("demo", 0, 17)]
    assert STRETCH > 1_000


class Asked(OrderedDict[str, tuple[int, int]]):
    """Says whether anybody touched it who did not hold the lock."""

    def __init__(self, log: TenantLog) -> None:
        super().__init__()
        self._log, self.alone = log, True

    def get(self, key: str, default: Any = None) -> Any:
        self.alone = self.alone and self._log._lock.locked()
        return super().get(key, default)

    def move_to_end(self, key: str, last: bool = True) -> None:
        self.alone = self.alone and self._log._lock.locked()
        super().move_to_end(key, last)


def test_what_is_remembered_of_tenants_is_touched_by_one_thread_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.http.tenant_log.STRETCH", 1)
    monkeypatch.setattr("app.http.tenant_log.PASSED", 2)
    with open_log(tmp_path) as log:
        for number in range(3):
            log.writer.append_blocking(log.append(an_event(item_id=f"t-{number}")))
        found = TenantLog(log.reader)
        found._passed = asked = Asked(found)
        assert all([] == found.since(f"shop-{number}", 0, 5) for number in range(4))
        assert asked.alone and ["shop-2", "shop-3"] == list(asked)


def test_the_loop_is_free_while_the_log_is_read(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    import threading

    shop.sent(a_message(shop, "m-1", text="hej"))
    threads: list[str] = []
    since = TenantLog.since
    monkeypatch.setattr(
        TenantLog, "since", lambda *given: threads.append(threading.current_thread().name) or since(*given)
    )

    async def loops_thread() -> str:
        await asyncio.sleep(0)
        return threading.current_thread().name

    assert 200 == shop.feed.get("/v1/events").status_code
    assert threads and shop.running.ask(loops_thread()) not in threads
