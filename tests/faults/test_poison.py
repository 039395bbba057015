"""One event that cannot be taken stops one customer's view at most: parked, visible, tried again after a fix."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import exc

from adapters.keys.keyring import KeysUnavailable
from adapters.log.codec import UnknownEvent
from adapters.log.reading import LogUnavailable
from adapters.views.faults import passes
from adapters.views.projector import Projector
from adapters.views.store import Parked, Views
from app import follower as following
from app.views import ViewFollower
from domain.errors import OutcomeUnknown, Overloaded, StreamMoved
from tests.adapters.log.opened import OpenLog, open_log
from tests.adapters.views.histories import History, replayed, understood
from tests.app.running import Running, Shop, running_service, slug
from tests.examples import a_message
from tests.faults.poison import a_text, poison
from tests.faults.stopping import Countdown, raising
from tests.patience import SECONDS

ALICJA, BOGDAN = "+48 601 000 401", "+48 601 000 402"


def queue(shop: Shop, tab: str = "team") -> dict[str, dict[str, Any]]:
    rows = shop.agent.get("/v1/inbox", params={"tab": tab}).json()["customers"]
    return {row["customer_id"]: row for row in rows}


def ready(running: Running) -> dict[str, Any]:
    return httpx.get(f"{running.url}/readyz").json()


def both(shop: Shop, number: str, words: str) -> tuple[str, str]:
    one = shop.sent(a_text(f"a{number}", ALICJA, words, shop.tenant))
    other = shop.sent(a_text(f"b{number}", BOGDAN, words, shop.tenant))
    return one["customer_id"], other["customer_id"]


def test_a_poison_event_is_parked_seen_held_behind_and_taken_after_the_fix(tmp_path: Path):
    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        alicja, bogdan = both(shop, "1", "Dzień dobry")
        running.settled()
        poison(running.service, "demo", alicja)
        both(shop, "2", "Zamówienie PL-48295 nie doszło.")
        running.settled()

        assert {"views": 1, "memory": 1} == ready(running)["parked_in"]
        assert {"views": 0, "memory": 0}.items() <= ready(running)["behind"].items()
        rows = queue(shop)
        assert "Dzień dobry" == rows[alicja]["preview"] and ["stopped"] == [
            pill["kind"] for pill in rows[alicja]["pills"]
        ]
        assert "Zamówienie PL-48295 nie doszło." == rows[bogdan]["preview"] and [] == rows[bogdan]["pills"]
        assert alicja in queue(shop, "waiting")
        closed = shop.agent.get(f"/v1/customers/{alicja}/timeline")
        assert 503 == closed.status_code and "customer-unreadable" == slug(closed)
        assert 2 == len(shop.timeline(bogdan)["items"])

        parked = shop.admin.get("/v1/projections/parked").json()["parked"]
        assert [("memory", alicja, 2), ("views", alicja, 2)] == [(each["view"], each["customer_id"], each["held"]) for each in parked]  # fmt: skip
        assert {"UnknownEvent"} == {each["reason"] for each in parked}
        assert [] == running.shop("other").admin.get("/v1/projections/parked").json()["parked"]
        metrics = httpx.get(f"{running.url}/metrics").text
        assert 'throughline_parked_customers{follower="views"} 1.0' in metrics

        assert {"retried": 2, "parked": 2, "next": 0} == retried(shop)
        with understood():
            assert {"retried": 0, "parked": 2, "next": 0} == retried(shop, customer_id=bogdan)
            assert {"retried": 2, "parked": 0, "next": 0} == retried(shop, customer_id=alicja)
            running.settled()
            row = queue(shop)[alicja]
            assert "Zamówienie PL-48295 nie doszło." == row["preview"] and [] == row["pills"]
            facts = shop.agent.get(f"/v1/customers/{alicja}/facts").json()["facts"]
            assert ["PL-90001", "PL-48295"] == [fact["value"] for fact in facts if fact["key"] == "order_no"]
            assert {} == ready(running)["parked_in"]
            service = running.service
            rows = service.reader.since(0, 1_000)
            assert replayed(service, tmp_path / "fresh.db", rows) == kept(service)  # type: ignore[arg-type]


def kept(service: Any) -> dict[str, Any]:
    from tests.adapters.views.histories import tables_of

    return tables_of(service.views)


def retried(shop: Shop, **query: str) -> dict[str, Any]:
    answer = shop.admin.post("/v1/projections/parked/retry", params=query)
    assert 200 == answer.status_code, answer.text
    return answer.json()


def test_memory_tried_twice_remembers_once(tmp_path: Path):
    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        alicja, _ = both(shop, "1", "Dzień dobry")
        position = poison(running.service, "demo", alicja)
        both(shop, "2", "Zamówienie PL-48295 nie doszło.")
        running.settled()
        with understood():
            place = Parked("memory", "demo", alicja, position, 4, "UnknownEvent")
            for _ in range(3):  # a crash before the place was released makes it try again
                assert running.ask(running.service.memory.retry(place))
            facts = shop.agent.get(f"/v1/customers/{alicja}/facts").json()["facts"]
    assert ["PL-90001", "PL-48295"] == [fact["value"] for fact in facts if fact["key"] == "order_no"]


def test_what_is_parked_is_remembered_over_a_restart_and_only_admins_may_look(tmp_path: Path):
    with running_service(tmp_path) as running:
        alicja, _ = both(running.shop("demo"), "1", "Dzień dobry")
        poison(running.service, "demo", alicja)
        running.settled()
    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        both(shop, "2", "Halo?")
        running.settled()
        assert "Dzień dobry" == queue(shop)[alicja]["preview"]
        assert 2 == ready(running)["parked"]
        for role in ("agent", "lead", "auditor", "adapter"):
            assert 403 == getattr(shop, role).get("/v1/projections/parked").status_code
            assert 403 == getattr(shop, role).post("/v1/projections/parked/retry").status_code


def test_what_turns_out_to_be_somebody_elses_leaves_a_stopped_customers_row_too(tmp_path: Path):
    from tests.faults.test_followers import CALLER, OWNER, an_event, text

    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        said = [{"party": "customer", "text": "Tajemnica Ryszarda."}]
        shop.sent(an_event("2", "message.received", "email/main", "m-1", [CALLER], parts=text("Dzień dobry")))
        owner = shop.sent(an_event("1", "message.received", "sms/main", "s-1", [OWNER], parts=text("Dzień dobry")))
        shop.sent(an_event("3", "call.transcribed", "phone/main", "c-1", [OWNER | {"level": 1}], transcript=said))
        poison(running.service, "demo", owner["customer_id"])
        running.settled()
        assert "Tajemnica Ryszarda." == queue(shop)[owner["customer_id"]]["preview"]
        proof = an_event("4", "identity.evidence", "phone/main", "c-1", [CALLER], method="code", level=3)
        caller = shop.sent(proof)["customer_id"]
        running.settled()
        assert "" == queue(shop)[owner["customer_id"]]["preview"]
        assert "Tajemnica Ryszarda." == queue(shop)[caller]["preview"]


# ---- faults that pass ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [
    sqlite3.OperationalError("database or disk is full"), sqlite3.OperationalError("database is locked"),
    exc.OperationalError("", {}, Exception()), exc.TimeoutError(), OSError(28, "no space"), MemoryError(),
    Overloaded(), OutcomeUnknown(), StreamMoved(), ConnectionResetError(), TimeoutError(),
    LogUnavailable(), KeysUnavailable(),
])  # fmt: skip
def test_a_fault_of_the_surroundings_passes(fault: Exception):
    assert passes(fault)


@pytest.mark.parametrize("fault", [
    UnknownEvent("x"), ValueError("x"), KeyError("x"), TypeError("x"), RecursionError(), OverflowError(),
    sqlite3.IntegrityError("x"), exc.DataError("", {}, Exception()), UnicodeEncodeError("utf-8", "", 0, 1, "x"),
])  # fmt: skip
def test_a_fault_of_the_event_does_not_pass(fault: Exception):
    assert not passes(fault)


def test_postgresqls_faults_are_told_apart_by_their_kind():
    import psycopg

    assert passes(psycopg.OperationalError()) and passes(psycopg.errors.AdminShutdown())
    assert not passes(psycopg.errors.UniqueViolation()) and not passes(psycopg.errors.NumericValueOutOfRange())


def test_a_full_disk_stops_the_follower_for_a_while_and_parks_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(following, "PAUSE_SECONDS", 0.001)
    full, tries = [False], [0]

    def refuse() -> None:
        countdown.left += 1  # and the next statement too
        if full[0]:
            tries[0] += 1
            full[0] = tries[0] < 7
            raise sqlite3.OperationalError("database or disk is full")

    countdown = Countdown(-1, refuse)

    async def story(log: OpenLog, views: Views) -> bool:
        follower = ViewFollower(log.reader, log.codec, views, lambda: None)
        await follower.start()
        log.writer.append_blocking(log.append(a_message()))
        full[0], countdown.left = True, 0
        there = await follower.reached(log.reader.head(), SECONDS)
        countdown.left = -1
        await follower.stop()
        return there

    with open_log(tmp_path) as log:
        views = Views(tmp_path / "views.db", raising(countdown))
        assert asyncio.run(story(log, views))
        assert 7 == tries[0]
        assert [] == views.parked()
        views.close()


def test_a_commit_whose_answer_was_lost_is_not_taken_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(following, "PAUSE_SECONDS", 0.001)
    lost = [False]
    advance = Projector.advance

    def loses(self: Projector, rows: Any, upto: int) -> list[Parked]:
        parked = advance(self, rows, upto)
        if not lost[0]:
            lost[0] = True
            raise sqlite3.OperationalError("disk I/O error")
        return parked

    monkeypatch.setattr(Projector, "advance", loses)

    async def story(log: OpenLog, views: Views) -> None:
        follower = ViewFollower(log.reader, log.codec, views, lambda: None)
        await follower.start()
        for channel in ("chat", "phone", "chat"):
            log.writer.append_blocking(log.append(a_message(channel=channel)))
        assert await follower.reached(log.reader.head(), SECONDS)
        await follower.stop()

    with open_log(tmp_path) as log:
        views = Views(tmp_path / "views.db")
        asyncio.run(story(log, views))
        assert lost[0]
        assert ("chat", "phone", "chat") == views.inbox("demo", "team", "", 0).rows[0].path
        views.close()


def test_whoever_waits_for_a_position_wakes_the_follower_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(following, "HEAL_SECONDS", 3_600)

    async def story(log: OpenLog, views: Views) -> bool:
        follower = ViewFollower(log.reader, log.codec, views, lambda: None)
        await follower.start()
        while follower._wake.is_set():
            await asyncio.sleep(0)
        log.writer.append_blocking(log.append(a_message()))  # by another node: nobody rings here
        there = await follower.reached(log.reader.head(), SECONDS)
        await follower.stop()
        return there

    with open_log(tmp_path) as log:
        views = Views(tmp_path / "views.db")
        assert asyncio.run(story(log, views))
        views.close()


def test_a_value_that_the_database_refuses_parks_its_event_alone(tmp_path: Path):
    from domain.customer import events as happened
    from tests.adapters.views.histories import Kept

    with open_log(tmp_path) as log:
        history = History(log, "demo", 1)
        linked = {"kind": "phone", "digest": "ab", "value_norm": "+48601000214"}
        history.append([("c-1", happened.HandleLinked(link_id="h-1", level=2**70, **linked))])
        history.append([("c-2", happened.HandleLinked(link_id="h-2", level=2, **linked))])
        live = Kept(log, tmp_path / "views.db")
        live.advance(history.rows())
        assert [("c-1", "OverflowError")] == [(each.stream, each.reason) for each in live.views.parked()]
        assert [("c-2", 2)] == live.views.holders("demo", "ab")
        assert replayed(log, tmp_path / "fresh.db", history.rows()) == live.tables()
        live.retry()
        assert replayed(log, tmp_path / "fresh.db", history.rows()) == live.tables()
        live.close()


def test_views_of_another_log_are_made_anew(tmp_path: Path):
    async def followed(log: OpenLog, views: Views) -> None:
        follower = ViewFollower(log.reader, log.codec, views, lambda: None)
        await follower.start()
        assert await follower.reached(log.reader.head(), SECONDS)
        await follower.stop()

    views = Views(tmp_path / "views.db")
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        with open_log(tmp_path / name, f"c-{name}", life=name) as log:
            log.writer.append_blocking(log.append(a_message(), stream=f"c-{name}"))
            asyncio.run(followed(log, views))
            assert [f"c-{name}"] == [row.customer_id for row in views.inbox("demo", "team", "", None).rows]
    views.close()
