"""Who may call what, and that one tenant never sees a byte of another: generated from the policy itself."""

import itertools
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.security.policy import POLICY, Open, rule_for
from tests.app.intake.deliveries import a_delivery, a_message
from tests.app.running import ROLES, Running, Shop, slug

NAMED = sorted((method, path) for (method, path), rule in POLICY.items() if isinstance(rule, frozenset))
IDS = {"code_id": "o-0", "customer_id": "c-0", "interaction_id": "i-0", "entry_id": "q-0", "merge_id": "m-0", "promise_id": "o-0",
       "case_id": "k-0", "handoff_id": "b-0", "fact_id": "f-0", "contradiction_id": "x-0", "name": "repeat-story",
       "item_id": "t-0", "attachment_id": "a-0"}  # fmt: skip
ENDLESS = "/v1/events/stream"
CANARY = "kanarek-7c1f"
KEYS = itertools.count()
# What a route that writes must be sent, so that it comes to look for the customer.
BODIES: dict[str, dict[str, Any]] = {
    "/v1/customers/{customer_id}/search": {"q": "x"},
    "/v1/customers/{customer_id}/proofs": {"method": "known_in_person", "link_id": "h-0"},
    "/v1/customers/{customer_id}/codes": {"link_id": "h-0"},
    "/v1/codes/{code_id}/confirmation": {"code": "123456"},
    "/v1/customers/{customer_id}/reveals": {"what": "address", "reason": "order"},
    "/v1/customers/{customer_id}/merges": {"absorb": "c-1"},
    "/v1/merges/{merge_id}/reversal": {},
    "/v1/interactions/{interaction_id}/reassignment": {"to": None},
    "/v1/customers/{customer_id}/dismissals": {"other": "c-1"},
    "/v1/customers/{customer_id}/promises": {"kind": "info", "what": "x"},
    "/v1/promises/{promise_id}/outcome": {"customer_id": "c-0", "state": "kept"},
    "/v1/customers/{customer_id}/cases": {"interaction_id": "i-0"},
    "/v1/interactions/{interaction_id}/case": {"customer_id": "c-0", "case_id": "k-0"},
    "/v1/cases/{case_id}/close": {"customer_id": "c-0"},
    "/v1/cases/{case_id}/reopen": {"customer_id": "c-0"},
    "/v1/cases/{case_id}/split": {"customer_id": "c-0", "interactions": ["i-0"]},
    "/v1/cases/{case_id}/join": {"customer_id": "c-0", "other": "k-1"},
    "/v1/customers/{customer_id}/facts": {"key": "product", "value": "x"},
    "/v1/facts/{fact_id}/confirmation": {"customer_id": "c-0"},
    "/v1/facts/{fact_id}/retraction": {"customer_id": "c-0"},
    "/v1/contradictions/{contradiction_id}/resolution": {"customer_id": "c-0", "stands": "left"},
    "/v1/customers/{customer_id}/draft_check": {"text": "x", "channel": "chat"},
    "/v1/handoffs/{handoff_id}/reading": {},
    "/v1/customers/{customer_id}/handoffs": {"to": "x"},
    "/v1/customers/{customer_id}/messages": {"text": "x", "channel": "chat", "seen_version": 1},
    "/v1/customers/{customer_id}/notes": {"text": "x"},
    "/v1/customers/{customer_id}/consents": {"purpose": "marketing", "given": False, "channel": "phone"},
    "/v1/customers/{customer_id}/objections": {"purpose": "marketing", "channel": "phone"},
    "/v1/customers/{customer_id}/notices": {"notice": "x", "channel": "phone"},
    "/v1/customers/{customer_id}/claim": {},
    "/v1/customers/{customer_id}/release": {},
    "/v1/interactions/{interaction_id}/wrap_up": {"code": "x", "outcome": "resolved"},
}


QUERIES = {
    "/v1/customers/{customer_id}/diff": {"from": "v0", "to": "v1"},
    "/v1/customers/{customer_id}/seen": {"at": "v1"},
}


def call(client: httpx.Client, method: str, path: str, **ids: str) -> httpx.Response:
    query = {"customer": ids.get("customer_id", "c-0")} | QUERIES.get(path, {})
    if path == ENDLESS:
        return beginning(client, path)
    if path not in BODIES:
        return client.request(method, path.format(**IDS | ids), params=query)
    key = {"Idempotency-Key": f"key-{next(KEYS)}"}
    body = {name: ids.get(name, value) if isinstance(value, str) else value for name, value in BODIES[path].items()}
    return client.request(method, path.format(**IDS | ids), params=query, json=body, headers=key)


def beginning(client: httpx.Client, path: str) -> httpx.Response:
    """The refusal, or what comes first of an answer without an end."""
    with client.stream("GET", path) as answer:
        content = next(answer.iter_bytes()) if 200 == answer.status_code else answer.read()
        return httpx.Response(answer.status_code, headers=answer.headers, content=content, request=answer.request)


@pytest.mark.parametrize(("method", "path"), NAMED, ids=lambda value: str(value))
@pytest.mark.parametrize("caller", [*ROLES, "feed"])
def test_each_role_gets_in_where_the_policy_lets_it_and_nowhere_else(
    running: Running, method: str, path: str, caller: str
):
    rule = POLICY[method, path]
    assert isinstance(rule, frozenset)
    allowed = caller in rule or (caller == "feed" and "adapter" in rule)
    answer = call(getattr(running.shop("roles"), caller), method, path)
    if allowed:
        assert answer.status_code not in (401, 403), answer.text
        assert answer.status_code < 500
    else:
        assert (403, "forbidden") == (answer.status_code, slug(answer))


