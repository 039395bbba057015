"""Every described route with generated requests, good and bad: never a 5xx, and only answers that the description names.

THROUGHLINE_FUZZ_EXAMPLES sets how many requests a route gets in each mode.
"""

import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import checks
from schemathesis.generation import GenerationMode

from tests.app.intake.deliveries import TYPES, a_delivery, a_message
from tests.app.running import Running, Shop
from tests.exploring import seeded
from tests.patience import SECONDS

EXAMPLES = int(os.environ.get("THROUGHLINE_FUZZ_EXAMPLES", "25"))
GOOD_AND_BAD = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
HOLDS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
ROUTES = [
    "POST /v1/attachments", "GET /v1/customers/{customer_id}/items/{item_id}/attachments/{attachment_id}",
    "POST /v1/intake", "GET /v1/quarantine", "POST /v1/quarantine/{entry_id}/retry", "POST /v1/customers/lookup",
    "POST /v1/customers/{customer_id}/search",
    "GET /v1/customers/{customer_id}", "GET /v1/customers/{customer_id}/timeline", "GET /v1/customers/{customer_id}/brief",
    "GET /v1/customers/{customer_id}/facts", "GET /v1/customers/{customer_id}/promises",
    "GET /v1/customers/{customer_id}/consents", "GET /v1/customers/{customer_id}/contradictions", "GET /v1/customers/{customer_id}/events",
    "GET /v1/customers/{customer_id}/decisions", "GET /v1/interactions/{interaction_id}",
    "GET /v1/inbox", "GET /v1/figures/{name}", "POST /v1/figures/{name}/openings",
    "GET /v1/events", "GET /v1/access", "GET /v1/session",
    "POST /v1/session/sign_out", "POST /v1/live/tickets", "GET /healthz", "GET /readyz", "GET /asyncapi.json",
    "GET /v1/customers/{customer_id}/diff", "GET /v1/customers/{customer_id}/seen", "GET /v1/customers/{customer_id}/export",
    "GET /v1/customers/{customer_id}/proof", "GET /v1/proof/head", "GET /v1/proof/consistency",
    "POST /v1/customers/{customer_id}/proofs", "POST /v1/customers/{customer_id}/codes",
    "POST /v1/codes/{code_id}/confirmation", "POST /v1/customers/{customer_id}/reveals",
    "POST /v1/customers/{customer_id}/merges", "POST /v1/merges/{merge_id}/reversal",
    "POST /v1/interactions/{interaction_id}/reassignment", "POST /v1/customers/{customer_id}/dismissals",
    "POST /v1/customers/{customer_id}/facts", "POST /v1/facts/{fact_id}/confirmation", "POST /v1/facts/{fact_id}/retraction",
    "POST /v1/contradictions/{contradiction_id}/resolution",
    "POST /v1/customers/{customer_id}/promises", "POST /v1/promises/{promise_id}/outcome",
    "POST /v1/customers/{customer_id}/draft_check",
    "POST /v1/customers/{customer_id}/cases", "POST /v1/interactions/{interaction_id}/case", "POST /v1/cases/{case_id}/close",
    "POST /v1/cases/{case_id}/reopen", "POST /v1/cases/{case_id}/split", "POST /v1/cases/{case_id}/join",
    "POST /v1/customers/{customer_id}/handoffs", "GET /v1/customers/{customer_id}/handoffs", "POST /v1/handoffs/{handoff_id}/reading",
    "POST /v1/customers/{customer_id}/messages", "POST /v1/customers/{customer_id}/notes", "POST /v1/customers/{customer_id}/consents",
    "POST /v1/customers/{customer_id}/objections", "POST /v1/customers/{customer_id}/notices",
    "GET /v1/customers/{customer_id}/channels", "POST /v1/interactions/{interaction_id}/wrap_up",
    "POST /v1/customers/{customer_id}/claim", "POST /v1/customers/{customer_id}/release",
    "GET /v1/projections/parked", "POST /v1/projections/parked/retry",
]  # fmt: skip

