"""Contradictions over HTTP: found as they are said, shown side by side, resolved by a person, kept through merges."""

from typing import Any

import pytest

from app.demo.calendar import Anchor
from app.demo.story import arrival_order, read_journeys
from tests.app.http.merging import JAN, ZOFIA, Desk
from tests.app.intake.deliveries import NOON, a_delivery, at
from tests.app.running import Shop, slug


@pytest.fixture
def desk(shop: Shop) -> Desk:
    return Desk(shop)


def to(phone: str) -> list[dict[str, Any]]:
    return [{"role": "customer", "handles": [{"kind": "phone", "value_raw": phone, "level": 2}]}]


def answers(
    desk: Desk, id: str, text: str, agent: str, channel: str, minute: float, phone: str = ZOFIA
) -> dict[str, Any]:
    """An agent writes to the customer."""
    return desk.shop.sent(a_delivery(
        desk.shop, id, "message.sent", subject=f"{channel}:{id}:{phone}", time=at(minute), account=f"{channel}/main", channel=channel,
        party={"role": "agent", "id": agent, "display_name": agent.title()}, to=to(phone),
        parts=[{"type": "text", "text": text, "language": "pl"}]))  # fmt: skip


def contradictions(desk: Desk, customer_id: str, **query: Any) -> list[dict[str, Any]]:
    desk.shop.running.settled()
    return desk.client.get(f"/v1/customers/{customer_id}/contradictions", params=query).json()["contradictions"]


@pytest.fixture
def two(desk: Desk) -> tuple[dict[str, Any], dict[str, Any]]:
    """Anna told one price in the chat, Bartek another by e-mail."""
    return (
        answers(desk, "a-1", "Kurtka Halny kosztuje 1 299 zł.", "anna", "chat", 0),
        answers(desk, "a-2", "Kurtka Halny kosztuje 1 199 zł.", "bartek", "email", 60),
    )


def test_both_statements_stand_side_by_side(desk: Desk, two: tuple[dict[str, Any], dict[str, Any]]):
    (found,) = contradictions(desk, two[0]["customer_id"])
    assert {"contradiction_id", "kind", "left", "right", "state", "items"} <= set(found)
    assert ("price", "open", [each["item_id"] for each in two]) == (found["kind"], found["state"], found["items"])
    assert {
        "value": "1299.00 PLN",
        "words": "Kurtka Halny kosztuje 1 299 zł",
        "source": "chat · Anna",
        "at": at(0),
    } == found["left"]
    assert ("1199.00 PLN", "email · Bartek") == (found["right"]["value"], found["right"]["source"])


def test_whoever_says_which_holds_says_where_the_customer_was_told(
    desk: Desk, two: tuple[dict[str, Any], dict[str, Any]]
):
    page = two[0]["customer_id"]
    (found,) = contradictions(desk, page)
    told = answers(desk, "a-3", "Cena to 1 199 zł, przepraszamy za pomyłkę.", "anna", "sms", 90)["item_id"]
    body = {"customer_id": page, "stands": "right", "told_item": told, "reason": "cena w sklepie"}
    written = desk.done(f"contradictions/{found['contradiction_id']}/resolution", body)
    (now,) = contradictions(desk, page)
    assert ("resolved", "right", told, [*found["items"], told], "cena w sklepie") == (
        now["state"], now["stands"], now["told_item"], now["items"], now["reason"])  # fmt: skip
    assert ("right", page) == (written["stands"], written["customer_id"])


def test_the_same_said_twice_is_said_once_and_otherwise_the_last_word_counts(
    desk: Desk, two: tuple[dict[str, Any], dict[str, Any]]
):
    page = two[0]["customer_id"]
    (found,) = contradictions(desk, page)
    path = f"contradictions/{found['contradiction_id']}/resolution"
    first = desk.done(path, {"customer_id": page, "stands": "left"})
    assert first["version"] == desk.done(path, {"customer_id": page, "stands": "left"})["version"]
    assert first["version"] + 1 == desk.done(path, {"customer_id": page, "stands": "neither"})["version"]
    assert ["neither"] == [each["stands"] for each in contradictions(desk, page)]


def test_the_same_key_gets_the_same_answer(desk: Desk, two: tuple[dict[str, Any], dict[str, Any]]):
    page = two[0]["customer_id"]
    path = f"contradictions/{contradictions(desk, page)[0]['contradiction_id']}/resolution"
    first, again = (desk.post(path, {"customer_id": page, "stands": "left"}, key="once").json() for _ in range(2))
    assert first == again


