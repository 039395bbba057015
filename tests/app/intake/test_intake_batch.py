"""A batch: every event its own answer, in order; one bad event refuses nobody else."""

import sqlite3
from typing import Any

import pytest

from adapters.log import writer
from adapters.log.sqlite import SqliteStore
from tests.app.intake.deliveries import TO, a_delivery, a_message, at
from tests.app.running import Shop, slug, slug_of, to_json


def results(shop: Shop, events: list[Any], **query: Any) -> list[dict[str, Any]]:
    answer = shop.batch(events, **query)
    assert 200 == answer.status_code, answer.text
    assert ["results"] == list(answer.json())
    assert len(events) == len(answer.json()["results"])
    return answer.json()["results"]


def outcomes(answers: list[dict[str, Any]]) -> list[Any]:
    return [each.get("outcome") or slug_of(each, each["status"]) for each in answers]


def test_one_bad_event_refuses_nobody_else(shop: Shop):
    events = [
        a_message(shop, "m-1"),
        {"specversion": "1.0"},
        "not an event",
        a_message(shop, "m-2", channel="pigeon"),
        a_message(shop, "m-3") | {"source": "//elsewhere/x/y"},
        a_delivery(shop, "m-4", "moon.landed"),
        a_message(shop, "m-5", text="x" * 300_000),
        a_message(shop, "m-6", text="\x00"),
        a_message(shop, "m-1", text="other words"),
        a_message(shop, "m-7"),
    ]
    found = outcomes(results(shop, events))
    assert [
        "recorded", "not-a-cloudevent", "not-a-cloudevent", "invalid", "source-not-yours", "quarantined", "too-large",
        "unstorable", "idempotency-conflict", "recorded",
    ] == found  # fmt: skip
    customer = shop.sent(a_message(shop, "m-8"))["customer_id"]
    assert 3 == len(shop.timeline(customer)["items"])


def test_a_problem_in_a_batch_has_no_outcome(shop: Shop):
    (problem,) = results(shop, [{"specversion": "1.0"}])
    assert "outcome" not in problem
    assert (400, "not-a-cloudevent") == (problem["status"], slug_of(problem, 400))


def test_an_empty_batch_is_answered_with_no_results(shop: Shop):
    assert [] == results(shop, [])


def test_the_order_sent_is_the_order_recorded(shop: Shop):
    events = [a_message(shop, f"m-{number}", text=str(number), time=at(0)) for number in range(300)]
    receipts = results(shop, events)
    assert [f"m-{number}" for number in range(300)] == [each["id"] for each in receipts]
    assert sorted(each["position"] for each in receipts) == [each["position"] for each in receipts]
    items = shop.timeline(receipts[0]["customer_id"], limit=200)["items"]
    assert [str(number) for number in range(100, 300)] == [item["text"] for item in items]


def test_an_event_twice_in_one_batch_is_one_event(shop: Shop):
    event = a_message(shop, "m-1")
    first, *others = results(shop, [event] * 5)
    assert "recorded" == first["outcome"]
    assert [first | {"outcome": "duplicate"}] * 4 == others


def test_a_thread_that_begins_and_goes_on_in_one_batch_is_one_interaction(shop: Shop):
    receipts = results(shop, [a_message(shop, f"m-{number}", phone=None) for number in range(20)])
    assert 1 == len({each["customer_id"] for each in receipts})
    assert 1 == len({each["interaction_id"] for each in receipts})


def test_a_dry_run_of_a_batch_answers_each_and_stores_nothing(shop: Shop):
    answers = results(
        shop, [a_message(shop, "m-1"), {"specversion": "1.0"}, a_delivery(shop, "m-2", "moon.landed")], dry_run="true"
    )
    assert "customer-registered" == answers[0]["would_append"][0]["type"]
    assert "not-a-cloudevent" == slug_of(answers[1], 400)
    assert "quarantined" == answers[2]["would_append"][0]["outcome"]
    assert [] == shop.auditor.get("/v1/events").json()


