"""Exports over HTTP: everything about one person, the conversation as a vCon, evidence that the verifier accepts."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.audit import verify
from tests.app.intake.deliveries import AGENT, TO, a_delivery, a_message, at
from tests.app.running import Running, Shop


@pytest.fixture
def customer_id(shop: Shop, running: Running) -> str:
    customer_id = shop.sent(a_message(shop, "m-1", text="Zamek z zamówienia PL-48213 się rozchodzi."))["customer_id"]
    parts = [{"type": "text", "text": "Wymienimy do piątku."}]
    shop.sent(a_delivery(shop, "r-1", "message.sent", time=at(5), channel="whatsapp", party=AGENT, to=TO, parts=parts))
    running.settled()
    return customer_id


def export(shop: Shop, customer_id: str, form: str = "json") -> Any:
    answer = shop.auditor.get(
        f"/v1/customers/{customer_id}/export", params={"format": form}, headers={"X-Purpose": "wniosek 12"}
    )
    assert 200 == answer.status_code, answer.text
    assert f'attachment; filename="{customer_id}-{form}.json"' == answer.headers["content-disposition"]
    return answer


def test_the_evidence_is_whole_by_the_verifier_and_any_changed_byte_is_found(
    shop: Shop, customer_id: str, tmp_path: Path
):
    bundle = export(shop, customer_id, "evidence").content
    assert customer_id in verify.check(io.BytesIO(bundle))
    middle = len(bundle) // 2
    changed = bundle[:middle] + bytes([bundle[middle] ^ 1]) + bundle[middle + 1 :]
    with pytest.raises(verify.Broken):
        verify.check(io.BytesIO(changed))
    assert b"PL-48213" not in bundle  # the rows stay sealed


def test_the_proof_gives_the_same_rows_to_whoever_computes_them_anew(shop: Shop, customer_id: str):
    answer = shop.auditor.get(f"/v1/customers/{customer_id}/proof", params={"format": "evidence"})
    assert customer_id in verify.check(io.BytesIO(answer.content))


def test_everything_about_a_person_says_what_is_known_and_who_looked(shop: Shop, customer_id: str):
    shop.agent.get(f"/v1/customers/{customer_id}")
    told = export(shop, customer_id).json()
    assert "throughline-person-1" == told["format"]
    assert ["+48601000214"] == [each["value"] for each in told["customer"]["handles"] if each["kind"] == "phone"]
    assert 2 == len(told["items"]) and "order_no" in {each["key"] for each in told["facts"]}
    assert [("page", "care"), ("export", "wniosek 12")] == [(each["what"], each["purpose"]) for each in told["access"]]


def test_everything_about_a_person_says_what_they_consented_to_and_what_they_took_back(shop: Shop, customer_id: str):
    party = {"role": "customer", "handles": TO[0]["handles"]}
    for minute, what in ((10, "given"), (20, "withdrawn")):
        said = {"party": party, "consent": {"purpose": "marketing", "notice": "Wolno do mnie pisać."}}
        shop.sent(a_delivery(shop, f"c-{minute}", f"consent.{what}", time=at(minute), **said))
    told = export(shop, customer_id).json()
    assert [("marketing", True), ("marketing", False)] == [
        (each["purpose"], each["given"]) for each in told["consents"]
    ]
    assert ["Wolno do mnie pisać."] * 2 == [each["notice"] for each in told["consents"]]


def test_everything_about_a_person_says_every_notice_they_were_shown(shop: Shop, customer_id: str):
    party = {"role": "customer", "handles": TO[0]["handles"]}
    for version in ("3", "4"):
        shown = {"party": party, "notice": {"text": "RODO", "version": version, "locale": "pl"}}
        shop.sent(a_delivery(shop, f"n-{version}", "notice.shown", time=at(int(version)), **shown))
    told = export(shop, customer_id).json()["notices"]
    assert [("RODO", "3"), ("RODO", "4")] == [(each["notice"], each["notice_version"]) for each in told]


def test_a_vcon_has_who_spoke_and_what_was_said_in_order(shop: Shop, customer_id: str):
    answer = export(shop, customer_id, "vcon")
    told = answer.json()
    assert "application/json" == answer.headers["content-type"].partition(";")[0]
    assert [("customer", "Katarzyna"), ("agent", "Anna")] == [(each["role"], each["name"]) for each in told["parties"]]
    assert [(0, [0]), (1, [0, 1])] == [(each["originator"], each["parties"]) for each in told["dialog"]]
    assert "Wymienimy do piątku." == told["dialog"][1]["body"]
    starts = [datetime.fromisoformat(each["start"]) for each in told["dialog"]]
    assert sorted(starts) == starts
    (facts, promises) = told["analysis"]
    assert [0] == facts["dialog"] and ("facts", "promises") == (facts["type"], promises["type"])


def test_each_export_is_recorded_by_its_kind_and_purpose(shop: Shop, customer_id: str):
    for form in ("json", "vcon", "evidence"):
        export(shop, customer_id, form)
    records = shop.auditor.get("/v1/access", params={"customer": customer_id}).json()["records"]
    assert ["export", "export:vcon", "export:evidence"] == [each["what"] for each in records]
    assert {"wniosek 12"} == {each["purpose"] for each in records}