@pytest.mark.parametrize(("method", "path"), NAMED, ids=lambda value: str(value))
def test_without_a_good_token_nobody_gets_in(running: Running, shop: Shop, method: str, path: str):
    revoked = shop.client("lead")
    token = revoked.headers["authorization"]
    principal = running.service.gate.authenticate({"authorization": token})
    assert principal is not None
    running.ask(running.service.gate.revoke_token(principal.id))
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": token}, {"Cookie": "throughline=x"}):
        answer = call(httpx.Client(base_url=running.url, headers=headers), method, path)
        assert (401, "not-signed-in") == (answer.status_code, slug(answer))
        assert "Bearer" in answer.headers["www-authenticate"]


def test_what_is_open_answers_everybody(running: Running):
    with httpx.Client(base_url=running.url) as client:
        for path in ("/healthz", "/readyz", "/schema/openapi.json", "/console", "/metrics"):
            assert 200 == client.get(path).status_code
        for path in [path for (_, path), rule in POLICY.items() if rule is Open.EVERYBODY]:
            assert client.get(path.replace("{path}", "x").replace("{code}", "x")).status_code not in (401, 403, 500)


def test_every_route_of_the_application_has_a_rule(running: Running):
    for route in running.service.app.routes:
        for method in getattr(route, "methods", ()):
            assert rule_for(method, route.path) is not None, route.path


def a_tenant_full_of_canaries(running: Running) -> tuple[Shop, dict[str, Any], str]:
    """Every text of this tenant is the canary; its handles are the same as the other tenant's."""
    shop = running.shop()
    party = {"role": "customer", "display_name": CANARY, "id": CANARY,
             "handles": [{"kind": "phone", "value_raw": "+48 601 000 214", "level": 2},
                         {"kind": "crm_no", "value_raw": CANARY, "level": 2}]}  # fmt: skip
    receipt = shop.sent(
        a_message(shop, f"{CANARY}-1", text=f"{CANARY} PL-48213", party=party, more=CANARY) | {"subject": CANARY}
    )
    shop.sent(a_delivery(shop, f"{CANARY}-2", "promise.made", party=party, channel="chat", promise={"what": CANARY}))
    shop.send(a_delivery(shop, f"{CANARY}-3", f"{CANARY}.landed", words=CANARY))
    (entry,) = shop.adapter.get("/v1/quarantine").json()["entries"]
    running.settled()
    return shop, receipt, entry["entry_id"]


def everything_a_caller_can_ask(shop: Shop, ids: dict[str, str]) -> Iterator[httpx.Response]:
    for method, path in NAMED:
        if path != "/v1/intake":
            for caller in (*ROLES, "feed"):
                yield call(getattr(shop, caller), method, path, **ids)
    for caller in ("agent", "lead", "auditor"):
        client = getattr(shop, caller)
        for kind, value in (("phone", "601000214"), ("crm_no", CANARY)):
            yield client.post("/v1/customers/lookup", json={"kind": kind, "value": value})
        yield client.get("/v1/events", params={"limit": 1000}, headers={"X-Purpose": "look"})
        for tab in ("mine", "waiting", "team"):
            yield client.get("/v1/inbox", params={"tab": tab})
        for part in ("timeline?as_of=v1", "brief?language=en", "events?limit=1"):
            yield client.get(f"/v1/customers/{ids['customer_id']}/{part}", headers={"X-Purpose": "look"})


def test_another_tenants_ids_are_nothing_here_and_not_a_byte_of_it_is_seen(running: Running, shop: Shop):
    foreign, receipt, entry_id = a_tenant_full_of_canaries(running)
    ids = {"customer_id": receipt["customer_id"], "interaction_id": receipt["interaction_id"], "entry_id": entry_id}
    own = shop.sent(a_message(shop, "m-1"))
    assert own["customer_id"] != ids["customer_id"]
    seen = 0
    for answer in everything_a_caller_can_ask(shop, ids):
        assert CANARY not in answer.text, answer.url
        assert foreign.tenant not in answer.text
        if any(each in str(answer.url.path) for each in ids.values()):
            assert answer.status_code in (403, 404), answer.url
            assert 404 == answer.status_code or slug(answer) == "forbidden"
        seen += 1
    assert seen > 100
    assert CANARY in foreign.agent.get(f"/v1/customers/{ids['customer_id']}/timeline").text


def test_a_foreign_id_and_no_id_at_all_get_the_same_answer(running: Running, shop: Shop):
    _, receipt, _ = a_tenant_full_of_canaries(running)
    for part in ("", "/timeline", "/brief", "/facts", "/promises", "/consents", "/contradictions", "/events"):
        answers = [shop.auditor.get(f"/v1/customers/{each}{part}") for each in (receipt["customer_id"], "c-nobody")]
        bodies = [answer.json() | {"instance": ""} for answer in answers]
        assert 404 == answers[0].status_code
        assert bodies[0] == bodies[1]


def test_the_same_delivery_in_two_tenants_is_two_events(running: Running, shop: Shop):
    other = running.shop()
    receipts = [each.sent(a_message(each, "m-1")) for each in (shop, other)]
    assert receipts[0]["customer_id"] != receipts[1]["customer_id"]
    assert [4, 4] == [receipt["version"] for receipt in receipts]