def test_a_batch_over_a_thousand_events_or_four_megabytes_is_refused_whole(shop: Shop):
    many = shop.batch([a_message(shop, f"m-{number}") for number in range(1_001)])
    big = shop.batch([a_message(shop, f"m-{number}", text="x" * 200_000) for number in range(22)])
    for answer in (many, big):
        assert (413, "too-large") == (answer.status_code, slug(answer))
    assert [] == shop.auditor.get("/v1/events").json()


def test_a_thousand_events_are_taken(shop: Shop):
    assert {"recorded"} == set(outcomes(results(shop, [a_message(shop, f"m-{number}") for number in range(1_000)])))


@pytest.mark.parametrize("body", [b"{}", b"null", b"[", b"[1,]", b"\xff", b"[" * 100_000])
def test_what_is_no_list_is_refused_whole_with_400(shop: Shop, body: bytes):
    answer = shop.adapter.post(
        "/v1/intake", content=body, headers={"Content-Type": "application/cloudevents-batch+json"}
    )
    assert 400 == answer.status_code
    slug(answer)


def test_words_that_are_not_utf_8_refuse_only_their_own_event(shop: Shop):
    good = to_json(a_message(shop, "m-1"))
    bad = to_json(a_message(shop, "m-2", text="XXXX")).replace(b"XXXX", b"\xff\xfe")
    body = b"[" + bad + b"," + good + b"]"
    answer = shop.adapter.post(
        "/v1/intake", content=body, headers={"Content-Type": "application/cloudevents-batch+json"}
    )
    assert ["bad-request", "recorded"] == outcomes(answer.json()["results"])


def test_under_overload_the_whole_batch_is_answered_503_and_may_be_repeated(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    events = [a_message(shop, f"m-{number}") for number in range(3)]
    monkeypatch.setattr(writer, "WAITING", 0)
    for answer in (shop.batch(events), shop.send(events[0])):
        assert (503, "overloaded") == (answer.status_code, slug(answer))
        assert int(answer.headers["retry-after"]) > 0
    monkeypatch.undo()
    assert ["recorded"] * 3 == outcomes(results(shop, events))


def test_a_batch_that_overloads_halfway_leaves_no_false_memory(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    events = [a_message(shop, f"m-{number}", phone=f"+4860100{number:04}") for number in range(200)]
    monkeypatch.setattr(writer, "WAITING", 1)
    shop.batch(events)
    monkeypatch.undo()
    assert {"recorded", "duplicate"} >= set(outcomes(results(shop, events)))
    assert ["duplicate"] * 200 == outcomes(results(shop, events))


def test_an_unknown_outcome_is_503_and_repeating_it_makes_one_event(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    event, others = a_message(shop, "m-1"), [a_message(shop, "m-2"), a_message(shop, "m-3")]

    def full(_: SqliteStore, position: int) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(SqliteStore, "commit", full)
    answer = shop.send(event)
    assert (503, "outcome-unknown") == (answer.status_code, slug(answer))
    assert int(answer.headers["retry-after"]) > 0
    assert ["outcome-unknown"] * 2 == outcomes(shop.batch(others).json()["results"])
    monkeypatch.undo()
    receipt = shop.sent(event)
    assert (4, 1) == (receipt["version"], len(shop.timeline(receipt["customer_id"])["items"]))
    assert ["recorded"] * 2 == outcomes(results(shop, others))


def test_a_report_of_somebody_who_was_erased_refuses_nobody_else(shop: Shop):
    customer_id = shop.sent(a_message(shop, "m-1"))["customer_id"]
    shop.running.service.keyring.destroy(shop.tenant, customer_id, 0)
    report = a_delivery(shop, "r-1", "delivery.updated", channel="whatsapp", to=TO, delivery={"state": "read"},
                        provider_refs={"message_id": "m-1"})  # fmt: skip
    alone = shop.send(report)
    assert (404, "not-found") == (alone.status_code, slug(alone))
    other = a_message(shop, "m-2", phone="+48 601 000 998", subject="wa:other")
    assert ["not-found", "recorded"] == outcomes(results(shop, [report, other]))
