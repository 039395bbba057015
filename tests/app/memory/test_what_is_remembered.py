"""Facts are read in the light of the question before them: over restarts, out of order, for each speaker of a call."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.app.running import Running, Shop, running_service
from tests.examples import NOON

DEVICE = {"kind": "chat_device", "value_raw": "browser-1", "level": 1}
QUESTION = "Can you tell me your name and account number, please?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def said(shop: Shop, number: int, role: str, text: str, minute: float, **data: Any) -> dict[str, Any]:
    inbound = role in ("customer", "unknown")
    at = NOON + timedelta(minutes=minute)
    return {
        "specversion": "1.0", "id": f"m-{number}", "source": shop.source("chat/main"), "subject": "thread-1", "time": iso(at),
        "type": f"throughline.message.{'received' if inbound else 'sent'}.v1",
        "data": {"channel": "chat", "direction": "inbound" if inbound else "outbound", "kind": "message",
                 "party": {"role": role, "handles": [DEVICE] if inbound else []}, "parts": [{"type": "text", "text": text}], **data},
    }  # fmt: skip


def iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def facts(running: Running, shop: Shop, customer_id: str) -> list[dict[str, Any]]:
    running.settled()
    return shop.agent.get(f"/v1/customers/{customer_id}/facts").json()["facts"]


def norms(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return sorted((each["key"], each["norm"]) for each in found)


TOLD = [("account_no", "40817263"), ("name", "orla finnegan")]


def test_a_bare_answer_is_a_fact_with_its_place(folder: Path):
    with running_service(folder) as running:
        shop = running.shop()
        customer = shop.sent(said(shop, 1, "customer", "It is about my lamp", 0))["customer_id"]
        shop.sent(said(shop, 2, "agent", QUESTION, 1))
        answer = shop.sent(said(shop, 3, "customer", "Sure, Orla Finnegan, 40817263", 2))
        found = facts(running, shop, customer)
    assert TOLD == norms(found)
    assert {answer["item_id"]} == {each["item_id"] for each in found}
    assert {("Orla Finnegan", (6, 19)), ("40817263", (21, 29))} == {
        (each["value"], tuple(each["span"])) for each in found
    }


def test_a_question_before_a_restart_is_known_after_it(folder: Path):
    with running_service(folder) as running:
        shop = running.shop("lamps")
        customer = shop.sent(said(shop, 1, "customer", "It is about my lamp", 0))["customer_id"]
        shop.sent(said(shop, 2, "agent", QUESTION, 1))
        running.settled()
    with running_service(folder) as running:
        shop = running.shop("lamps")
        shop.sent(said(shop, 3, "customer", "Orla Finnegan 40817263", 2))
        assert TOLD == norms(facts(running, shop, customer))


def test_a_question_that_comes_late_finds_its_answer_and_nothing_twice(folder: Path):
    with running_service(folder) as running:
        shop = running.shop()
        customer = shop.sent(said(shop, 1, "customer", "It is about my lamp", 0))["customer_id"]
        shop.sent(said(shop, 3, "customer", "Orla Finnegan, order PL-48213", 2))
        assert [("order_no", "PL-48213")] == norms(facts(running, shop, customer))
        shop.sent(said(shop, 2, "agent", "May I have your name, please?", 1))
        assert [("name", "orla finnegan"), ("order_no", "PL-48213")] == norms(facts(running, shop, customer))
        shop.send(said(shop, 2, "agent", "May I have your name, please?", 1))
        assert 2 == len(facts(running, shop, customer))


def test_a_late_question_does_not_make_an_answer_of_what_was_said_to_another_one(folder: Path):
    with running_service(folder) as running:
        shop = running.shop()
        customer = shop.sent(said(shop, 1, "customer", "A lamp, please", 0))["customer_id"]
        shop.sent(said(shop, 3, "agent", "Which lamp would you like?", 2))
        shop.sent(said(shop, 2, "agent", "May I have your name, please?", 1))
        shop.sent(said(shop, 4, "customer", "Lumen Grande", 3))
        assert [] == facts(running, shop, customer)


def test_a_secret_given_in_answer_is_known_and_stands_nowhere_in_the_facts(folder: Path):
    with running_service(folder) as running:
        shop = running.shop()
        customer = shop.sent(said(shop, 1, "customer", "My card is blocked", 0))["customer_id"]
        shop.sent(said(shop, 2, "agent", "What was your mother's maiden name?", 1))
        shop.sent(said(shop, 3, "customer", "Quillfeather", 2))
        found = facts(running, shop, customer)
    assert [("security_answer", "")] == norms(found)
    assert "Quillfeather" not in str(found)


def test_a_phone_number_is_read_in_the_region_of_where_it_was_told(folder: Path):
    with running_service(folder) as running:
        shop = running.shop()
        customer = shop.sent(said(shop, 1, "customer", "tel. 601 000 214", 0))["customer_id"]
        assert [("phone", "+48601000214")] == norms(facts(running, shop, customer))


def test_in_a_call_each_speaker_is_heard_apart(folder: Path):
    with running_service(folder) as running:
        shop = running.shop()
        segments = [
            ("agent", "Lumen, my name is Barnaby Lampwright. May I have your name?"),
            ("customer", "Orla Finnegan"),
            ("agent", "Thank you, Orla."),
        ]
        transcript = [{"party": party, "from_ms": 0, "to_ms": 1, "text": text} for party, text in segments]
        event = said(shop, 1, "customer", "", 0, kind="call", transcript=transcript) | {
            "type": "throughline.call.transcribed.v1"
        }
        del event["data"]["parts"]
        customer = shop.sent(event)["customer_id"]
        (fact,) = facts(running, shop, customer)
    start = len(segments[0][1]) + 1
    assert ("Orla Finnegan", [start, start + 13], "customer") == (fact["value"], fact["span"], fact["stated_by"])


def test_the_name_of_a_child_supersedes_nobody_and_is_not_known_as_the_customers(folder: Path):
    with running_service(folder) as running:
        shop = running.shop()
        customer = shop.sent(said(shop, 1, "customer", "It is for my son Kieran.", 0))["customer_id"]
        shop.sent(said(shop, 2, "agent", "May I have your name, please?", 1))
        shop.sent(said(shop, 3, "customer", "Orla Finnegan, and my husband Sean pays.", 2))
        shop.sent(said(shop, 4, "customer", "Sorry, it is my daughter Niamh who comes.", 3))
        found = facts(running, shop, customer)
        known = shop.agent.get(f"/v1/customers/{customer}/brief").json()["known"]
        asks = shop.agent.get(f"/v1/customers/{customer}/timeline").json()["items"][1]["asked_again"]
        shop.sent(said(shop, 5, "customer", "My last name is Finnegan.", 4))
        *_, shorter = facts(running, shop, customer)
    assert [("name", "kieran"), ("name", "niamh"), ("name", "orla finnegan"), ("name", "sean")] == norms(found)
    assert [None, None, None, None] == [each["superseded_by"] for each in found]
    assert (["name"], []) == (known, asks)
    full = next(each for each in found if each["norm"] == "orla finnegan")
    assert ("finnegan", full["fact_id"]) == (shorter["norm"], shorter["superseded_by"])  # the fuller name holds
