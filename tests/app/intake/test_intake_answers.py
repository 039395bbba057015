"""Contract, section 3, row by row: what one event is answered."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.app.intake.deliveries import TYPES, WITHOUT_ITEM, a_delivery, a_message
from tests.app.running import Running, Shop, running_service, slug, to_json

RECEIPT = {"id", "source", "outcome", "customer_id", "interaction_id", "item_id", "version", "position"}

EXAMPLE = """
{"specversion":"1.0","id":"wamid.77","source":"//demo/whatsapp/main","type":"throughline.message.received.v1",
 "subject":"wa:48601000214","time":"2026-11-21T09:18:00Z","datacontenttype":"application/json",
 "data":{"channel":"whatsapp","entry_point":"+48 22 100 00 00","direction":"inbound","kind":"message",
  "party":{"role":"customer","display_name":"Katarzyna","handles":[{"kind":"phone","value_raw":"+48 601 000 214","level":2}]},
  "parts":[{"type":"text","text":"Zamek w kurtce z zamówienia PL-48213 się rozchodzi.","language":"pl"}]}}
"""


def test_the_contracts_example_is_answered_as_it_stands_there(tmp_path: Path):
    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        answer = shop.adapter.post(
            "/v1/intake", content=EXAMPLE.encode(), headers={"Content-Type": "application/cloudevents+json"}
        )
        receipt = answer.json()
        assert 201 == answer.status_code
        assert "application/json" == answer.headers["content-type"]
        assert str(len(answer.content)) == answer.headers["content-length"]
        assert RECEIPT == set(receipt)
        assert ("wamid.77", "//demo/whatsapp/main", "recorded") == (
            receipt["id"],
            receipt["source"],
            receipt["outcome"],
        )
        assert ["c-", "i-", "t-"] == [receipt[key][:2] for key in ("customer_id", "interaction_id", "item_id")]
        assert (4, 1) == (receipt["version"], receipt["position"])


@pytest.mark.parametrize(
    "media_type", ["application/cloudevents+json", "application/json", "application/JSON; charset=UTF-8"]
)
def test_a_structured_event_is_recorded(shop: Shop, media_type: str):
    answer = shop.adapter.post(
        "/v1/intake", content=to_json(a_message(shop, "m-1")), headers={"Content-Type": media_type}
    )
    assert 201 == answer.status_code
    assert RECEIPT == set(answer.json())


def binary(shop: Shop, event: dict[str, Any], **headers: str) -> Any:
    attributes = {f"ce-{name}": value for name, value in event.items() if name not in ("data", "datacontenttype")}
    body = to_json(event["data"])
    return shop.adapter.post(
        "/v1/intake", content=body, headers=attributes | {"content-type": "application/json"} | headers
    )


def test_a_binary_event_is_recorded_with_its_headers_percent_decoded(shop: Shop):
    event = a_message(shop, "m-1")
    answer = binary(shop, event, **{"ce-id": "Euro%20%E2%82%AC%20%F0%9F%98%80", "ce-subject": '"wa:\\"1\\""'})
    assert 201 == answer.status_code
    assert "Euro € 😀" == answer.json()["id"]
    again = shop.send(event | {"id": "m-2", "subject": 'wa:"1"'})
    assert answer.json()["interaction_id"] == again.json()["interaction_id"]


def test_the_same_event_in_another_mode_is_a_duplicate(shop: Shop):
    event = a_message(shop, "m-1")
    first = shop.sent(event)
    plain = {name: value for name, value in event.items() if name != "datacontenttype"}
    for answer in (binary(shop, event), shop.send(plain), shop.send(event | {"dataschema": None})):
        assert 200 == answer.status_code
        assert first | {"outcome": "duplicate"} == answer.json()


def test_headers_that_are_not_utf_8_are_refused_rather_than_mixed_up(shop: Shop):
    for value in ("%ff", "%C3%28"):
        answer = binary(shop, a_message(shop, "m-1"), **{"ce-id": value})
        assert (400, "not-a-cloudevent") == (answer.status_code, slug(answer))


def test_data_comes_from_the_body_and_never_from_a_header(shop: Shop):
    answer = binary(shop, a_message(shop, "m-1"), **{"ce-data": "x", "ce-data_base64": "eA=="})
    assert 201 == answer.status_code


def test_data_in_base64_is_read_like_any_other(shop: Shop):
    event = a_delivery(shop, "m-1") | {"data_base64": "eyJjaGFubmVsIjoiY2hhdCJ9"}
    del event["data"]
    assert "recorded" == shop.sent(event)["outcome"]


@pytest.mark.parametrize("what", TYPES)
def test_a_dry_run_says_what_would_be_appended_and_stores_nothing(shop: Shop, what: str):
    event = a_delivery(shop, "m-1", what, **TYPES[what][0])
    shop.running.settled()  # what follows from the events of earlier tests is written by now
    before = shop.running.service.reader.head()
    answer = shop.send(event, dry_run="true")
    assert 200 == answer.status_code
    appended = answer.json()["would_append"]
    assert "customer-registered" == appended[0]["type"]
    assert before == shop.running.service.reader.head()
    receipt = shop.sent(event)
    assert len(appended) == receipt["version"]
    stored = shop.auditor.get(f"/v1/customers/{receipt['customer_id']}/events").json()["events"]
    assert [each["type"] for each in appended] == [each["type"] for each in stored][: len(appended)]


def test_a_dry_run_of_something_wrong_is_refused_like_the_real_one(shop: Shop):
    wrong = a_message(shop, "m-1", channel="pigeon")
    assert 422 == shop.send(wrong, dry_run="true").status_code
    unknown = a_delivery(shop, "m-2", "moon.landed")
    assert [{"outcome": "quarantined", "reason": "unknown type"}] == shop.send(unknown, dry_run="true").json()[
        "would_append"
    ]
    assert [] == shop.adapter.get("/v1/quarantine").json()["entries"]


def test_the_same_event_again_gets_the_first_receipt(shop: Shop):
    first = shop.sent(a_message(shop, "m-1"))
    shop.sent(a_message(shop, "m-2"))
    again = shop.send(a_message(shop, "m-1"))
    assert 200 == again.status_code
    assert first | {"outcome": "duplicate"} == again.json()


def test_the_same_event_in_another_spelling_is_a_duplicate(shop: Shop):
    event = a_message(shop, "m-1")
    shop.sent(event)
    spelled = json.dumps(dict(reversed(event.items())), indent=2, ensure_ascii=True)
    answer = shop.adapter.post("/v1/intake", content=spelled, headers={"Content-Type": "application/json"})
    assert 200 == answer.status_code
    traced = shop.send(event | {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
    assert 200 == traced.status_code


def test_the_same_id_with_other_content_is_a_conflict(shop: Shop):
    shop.sent(a_message(shop, "m-1"))
    answer = shop.send(a_message(shop, "m-1", text="Coś innego."))
    assert (409, "idempotency-conflict") == (answer.status_code, slug(answer))


def test_the_same_id_from_another_source_is_another_event(shop: Shop):
    shop.sent(a_message(shop, "m-1"))
    assert 201 == shop.send(a_message(shop, "m-1", account="whatsapp/second")).status_code


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"specversion": "0.3"}, "/specversion"),
        ({"specversion": None}, "/specversion"),
        ({"id": ""}, "/id"),
        ({"id": 7}, "/id"),
        ({"id": "x" * 1_001}, "/id"),
        ({"source": ""}, "/source"),
        ({"type": None}, "/type"),
    ],
)
def test_what_is_no_cloudevent_is_refused_with_400(shop: Shop, change: dict[str, Any], pointer: str):
    answer = shop.send(a_message(shop, "m-1") | change)
    assert (400, "not-a-cloudevent") == (answer.status_code, slug(answer))
    assert [pointer] == [error["pointer"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"7", b'"x"', b"\xff\xfe", b"\xef\xbb\xbf{}"])
def test_a_body_that_holds_no_event_is_refused_with_400(shop: Shop, body: bytes):
    answer = shop.adapter.post("/v1/intake", content=body, headers={"Content-Type": "application/json"})
    assert 400 == answer.status_code
    slug(answer)


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "application/cloudevents+avro", ""])
def test_another_media_type_is_refused_with_415(shop: Shop, media_type: str):
    headers = {"Content-Type": media_type} if media_type else {}
    answer = shop.adapter.post("/v1/intake", content=to_json(a_message(shop, "m-1")), headers=headers)
    assert (415, "unsupported-media-type") == (answer.status_code, slug(answer))


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"channel": "pigeon"}, "/data/channel"),
        ({"direction": "sideways"}, "/data/direction"),
        ({"kind": "rumour"}, "/data/kind"),
        ({"party": {"display_name": "K"}}, "/data/party/role"),
        ({"party": {"role": "oracle"}}, "/data/party/role"),
        ({"party": {"role": "customer", "handles": [{"kind": "phone", "value_raw": "1", "level": 5}]}}, "/data/party/handles/0/level"),
        ({"party": {"role": "customer", "handles": [{"kind": "aura", "value_raw": "1"}]}}, "/data/party/handles/0/kind"),
        ({"party": {"role": "customer", "handles": [{"kind": "phone", "value_raw": "1"}] * 101}}, "/data/party/handles"),
        ({"to": [{"handles": [{"value_raw": "1"}]}]}, "/data/to/0/handles/0/kind"),
        ({"parts": [{"type": "text", "text": 7}]}, "/data/parts/0/text"),
        ({"parts": [{"text": "x"}]}, "/data/parts/0/type"),
        ({"transcript": [{"party": "customer", "text": "x", "from_ms": -1}]}, "/data/transcript/0/from_ms"),
        ({"call": {"started_at": "2024-05-06T12:00:00"}}, "/data/call/started_at"),
        ({"call": {"ended_at": "9999-12-31T23:59:59-12:00"}}, "/data/call/ended_at"),
        ({"promise": {"due_at": "9999-12-31T23:59:59-12:00"}}, "/data/promise/due_at"),
    ],
)  # fmt: skip
def test_a_used_field_that_is_wrong_is_named_in_the_422(shop: Shop, change: dict[str, Any], pointer: str):
    answer = shop.send(a_message(shop, "m-1", **change))
    assert (422, "invalid") == (answer.status_code, slug(answer))
    assert [pointer] == [error["pointer"] for error in answer.json()["errors"]]
    for told in ("pigeon", "sideways", "rumour", "oracle"):
        assert told not in answer.text


def test_a_time_without_a_zone_or_from_nowhere_is_refused(shop: Shop):
    for time in ("2024-05-06T12:00:00", "yesterday", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"):
        answer = shop.send(a_message(shop, "m-1", time=time))
        assert (422, ["/time"]) == (answer.status_code, [error["pointer"] for error in answer.json()["errors"]])


def test_an_event_over_256_kilobytes_is_refused_and_one_just_below_is_recorded(shop: Shop):
    rest = len(to_json(a_message(shop, "m-1", text="")))
    assert 201 == shop.send(a_message(shop, "m-1", text="x" * (256 * 1024 - rest))).status_code
    answer = shop.send(a_message(shop, "m-2", text="x" * (256 * 1024 - rest + 1)))
    assert (413, "too-large") == (answer.status_code, slug(answer))


def test_a_body_of_unsaid_length_is_cut_off_at_the_limit(shop: Shop):
    def endless() -> Any:
        for _ in range(100):
            yield b" " * 65_536

    answer = shop.adapter.post("/v1/intake", content=endless(), headers={"Content-Type": "application/json"})
    assert (413, "too-large") == (answer.status_code, slug(answer))


@pytest.mark.parametrize(
    "source", ["//{}/whatsapp/other", "//elsewhere/whatsapp/main", "//{}x/whatsapp/main", "//{}/whatsapp", "whatsapp/main",
               "//{}/whatsapp/main/", "//{}/*", "//{}/whatsapp/main/x"])  # fmt: skip
def test_a_source_that_is_not_this_tokens_is_refused_with_403(shop: Shop, source: str):
    narrow = shop.client("adapter", source=shop.source("whatsapp/main"))
    answer = narrow.post("/v1/intake", json=a_message(shop, "m-1") | {"source": source.format(shop.tenant)})
    assert (403, "source-not-yours") == (answer.status_code, slug(answer))
    assert 201 == narrow.post("/v1/intake", json=a_message(shop, "m-1")).status_code


def test_without_a_token_nothing_is_read(shop: Shop, running: Running):
    for headers in ({}, {"Authorization": "Bearer tl_adapter_nobody"}, {"Authorization": "Basic eDp5"}):
        answer = shop.adapter.request("POST", "/v1/intake", headers=headers | {"Authorization": headers.get("Authorization", "")},
                                      content=b"{")  # fmt: skip
        assert (401, "not-signed-in") == (answer.status_code, slug(answer))


def test_refused_events_leave_nothing_behind(shop: Shop):
    shop.send(a_message(shop, "m-1", channel="pigeon"))
    shop.send(a_message(shop, "m-1") | {"source": "//elsewhere/x/y"})
    assert (1, 4) == (len(shop.auditor.get("/v1/events").json()) + 1, shop.sent(a_message(shop, "m-1"))["version"])


@pytest.mark.parametrize("what", TYPES)
def test_every_type_of_the_contract_is_accepted_and_stands_on_the_timeline(shop: Shop, what: str):
    data, words = TYPES[what]
    shop.sent(a_message(shop, "m-0") | {"subject": "another thread"})
    receipt = shop.sent(a_delivery(shop, "m-1", what, **data))
    assert RECEIPT == set(receipt)
    items = shop.timeline(receipt["customer_id"])["items"]
    if what in WITHOUT_ITEM:
        assert receipt["item_id"] is None
        assert receipt["interaction_id"] is None
        assert 1 == len(items)
    else:
        item = next(item for item in items if item["item_id"] == receipt["item_id"])
        assert (words, 2) == (item["text"], len(items))
        assert receipt["interaction_id"] == item["interaction_id"]


def test_the_position_is_the_first_appended_events_and_the_version_the_pages_after_it(shop: Shop):
    first = shop.sent(a_message(shop, "m-1", text="hej"))
    second = shop.sent(a_message(shop, "m-2", text="hej"))
    stored = shop.auditor.get(f"/v1/customers/{first['customer_id']}/events").json()["events"]
    positions = [each["position"] for each in stored]
    assert [positions[0], positions[4]] == [first["position"], second["position"]]
    assert [4, 5] == [first["version"], second["version"]]


def test_fields_we_do_not_use_are_kept_for_an_auditor(shop: Shop):
    event = a_message(shop, "m-1", mood={"tea": ["green", 1, None]}) | {"comvendorx": "left"}
    event["data"]["party"]["shoe_size"] = 39
    receipt = shop.sent(event)
    address = f"/v1/customers/{receipt['customer_id']}/events"
    events = shop.auditor.get(address, headers={"X-Purpose": "complaint 7"}).json()["events"]
    (told,) = [each["data"] for each in events if each["type"] == "message-received"]
    assert {"mood": {"tea": ["green", 1, None]}, "attributes": {"comvendorx": "left"}, "party": {"shoe_size": 39}} == {
        name: told["extra"][name] for name in ("mood", "attributes", "party")
    }
    assert "green" not in shop.auditor.get(address).text
