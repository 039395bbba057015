"""Proofs over HTTP: what an auditor's own script would check with nothing of ours but the verifier's file."""

import httpx
import pytest

from adapters.proof.tree import leaf_hash
from app.audit.verify import consistent, path_root, read_head
from tests.app.intake.deliveries import a_message
from tests.app.running import Running, Shop, slug


def test_each_row_of_a_customer_stands_in_the_signed_log(shop: Shop):
    customer = shop.sent(a_message(shop, "m-1", text="hej"))["customer_id"]
    shop.sent(a_message(shop, "m-2", text="hej"))
    proof = shop.auditor.get(f"/v1/customers/{customer}/proof").json()
    head = read_head(proof["head"]["line"].encode())
    events = shop.auditor.get(f"/v1/customers/{customer}/events").json()["events"]
    assert [(each["version"], each["hash"], each["prev_hash"]) for each in events] == [
        (row["version"], row["hash"], row["prev_hash"]) for row in proof["rows"]
    ]
    assert len(events) == proof["version"] and [] == proof["moved"]
    for row in proof["rows"]:
        path = [bytes.fromhex(each) for each in row["path"]]
        assert head.root == path_root(leaf_hash(bytes.fromhex(row["hash"])), row["position"] - 1, head.size, path)


def test_what_moved_in_is_proved_too_and_a_moved_id_answers_with_the_real_one(shop: Shop):
    real = shop.sent(a_message(shop, "m-1", text="hej"))["customer_id"]
    provisional = shop.sent(a_message(shop, "w-1", text="hej", phone=None) | {"subject": "web:9"})["customer_id"]
    shop.sent(a_message(shop, "w-2", text="hej") | {"subject": "web:9"})
    proof = shop.auditor.get(f"/v1/customers/{provisional}/proof").json()
    assert real == proof["customer_id"]
    assert {provisional} == {row["stream"] for row in proof["moved"]}


def test_two_heads_are_joined_by_a_consistency_proof(shop: Shop):
    shop.sent(a_message(shop, "m-1", text="hej"))
    first = read_head(shop.auditor.get("/v1/proof/head").json()["line"].encode())
    customer = shop.sent(a_message(shop, "m-2", text="hej"))["customer_id"]
    second = read_head(shop.auditor.get(f"/v1/customers/{customer}/proof").json()["head"]["line"].encode())
    between = shop.auditor.get("/v1/proof/consistency", params={"from": first.size, "to": second.size}).json()
    path = [bytes.fromhex(each) for each in between["path"]]
    assert (first.root.hex(), second.root.hex()) == (between["from_root"], between["to_root"])
    assert first.size < second.size
    assert consistent(first.size, first.root, second.size, second.root, path)


def test_the_last_head_stays_until_another_is_signed(shop: Shop):
    shop.sent(a_message(shop, "m-1", text="hej"))
    assert shop.auditor.get("/v1/proof/head").json() == shop.auditor.get("/v1/proof/head").json()


@pytest.mark.parametrize(
    "query",
    [{}, {"from": 1}, {"from": 3, "to": 2}, {"from": 0, "to": 2**40}, {"from": -1, "to": 1}, {"from": "x", "to": 1}],
)
def test_sizes_that_cannot_be_are_refused(shop: Shop, query: dict[str, object]):
    shop.sent(a_message(shop, "m-1", text="hej"))
    answer = shop.auditor.get("/v1/proof/consistency", params=query)  # type: ignore[arg-type]
    assert (422, "invalid") == (answer.status_code, slug(answer))


def test_looking_at_a_proof_is_recorded(shop: Shop):
    customer = shop.sent(a_message(shop, "m-1", text="hej"))["customer_id"]
    shop.auditor.get(f"/v1/customers/{customer}/proof")
    (record,) = shop.auditor.get("/v1/access", params={"customer": customer}).json()["records"]
    assert ("auditor", "proof", "audit") == (record["who"], record["what"], record["purpose"])


def test_another_tenants_customer_is_not_there(shop: Shop, running: Running):
    other = running.shop()
    customer = other.sent(a_message(other, "m-1", text="hej"))["customer_id"]
    answer = shop.auditor.get(f"/v1/customers/{customer}/proof")
    assert (404, "not-found") == (answer.status_code, slug(answer))


def test_a_contradicted_log_is_said_in_readyz_and_answers_503(
    shop: Shop, running: Running, monkeypatch: pytest.MonkeyPatch
):
    customer = shop.sent(a_message(shop, "m-1", text="hej"))["customer_id"]
    running.settled()
    monkeypatch.setattr(running.service.proof.proof, "fault", "The log was rolled back.")
    monkeypatch.setattr(running.service.proof.proof, "last", None)
    assert "The log was rolled back." in httpx.get(f"{running.url}/readyz").json()["warnings"]
    answer = shop.auditor.get(f"/v1/customers/{customer}/proof")
    assert (503, "proof-refused") == (answer.status_code, slug(answer))
