"""The shapes of a customer's page (contract, section 4), and finding a customer by a handle."""

import time

import pytest

from tests.app.intake.deliveries import PHONE, TYPES, a_delivery, a_message, at
from tests.app.running import Running, Shop, slug

FACT = {"fact_id", "key", "value", "norm", "stated_by", "channel", "item_id", "span", "extracted_by", "confidence", "superseded_by",
        "proven", "confirmed_by", "retracted"}  # fmt: skip


def test_the_customer_has_the_fields_of_the_contract(shop: Shop):
    shop.sent(a_message(shop, "m-1"))
    receipt = shop.sent(a_delivery(shop, "m-2", "identity.evidence", **TYPES["identity.evidence"][0]))
    shown = shop.agent.get(f"/v1/customers/{receipt['customer_id']}").json()
    fields = {"customer_id", "display_name", "proven", "handles", "absorbed", "suggested_matches", "cases"}
    assert fields <= set(shown)
    assert (receipt["customer_id"], "Katarzyna", True) == (shown["customer_id"], shown["display_name"], shown["proven"])
    assert [("phone", "+48601000214", 3), ("email", "kw@example.org", 3)] == [
        (handle["kind"], handle["value"], handle["level"]) for handle in shown["handles"]
    ]
    assert all({"kind", "value", "level", "method", "at", "shared"} <= set(handle) for handle in shown["handles"])


def test_consents_say_what_holds_for_each_purpose_where_it_was_said_and_in_which_wording(shop: Shop):
    call = {
        **TYPES["call.started"][0],
        "entry_point": "+48 22 100 00 00",
        "consent": {"recording": True, "notice_version": "2026-05"},
    }
    started = shop.sent(a_delivery(shop, "c-1", "call.started", subject="call:1", account="phone/main", **call))
    shop.sent(a_delivery(shop, "c-2", "consent.given", time=at(1), **TYPES["consent.given"][0]))
    receipt = shop.sent(a_delivery(shop, "c-3", "consent.withdrawn", time=at(2), **TYPES["consent.withdrawn"][0]))
    assert (started["customer_id"], None) == (receipt["customer_id"], receipt["item_id"])
    shown = shop.agent.get(f"/v1/customers/{receipt['customer_id']}").json()["consents"]
    assert [
        ("marketing", False, at(2), "crm", "", None),
        ("recording", True, at(0), "phone", "2026-05", started["item_id"]),
    ] == [
        (each["purpose"], each["given"], each["at"], each["channel"], each["notice_version"], each["item_id"] or None)
        for each in shown
    ]
    unnamed = a_delivery(shop, "c-4", "consent.given", party=call["party"], consent={"notice_version": "3"})
    refused = shop.adapter.post("/v1/intake", json=unnamed)
    assert (422, "/data/consent/purpose") == (refused.status_code, refused.json()["errors"][0]["pointer"])


def test_facts_name_the_place_in_the_item_where_they_were_told(shop: Shop, running: Running):
    text = "Zamówienie PL-48213 i PL-48214, piszcie na kw@example.org."
    receipt = shop.sent(a_message(shop, "m-1", text=text))
    running.settled()
    facts = shop.agent.get(f"/v1/customers/{receipt['customer_id']}/facts").json()["facts"]
    assert {("order_no", "PL-48213"), ("order_no", "PL-48214"), ("email", "kw@example.org")} == {
        (fact["key"], fact["value"]) for fact in facts
    }
    for fact in facts:
        assert FACT == set(fact)
        assert fact["value"] == text[slice(*fact["span"])]
        assert (receipt["item_id"], "customer", True) == (fact["item_id"], fact["stated_by"], fact["proven"])


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_brief_stands_on_items_of_the_page(shop: Shop, running: Running, language: str):
    customer_id = shop.sent(a_message(shop, "m-1", text="Zamek z zamówienia PL-48213 się rozchodzi."))["customer_id"]
    shop.sent(a_delivery(shop, "m-2", "promise.made", time=at(1), **TYPES["promise.made"][0]))
    running.settled()
    brief = shop.agent.get(f"/v1/customers/{customer_id}/brief", params={"language": language}).json()
    assert {"at_version", "lines", "known"} == set(brief)
    assert "order_no" in brief["known"]
    items = {item["item_id"] for item in shop.timeline(customer_id)["items"]}
    assert brief["lines"]
    for line in brief["lines"]:
        assert {"text", "items", "stale"} == set(line)
        assert set(line["items"]) <= items
    assert 422 == shop.agent.get(f"/v1/customers/{customer_id}/brief", params={"language": "de"}).status_code


def test_a_promise_says_what_until_when_and_by_whom(shop: Shop):
    receipt = shop.sent(a_delivery(shop, "m-1", "promise.made", **TYPES["promise.made"][0]))
    (promise,) = shop.agent.get(f"/v1/customers/{receipt['customer_id']}/promises").json()["promises"]
    assert {"promise_id", "what", "due_at", "state", "made_by", "items"} <= set(promise)
    assert ("telefon", at(60), "open", "Anna", [receipt["item_id"]]) == tuple(
        promise[key] for key in ("what", "due_at", "state", "made_by", "items")
    )
    assert {"contradictions": []} == shop.agent.get(f"/v1/customers/{receipt['customer_id']}/contradictions").json()


@pytest.mark.parametrize(
    "spelling", [PHONE, "601000214", "601-000-214", "(601) 000 214", "0048601000214", "tel:+48-601-000-214", "６０１０００２１４",
                 " +48\u00a0601\u00a0000\u00a0214 "])  # fmt: skip