def test_what_is_not_there_cannot_be_resolved(desk: Desk, two: tuple[dict[str, Any], dict[str, Any]]):
    page = two[0]["customer_id"]
    path = f"contradictions/{contradictions(desk, page)[0]['contradiction_id']}/resolution"
    body = {"customer_id": page, "stands": "left"}
    assert 201 == desk.post(path, body).status_code
    assert 404 == desk.post("contradictions/x-none/resolution", body).status_code
    assert 404 == desk.post(path, body | {"customer_id": "c-none"}).status_code
    assert 422 == desk.post(path, body | {"stands": "both"}).status_code
    assert 422 == desk.post(path, body | {"told_item": "t-none"}).status_code
    assert 422 == desk.post(path, body | {"more": 1}).status_code
    assert "idempotency-key-missing" == slug(desk.post(path, body, key=None))


def test_a_secret_in_the_reason_is_masked(desk: Desk, two: tuple[dict[str, Any], dict[str, Any]]):
    page = two[0]["customer_id"]
    path = f"contradictions/{contradictions(desk, page)[0]['contradiction_id']}/resolution"
    desk.done(path, {"customer_id": page, "stands": "left", "reason": "karta 4111 1111 1111 1111"})
    assert "4111" not in contradictions(desk, page)[0]["reason"]


def test_a_page_as_of_a_version_shows_what_was_known_then(desk: Desk, two: tuple[dict[str, Any], dict[str, Any]]):
    page = two[0]["customer_id"]
    assert 1 == len(contradictions(desk, page))
    assert [] == contradictions(desk, page, as_of=f"v{two[0]['version']}")


def test_what_differs_on_two_pages_is_found_no_more_after_the_merge_is_taken_back(desk: Desk):
    zofia = answers(desk, "a-1", "Kurtka Halny kosztuje 1 299 zł.", "anna", "chat", 0)["customer_id"]
    jan = answers(desk, "a-2", "Plecak Turnia kosztuje 399 zł.", "anna", "chat", 1, JAN)["customer_id"]
    merge = desk.merge(zofia, jan)["merge_id"]
    answers(desk, "a-3", "Plecak Turnia kosztuje 349 zł.", "bartek", "email", 60, JAN)
    assert ["product:Plecak Turnia"] == [each["subject"] for each in contradictions(desk, zofia)]
    desk.reverse(merge)
    assert [] == contradictions(desk, zofia)
    assert ["product:Plecak Turnia"] == [each["subject"] for each in contradictions(desk, jan)]


ZIMA = {"kind": "promotion", "code": "ZIMA20", "valid_from": at(-6000), "valid_to": at(6000)}


def test_a_newsletter_and_a_till_contradict_each_other_and_go_back_together(desk: Desk):
    def offer(id: str, channel: str, value: str, phone: str = JAN, **more: Any) -> dict[str, Any]:
        return desk.shop.sent(a_delivery(
            desk.shop, id, "offer.quoted", subject=f"offer:{id}", account=f"{channel}/main", channel=channel, to=to(phone),
            party={"role": "system", "display_name": channel}, offer={**ZIMA, "value": value, **more}))  # fmt: skip

    zofia = answers(desk, "a-1", "Dzień dobry.", "anna", "chat", 0)["customer_id"]
    jan = offer("o-1", "email", "20 %", channels=["web", "in_store"])["customer_id"]
    merge = desk.merge(zofia, jan)["merge_id"]
    offer("o-2", "in_store", "0 %", channels=["in_store"])
    (found,) = contradictions(desk, zofia)
    assert ("promotion", "code:ZIMA20", "20%", "no") == (
        found["kind"], found["subject"], found["left"]["value"], found["right"]["value"])  # fmt: skip
    desk.done(f"contradictions/{found['contradiction_id']}/resolution", {"customer_id": zofia, "stands": "left"})
    desk.reverse(merge)
    assert ([], ["left"]) == (contradictions(desk, zofia), [each["stands"] for each in contradictions(desk, jan)])


def test_the_demo_journeys_hold_no_other_contradiction_than_theirs(desk: Desk):
    journeys = arrival_order(read_journeys(), Anchor(NOON), desk.shop.tenant)
    sent = [desk.shop.send(each.event).json() for each in journeys]
    customers = dict.fromkeys(each["customer_id"] for each in sent if each.get("customer_id"))
    found = [each for customer_id in customers for each in contradictions(desk, customer_id)]
    assert {("promotion", "code:ZIMA20")} >= {(each["kind"], each["subject"]) for each in found}
