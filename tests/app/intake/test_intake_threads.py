"""Whose interaction it is: threads, provisional customers, and receipts of messages we sent."""

from tests.app.intake.deliveries import AGENT, TEXT, a_delivery, a_message, at
from tests.app.running import Shop


def call(shop: Shop, id: str, what: str, minutes: float, **data):
    return a_delivery(shop, id, what, subject="call:1", account="phone/pbx", time=at(minutes), channel="phone",
                      party={"role": "customer", "handles": [{"kind": "phone", "value_raw": "601 000 214", "level": 1}]}, **data)  # fmt: skip


def test_one_subject_is_one_interaction_until_the_call_ends(shop: Shop):
    told = {"transcript": [{"party": "customer", "text": "hej"}]}
    receipts = [
        shop.sent(call(shop, "m-1", "call.started", 0)),
        shop.sent(call(shop, "m-2", "call.transcribed", 1, **told)),
        shop.sent(call(shop, "m-3", "call.ended", 2)),
        shop.sent(call(shop, "m-4", "call.transcribed", 1.5, **told)),
        shop.sent(call(shop, "m-5", "call.started", 5)),
    ]
    first, *same, later = [receipt["interaction_id"] for receipt in receipts]
    assert [first] * 3 == same
    assert later != first
    shown = shop.agent.get(f"/v1/interactions/{first}").json()
    assert (at(2), "phone", receipts[0]["customer_id"]) == (shown["ended_at"], shown["channel"], shown["customer_id"])
    assert {"interaction_id", "customer_id", "channel", "entry_point", "started_at", "ended_at", "items"} == set(shown)
    assert 3 == len(shown["items"])
    assert shop.agent.get(f"/v1/interactions/{later}").json()["ended_at"] is None


def test_the_same_subject_at_another_source_is_another_thread(shop: Shop):
    first = shop.sent(a_message(shop, "m-1"))
    second = shop.sent(a_message(shop, "m-2") | {"source": shop.source("whatsapp/second")})
    assert first["customer_id"] == second["customer_id"]
    assert first["interaction_id"] != second["interaction_id"]


def test_a_thread_without_a_handle_becomes_the_customers_whose_handle_comes(shop: Shop):
    known = shop.sent(a_message(shop, "m-1", text="Dzień dobry") | {"subject": "wa:1"})["customer_id"]
    web = [a_message(shop, f"w-{number}", text=f"słowo {number}", phone=None, time=at(number)) | {"subject": "web:9"}
           for number in range(3)]  # fmt: skip
    provisional, *others = [shop.sent(event) for event in web]
    assert provisional["customer_id"] != known
    assert [provisional["customer_id"]] * 2 == [each["customer_id"] for each in others]

    joined = shop.sent(a_message(shop, "w-9", text="to ja", time=at(9)) | {"subject": "web:9"})
    assert (known, provisional["interaction_id"]) == (joined["customer_id"], joined["interaction_id"])
    for customer_id in (known, provisional["customer_id"]):
        assert known == shop.agent.get(f"/v1/customers/{customer_id}").json()["customer_id"]
        texts = [item["text"] for item in shop.timeline(customer_id)["items"]]
        assert ["Dzień dobry", "słowo 0", "słowo 1", "słowo 2", "to ja"] == sorted(texts)
    shown = shop.agent.get(f"/v1/interactions/{provisional['interaction_id']}").json()
    assert (known, 4) == (shown["customer_id"], len(shown["items"]))
    for stream in (known, provisional["customer_id"]):
        types = [each["type"] for each in shop.auditor.get(f"/v1/customers/{stream}/events").json()["events"]]
        assert 1 == types.count("interaction-reassigned")


def test_every_reading_of_a_provisional_id_answers_with_the_real_one(shop: Shop):
    provisional = shop.sent(a_message(shop, "w-1", text="Nr PL-48213", phone=None) | {"subject": "web:9"})[
        "customer_id"
    ]
    shop.running.settled()
    known = shop.sent(a_message(shop, "m-1"))["customer_id"]
    shop.sent(a_message(shop, "w-2") | {"subject": "web:9"})
    shop.running.settled()
    for part in ("", "/timeline", "/brief", "/facts", "/promises", "/contradictions"):
        moved, real = (shop.agent.get(f"/v1/customers/{each}{part}").json() for each in (provisional, known))
        assert real == moved
    facts = shop.agent.get(f"/v1/customers/{known}/facts").json()["facts"]
    assert ["PL-48213"] == [fact["value"] for fact in facts if fact["key"] == "order_no"]
    found = shop.agent.post("/v1/customers/lookup", json={"kind": "phone", "value": "601000214"}).json()["customers"]
    assert [known] == [each["customer_id"] for each in found]
    rows = shop.agent.get("/v1/inbox", params={"tab": "team"}).json()["customers"]
    assert [known] == [each["customer_id"] for each in rows]


