"""A bare answer to a question for a secret is masked at the door: nothing behind it ever sees one."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.app.intake.deliveries import AGENT, TO, a_delivery, a_message, at
from tests.app.running import Shop, running_service
from tests.canaries import stands

PURPOSE = {"X-Purpose": "a test"}


def asks(shop: Shop, id: str, text: str, minute: float = 0, subject: str = "wa:1") -> dict[str, Any]:
    """An agent writes in the thread."""
    return a_delivery(shop, id, "message.sent", subject=subject, time=at(minute), channel="whatsapp", party=AGENT, to=TO,
                      parts=[{"type": "text", "text": text}])  # fmt: skip


def answers(shop: Shop, id: str, text: str, minute: float = 1, **more: Any) -> dict[str, Any]:
    """The customer writes in the thread."""
    return a_message(shop, id, text=text, time=at(minute)) | more


def texts(shop: Shop, customer_id: str) -> list[str]:
    return [item["text"] for item in shop.timeline(customer_id)["items"]]


def stored(shop: Shop, customer_id: str) -> str:
    """Every event of the customer, unsealed."""
    return shop.auditor.get(f"/v1/customers/{customer_id}/events", params={"limit": 500}, headers=PURPOSE).text


def test_a_bare_pin_behind_its_question_is_stored_as_dots_and_known_as_told(shop: Shop):
    shop.sent(asks(shop, "m-1", "Poproszę PIN."))
    customer_id = shop.sent(answers(shop, "m-2", "739164"))["customer_id"]
    shop.running.settled()
    assert ["Poproszę PIN.", "••••••"] == texts(shop, customer_id)
    assert not stands("739164", stored(shop, customer_id))
    assert "message-redacted" not in stored(shop, customer_id)
    facts = shop.agent.get(f"/v1/customers/{customer_id}/facts").json()["facts"]
    assert [("pin", "••••")] == [(fact["key"], fact["value"]) for fact in facts]
    assert not stands("739164", shop.agent.get("/v1/inbox", params={"tab": "waiting"}).text)


def test_a_batch_is_heard_in_its_order(shop: Shop):
    events = [
        asks(shop, "m-1", "Jakie jest nazwisko panieńskie matki?"), answers(shop, "m-2", "Kowalska"),
        asks(shop, "m-3", "A numer zamówienia?", 2), answers(shop, "m-4", "48213", 3)]  # fmt: skip
    receipts = shop.batch(events).json()["results"]
    assert ["••••••••", "48213"] == texts(shop, receipts[0]["customer_id"])[1::2]


def test_somebody_elses_thread_was_asked_nothing(shop: Shop):
    """The same customer's next thread is another matter: its first words may answer (docs/decisions/0019)."""
    shop.sent(asks(shop, "m-1", "Poproszę PIN.", subject="wa:2"))
    other = a_message(shop, "m-2", text="739164", phone="+48 601 000 999", name="Orla", time=at(1), subject="wa:3")
    customer_id = shop.sent(other)["customer_id"]
    shop.running.settled()
    assert ["739164"] == texts(shop, customer_id)


def test_each_speaker_of_a_transcript_is_heard(shop: Shop):
    transcript = [
        {"party": "agent", "text": "Poproszę PIN."},
        {"party": "customer", "text": "siedem trzy dziewięć jeden"},
    ]
    call = a_delivery(shop, "m-1", "call.transcribed", channel="phone", party=TO[0], transcript=transcript)
    customer_id = shop.sent(call)["customer_id"]
    (item,) = shop.timeline(customer_id)["items"]
    assert "Poproszę PIN.\n•••••• •••• •••••••• •••••" == item["text"]
    assert ["Poproszę PIN.", "•••••• •••• •••••••• •••••"] == [each["text"] for each in item["segments"]]


def test_what_repeats_a_secret_beside_the_text_is_masked_too(shop: Shop):
    shop.sent(asks(shop, "m-1", "Poproszę PIN."))
    parts = [{"type": "text", "text": "739164"}, {"type": "html", "text": "<p>739164</p>"}]
    customer_id = shop.sent(answers(shop, "m-2", "") | a_message(shop, "m-2", parts=parts))["customer_id"]
    shop.sent(
        a_delivery(
            shop,
            "m-3",
            "note.added",
            channel="crm",
            party=AGENT,
            to=TO,
            subject="wa:1",
            parts=[{"type": "text", "text": "podał 739164"}],
        )
    )
    assert not stands("739164", stored(shop, customer_id))
    assert "podał ••••••" in texts(shop, customer_id)


