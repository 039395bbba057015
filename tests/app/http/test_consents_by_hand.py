"""Consents over HTTP: given and taken back by hand, shown with their wording and source."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.app.http.merging import ZOFIA, Desk
from tests.app.running import Running, Shop, slug

WORDING = "Zgadzam się na wiadomości o nowościach. Karta 4111 1111 1111 1111."
END = f"{datetime.now(UTC) + timedelta(days=365):%Y-%m-%dT00:00:00Z}"
GIVEN = {"purpose": "marketing", "given": True, "channel": "phone", "notice": WORDING, "notice_version": "3"}


@pytest.fixture
def desk(shop: Shop) -> Desk:
    return Desk(shop)


@pytest.fixture
def zofia(desk: Desk) -> dict[str, Any]:
    written = desk.writes(ZOFIA, "Tak, proszę pisać do mnie o nowościach.")
    desk.shop.running.settled()  # what follows from her words is no part of what a consent writes
    return written


def consents(desk: Desk, customer: dict[str, Any]) -> list[dict[str, Any]]:
    return desk.client.get(f"/v1/customers/{customer['customer_id']}").json()["consents"]


def said(desk: Desk, customer: dict[str, Any], key: str, **body: Any) -> Any:
    path, headers = f"/v1/customers/{customer['customer_id']}/consents", {"Idempotency-Key": key}
    return desk.client.post(path, json=GIVEN | body, headers=headers)


def test_a_consent_said_to_an_agent_stands_with_its_wording_and_the_entry_it_was_said_in(
    desk: Desk, zofia: dict[str, Any]
):
    answer = said(desk, zofia, "k-1", item_id=zofia["item_id"], expires_at=END)
    assert 201 == answer.status_code
    (stands,) = consents(desk, zofia)
    assert (True, "marketing", "phone", "3", zofia["item_id"], END) == tuple(
        stands[name] for name in ("given", "purpose", "channel", "notice_version", "item_id", "expires_at"))  # fmt: skip
    assert stands["notice"].startswith("Zgadzam się na wiadomości") and "4111 1111" not in stands["notice"]
    assert answer.json()["version"] == desk.shop.timeline(zofia["customer_id"])["version"]


def test_it_is_taken_back_in_a_word_and_stays_in_the_record(desk: Desk, zofia: dict[str, Any]):
    said(desk, zofia, "k-1")
    taken = desk.client.post(
        f"/v1/customers/{zofia['customer_id']}/consents", headers={"Idempotency-Key": "k-2"},
        json={"purpose": "marketing", "given": False, "channel": "email"})  # fmt: skip
    assert (201, False) == (taken.status_code, taken.json()["given"])
    (stands,) = consents(desk, zofia)
    assert (False, "email") == (stands["given"], stands["channel"])


def test_the_same_call_and_the_same_consent_write_nothing_new(desk: Desk, zofia: dict[str, Any]):
    first = said(desk, zofia, "k-1")
    assert (200, first.json()) == ((again := said(desk, zofia, "k-1")).status_code, again.json())
    assert 200 == said(desk, zofia, "k-2").status_code
    assert first.json()["version"] == desk.shop.timeline(zofia["customer_id"])["version"]


def test_what_was_given_in_time_is_answered_again_after_its_end_and_not_given_anew(
    running: Running, desk: Desk, zofia: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    first = said(desk, zofia, "k-1", expires_at=END)
    monkeypatch.setattr(running.service.pen, "now", lambda: datetime.fromisoformat(END))
    again = said(desk, zofia, "k-1", expires_at=END)
    assert (201, 200, first.json()) == (first.status_code, again.status_code, again.json())
    assert 422 == said(desk, zofia, "k-2", expires_at=END).status_code


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"notice": " ", "notice_version": ""}, "/notice"),
        ({"given": False, "expires_at": END}, "/expires_at"),
        ({"expires_at": "9999-01-01T00:00:00Z"}, "/expires_at"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
        ({"item_id": "t-nobodys"}, "/item_id"),
        ({"purpose": "Marketing!"}, "/purpose"),
        ({"channel": "pigeon"}, "/channel"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(desk: Desk, zofia: dict[str, Any], body: dict[str, Any], pointer: str):
    answer = said(desk, zofia, "k-1", **body)
    assert (422, [pointer]) == (answer.status_code, [each["pointer"] for each in answer.json()["errors"]])
    assert [] == consents(desk, zofia)


def test_another_shops_customer_is_not_there(running: Running, desk: Desk, zofia: dict[str, Any]):
    other = Desk(running.shop())
    assert 404 == said(other, zofia, "k-1").status_code
    assert "not-found" in slug(said(other, zofia, "k-2"))