def test_a_first_handle_that_nobody_holds_makes_the_provisional_customer_real(shop: Shop):
    first = shop.sent(a_message(shop, "w-1", phone=None))
    second = shop.sent(a_message(shop, "w-2"))
    assert first["customer_id"] == second["customer_id"]
    assert shop.agent.get(f"/v1/customers/{first['customer_id']}").json()["proven"]


def test_a_handle_that_is_only_said_moves_nothing(shop: Shop):
    known = shop.sent(a_message(shop, "m-1"))["customer_id"]
    provisional = shop.sent(a_message(shop, "w-1", phone=None) | {"subject": "web:9"})["customer_id"]
    said = shop.sent(a_message(shop, "w-2", level=0) | {"subject": "web:9"})["customer_id"]
    assert provisional == said != known


def test_an_agents_own_handles_never_attach_anything(shop: Shop):
    known = shop.sent(a_message(shop, "m-1"))["customer_id"]
    for role in ("agent", "bot", "system", "supervisor", "store_associate"):
        party = {"role": role, "handles": [{"kind": "phone", "value_raw": "+48 601 000 214", "level": 4}]}
        event = a_delivery(
            shop, f"m-{role}", "message.sent", subject=f"s-{role}", channel="chat", party=party, parts=TEXT
        )
        assert known != shop.sent(event)["customer_id"]


def sent_message(shop: Shop):
    to = [{"role": "customer", "handles": [{"kind": "phone", "value_raw": "601 000 214", "level": 1}]}]
    return a_delivery(
        shop, "s-1", "message.sent", subject="sms:1", channel="sms", party=AGENT, to=to, parts=TEXT, time=at(1)
    )


def receipt_of(shop: Shop, id: str, state: str, minutes: float):
    return a_delivery(shop, id, "delivery.updated", subject="sms:1", time=at(minutes), channel="sms",
                      provider_refs={"message_id": "s-1"}, delivery={"state": state, "code": "30003"})  # fmt: skip


def test_a_delivery_update_changes_its_message_in_the_same_batch_and_later(shop: Shop):
    events = [sent_message(shop), receipt_of(shop, "d-1", "sent", 2), receipt_of(shop, "d-2", "delivered", 3)]
    message, *updates = shop.batch(events).json()["results"]
    updates.append(shop.sent(receipt_of(shop, "d-3", "read", 4)))
    assert {(message["item_id"], message["interaction_id"], message["customer_id"])} == {
        (each["item_id"], each["interaction_id"], each["customer_id"]) for each in updates
    }
    (item,) = shop.timeline(message["customer_id"])["items"]
    assert {"state": "read", "code": "30003", "at": at(4)} == item["delivery"]
    assert updates[-1]["version"] == item["version"]


def test_a_delivery_update_that_was_overtaken_does_not_undo_the_later_one(shop: Shop):
    message = shop.sent(sent_message(shop))
    shop.sent(receipt_of(shop, "d-2", "read", 5))
    shop.sent(receipt_of(shop, "d-1", "delivered", 3))
    (item,) = shop.timeline(message["customer_id"])["items"]
    assert "read" == item["delivery"]["state"]


def test_a_delivery_update_follows_its_message_to_the_customer_it_moved_to(shop: Shop):
    known = shop.sent(a_message(shop, "m-1") | {"subject": "other"})["customer_id"]
    provisional = shop.sent(
        a_delivery(shop, "s-1", "message.sent", subject="sms:1", channel="sms", party=AGENT, parts=TEXT)
    )
    shop.sent(a_message(shop, "m-2") | {"subject": "sms:1"})
    update = shop.sent(receipt_of(shop, "d-1", "read", 9))
    assert (known, provisional["item_id"]) == (update["customer_id"], update["item_id"])
    items = {item["item_id"]: item for item in shop.timeline(known)["items"]}
    assert 3 == len(items)
    assert "read" == items[provisional["item_id"]]["delivery"]["state"]
