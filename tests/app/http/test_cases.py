"""Cases at the desk: shown with their switches, opened, put together, taken apart, closed and opened again."""

from typing import Any

import pytest

from tests.app.http.merging import Desk
from tests.app.intake.deliveries import a_message, at
from tests.app.running import Shop, slug

ZOFIA, JAN = "+48 601 000 214", "+48 602 000 215"


@pytest.fixture
def desk(shop: Shop) -> Desk:
    return Desk(shop)


def writes(desk: Desk, number: int, text: str, channel: str = "whatsapp", minute: float = 0) -> dict[str, Any]:
    """Zofia, in a thread of its own."""
    message = a_message(desk.shop, f"n-{number}", text=text, phone=ZOFIA, channel=channel)
    return desk.shop.sent(message | {"subject": f"th:{number}", "time": at(minute)})


@pytest.fixture
def zofia(desk: Desk) -> dict[str, Any]:
    """Two interactions about one order, on two channels."""
    writes(desk, 1, "Zamek z zamówienia PL-48213 się rozchodzi.")
    receipt = writes(desk, 2, "Co z zamówieniem PL-48213?", "sms", 30)
    desk.shop.running.settled()
    return receipt


def cases(desk: Desk, customer_id: str) -> list[dict[str, Any]]:
    return desk.client.get(f"/v1/customers/{customer_id}").json()["cases"]


def test_one_need_on_two_channels_is_shown_as_one_case_with_its_switch(desk: Desk, zofia: dict[str, Any]):
    (case,) = cases(desk, zofia["customer_id"])
    assert ("open", "PL-48213", 2) == (case["state"], case["order_no"], len(case["interactions"]))
    (switch,) = case["switches"]
    assert ("whatsapp", "sms", 1800) == (switch["from_channel"], switch["to_channel"], switch["gap_s"])
    assert zofia["interaction_id"] == switch["to_interaction"]
    assert {"order", "soon"} <= set(switch["reasons"])
    assert "order_no" in switch["carried"]


def test_a_case_is_closed_and_opened_again(desk: Desk, zofia: dict[str, Any]):
    page = zofia["customer_id"]
    (case,) = cases(desk, page)
    done = desk.done(f"cases/{case['case_id']}/close", {"customer_id": page, "why": "wrapped_up"})
    assert case["case_id"] == done["case_id"]
    assert [("resolved", "wrapped_up")] == [(each["state"], each["why"]) for each in cases(desk, page)]
    again = desk.done(f"cases/{case['case_id']}/close", {"customer_id": page})
    assert done["version"] == again["version"]
    desk.done(f"cases/{case['case_id']}/reopen", {"customer_id": page})
    assert [("open", 1)] == [(each["state"], each["reopened"]) for each in cases(desk, page)]


def test_a_split_takes_interactions_out_and_a_join_puts_them_back(desk: Desk, zofia: dict[str, Any]):
    page = zofia["customer_id"]
    (case,) = cases(desk, page)
    body = {"customer_id": page, "interactions": [zofia["interaction_id"]], "kind": "question", "topic": "faktura"}
    parted = desk.done(f"cases/{case['case_id']}/split", body)
    assert {(case["case_id"], 1), (parted["case_id"], 1)} == {
        (each["case_id"], len(each["interactions"])) for each in cases(desk, page)
    }
    assert {"faktura"} <= {each["topic"] for each in cases(desk, page)}
    desk.done(f"cases/{case['case_id']}/join", {"customer_id": page, "other": parted["case_id"]})
    assert [2] == [len(each["interactions"]) for each in cases(desk, page)]


def test_a_split_leaves_something_and_takes_only_what_is_there(desk: Desk, zofia: dict[str, Any]):
    (case,) = cases(desk, zofia["customer_id"])
    for interactions in (case["interactions"], ["i-elsewhere"]):
        answer = desk.post(
            f"cases/{case['case_id']}/split", {"customer_id": zofia["customer_id"], "interactions": interactions}
        )
        assert (422, "/interactions") == (answer.status_code, answer.json()["errors"][0]["pointer"])


def test_an_interaction_is_put_in_a_case_and_starts_one_of_its_own(desk: Desk, zofia: dict[str, Any]):
    page, interaction = zofia["customer_id"], zofia["interaction_id"]
    (first,) = cases(desk, page)
    new = desk.done(f"customers/{page}/cases", {"interaction_id": interaction, "kind": "complaint", "topic": "rękaw"})
    assert {first["case_id"], new["case_id"]} == {each["case_id"] for each in cases(desk, page)}
    desk.done(f"interactions/{interaction}/case", {"customer_id": page, "case_id": first["case_id"]})
    assert [(first["case_id"], 2, True)] == [
        (each["case_id"], len(each["interactions"]), each["by_hand"]) for each in cases(desk, page)
    ]


def test_a_topic_keeps_no_secret(desk: Desk, zofia: dict[str, Any]):
    body = {"interaction_id": zofia["interaction_id"], "topic": "karta 4111 1111 1111 1111"}
    desk.done(f"customers/{zofia['customer_id']}/cases", body)
    assert not any("1111" in each["topic"] for each in cases(desk, zofia["customer_id"]))


def test_what_is_not_on_the_page_is_unknown(desk: Desk, zofia: dict[str, Any]):
    page = zofia["customer_id"]
    other = desk.writes(JAN, "Gdzie jest moja paczka?")
    desk.shop.running.settled()
    (case,) = cases(desk, other["customer_id"])
    for path, body in (
        (f"cases/{case['case_id']}/close", {"customer_id": page}),
        ("cases/k-none/reopen", {"customer_id": page}),
        (
            f"interactions/{other['interaction_id']}/case",
            {"customer_id": page, "case_id": cases(desk, page)[0]["case_id"]},
        ),
        (f"customers/{page}/cases", {"interaction_id": other["interaction_id"]}),
    ):
        answer = desk.post(path, body)
        assert (404, "not-found") == (answer.status_code, slug(answer)), path


def test_the_same_call_twice_is_one_case(desk: Desk, zofia: dict[str, Any]):
    page, body = zofia["customer_id"], {"interaction_id": zofia["interaction_id"], "topic": "rękaw"}
    first, again = (desk.post(f"customers/{page}/cases", body, "once") for _ in range(2))
    assert first.json() == again.json()
    assert 2 == len(cases(desk, page))
