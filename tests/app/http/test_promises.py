"""Promises over HTTP: taken from words, made by a click, settled by hand, the first due first."""

from typing import Any

import pytest

from tests.app.http.merging import JAN, ZOFIA, Desk
from tests.app.intake.deliveries import AGENT, a_delivery, at
from tests.app.running import Running, Shop, slug

TO = [{"role": "customer", "handles": [{"kind": "phone", "value_raw": ZOFIA, "level": 2}]}]


@pytest.fixture
def desk(shop: Shop) -> Desk:
    return Desk(shop)


@pytest.fixture
def zofia(desk: Desk) -> dict[str, Any]:
    return desk.writes(ZOFIA, "Dzień dobry, gdzie moja paczka?")


def answered(desk: Desk, number: int, text: str, minute: float, **more: Any) -> dict[str, Any]:
    """An agent writes to Zofia in her thread."""
    data = {"channel": "whatsapp", "direction": "outbound", "kind": "message", "party": AGENT, "to": TO,
            "parts": [{"type": "text", "text": text, "language": "pl"}], **more}  # fmt: skip
    return desk.shop.sent(
        a_delivery(desk.shop, f"a-{number}", "message.sent", subject=f"wa:{ZOFIA}", time=at(minute), **data)
    )


def promises(desk: Desk, customer: dict[str, Any]) -> list[dict[str, Any]]:
    desk.shop.running.settled()
    return desk.client.get(f"/v1/customers/{customer['customer_id']}/promises").json()["promises"]


def shown(found: list[dict[str, Any]]) -> list[tuple[str, str, str | None]]:
    return [(each["kind"], each["state"], each["due_at"]) for each in found]


def test_a_promise_in_an_agents_words_stands_on_the_page(desk: Desk, zofia: dict[str, Any]):
    receipt = answered(desk, 1, "Dzień dobry, sprawdzam. Oddzwonię do 16:00.", 1)
    (found,) = promises(desk, zofia)
    assert ("callback", "open", "2024-05-06T14:00:00Z") == (found["kind"], found["state"], found["due_at"])
    assert ("Oddzwonię do 16:00", "Anna", [receipt["item_id"]], [24, 42]) == (
        found["what"], found["made_by"], found["items"], found["span"])  # fmt: skip


def test_what_is_promised_by_a_click_is_an_entry_of_the_timeline(desk: Desk, zofia: dict[str, Any]):
    body = {
        "kind": "refund",
        "what": "zwrot 49 zł",
        "due_at": at(600),
        "amount": "49 zł",
        "interaction_id": zofia["interaction_id"],
    }
    made = desk.done(f"customers/{zofia['customer_id']}/promises", body)
    assert {"promise_id", "customer_id", "item_id", "version", "position"} == set(made)
    (found,) = promises(desk, zofia)
    assert (made["promise_id"], "refund", "zwrot 49 zł", at(600), "open", [made["item_id"]]) == tuple(
        found[name] for name in ("promise_id", "kind", "what", "due_at", "state", "items"))  # fmt: skip
    item = desk.shop.timeline(zofia["customer_id"])["items"][-1]
    assert (made["item_id"], "whatsapp", "agent") == (item["item_id"], item["channel"], item["author"]["role"])


def test_offered_words_are_promised_with_their_place(desk: Desk, zofia: dict[str, Any]):
    receipt = answered(desk, 1, "Postaramy się wysłać zamiennik do piątku.", 1)
    body = {
        "kind": "replacement",
        "what": "zamiennik",
        "due_at": at(4000),
        "item_id": receipt["item_id"],
        "span": [0, 40],
    }
    made = desk.done(f"customers/{zofia['customer_id']}/promises", body)
    (found,) = promises(desk, zofia)
    assert ([receipt["item_id"]], [0, 40], receipt["item_id"]) == (found["items"], found["span"], made["item_id"])


def test_words_that_were_read_before_are_not_promised_twice(desk: Desk, zofia: dict[str, Any]):
    receipt = answered(desk, 1, "Oddzwonię do 16:00.", 1)
    (before,) = promises(desk, zofia)
    body = {"kind": "callback", "what": "telefon", "item_id": receipt["item_id"]}
    assert before["promise_id"] == desk.done(f"customers/{zofia['customer_id']}/promises", body)["promise_id"]
    assert [before] == promises(desk, zofia)


