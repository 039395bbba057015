"""The log over HTTP: pages of CloudEvents, masks, purposes, and who looked."""

import re
from typing import Any

import httpx
import pytest

from tests.app.intake.deliveries import a_message
from tests.app.running import Running, Shop, slug

PURPOSE = {"X-Purpose": "complaint 7/2024"}
CLOUD_EVENT = {"specversion", "id", "source", "type", "time", "recordedtime", "datacontenttype", "position", "stream", "version",
               "subject", "data"}  # fmt: skip


def walk(client: httpx.Client, address: str, **headers: str) -> list[list[dict[str, Any]]]:
    pages: list[list[dict[str, Any]]] = []
    while address:
        answer = client.get(address, headers=headers)
        assert 200 == answer.status_code, answer.text
        pages.append(answer.json())
        link = re.fullmatch(r'<(.+)>; rel="next"', answer.headers.get("link", ""))
        address = link[1] if link else ""
    return pages


def test_pages_of_the_log_joined_are_the_whole_log_in_order(shop: Shop, running: Running):
    shop.batch([a_message(shop, f"m-{number}", text="hej") for number in range(30)])
    other = running.shop()
    other.batch([a_message(other, f"m-{number}", text="hej") for number in range(30)])
    (everything,) = walk(shop.feed, "/v1/events?limit=1000")
    assert 33 == len(everything)
    for limit in (1, 7, 32, 33):
        pages = walk(shop.auditor, f"/v1/events?limit={limit}")
        assert everything == [event for page in pages for event in page]
        assert {limit} >= {len(page) for page in pages[:-1]}
    positions = [event["position"] for event in everything]
    assert sorted(set(positions)) == positions
    assert [] == shop.feed.get("/v1/events", params={"after": positions[-1]}).json()
    assert "link" not in shop.feed.get("/v1/events", params={"after": positions[-1]}).headers


def test_a_log_event_is_a_cloudevent_that_names_what_it_came_from(shop: Shop):
    receipt = shop.sent(a_message(shop, "wamid.77", text="hej"))
    events = shop.feed.get("/v1/events").json()
    types = ["customer-registered", "handle-linked", "interaction-started", "message-received"]
    assert [f"throughline.{name}.v1" for name in types] == [event["type"] for event in events]
    assert all(CLOUD_EVENT <= set(event) for event in events)
    assert {f"//{shop.tenant}/throughline"} == {event["source"] for event in events}
    assert ("wamid.77", shop.source()) == (events[-1]["sourceid"], events[-1]["sourceref"])
    assert "sourceid" not in events[0]
    assert [receipt["position"], receipt["position"] + 3] == [events[0]["position"], events[-1]["position"]]
    assert (receipt["customer_id"], receipt["version"]) == (events[-1]["stream"], events[-1]["version"])


def test_a_limit_over_a_thousand_is_cut(shop: Shop):
    shop.batch([a_message(shop, f"m-{number}", text="hej") for number in range(998)])
    shop.batch([a_message(shop, f"n-{number}", text="hej") for number in range(10)])
    assert [1_000, 11] == [len(page) for page in walk(shop.feed, "/v1/events?limit=5000")]


