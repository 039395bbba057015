"""Claims over HTTP: one person has a customer, for a while; time ends it once, and merges carry it along."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import claims as ends
from tests.adapters.views.histories import understood
from tests.app.http.merging import JAN, ZOFIA, Desk
from tests.app.running import Running, Shop, running_service, slug
from tests.faults.poison import poison


@pytest.fixture
def desk(shop: Shop) -> Desk:
    return Desk(shop)


@pytest.fixture
def marta(shop: Shop) -> Iterator[Desk]:
    """A colleague."""
    yield from colleague(shop)


def colleague(shop: Shop) -> Iterator[Desk]:
    desk = Desk(shop)
    desk.client = shop.client("agent", "marta")
    yield desk
    desk.client.close()


@pytest.fixture
def zofia(desk: Desk) -> str:
    return desk.writes(ZOFIA, "Dzień dobry, gdzie moja paczka?")["customer_id"]


def claimed(desk: Desk, customer_id: str, **more: Any) -> dict[str, Any]:
    return desk.done(f"customers/{customer_id}/claim", more)


def holder(desk: Desk, customer_id: str) -> str | None:
    claim = desk.client.get(f"/v1/customers/{customer_id}").json()["claim"]
    return claim and claim["name"]


def events(desk: Desk, customer_id: str, *names: str) -> list[dict[str, Any]]:
    found = desk.shop.auditor.get(f"/v1/customers/{customer_id}/events", params={"limit": 1000}).json()["events"]
    return [each for each in found if each["type"] in names]


def row(desk: Desk, customer_id: str, tab: str = "team") -> dict[str, Any] | None:
    rows = desk.client.get("/v1/inbox", params={"tab": tab}).json()["customers"]
    return next((each for each in rows if each["customer_id"] == customer_id), None)


def test_whoever_claims_has_the_customer(desk: Desk, zofia: str):
    assert holder(desk, zofia) is None
    done = claimed(desk, zofia, minutes=5)
    assert {"customer_id", "by", "name", "expires_at", "version", "position"} == set(done)
    assert "agent" == done["name"] == holder(desk, zofia)
    left = datetime.fromisoformat(done["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=4) < left <= timedelta(minutes=5)


def test_a_claimed_customer_stands_under_mine_and_waits_no_more(desk: Desk, marta: Desk, zofia: str):
    assert row(desk, zofia, "waiting") and row(desk, zofia, "team") and not row(desk, zofia, "mine")
    done = claimed(desk, zofia)
    shown = row(desk, zofia, "mine")
    assert shown is not None
    assert (done["by"], "agent", done["expires_at"]) == (
        shown["claimed_by"], shown["claimed_name"], shown["claimed_until"])  # fmt: skip
    assert row(desk, zofia, "team") and not row(desk, zofia, "waiting")
    assert not row(marta, zofia, "mine") and row(marta, zofia, "team") and not row(marta, zofia, "waiting")


def test_a_colleague_is_told_who_has_them(desk: Desk, marta: Desk, zofia: str):
    done = claimed(desk, zofia)
    answer = marta.post(f"customers/{zofia}/claim", {})
    told = answer.json()
    assert (409, True) == (answer.status_code, told["type"].endswith(":claimed"))
    assert (done["by"], "agent", done["expires_at"]) == (told["by"], told["name"], told["expires_at"])
    assert "agent" == holder(desk, zofia)


def test_a_colleague_takes_over_on_purpose(desk: Desk, marta: Desk, zofia: str):
    claimed(desk, zofia)
    claimed(marta, zofia, take_over=True)
    assert "marta" == holder(desk, zofia)
    assert ["claimed", "released", "claimed"] == [each["type"] for each in events(desk, zofia, "claimed", "released")]
    assert "not-claimed" == slug(desk.post(f"customers/{zofia}/release", {}))


def test_claiming_again_prolongs(desk: Desk, zofia: str):
    first, second, third = (desk.post(f"customers/{zofia}/claim", {"minutes": minutes}) for minutes in (5, 30, 5))
    assert first.json()["expires_at"] < second.json()["expires_at"] == third.json()["expires_at"]
    assert [201, 201, 200] == [each.status_code for each in (first, second, third)], "nobody has them for shorter"
    assert 2 == len(events(desk, zofia, "claimed"))
    desk.done(f"customers/{zofia}/release", {})
    assert holder(desk, zofia) is None, "it is one claim, however often it was prolonged"


def test_what_is_released_is_free(desk: Desk, marta: Desk, zofia: str):
    claimed(desk, zofia)
    assert {"customer_id", "version", "position"} == set(desk.done(f"customers/{zofia}/release", {"reason": "przerwa"}))
    assert holder(desk, zofia) is None
    assert row(desk, zofia, "waiting") and not row(desk, zofia, "mine")
    assert "marta" == claimed(marta, zofia)["name"]
    assert "not-claimed" == slug(desk.post(f"customers/{zofia}/release", {}))


def test_of_two_who_claim_at_once_one_has_them(desk: Desk, marta: Desk, zofia: str):
    for _ in range(5):
        with ThreadPoolExecutor(2) as together:
            answers = [each.result() for each in [
                together.submit(who.post, f"customers/{zofia}/claim", {}) for who in (desk, marta)]]  # fmt: skip
        assert [201, 409] == sorted(answer.status_code for answer in answers)
        (desk if 201 == answers[0].status_code else marta).done(f"customers/{zofia}/release", {})


def test_the_same_claim_sent_twice_is_one(desk: Desk, zofia: str):
    first, again = (desk.post(f"customers/{zofia}/claim", {"minutes": 5}, "once") for _ in range(2))
    assert (201, 200, first.json()) == (first.status_code, again.status_code, again.json())
    assert 1 == len(events(desk, zofia, "claimed"))


def test_the_same_release_sent_twice_is_one(desk: Desk, zofia: str):
    claimed(desk, zofia)
    first, again = (desk.post(f"customers/{zofia}/release", {}, "once") for _ in range(2))
    assert (201, 200, first.json()) == (first.status_code, again.status_code, again.json())
    assert 1 == len(events(desk, zofia, "released"))


@pytest.mark.parametrize(("path", "body"), [
    ("claim", {"minutes": 0}), ("claim", {"minutes": 10_000}), ("claim", {"new": 1}), ("release", {"reason": "x" * 501})])  # fmt: skip
def test_a_wrong_claim_is_refused(desk: Desk, zofia: str, path: str, body: dict[str, Any]):
    assert 422 == desk.post(f"customers/{zofia}/{path}", body).status_code
    assert [] == events(desk, zofia, "claimed", "released")


def test_nobody_of_another_shop_is_claimed(desk: Desk, zofia: str):
    other = Desk(desk.shop.running.shop())
    for path in ("claim", "release"):
        assert (404, "not-found") == (
            (answer := other.post(f"customers/{zofia}/{path}", {})).status_code, slug(answer))  # fmt: skip


# ---- time ------------------------------------------------------------------------------------------------------------


def later(running: Running, minutes: float) -> None:
    """The clock of claims goes on, and they look at it."""
    running.service.claims.now = lambda: datetime.now(UTC) + timedelta(minutes=minutes)


def ended(desk: Desk, customer_id: str) -> list[str]:
    """How claims ended, once the sweep has been at them."""
    running = desk.shop.running
    running.settled()
    for _ in range(2):
        running.ask(running.service.claims._step_alone())
    return [each["data"]["why"] for each in events(desk, customer_id, "released")]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Running]:
    """A service whose clock may be turned."""
    with running_service(tmp_path) as running:
        yield running


def test_time_ends_a_claim_once_and_a_prolonged_one_later(own: Running):
    desk = Desk(own.shop("shop-1"))
    zofia = desk.writes(ZOFIA, "Dzień dobry")["customer_id"]
    claimed(desk, zofia, minutes=5)
    claimed(desk, zofia, minutes=20)
    later(own, 10)
    assert [] == ended(desk, zofia)
    later(own, 21)
    assert ["expired"] == ended(desk, zofia) == ended(desk, zofia)
    assert not row(desk, zofia, "mine") and row(desk, zofia, "waiting")


def test_a_customer_whom_nobody_can_read_holds_up_the_end_of_no_other_claim(
    own: Running, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ends, "AT_ONCE", 1)
    desk = Desk(own.shop("demo"))
    stuck, zofia = (desk.writes(phone, "Dzień dobry")["customer_id"] for phone in (JAN, ZOFIA))
    claimed(desk, stuck, minutes=5)
    claimed(desk, zofia, minutes=10)
    own.settled()
    poison(own.service, "demo", stuck)
    later(own, 11)
    assert ["expired"] == ended(desk, zofia)
    with understood():
        assert ["expired"] == ended(desk, stuck)


def test_a_claim_that_is_over_stops_nobody_even_before_it_is_written_down(own: Running):
    desk, (marta, *_) = Desk(own.shop("shop-1")), [*colleague_of(own)]
    zofia = desk.writes(ZOFIA, "Dzień dobry")["customer_id"]
    claimed(desk, zofia, minutes=5)

    async def nothing() -> bool:
        return False

    own.service.claims._step = nothing  # type: ignore[method-assign]
    later(own, 6)
    assert "marta" == claimed(marta, zofia)["name"]
    assert [] == events(desk, zofia, "released")


def colleague_of(running: Running) -> list[Desk]:
    desk = Desk(running.shop("shop-1"))
    desk.client = desk.shop.client("agent", "marta")
    return [desk]


def test_what_time_ended_while_nothing_ran_is_written_at_the_next_start(tmp_path: Path):
    with running_service(tmp_path) as running:
        desk = Desk(running.shop("shop-1"))
        zofia = desk.writes(ZOFIA, "Dzień dobry")["customer_id"]
        claimed(desk, zofia, minutes=5)
        running.settled()
    with running_service(tmp_path) as running:
        desk = Desk(running.shop("shop-1"))
        assert "agent" == holder(desk, zofia)
        later(running, 6)
        assert ["expired"] == ended(desk, zofia)


# ---- merges ----------------------------------------------------------------------------------------------------------


def test_a_claim_on_the_absorbed_goes_on_where_nobody_has_the_survivor(desk: Desk, marta: Desk, zofia: str):
    jan = desk.writes(JAN, "Jestem Jan")["customer_id"]
    claimed(marta, jan)
    merge = Desk(desk.shop, "lead").merge(zofia, jan)["merge_id"]
    assert "marta" == holder(desk, zofia) == holder(desk, jan)
    assert row(marta, zofia, "mine")
    assert "claimed" == answer_slug(desk.post(f"customers/{zofia}/claim", {}))
    Desk(desk.shop, "lead").reverse(merge)
    assert ("marta", None) == (holder(desk, jan), holder(desk, zofia))
    assert row(marta, jan, "mine") and not row(marta, zofia, "mine")


def answer_slug(answer: Any) -> str:
    return answer.json()["type"].rsplit(":", 1)[1]


def test_the_survivors_own_claim_stands_before_the_absorbed_ones(desk: Desk, marta: Desk, zofia: str):
    jan = desk.writes(JAN, "Jestem Jan")["customer_id"]
    claimed(desk, zofia)
    claimed(marta, jan)
    Desk(desk.shop, "lead").merge(zofia, jan)
    shown = row(desk, zofia, "mine")
    assert "agent" == holder(desk, zofia) == (shown and shown["claimed_name"])
    desk.done(f"customers/{zofia}/release", {})
    assert "marta" == holder(desk, zofia), "then it is free for whoever had the other"
    assert row(marta, zofia, "mine")


def test_what_was_released_meanwhile_is_not_claimed_again_by_a_reversal(desk: Desk, marta: Desk, zofia: str):
    jan = desk.writes(JAN, "Jestem Jan")["customer_id"]
    claimed(marta, jan)
    merge = Desk(desk.shop, "lead").merge(zofia, jan)["merge_id"]
    marta.done(f"customers/{zofia}/release", {})
    claimed(desk, zofia)
    Desk(desk.shop, "lead").reverse(merge)
    assert (None, "agent") == (holder(desk, jan), holder(desk, zofia))
    assert not row(marta, jan, "mine")
