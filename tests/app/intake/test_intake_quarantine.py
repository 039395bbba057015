"""What could not be understood is kept sealed, listed to its sender, and read again on request."""

import base64
from typing import Any

import pytest

from adapters.cloudevents import translate
from domain.customer import arrivals, entries
from tests.app.intake.deliveries import CUSTOMER, TEXT, a_delivery, a_message
from tests.app.running import Shop, slug
from tests.canaries import files

QUARANTINED = {"outcome": "quarantined", "customer_id": None, "interaction_id": None, "item_id": None, "version": None,
               "position": None}  # fmt: skip


def unreadable(shop: Shop) -> dict[str, dict[str, Any]]:
    event = a_message(shop, "m-1")
    bare = {name: value for name, value in event.items() if name != "data"}
    sealed = base64.b64encode
    return {
        "unknown type": event | {"type": "throughline.moon.landed.v1"},
        "unknown version": event | {"type": "throughline.message.received.v2"},
        "foreign type": event | {"type": "com.example.message.received.v1"},
        "a list": event | {"data": []},
        "text": event | {"data": "hej"},
        "a number": event | {"data": 7},
        "xml": event | {"datacontenttype": "application/xml", "data": "<a/>"},
        "bad base64": bare | {"data_base64": "%%%"},
        "base64 that is no text": bare | {"data_base64": 7},
        "base64 of no json": bare | {"data_base64": sealed(b"\xff\xfe").decode()},
        "base64 of NUL": bare | {"data_base64": sealed(b'{"channel":"chat","x":"\\u0000"}').decode()},
        "base64 of depth": bare
        | {"data_base64": sealed(b'{"channel":"chat","x":' + b"[" * 99 + b"]" * 99 + b"}").decode()},
    }


@pytest.mark.parametrize("case", list(unreadable(Shop(None, "x"))))  # type: ignore[arg-type]
def test_a_cloudevent_that_cannot_be_understood_is_answered_202_and_listed(shop: Shop, case: str):
    event = unreadable(shop)[case]
    answer = shop.send(event)
    assert 202 == answer.status_code, answer.text
    receipt = answer.json()
    assert {"id": "m-1", "source": event["source"], "reason": receipt["reason"]} | QUARANTINED == receipt
    (entry,) = shop.adapter.get("/v1/quarantine").json()["entries"]
    assert (event["source"], event["type"], receipt["reason"], "open") == (
        entry["source"], entry["type"], entry["reason"], entry["state"])  # fmt: skip
    assert [] == shop.auditor.get("/v1/events").json()


def test_the_same_unreadable_event_again_is_kept_once_and_other_content_is_a_conflict(shop: Shop):
    event = a_delivery(shop, "m-1", "moon.landed", flag="white")
    for _ in range(3):
        assert 202 == shop.send(event).status_code
    assert 1 == len(shop.adapter.get("/v1/quarantine").json()["entries"])
    answer = shop.send(a_delivery(shop, "m-1", "moon.landed", flag="red"))
    assert (409, "idempotency-conflict") == (answer.status_code, slug(answer))


def test_a_retry_before_anything_was_mended_is_quarantined_again(shop: Shop):
    shop.send(a_delivery(shop, "m-1", "moon.landed"))
    (entry,) = shop.adapter.get("/v1/quarantine").json()["entries"]
    answer = shop.adapter.post(f"/v1/quarantine/{entry['entry_id']}/retry")
    assert (200, "quarantined") == (answer.status_code, answer.json()["outcome"])


def learn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version that understands `moon.landed` as a note."""
    monkeypatch.setattr(translate, "KNOWN", arrivals.KNOWN | {"moon.landed"})
    monkeypatch.setitem(entries._MAKERS, "moon.landed", entries._MAKERS["note.added"])


def test_a_retry_after_mending_records_the_event_as_it_was_sent(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    shop.send(a_delivery(shop, "m-1", "moon.landed", channel="chat", party=CUSTOMER, parts=TEXT))
    (entry,) = shop.adapter.get("/v1/quarantine").json()["entries"]
    learn(monkeypatch)
    receipt = shop.admin.post(f"/v1/quarantine/{entry['entry_id']}/retry").json()
    assert ("m-1", "recorded") == (receipt["id"], receipt["outcome"])
    assert ["Oddzwonimy."] == [item["text"] for item in shop.timeline(receipt["customer_id"])["items"]]
    assert ["recorded"] == [each["state"] for each in shop.adapter.get("/v1/quarantine").json()["entries"]]
    assert 404 == shop.adapter.post(f"/v1/quarantine/{entry['entry_id']}/retry").status_code


def test_sending_it_again_after_mending_records_it_too(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    event = a_delivery(shop, "m-1", "moon.landed", channel="chat", party=CUSTOMER, parts=TEXT)
    shop.send(event)
    learn(monkeypatch)
    assert "recorded" == shop.sent(event)["outcome"]
    assert ["recorded"] == [each["state"] for each in shop.adapter.get("/v1/quarantine").json()["entries"]]


def test_a_retry_that_finds_a_wrong_field_says_so_and_keeps_the_entry(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    shop.send(a_delivery(shop, "m-1", "moon.landed", channel="pigeon"))
    (entry,) = shop.adapter.get("/v1/quarantine").json()["entries"]
    learn(monkeypatch)
    answer = shop.adapter.post(f"/v1/quarantine/{entry['entry_id']}/retry")
    assert (422, "invalid") == (answer.status_code, slug(answer))
    assert ["open"] == [each["state"] for each in shop.adapter.get("/v1/quarantine").json()["entries"]]


def test_an_adapter_sees_and_retries_only_its_own_an_admin_all_of_the_tenant(shop: Shop):
    shop.send(a_delivery(shop, "m-1", "moon.landed"))
    (entry,) = shop.admin.get("/v1/quarantine").json()["entries"]
    other = shop.client("adapter", source=shop.source("chat/web"))
    stranger = shop.running.shop()
    assert [] == other.get("/v1/quarantine").json()["entries"]
    assert [] == stranger.admin.get("/v1/quarantine").json()["entries"]
    for client in (other, stranger.admin, stranger.adapter):
        assert 404 == client.post(f"/v1/quarantine/{entry['entry_id']}/retry").status_code
    assert 404 == shop.admin.post("/v1/quarantine/q-0/retry").status_code


def test_a_kept_body_is_not_readable_in_the_file(shop: Shop):
    shop.send(a_delivery(shop, "m-1", "moon.landed", words="kanarek w klatce"))
    shop.running.settled()
    kept = dict(files(shop.running.settings.data_dir))
    assert "log.db" in kept and [] == [name for name, content in kept.items() if b"kanarek w klatce" in content]


def test_an_adapter_finds_its_own_however_many_newer_ones_others_left(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    reader = shop.running.service.reader
    monkeypatch.setattr(type(reader).kept, "__defaults__", (20, ""))
    shop.send(a_delivery(shop, "mine", "moon.landed", account="sms/main"))
    for number in range(25):
        shop.send(a_delivery(shop, f"theirs-{number}", "moon.landed", account="whatsapp/main"))
    for source in ("//{}/sms/main", "//{}/sms/*"):
        own = shop.client("adapter", source=source.format(shop.tenant))
        assert [shop.source("sms/main")] == [each["source"] for each in own.get("/v1/quarantine").json()["entries"]]
