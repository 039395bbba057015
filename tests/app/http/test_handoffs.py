"""Handing over: the brief goes along, its sentences go stale one by one, and reading it is recorded once a person."""

from typing import Any

import pytest

from app.pen import Held
from domain.customer.decisions import Plan
from domain.customer.events import MessageRedacted
from tests.app.http.merging import Desk
from tests.app.intake.deliveries import a_message, at
from tests.app.running import Shop, slug

ZOFIA = "+48 601 000 214"


@pytest.fixture
def desk(shop: Shop) -> Desk:
    return Desk(shop)


def writes(desk: Desk, number: int, text: str, minute: float = 0) -> dict[str, Any]:
    message = a_message(desk.shop, f"n-{number}", text=text, phone=ZOFIA)
    receipt = desk.shop.sent(message | {"subject": "wa:zofia", "time": at(minute)})
    desk.shop.running.settled()
    return receipt


@pytest.fixture
def customer_id(desk: Desk) -> str:
    writes(desk, 1, "Zamek z zamówienia PL-48213 się rozchodzi.")
    return writes(desk, 2, "Proszę o wymianę.", 1)["customer_id"]


def handoffs(desk: Desk, customer_id: str) -> list[dict[str, Any]]:
    answer = desk.client.get(f"/v1/customers/{customer_id}/handoffs")
    assert 200 == answer.status_code, answer.text
    return answer.json()["handoffs"]


def test_a_handover_carries_the_brief_as_it_stands(desk: Desk, customer_id: str):
    brief = desk.client.get(f"/v1/customers/{customer_id}/brief", params={"language": "pl"}).json()
    done = desk.done(f"customers/{customer_id}/handoffs", {"to": "salon Poznań", "note": "przyjdzie jutro"})
    assert brief["at_version"] == done["at_version"]
    assert brief["lines"] == done["lines"]
    (shown,) = handoffs(desk, customer_id)
    assert ("salon Poznań", "przyjdzie jutro", "agent", "pl") == (
        shown["to"],
        shown["note"],
        shown["by"],
        shown["language"],
    )
    assert brief["lines"] == shown["lines"]


def test_a_sentence_goes_stale_by_itself(desk: Desk, customer_id: str):
    desk.done(f"customers/{customer_id}/handoffs", {"to": "salon Poznań"})
    writes(desk, 3, "To już nieaktualne, dziękuję za wszystko.", 2)
    (shown,) = handoffs(desk, customer_id)
    assert [False] == [line["stale"] for line in shown["lines"] if "Zamek" in line["text"]]
    assert [True] == [line["stale"] for line in shown["lines"] if line["text"].startswith("Ostatnie słowa")]


def test_the_brief_as_of_a_version_marks_what_no_longer_holds(desk: Desk, customer_id: str):
    version = desk.client.get(f"/v1/customers/{customer_id}/brief").json()["at_version"]
    writes(desk, 3, "To już nieaktualne, dziękuję za wszystko.", 2)
    then = desk.client.get(f"/v1/customers/{customer_id}/brief", params={"as_of": f"v{version}"}).json()
    assert version == then["at_version"]
    assert {True, False} == {line["stale"] for line in then["lines"]}
    assert not any(line["stale"] for line in desk.client.get(f"/v1/customers/{customer_id}/brief").json()["lines"])


def test_words_that_were_masked_since_are_not_told_again(desk: Desk, customer_id: str):
    desk.done(f"customers/{customer_id}/handoffs", {"to": "Marta"})
    (item,) = [each for each in desk.shop.timeline(customer_id)["items"] if each["text"].startswith("Zamek")]
    masked(desk, customer_id, item)
    (shown,) = handoffs(desk, customer_id)
    assert not any("Zamek" in line["text"] for line in shown["lines"])
    assert {"••••"} == {line["text"] for line in shown["lines"] if item["item_id"] in line["items"]}


def masked(desk: Desk, customer_id: str, item: dict[str, Any]) -> None:
    """A rule finds only now that some words were a secret."""
    event = MessageRedacted(
        item_id=item["item_id"], interaction_id=item["interaction_id"], spans=((0, 5),), reason="pin"
    )

    async def decide(held: Held) -> Plan:
        plan = Plan()
        plan.belong(customer_id, held)
        plan.happen(event)
        return plan

    principal = desk.shop.running.service.gate.authenticate(dict(desk.client.headers))
    assert principal is not None
    pen = desk.shop.running.service.pen
    desk.shop.running.ask(pen.write(pen.hand_of(principal, "masked", b"masked"), decide))


def test_reading_is_recorded_once_for_each_person(desk: Desk, customer_id: str):
    handoff_id = desk.done(f"customers/{customer_id}/handoffs", {"to": "Marta"})["handoff_id"]
    lead = Desk(desk.shop, "lead")
    first = lead.done(f"handoffs/{handoff_id}/reading", {"language": "pl"})
    assert (handoff_id, customer_id) == (first["handoff_id"], first["customer_id"])
    lead.done(f"handoffs/{handoff_id}/reading", {})
    desk.done(f"handoffs/{handoff_id}/reading", {"language": "en"})
    (shown,) = handoffs(desk, customer_id)
    assert ["lead", "agent"] == [each["by"] for each in shown["read"]]
    assert first["at_version"] == shown["read"][0]["at_version"]


def test_an_unknown_handover_and_another_shops_are_not_found(desk: Desk, customer_id: str):
    handoff_id = desk.done(f"customers/{customer_id}/handoffs", {"to": "Marta"})["handoff_id"]
    other = Desk(desk.shop.running.shop())
    for caller, number in ((desk, "b-none"), (other, handoff_id)):
        answer = caller.post(f"handoffs/{number}/reading", {})
        assert (404, "not-found") == (answer.status_code, slug(answer))


def test_a_note_keeps_no_secret(desk: Desk, customer_id: str):
    desk.done(f"customers/{customer_id}/handoffs", {"to": "Marta", "note": "karta 4111 1111 1111 1111"})
    assert "1111" not in handoffs(desk, customer_id)[0]["note"]


def test_the_same_handover_sent_twice_is_one(desk: Desk, customer_id: str):
    first, again = (desk.post(f"customers/{customer_id}/handoffs", {"to": "Marta"}, "once") for _ in range(2))
    assert first.json() == again.json()
    assert 1 == len(handoffs(desk, customer_id))


def test_who_absorbed_the_customer_has_their_handovers_too(desk: Desk, customer_id: str):
    handoff_id = desk.done(f"customers/{customer_id}/handoffs", {"to": "Marta"})["handoff_id"]
    survivor = desk.writes("+48 602 000 215", "Dzień dobry, to ja.")["customer_id"]
    Desk(desk.shop, "lead").merge(survivor, customer_id)
    assert survivor == desk.done(f"handoffs/{handoff_id}/reading", {})["customer_id"]
    (shown,) = handoffs(desk, survivor)
    assert 1 == len(shown["read"])