def test_the_same_click_twice_promises_once(desk: Desk, zofia: dict[str, Any]):
    path, body = f"customers/{zofia['customer_id']}/promises", {"kind": "info", "what": "odpowiedź"}
    first, second = (desk.post(path, body, "click-1") for _ in range(2))
    assert (201, first.json()) == (second.status_code, second.json())
    assert 1 == len(promises(desk, zofia))
    assert "idempotency-conflict" == slug(desk.post(path, body | {"what": "inna"}, "click-1"))


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kind": "gift", "what": "x"}, "/kind"), ({"kind": "info", "what": " "}, "/what"),
        ({"kind": "info", "what": "x", "due_at": "2024-05-06T12:00:00"}, "/due_at"),
        ({"kind": "info", "what": "x", "due_at": "9999-12-31T23:59:59-12:00"}, "/due_at"),
        ({"kind": "info", "what": "x", "item_id": "t-none"}, "/item_id"), ({"kind": "info", "what": "x", "span": [0, 1]}, "/span"),
        ({"kind": "info", "what": "x", "interaction_id": "i-none"}, "/interaction_id"), ({"kind": "info", "what": "x", "new": 1}, "/new"),
    ],
)  # fmt: skip
def test_a_wrong_promise_names_its_field(desk: Desk, zofia: dict[str, Any], body: dict[str, Any], pointer: str):
    answer = desk.post(f"customers/{zofia['customer_id']}/promises", body)
    assert (422, pointer) == (answer.status_code, answer.json()["errors"][0]["pointer"])
    assert [] == promises(desk, zofia)


@pytest.mark.parametrize("state", ["kept", "broken", "withdrawn"])
def test_a_hand_settles_a_promise(desk: Desk, zofia: dict[str, Any], state: str):
    receipt = answered(desk, 1, "Oddzwonię do 16:00.", 1)
    (found,) = promises(desk, zofia)
    body = {"customer_id": zofia["customer_id"], "state": state, "item_id": receipt["item_id"]}
    told = desk.done(f"promises/{found['promise_id']}/outcome", body)
    assert (found["promise_id"], zofia["customer_id"], state) == (
        told["promise_id"],
        told["customer_id"],
        told["state"],
    )
    assert [("callback", state, found["due_at"])] == shown(promises(desk, zofia))


def test_a_hand_moves_a_promise_and_moves_it_again(desk: Desk, zofia: dict[str, Any]):
    answered(desk, 1, "Oddzwonię do 16:00.", 1)
    (found,) = promises(desk, zofia)
    path, body = f"promises/{found['promise_id']}/outcome", {"customer_id": zofia["customer_id"], "state": "moved"}
    for due in (at(300), at(400)):
        desk.done(path, body | {"due_at": due})
    assert [("callback", "moved", at(400))] == shown(promises(desk, zofia))
    version = desk.done(path, body | {"due_at": at(400)})["version"]
    assert version == desk.shop.timeline(zofia["customer_id"])["version"], "said again, it is no event"
    assert ["/due_at"] == [each["pointer"] for each in desk.post(path, body).json()["errors"]]


def test_a_persons_word_goes_before_what_was_found(desk: Desk, zofia: dict[str, Any]):
    answered(desk, 1, "Oddzwonię do 16:00.", 1)
    answered(desk, 2, "Dzień dobry, mam już odpowiedź: paczka jest u kuriera.", 60)
    (found,) = promises(desk, zofia)
    assert "kept" == found["state"]
    desk.done(f"promises/{found['promise_id']}/outcome", {"customer_id": zofia["customer_id"], "state": "broken"})
    assert ["broken"] == [each["state"] for each in promises(desk, zofia)]


def test_a_promise_of_nobody_is_not_found(desk: Desk, zofia: dict[str, Any]):
    answer = desk.post("promises/o-none/outcome", {"customer_id": zofia["customer_id"], "state": "kept"})
    assert (404, "not-found") == (answer.status_code, slug(answer))


def test_what_is_owed_first_stands_first_and_what_is_settled_last(desk: Desk, zofia: dict[str, Any]):
    path = f"customers/{zofia['customer_id']}/promises"
    for what, minute in (("b", 500), ("a", 100), ("c", None)):
        desk.done(path, {"kind": "info", "what": what, **({"due_at": at(minute)} if minute else {})})
    settled = desk.done(path, {"kind": "info", "what": "d", "due_at": at(50)})
    desk.done(f"promises/{settled['promise_id']}/outcome", {"customer_id": zofia["customer_id"], "state": "kept"})
    assert ["a", "b", "c", "d"] == [each["what"] for each in promises(desk, zofia)]


def test_a_secret_in_a_promise_is_masked(desk: Desk, zofia: dict[str, Any]):
    desk.done(f"customers/{zofia['customer_id']}/promises", {"kind": "info", "what": "zmiana, PIN to 4815"})
    assert ["zmiana, PIN to ••••"] == [each["what"] for each in promises(desk, zofia)]


def test_whose_promise_is_overdue_stands_first_in_the_queue(
    shop: Shop, desk: Desk, zofia: dict[str, Any], running: Running
):
    desk.done(f"customers/{zofia['customer_id']}/promises", {"kind": "callback", "what": "telefon", "due_at": at(30)})
    newer = desk.writes(JAN, "A ja?", minute=50)
    running.settled()
    for tab in ("waiting", "team"):
        rows = desk.client.get("/v1/inbox", params={"tab": tab}).json()["customers"]
        assert [zofia["customer_id"], newer["customer_id"]] == [row["customer_id"] for row in rows]
    pill = rows[0]["pills"][0]
    assert ("promise", at(30)) == (pill["kind"], pill["due_at"])
