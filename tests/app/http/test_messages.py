"""Replies from the console: none crosses what somebody else has just written, unless its writer says so."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.app.http.merging import EWA, JAN, ZOFIA, Desk
from tests.app.intake.deliveries import AGENT, CUSTOMER, a_delivery, a_message, at
from tests.app.running import Running, Shop, slug

TO = [{"role": "customer", "handles": [{"kind": "phone", "value_raw": ZOFIA, "level": 2}]}]


@pytest.fixture
def desk(shop: Shop) -> Desk:
    return Desk(shop)


@pytest.fixture
def marta(shop: Shop) -> Iterator[Desk]:
    """A colleague."""
    desk = Desk(shop)
    desk.client = shop.client("agent", "marta")
    yield desk
    desk.client.close()


@pytest.fixture
def zofia(desk: Desk) -> dict[str, Any]:
    receipt = desk.writes(ZOFIA, "Dzień dobry, gdzie moja paczka?")
    desk.shop.running.settled()
    return receipt


def version(desk: Desk, customer_id: str) -> int:
    desk.shop.running.settled()
    return desk.shop.timeline(customer_id)["version"]


def reply(
    desk: Desk, customer_id: str, text: str = "Już sprawdzam.", key: str | None = "", **more: Any
) -> httpx.Response:
    body = {"text": text, "channel": "whatsapp", **more}
    body.setdefault("seen_version", version(desk, customer_id))
    return desk.post(f"customers/{customer_id}/messages", body, key)


def sent(desk: Desk, customer_id: str, text: str = "Już sprawdzam.", **more: Any) -> dict[str, Any]:
    answer = reply(desk, customer_id, text, **more)
    assert 201 == answer.status_code, answer.text
    return answer.json()


def crossed(answer: httpx.Response) -> list[str]:
    assert (409, True) == (answer.status_code, answer.json()["type"].endswith(":crossed")), answer.text
    return [item["text"] for item in answer.json()["items"]]


def item(desk: Desk, customer_id: str, item_id: str) -> dict[str, Any]:
    return next(each for each in desk.shop.timeline(customer_id)["items"] if each["item_id"] == item_id)


# ---- what it becomes -------------------------------------------------------------------------------------------------


def test_a_reply_stands_on_the_page_in_the_thread_it_answers(desk: Desk, zofia: dict[str, Any]):
    done = sent(desk, zofia["customer_id"], "Już sprawdzam.", client_id="row-1")
    assert {"customer_id", "item_id", "interaction_id", "version", "position"} == set(done)
    shown = item(desk, zofia["customer_id"], done["item_id"])
    assert zofia["interaction_id"] == done["interaction_id"] == shown["interaction_id"]
    assert ("Już sprawdzam.", "whatsapp", "outbound", "message", "row-1") == tuple(
        shown[name] for name in ("text", "channel", "direction", "kind", "client_id"))  # fmt: skip
    assert ("agent", "agent") == (shown["author"]["role"], shown["author"]["name"])
    assert ("queued", "+48 22 100 00 00") == (shown["delivery"]["state"], shown["entry_point"])


def test_the_interaction_named_is_the_one_replied_in(desk: Desk, zofia: dict[str, Any]):
    other = a_message(desk.shop, "second-thread", text="A druga sprawa", phone=ZOFIA) | {
        "subject": "wa:other",
        "time": at(5),
    }
    second = desk.shop.sent(other)
    assert second["interaction_id"] == sent(desk, zofia["customer_id"])["interaction_id"], "the newest open one"
    named = sent(desk, zofia["customer_id"], interaction_id=zofia["interaction_id"])
    assert zofia["interaction_id"] == named["interaction_id"]


def test_a_reply_on_another_channel_begins_an_interaction(desk: Desk, zofia: dict[str, Any]):
    done = sent(desk, zofia["customer_id"], channel="sms")
    assert zofia["interaction_id"] != done["interaction_id"]
    begun = desk.client.get(f"/v1/interactions/{done['interaction_id']}").json()
    assert ("sms", zofia["customer_id"], [done["item_id"]]) == (
        begun["channel"], begun["customer_id"], [each["item_id"] for each in begun["items"]])  # fmt: skip
    assert done["interaction_id"] == sent(desk, zofia["customer_id"], channel="sms")["interaction_id"], (
        "and goes on there"
    )


def test_what_the_customer_answers_stands_in_the_same_interaction(desk: Desk, zofia: dict[str, Any]):
    done = sent(desk, zofia["customer_id"])
    assert done["interaction_id"] == desk.writes(ZOFIA, "Dziękuję")["interaction_id"]


def test_a_question_by_reply_masks_the_bare_pin_that_answers_it(desk: Desk, zofia: dict[str, Any]):
    sent(desk, zofia["customer_id"], "Proszę podać PIN do konta.")
    desk.writes(ZOFIA, "4815")
    assert "••••" in desk.texts(zofia["customer_id"])
    assert "4815" not in desk.texts(zofia["customer_id"])


def test_a_secret_in_a_reply_is_masked(desk: Desk, zofia: dict[str, Any]):
    done = sent(desk, zofia["customer_id"], "Karta 4111 1111 1111 1111 jest ważna.")
    assert "1111" not in item(desk, zofia["customer_id"], done["item_id"])["text"]


def test_memory_reads_a_reply_like_any_other_words_of_an_agent(desk: Desk, zofia: dict[str, Any]):
    told = a_message(desk.shop, "told", text="Numer zamówienia: PL-48213", phone=ZOFIA)
    desk.shop.sent(told | {"subject": f"wa:{ZOFIA}", "time": datetime.now(UTC).isoformat()})
    done = sent(desk, zofia["customer_id"], "Oddzwonię do 16:00. Jaki jest numer zamówienia?")
    desk.shop.running.settled()
    (promise,) = desk.client.get(f"/v1/customers/{zofia['customer_id']}/promises").json()["promises"]
    assert ("callback", [done["item_id"]]) == (promise["kind"], promise["items"])
    again = item(desk, zofia["customer_id"], done["item_id"])["asked_again"]
    assert ["order_no"] == [each["key"] for each in again]


# ---- crossing --------------------------------------------------------------------------------------------------------


def test_a_reply_that_crosses_the_customers_words_is_stopped(desk: Desk, zofia: dict[str, Any]):
    seen = version(desk, zofia["customer_id"])
    desk.writes(ZOFIA, "Już znalazłam, dziękuję!", minute=1)
    answer = reply(desk, zofia["customer_id"], seen_version=seen)
    assert ["Już znalazłam, dziękuję!"] == crossed(answer)
    assert desk.shop.timeline(zofia["customer_id"])["version"] >= answer.json()["version"] > seen
    assert 2 == len(desk.texts(zofia["customer_id"])), "nothing was written"
    assert 201 == reply(desk, zofia["customer_id"], seen_version=seen, anyway=True).status_code


def test_words_on_another_channel_cross_too(desk: Desk, zofia: dict[str, Any]):
    seen = version(desk, zofia["customer_id"])
    party = CUSTOMER | {"handles": [{"kind": "phone", "value_raw": ZOFIA, "level": 2}]}
    desk.shop.sent(a_delivery(desk.shop, "sms-1", subject="sms:1", account="sms/main", channel="sms", party=party,
                              parts=[{"type": "text", "text": "Halo?"}]))  # fmt: skip
    assert ["Halo?"] == crossed(reply(desk, zofia["customer_id"], seen_version=seen))


def test_a_colleagues_reply_crosses_and_ones_own_does_not(desk: Desk, marta: Desk, zofia: dict[str, Any]):
    seen = version(desk, zofia["customer_id"])
    sent(marta, zofia["customer_id"], "Paczka jest u kuriera.", seen_version=seen)
    assert ["Paczka jest u kuriera."] == crossed(reply(desk, zofia["customer_id"], seen_version=seen))
    seen = version(desk, zofia["customer_id"])
    sent(desk, zofia["customer_id"], "Raz.", seen_version=seen)
    sent(desk, zofia["customer_id"], "Dwa.", seen_version=seen)


def test_a_colleague_on_the_channel_itself_crosses(desk: Desk, zofia: dict[str, Any]):
    seen = version(desk, zofia["customer_id"])
    data = {
        "channel": "whatsapp",
        "direction": "outbound",
        "party": AGENT,
        "to": TO,
        "parts": [{"type": "text", "text": "Sprawdzam"}],
    }
    desk.shop.sent(a_delivery(desk.shop, "a-1", "message.sent", subject=f"wa:{ZOFIA}", time=at(1), **data))
    assert ["Sprawdzam"] == crossed(reply(desk, zofia["customer_id"], seen_version=seen))


def test_what_is_derived_crosses_nothing(desk: Desk, zofia: dict[str, Any]):
    seen = zofia["version"]
    desk.writes(ZOFIA, "To ja, Zofia Pawlak, zamówienie PL-48213, zofia@example.org", minute=1)
    told = desk.shop.timeline(zofia["customer_id"])["version"]
    done = sent(desk, zofia["customer_id"], seen_version=told)
    desk.shop.sent(a_delivery(desk.shop, "o-1", "order.noted", subject="orders", account="shop/main", channel="commerce",
                              party=CUSTOMER | {"role": "customer", "handles": TO[0]["handles"]},
                              order={"number": "PL-48213", "state": "shipped"}))  # fmt: skip
    receipt = a_delivery(desk.shop, "r-1", "delivery.updated", channel="whatsapp", delivery={"state": "read"},
                         provider_refs={"message_id": done["item_id"]})  # fmt: skip
    desk.shop.sent(receipt)
    desk.shop.running.settled()
    assert version(desk, zofia["customer_id"]) > told > seen
    sent(desk, zofia["customer_id"], "I jeszcze jedno.", seen_version=told)


def test_a_mark_on_words_that_were_seen_crosses_nothing(desk: Desk, zofia: dict[str, Any]):
    desk.writes(ZOFIA, "Numer zamówienia: PL-48213", minute=1)
    data = {"channel": "whatsapp", "direction": "outbound", "party": AGENT, "to": TO,
            "parts": [{"type": "text", "text": "Jaki jest numer zamówienia?"}]}  # fmt: skip
    seen = desk.shop.sent(a_delivery(desk.shop, "a-2", "message.sent", subject=f"wa:{ZOFIA}", time=at(2), **data))
    desk.shop.running.settled()
    shown = item(desk, zofia["customer_id"], seen["item_id"])
    assert shown["version"] > seen["version"] and shown["asked_again"], "the mark came after it was seen"
    sent(desk, zofia["customer_id"], seen_version=seen["version"])


def test_a_page_that_nobody_can_have_seen_is_refused(desk: Desk, zofia: dict[str, Any]):
    answer = reply(desk, zofia["customer_id"], seen_version=version(desk, zofia["customer_id"]) + 1)
    assert (422, ["/seen_version"]) == (answer.status_code, [each["pointer"] for each in answer.json()["errors"]])


def test_a_repeated_reply_gets_the_first_answer_whatever_was_written_since(desk: Desk, zofia: dict[str, Any]):
    seen = version(desk, zofia["customer_id"])
    first = reply(desk, zofia["customer_id"], key="again", seen_version=seen)
    desk.writes(ZOFIA, "Halo?", minute=2)
    assert first.json() == reply(desk, zofia["customer_id"], key="again", seen_version=seen).json()
    assert "idempotency-conflict" == slug(reply(desk, zofia["customer_id"], "Inaczej.", key="again", seen_version=seen))


def test_on_a_merged_page_the_pages_version_counts(desk: Desk, zofia: dict[str, Any]):
    jan = desk.writes(JAN, "Jedno", "Drugie", "Trzecie")["customer_id"]
    lead = Desk(desk.shop, "lead")
    desk.writes(ZOFIA, "Halo?", minute=3)
    seen = version(desk, zofia["customer_id"])
    lead.merge(zofia["customer_id"], jan)
    sent(desk, zofia["customer_id"], seen_version=seen)  # what had been written long before crosses nothing
    seen = version(desk, zofia["customer_id"])
    desk.writes(JAN, "Piszę z drugiego numeru", minute=9)
    assert ["Piszę z drugiego numeru"] == crossed(reply(desk, zofia["customer_id"], seen_version=seen))
    sent(desk, zofia["customer_id"], "Odpowiadam.", seen_version=version(desk, zofia["customer_id"]))


def test_whoever_was_absorbed_while_one_wrote_was_seen_by_their_own_versions(desk: Desk, zofia: dict[str, Any]):
    jan = desk.writes(JAN, "Jedno", "Drugie", "Trzecie")["customer_id"]
    seen = version(desk, jan)
    Desk(desk.shop, "lead").merge(zofia["customer_id"], jan)
    assert 201 == reply(desk, jan, "Dzień dobry", seen_version=seen).status_code
    desk.writes(JAN, "Halo?", minute=9)
    assert "Halo?" in crossed(reply(desk, jan, seen_version=seen))


def test_of_two_agents_and_the_customer_at_once_one_reply_passes(running: Running):
    """Whoever is written first, the others see it: the look and the write are of one version."""
    for round_ in range(6):
        shop = running.shop()
        desk = Desk(shop)
        customer_id = desk.writes(EWA, "Dzień dobry")["customer_id"]
        seen = version(desk, customer_id)
        agents = [shop.client("agent", name) for name in ("anna", "marta", "ola", "iza")]
        with ThreadPoolExecutor(8) as together:
            body = {"text": "Już sprawdzam.", "channel": "whatsapp", "seen_version": seen}
            calls = [
                together.submit(
                    client.post,
                    f"/v1/customers/{customer_id}/messages",
                    json=body,
                    headers={"Idempotency-Key": f"r{round_}"},
                )
                for client in agents
            ]
            if round_ % 2:
                together.submit(desk.writes, EWA, "Jeszcze jedno", minute=1).result()
            answers = [call.result() for call in calls]
        passed = sum(201 == answer.status_code for answer in answers)
        assert {201, 409} >= {answer.status_code for answer in answers}
        assert passed <= 1 if round_ % 2 else passed == 1
        replies = [text for text in desk.texts(customer_id) if text == "Już sprawdzam."]
        assert passed == len(replies)
        for client in agents:
            client.close()


# ---- refused ---------------------------------------------------------------------------------------------------------


def test_without_a_handle_of_the_channel_there_is_no_way(desk: Desk, zofia: dict[str, Any]):
    for channel, why in (("email", "no_handle"), ("phone", "not_offered"), ("in_store", "not_offered")):
        answer = reply(desk, zofia["customer_id"], channel=channel)
        assert (422, "no-way-to-reply", why) == (answer.status_code, slug(answer), answer.json()["errors"][0]["detail"])


@pytest.mark.parametrize(
    ("more", "pointer"),
    [({"interaction_id": "i-none"}, "/interaction_id"), ({"text": "  "}, "/text"), ({"channel": "fax"}, "/channel"),
     ({"client_id": "x" * 101}, "/client_id"), ({"new": 1}, "/new"), ({"seen_version": -1}, "/seen_version")],
)  # fmt: skip
def test_a_wrong_reply_names_its_field(desk: Desk, zofia: dict[str, Any], more: dict[str, Any], pointer: str):
    answer = reply(desk, zofia["customer_id"], **more)
    assert (422, pointer) == (answer.status_code, answer.json()["errors"][0]["pointer"])


def test_nobody_of_another_shop_is_found(desk: Desk, zofia: dict[str, Any]):
    other = Desk(desk.shop.running.shop())
    answer = other.post(
        f"customers/{zofia['customer_id']}/messages", {"text": "x", "channel": "sms", "seen_version": 1}
    )
    assert (404, "not-found") == (answer.status_code, slug(answer))


def test_a_reply_needs_its_key(desk: Desk, zofia: dict[str, Any]):
    assert "idempotency-key-missing" == slug(reply(desk, zofia["customer_id"], key=None))