def test_a_dry_run_shows_dots_and_leaves_nothing_heard(shop: Shop):
    shop.sent(asks(shop, "m-1", "Dzień dobry"))
    shop.send(asks(shop, "m-2", "Poproszę PIN."), dry_run=True)
    customer_id = shop.sent(answers(shop, "m-3", "739164"))["customer_id"]
    assert "739164" in texts(shop, customer_id)
    shop.sent(asks(shop, "m-4", "Poproszę PIN.", 2))
    assert not stands("739165", shop.send(answers(shop, "m-5", "739165", 3), dry_run=True).text)


def test_what_was_asked_before_a_restart_is_read_from_the_log(tmp_path: Path):
    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        shop.sent(asks(shop, "m-1", "Poproszę PIN."))
        shop.sent(answers(shop, "m-2", "chwileczkę"))
    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        customer_id = shop.sent(answers(shop, "m-3", "739164", 2))["customer_id"]
        running.settled()
        assert not stands("739164", stored(shop, customer_id))
        assert "message-redacted" not in stored(shop, customer_id)
        assert "••••••" in texts(shop, customer_id)


def test_an_answer_whose_question_came_later_is_shown_as_dots_from_then_on(shop: Shop):
    customer_id = shop.sent(answers(shop, "m-2", "739164"))["customer_id"]
    assert ["739164"] == texts(shop, customer_id)
    shop.sent(asks(shop, "m-1", "Poproszę PIN.", 0.5))
    shop.running.settled()
    assert ["Poproszę PIN.", "••••••"] == sorted(texts(shop, customer_id))
    assert not stands("739164", shop.agent.get(f"/v1/customers/{customer_id}/facts").text)


def test_what_cannot_be_understood_is_kept_masked_and_is_the_same_delivery_still(shop: Shop):
    strange = a_message(shop, "m-1", text="mój PIN to 739164") | {"type": "throughline.message.sung.v1"}
    assert 202 == shop.send(strange).status_code
    assert 202 == shop.send(strange).status_code
    door, reader = shop.running.service.door, shop.running.service.reader
    (entry,) = reader.kept(shop.tenant)
    kept = reader.kept_body(shop.tenant, entry[0])
    assert kept is not None
    event, digest = door._sealing.unkeep(shop.tenant, entry[0], kept[2])
    assert "mój PIN to ••••••" == event["data"]["parts"][0]["text"]
    assert digest is not None
    assert "quarantined" == shop.admin.post(f"/v1/quarantine/{entry[0]}/retry").json()["outcome"]


def test_a_number_said_in_clear_before_it_is_named_as_a_pin_is_hidden_there_too(shop: Shop):
    customer_id = shop.sent(answers(shop, "m-1", "246813 i tyle", 0))["customer_id"]
    shop.sent(answers(shop, "m-2", "zamówienie 246814", 1))
    assert ["246813 i tyle", "zamówienie 246814"] == texts(shop, customer_id)
    receipt = shop.sent(answers(shop, "m-3", "mój PIN to 246813", 2))
    shop.running.settled()
    assert ["•••••• i tyle", "zamówienie 246814", "mój PIN to ••••••"] == texts(shop, customer_id)
    assert (customer_id, "recorded") == (receipt["customer_id"], receipt["outcome"])


@pytest.mark.parametrize(
    ("question", "secret"),
    [("Jakie jest nazwisko panieńskie matki?", "Kowalska"), ("Jakie jest Pani hasło telefoniczne?", "kanarek77")],
)
def test_an_answer_that_comes_again_because_it_was_not_stored_is_masked_as_the_first_time(
    tmp_path: Path, question: str, secret: str
):
    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        shop.sent(asks(shop, "m-1", question))
        running.service.writer._store._sql.execute("PRAGMA busy_timeout=10")  # type: ignore[attr-defined]
        answer = answers(shop, "m-2", secret)
        with closing(sqlite3.connect(tmp_path / "log.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for _ in range(2):
                assert 503 == shop.send(answer).status_code
        customer_id = shop.sent(answer)["customer_id"]
        running.settled()
        assert ["•" * len(secret)] == texts(shop, customer_id)[1:]
        assert secret not in stored(shop, customer_id)
        assert "message-redacted" not in stored(shop, customer_id)


def test_a_question_that_comes_twice_does_not_stand_open_again(shop: Shop):
    question = asks(shop, "m-1", "Jakie jest nazwisko panieńskie matki?")
    shop.sent(question)
    shop.sent(answers(shop, "m-2", "Kowalska"))
    assert "duplicate" == shop.send(question).json()["outcome"]
    customer_id = shop.sent(answers(shop, "m-3", "Nowak", 2))["customer_id"]
    assert ["••••••••", "Nowak"] == texts(shop, customer_id)[1:]
