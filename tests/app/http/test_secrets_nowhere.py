"""A secret told in any way is found nowhere: no file, no stored event, no page, no log line, no metric."""

from pathlib import Path
from typing import Any

import pytest

from tests.app.intake.deliveries import AGENT, TO, a_delivery, a_message, at
from tests.app.running import Shop, running_service
from tests.canaries import files, stands, stands_in

PIN, BARE, SPOKEN, CARD, CODE = "739164", "7391", "siedem trzy dziewięć jeden", "4929 3813 3266 4295", "739"
PESEL, PASSWORD, TOLD, MAIDEN, PET = "44051401359", "Kanarek.77", "Kanarek99", "Kanarkowska", "Kanarek"
SECRETS = (PIN, BARE, "siedem trzy", CARD, CARD.replace(" ", ""), PESEL, PASSWORD, TOLD, MAIDEN, PET)
SAID = (
    ("customer", f"mój PIN to {PIN}"), ("agent", f"Powtórzę: {PIN}?"), ("agent", "Poproszę jeszcze PIN do aplikacji."), ("customer", BARE),
    ("agent", "PIN?"), ("customer", SPOKEN), ("customer", f"karta {CARD} do 12/28, CVV {CODE}"), ("customer", f"pesel {PESEL}"),
    ("customer", f"hasło: {PASSWORD}"), ("agent", "Proszę podać hasło."), ("customer", TOLD),
    ("agent", "Jakie jest nazwisko panieńskie matki?"), ("customer", MAIDEN), ("agent", "Jak wabił się Pani pierwszy pies?"), ("customer", PET),
)  # fmt: skip


def told_in_every_way(shop: Shop) -> list[dict[str, Any]]:
    """One thread on a channel with messages, one with transcripts, and every field that may hold words."""
    events: list[dict[str, Any]] = []
    for number, (role, text) in enumerate(SAID):
        party, what = (TO[0], "received") if role == "customer" else (AGENT, "sent")
        parts = [{"type": "text", "text": text}, {"type": "html", "text": f"<p>{text}</p>"}]
        events.append(a_delivery(
            shop, f"m-{number}", f"message.{what}", subject="chat:1", time=at(number), channel="chat", party=party, to=TO, parts=parts))  # fmt: skip
    transcript = [{"party": role, "text": text} for role, text in SAID]
    fields = {"pin": PIN, "comment": f"hasło: {PASSWORD}", "card_number": CARD, "security_answer": MAIDEN}
    files = [{"type": "file", "dataref": f"files/pin {PIN}.png"}]
    return [
        *events,
        a_delivery(shop, "c-1", "call.transcribed", subject="call:1", channel="phone", party=TO[0], transcript=transcript),
        a_delivery(shop, "o-1", "order.noted", channel="commerce", party=TO[0], order_ref="PL-48213", order={"number": "PL-48213", **fields}),
        a_delivery(shop, "p-1", "promise.made", channel="chat", party=AGENT, to=TO, promise={"what": f"reset, PIN {PIN}"}),
        a_message(shop, "x-1", text="plik", mood=fields, parts=files),
        a_delivery(shop, "i-1", "customer.imported", party=TO[0] | {"attributes": {"pin": PIN, "city": "Łódź"}}),
        a_delivery(shop, "n-1", "note.added", channel="crm", party=AGENT, to=TO, parts=[{"type": "text", "text": f"PIN klientki {PIN}"}]),
        a_message(shop, "q-1", text=f"mój PIN to {PIN}") | {"type": "throughline.message.sung.v1"},
    ]  # fmt: skip


def test_no_secret_is_in_any_file_event_page_log_line_or_metric(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        receipts = [shop.send(event) for event in told_in_every_way(shop)]
        assert {201, 202} == {answer.status_code for answer in receipts}
        running.settled()
        customer_id = receipts[0].json()["customer_id"]
        seen = {
            path: shop.agent.get(f"/v1/customers/{customer_id}{path}").text
            for path in ("", "/timeline?limit=200", "/brief", "/facts", "/promises", "/contradictions")
        }
        purpose = {"X-Purpose": "a test"}
        seen["events"] = shop.auditor.get("/v1/events?limit=1000", headers=purpose).text
        seen["stream"] = shop.auditor.get(f"/v1/customers/{customer_id}/events?limit=1000", headers=purpose).text
        seen["inbox"] = shop.agent.get("/v1/inbox?tab=waiting").text
        seen["metrics"] = shop.agent.get("/metrics").text
        (entry,) = running.service.reader.kept("demo")
        kept = running.service.reader.kept_body("demo", entry[0])
        assert kept is not None
        seen["quarantine"] = str(running.service.door._sealing.unkeep("demo", entry[0], kept[2]))
        assert "PL-48213" in seen["events"] and "••••••" in seen["/timeline?limit=200"]
        keys = {fact["key"] for fact in shop.agent.get(f"/v1/customers/{customer_id}/facts").json()["facts"]}
        assert {"pin", "security_answer"} <= keys
        found = {(where, secret) for where, text in seen.items() for secret in SECRETS if stands(secret, text)}
        assert set() == found
    said = capfd.readouterr()
    kept = [*files(tmp_path)]
    assert any(b"demo" in content for _, content in kept)
    for secret in SECRETS:
        assert not stands(secret, said.out + said.err)
        longer = len(secret) > 4  # four digits stand in any sealed file by chance
        assert [] == [name for name, content in kept if longer and stands_in(secret, content)]
