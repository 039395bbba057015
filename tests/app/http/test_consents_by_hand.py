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


def told(desk: Desk, customer: dict[str, Any], what: str, key: str, **body: Any) -> Any:
    """Say it by hand: an objection, a notice."""
    path, headers = f"/v1/customers/{customer['customer_id']}/{what}", {"Idempotency-Key": key}
    return desk.client.post(path, json={"channel": "phone"} | body, headers=headers)


def test_an_objection_ends_what_was_given_and_is_raised_once(desk: Desk, zofia: dict[str, Any]):
    said(desk, zofia, "k-1")
    raised = told(desk, zofia, "objections", "k-2", purpose="marketing", item_id=zofia["item_id"])
    assert (201, "marketing") == (raised.status_code, raised.json()["purpose"])
    (stands,) = consents(desk, zofia)
    assert (False, True, zofia["item_id"]) == (stands["given"], stands["objected"], stands["item_id"])
    assert [200, 200] == [
        told(desk, zofia, "objections", key, purpose="marketing", item_id=item).status_code
        for key, item in (("k-2", zofia["item_id"]), ("k-3", None))
    ]
    assert 200 == said(desk, zofia, "k-4", given=False, notice="", notice_version="").status_code
    assert 201 == said(desk, zofia, "k-5").status_code
    (stands,) = consents(desk, zofia)
    assert (True, False) == (stands["given"], stands["objected"])


def test_a_notice_is_known_by_its_version_and_language_as_it_was_shown_last(desk: Desk, zofia: dict[str, Any]):
    for number, version in enumerate(("4", "5")):
        words = {"notice": "RODO. Karta 4111 1111 1111 1111.", "notice_version": version, "locale": "pl-PL"}
        assert 201 == told(desk, zofia, "notices", f"k-{number}", **words, item_id=zofia["item_id"]).status_code
    shown = desk.client.get(f"/v1/customers/{zofia['customer_id']}").json()["notices"]
    as_of = desk.client.get(f"/v1/customers/{zofia['customer_id']}/consents").json()["notices"]
    (notice,) = shown
    assert as_of == shown
    assert ("5", "pl-PL", "phone", zofia["item_id"]) == tuple(
        notice[name] for name in ("notice_version", "locale", "channel", "item_id")
    )
    assert notice["notice"].startswith("RODO") and "4111 1111" not in notice["notice"]


@pytest.mark.parametrize(
    ("what", "body", "pointer"),
    [
        ("objections", {"purpose": "Marketing!"}, "/purpose"),
        ("objections", {"purpose": "marketing", "item_id": "t-nobodys"}, "/item_id"),
        ("notices", {"notice": " "}, "/notice"),
        ("notices", {"notice": "x", "locale": "po polsku"}, "/locale"),
        ("notices", {"notice": "x", "item_id": "t-nobodys"}, "/item_id"),
    ],
)
def test_an_objection_or_a_notice_that_cannot_be_is_refused_by_its_field(
    desk: Desk, zofia: dict[str, Any], what: str, body: dict[str, Any], pointer: str
):
    answer = told(desk, zofia, what, "k-1", **body)
    assert (422, [pointer]) == (answer.status_code, [each["pointer"] for each in answer.json()["errors"]])
    shown = desk.client.get(f"/v1/customers/{zofia['customer_id']}").json()
    assert ([], []) == (shown["consents"], shown["notices"])