def test_a_phone_number_is_found_in_any_spelling(shop: Shop, spelling: str):
    customer_id = shop.sent(a_message(shop, "m-1"))["customer_id"]
    for client in (shop.agent, shop.lead, shop.auditor):
        answer = client.post("/v1/customers/lookup", json={"kind": "phone", "value": spelling})
        assert {"customers": [{"customer_id": customer_id, "display_name": "Katarzyna", "level": 2}]} == answer.json()


@pytest.mark.parametrize(
    "spelling",
    ["kw@example.org", "KW@EXAMPLE.ORG", " kw@Example.org ", "Katarzyna <kw@example.org>", "mailto:kw@example.org"],
)
def test_an_email_address_is_found_in_any_spelling(shop: Shop, spelling: str):
    party = {"role": "customer", "handles": [{"kind": "email", "value_raw": "Kw@Example.Org", "level": 2}]}
    customer_id = shop.sent(a_message(shop, "m-1", party=party))["customer_id"]
    answer = shop.agent.post("/v1/customers/lookup", json={"kind": "email", "value": spelling})
    assert [customer_id] == [found["customer_id"] for found in answer.json()["customers"]]


def test_who_is_not_known_is_not_found(shop: Shop):
    shop.sent(a_message(shop, "m-1"))
    for kind, value in (
        ("phone", "601000215"),
        ("phone", ""),
        ("phone", "anonymous"),
        ("email", "+48601000214"),
        ("email", "<" + "a@" * 400),
    ):
        answer = shop.agent.post("/v1/customers/lookup", json={"kind": kind, "value": value})
        assert (200, []) == (answer.status_code, answer.json()["customers"])


@pytest.mark.parametrize(
    "body", [{}, {"kind": "phone"}, {"kind": "aura", "value": "1"}, {"kind": 1, "value": "1"}, {"kind": "phone", "value": None},
             {"kind": "phone", "value": "1", "more": 1}, [], None, "x", {"kind": "phone", "value": "1" * 1_001}])  # fmt: skip
def test_a_lookup_that_is_wrong_is_refused_without_repeating_it(shop: Shop, body: object):
    answer = shop.agent.post("/v1/customers/lookup", json=body)
    assert (422, "invalid") == (answer.status_code, slug(answer))


def test_a_hostile_address_is_read_in_no_time(shop: Shop):
    hostile = [
        "<" + "a@" * 499,
        "a@" + "a." * 499,
        "+" * 1_000,
        "1" * 1_000,
        "+48601000214" + ";ext=" * 190,
        "\ufdfa" * 1_000,
    ]
    for value in hostile:
        for kind in ("email", "phone", "whatsapp", "loyalty_card"):
            begun = time.process_time()
            assert 200 == shop.agent.post("/v1/customers/lookup", json={"kind": kind, "value": value}).status_code
            assert 2.0 > time.process_time() - begun


def test_consents_are_told_as_of_any_moment(shop: Shop):
    customer_id = shop.sent(a_message(shop, "m-1", text="hej"))["customer_id"]
    party = {"role": "customer", "handles": [{"kind": "phone", "value_raw": "+48 601 000 214", "level": 2}]}
    given = a_message(shop, "c-1") | {"type": "throughline.consent.given.v1", "subject": "form"}
    given["data"] = {"channel": "crm", "party": party, "consent": {"purpose": "marketing"}}
    version = shop.sent(given)["version"]
    consents = f"/v1/customers/{customer_id}/consents"
    (found,) = shop.auditor.get(consents).json()["consents"]
    assert ("marketing", True) == (found["purpose"], found["given"])
    assert {"consents": [], "notices": []} == shop.agent.get(consents, params={"as_of": f"v{version - 1}"}).json()


def test_objections_and_notices_come_in_by_intake_and_make_no_entry(shop: Shop):
    notice, objection = (
        shop.sent(a_delivery(shop, what, what, time=at(n), **TYPES[what][0]))
        for n, what in enumerate(("notice.shown", "objection.raised"))
    )
    assert (None, None, notice["customer_id"]) == (notice["item_id"], objection["item_id"], objection["customer_id"])
    shown = shop.agent.get(f"/v1/customers/{notice['customer_id']}").json()
    assert [("profiling", False, True, at(1))] == [
        (each["purpose"], each["given"], each["objected"], each["at"]) for each in shown["consents"]
    ]
    assert [("RODO", "4", "pl", at(0))] == [
        (each["notice"], each["notice_version"], each["locale"], each["at"]) for each in shown["notices"]
    ]
    before = shop.agent.get(
        f"/v1/customers/{notice['customer_id']}/consents", params={"as_of": f"v{notice['version']}"}
    )
    assert (1, []) == (len(before.json()["notices"]), before.json()["consents"])


@pytest.mark.parametrize(
    ("what", "data", "pointer"),
    [
        ("objection.raised", {}, "/data/objection/purpose"),
        ("objection.raised", {"objection": {"purpose": "Not so"}}, "/data/objection/purpose"),
        ("notice.shown", {"notice": {"locale": "pl"}}, "/data/notice/text"),
        ("notice.shown", {}, "/data/notice/text"),
    ],
)
def test_an_objection_to_nothing_and_a_notice_without_a_name_are_refused(
    shop: Shop, what: str, data: dict[str, object], pointer: str
):
    refused = shop.adapter.post(
        "/v1/intake", json=a_delivery(shop, "n-1", what, party=TYPES["notice.shown"][0]["party"], **data)
    )
    assert (422, pointer) == (refused.status_code, refused.json()["errors"][0]["pointer"])