pytestmark = pytest.mark.fuzz


@pytest.fixture(scope="module")
def shop(running: Running) -> Iterator[Shop]:
    """A tenant in which there is something to be read."""
    shop = running.shop()
    shop.sent(a_message(shop, "m-1", text="Zamek z zamówienia PL-48213 się rozchodzi."))
    for what, (data, _) in TYPES.items():
        shop.sent(a_delivery(shop, what, what, **data))
    shop.send(a_delivery(shop, "q-1", "moon.landed"))
    running.settled()
    yield shop
    shop.close()


@pytest.fixture(scope="module")
def described(running: Running) -> Any:
    """The API description as the service gives it."""
    return schemathesis.openapi.from_dict(httpx.get(f"{running.url}/schema/openapi.json").json())


def known_ids(shop: Shop) -> dict[str, str]:
    receipt = shop.send(a_message(shop, "m-1", text="Zamek z zamówienia PL-48213 się rozchodzi.")).json()
    entry = shop.admin.get("/v1/quarantine").json()["entries"][0]["entry_id"]
    return {"customer_id": receipt["customer_id"], "interaction_id": receipt["interaction_id"], "entry_id": entry}


def caller(shop: Shop, route: str) -> httpx.Client:
    if "intake" in route or "POST /v1/attachments" in route or "quarantine" in route:
        return shop.adapter
    if "projections" in route:
        return shop.admin
    audited = route.endswith(("events", "access", "/diff", "/seen", "/export"))
    return shop.auditor if audited or "proof" in route.replace("/proofs", "") else shop.agent


def test_the_description_names_every_route_that_is_fuzzed(described: Any):
    found = {f"{operation.ok().method.upper()} {operation.ok().path}" for operation in described.get_all_operations()}
    endless = {"GET /v1/events/stream"}  # tests/app/http/test_event_stream.py
    assert set(ROUTES) == {each for each in found if not each.startswith("GET /console")} - endless


# Without a parameter or a body there is no bad request to make.
NOTHING_TO_GET_WRONG = {"GET /v1/quarantine", "GET /v1/session", "POST /v1/session/sign_out", "POST /v1/live/tickets",
                        "GET /healthz", "GET /readyz", "GET /asyncapi.json", "GET /v1/proof/head",
                        "GET /v1/projections/parked"}  # fmt: skip
CASES = [
    (route, mode) for route in ROUTES for mode in GOOD_AND_BAD
    if mode is GenerationMode.POSITIVE or route not in NOTHING_TO_GET_WRONG]  # fmt: skip


def of_ours(shop: Shop, event: Any) -> Any:
    """A generated event as this tenant's adapter would send it: its own source, and a type we know."""
    if not isinstance(event, dict):
        return event
    known = [f"throughline.{what}.v1" for what in TYPES]
    type_ = event.get("type")
    return event | {
        "source": shop.source(),
        "type": known[len(type_) % len(known)] if isinstance(type_, str) else type_,
    }


@pytest.mark.parametrize(("route", "mode"), CASES, ids=lambda value: getattr(value, "value", value))
def test_a_route_answers_every_request_as_it_is_described(shop: Shop, described: Any, route: str, mode: GenerationMode):
    method, path = route.split()
    operation = described[path][method]
    headers = dict(caller(shop, route).headers) | {"user-agent": "fuzz"}
    ids = known_ids(shop)

    @seeded(8035)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def every_request(case: schemathesis.Case) -> None:
        if mode is GenerationMode.POSITIVE:  # somebody who exists
            case.path_parameters = {name: ids.get(name, value) for name, value in (case.path_parameters or {}).items()}
        if path == "/v1/intake":
            case.body = (
                [of_ours(shop, each) for each in case.body] if isinstance(case.body, list) else of_ours(shop, case.body)
            )
        case.call_and_validate(base_url=shop.running.url, headers=headers, checks=HOLDS, timeout=SECONDS)

    every_request()