def test_a_page_of_large_events_is_shorter_and_leaves_nothing_out(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.http.record.PAGE_BYTES", 100_000)
    receipts = [shop.sent(a_message(shop, f"m-{number}", text=f"{number}" * 20_000)) for number in range(9)]
    pages = walk(shop.auditor, "/v1/events?limit=1000", **PURPOSE)
    assert 2 <= len(pages)
    assert 100_000 > max(sum(len(each["data"].get("text", "")) for each in page) for page in pages)
    assert 12 == sum(map(len, pages)), "three of the customer's own, and nine messages"
    versions: list[int] = []
    after: int | None = 0
    while after is not None:
        query = {"limit": 1_000, "after": after}
        told = shop.auditor.get(f"/v1/customers/{receipts[0]['customer_id']}/events", params=query).json()
        versions, after = versions + [each["version"] for each in told["events"]], told["after"]
    assert list(range(1, 13)) == versions


def test_personal_fields_are_masked_until_a_purpose_is_given(shop: Shop):
    customer_id = shop.sent(a_message(shop, "m-1", text="kanarek"))["customer_id"]
    for address in ("/v1/events", f"/v1/customers/{customer_id}/events"):
        masked, told = shop.auditor.get(address).text, shop.auditor.get(address, headers=PURPOSE).text
        for personal in ("kanarek", "Katarzyna", "601000214", "601 000 214"):
            assert personal not in masked
            assert personal in told
        assert "••••" in masked


def test_the_stream_of_a_customer_has_its_hashes_in_a_chain(shop: Shop):
    customer_id = shop.sent(a_message(shop, "m-1", text="hej"))["customer_id"]
    shop.sent(a_message(shop, "m-2", text="hej"))
    address = f"/v1/customers/{customer_id}/events"
    events = shop.auditor.get(address).json()["events"]
    assert [1, 2, 3, 4, 5] == [event["version"] for event in events]
    assert ["00" * 32, *[event["hash"] for event in events[:-1]]] == [event["prev_hash"] for event in events]
    assert [4, 5] == [event["version"] for event in shop.auditor.get(address, params={"after": 3}).json()["events"]]
    assert [1, 2] == [event["version"] for event in shop.auditor.get(address, params={"limit": 2}).json()["events"]]


def records(shop: Shop, customer_id: str) -> list[tuple[str, ...]]:
    shown = shop.auditor.get("/v1/access", params={"customer": customer_id}).json()["records"]
    return [(record["who"], record["role"], record["what"], record["purpose"], record["via"]) for record in shown]


def test_one_visit_is_one_record_whatever_is_read_and_nothing_in_the_stream(shop: Shop):
    receipt = shop.sent(a_message(shop, "m-1", text="hej"))
    customer_id = receipt["customer_id"]
    assert [] == records(shop, customer_id)
    for _ in range(3):
        for part in ("", "/timeline", "/brief", "/facts", "/promises", "/contradictions", "/timeline?as_of=v2"):
            assert 200 == shop.agent.get(f"/v1/customers/{customer_id}{part}").status_code
        shop.agent.get(f"/v1/interactions/{receipt['interaction_id']}")
    assert [("agent", "agent", "page", "care", "http")] == records(shop, customer_id)
    shop.lead.get(f"/v1/customers/{customer_id}/timeline")
    shop.client("agent", name="Anna").get(f"/v1/customers/{customer_id}")
    assert ["agent", "lead", "Anna"] == [record[0] for record in records(shop, customer_id)]
    assert receipt["version"] == shop.timeline(customer_id)["version"]


def test_finding_somebody_by_a_handle_is_looking_at_them(shop: Shop):
    customer_id = shop.sent(a_message(shop, "m-1", text="hej"))["customer_id"]
    for _ in range(2):
        found = shop.agent.post("/v1/customers/lookup", json={"kind": "phone", "value": "601 000 214"}).json()
        assert [customer_id] == [each["customer_id"] for each in found["customers"]]
    shop.agent.get(f"/v1/customers/{customer_id}")
    assert [("agent", "agent", "page", "care", "http")] == records(shop, customer_id)
    shop.lead.post("/v1/customers/lookup", json={"kind": "phone", "value": "601 000 215"})
    assert 1 == len(records(shop, customer_id))


def test_a_purpose_is_recorded_with_who_gave_it(shop: Shop):
    customer_id = shop.sent(a_message(shop, "m-1", text="hej"))["customer_id"]
    shop.auditor.get(f"/v1/customers/{customer_id}/events", headers=PURPOSE)
    shop.client("auditor", name="Ewa Lis").get("/v1/events", headers=PURPOSE)
    assert [("auditor", "auditor", "events", "complaint 7/2024", "http"), ("Ewa Lis", "auditor", "events", "complaint 7/2024", "http")
            ] == records(shop, customer_id)  # fmt: skip


@pytest.mark.parametrize("sent", ["wyjaśnienie".encode(), b"wyja%C5%9Bnienie"], ids=["utf-8", "percent-encoded"])
def test_a_purpose_is_recorded_in_its_own_letters(shop: Shop, sent: bytes):
    customer_id = shop.sent(a_message(shop, "m-1", text="hej"))["customer_id"]
    shop.auditor.get(f"/v1/customers/{customer_id}/events", headers={b"X-Purpose": sent})
    assert ["wyjaśnienie"] == [record[3] for record in records(shop, customer_id)]


def test_what_is_not_there_is_not_recorded(shop: Shop):
    assert 404 == shop.agent.get("/v1/customers/c-nobody").status_code
    assert [] == records(shop, "c-nobody")


def test_looking_at_a_provisional_id_is_recorded_under_the_real_one(shop: Shop):
    known = shop.sent(a_message(shop, "m-1", text="hej"))["customer_id"]
    provisional = shop.sent(a_message(shop, "w-1", text="hej", phone=None) | {"subject": "web:9"})["customer_id"]
    shop.sent(a_message(shop, "w-2", text="hej") | {"subject": "web:9"})
    shop.agent.get(f"/v1/customers/{provisional}/timeline")
    assert 1 == len(records(shop, known))


@pytest.mark.parametrize(
    "query",
    [{"after": "-1"}, {"after": "x"}, {"after": str(2**63)}, {"limit": "0"}, {"limit": str(2**80)}],
)
def test_a_wrong_number_is_refused_and_never_a_fault(shop: Shop, query: dict[str, str]):
    customer_id = shop.sent(a_message(shop, "m-1", text="hej"))["customer_id"]
    for address in ("/v1/events", f"/v1/customers/{customer_id}/events"):
        answer = shop.auditor.get(address, params=query)
        assert (422, "invalid") == (answer.status_code, slug(answer))


def test_a_purpose_nobody_could_read_is_refused(shop: Shop):
    for purpose in ("", "x" * 201):
        assert 422 == shop.auditor.get("/v1/events", headers={"X-Purpose": purpose}).status_code


def test_a_feed_is_masked_whatever_purpose_it_names(shop: Shop):
    shop.sent(a_message(shop, "m-masked"))
    events = shop.feed.get("/v1/events", headers={"X-Purpose": "curiosity"}).json()
    assert {"••••"} == {event["data"]["text"] for event in events if "text" in event["data"]}
