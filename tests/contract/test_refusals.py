"""Unhappy paths as a stranger meets them: a problem whose `detail` says what to do, and nothing lost or written by it."""

from typing import Any

import httpx
import pytest

from app.security.policy import POLICY
from tests.app.intake.deliveries import CUSTOMER, a_delivery, a_message
from tests.app.running import Running, Shop, slug

CE = {"Content-Type": "application/cloudevents+json"}
KEY = {"Idempotency-Key": "k"}
PAGE = "/v1/customers/{customer_id}"
# Who asks, how, and what the detail must hold.
REFUSED: list[tuple[str, str, str, dict[str, Any], int, str]] = [
    ("adapter", "POST", "/v1/intake", {"content": b"{", "headers": CE}, 400, "not JSON"),
    ("adapter", "POST", "/v1/intake", {"content": b"{}", "headers": {"Content-Type": "text/xml"}}, 415, "cloudevents+json"),
    ("adapter", "POST", "/v1/intake", {"content": b"x" * 300_000, "headers": CE}, 413, "256 KB"),
    ("adapter", "POST", "/v1/intake", {"json": {"specversion": "1.0"}}, 400, "/id must be text"),
    ("adapter", "GET", PAGE, {}, 403, "agent, auditor, lead. Yours is: adapter"),
    ("agent", "GET", "/v1/events", {}, 403, "adapter with --feed"),
    ("nobody", "GET", PAGE, {}, 401, "Authorization: Bearer"),
    ("agent", "GET", "/v1/customers/c-nobody", {}, 404, "each id in it"),
    ("agent", "DELETE", PAGE, {}, 405, "Allow"),
    ("agent", "GET", f"{PAGE}/timeline?before=zzz", {}, 422, "/before"),
    ("agent", "GET", f"{PAGE}/timeline?limit=99999999999999999999", {}, 422, "/limit"),
    ("agent", "GET", f"{PAGE}/timeline?as_of=yesterday", {}, 422, "RFC 3339"),
    ("agent", "GET", f"{PAGE}/timeline?as_of=v999", {}, 404, "v1 up to"),
    ("auditor", "GET", f"{PAGE}/diff?from=v2&to=v1", {}, 422, "/to: "),
    ("auditor", "GET", f"{PAGE}/events", {"headers": {"X-Purpose": "x" * 201}}, 422, "X-Purpose"),
    ("agent", "POST", f"{PAGE}/notes", {"json": {"text": "x"}}, 400, "Idempotency-Key"),
    ("agent", "POST", f"{PAGE}/notes", {"json": {"text": "x"}, "headers": {"Idempotency-Key": "k" * 201}}, 422, "/Idempotency-Key: "),
    ("agent", "POST", f"{PAGE}/notes", {"json": {"text": "x", "colour": 1}, "headers": KEY}, 422, "/colour: This field is not known"),
    ("agent", "POST", f"{PAGE}/notes", {"content": b"x", "headers": KEY | {"Content-Type": "text/plain"}}, 415, "application/json"),
    ("agent", "POST", f"{PAGE}/claim", {"json": {"minutes": 0}, "headers": KEY}, 422, "/minutes: "),
]  # fmt: skip


@pytest.fixture(scope="module")
def known(running: Running) -> tuple[Shop, str]:
    shop = running.shop()
    return shop, shop.sent(a_message(shop, "m-1"))["customer_id"]


@pytest.mark.parametrize(
    ("who", "method", "path", "sent", "status", "says"), REFUSED, ids=lambda value: str(value)[:40]
)
def test_a_refusal_says_what_to_do(
    known: tuple[Shop, str], who: str, method: str, path: str, sent: dict[str, Any], status: int, says: str
):
    shop, customer_id = known
    client = httpx.Client(base_url=shop.running.url) if who == "nobody" else getattr(shop, who)
    answer = client.request(method, path.format(customer_id=customer_id), **sent)
    told = answer.json()
    assert (status, True) == (answer.status_code, bool(slug(answer)))
    assert says in told["detail"]
    assert told["detail"] != told["title"]


def test_nothing_was_written_by_them(known: tuple[Shop, str]):
    shop, customer_id = known
    assert ["Zamek się rozchodzi."] == [item["text"] for item in shop.timeline(customer_id)["items"]]
    assert [] == shop.adapter.get("/v1/quarantine").json()["entries"]


def test_a_token_learns_which_sources_are_its_own_and_no_others(known: tuple[Shop, str]):
    shop, _ = known
    client = shop.client("adapter", source=shop.source("whatsapp/main"))
    answer = client.post("/v1/intake", json=a_message(shop, "m-2") | {"source": "//brand-b/email/main"})
    assert (403, "source-not-yours") == (answer.status_code, slug(answer))
    assert shop.source("whatsapp/main") in answer.json()["detail"]
    assert "brand-b" not in answer.text


def test_a_secret_in_a_url_lets_nobody_in(known: tuple[Shop, str]):
    shop, _ = known
    for name in ("access_token", "token", "ticket"):
        assert 401 == httpx.get(f"{shop.running.url}/v1/inbox", params={name: shop.token("agent")}).status_code


def test_evidence_without_a_handle_is_pointed_at(known: tuple[Shop, str]):
    shop, _ = known
    answer = shop.send(a_delivery(shop, "e-1", "identity.evidence", method="login", level=3))
    assert (422, "/data/handles") == (answer.status_code, answer.json()["errors"][0]["pointer"])


@pytest.mark.parametrize(
    ("speakers", "direction"), [("customer agent", "both"), ("customer", "inbound"), ("agent bot", "outbound")]
)
def test_a_transcript_goes_the_way_of_its_speakers_however_the_call_was_made(
    known: tuple[Shop, str], speakers: str, direction: str
):
    shop, _ = known
    said = [{"party": party, "text": "Dzień dobry"} for party in speakers.split()]
    told = {"channel": "phone", "direction": "internal", "party": CUSTOMER, "transcript": said}
    receipt = shop.sent(a_delivery(shop, f"c-{direction}", "call.transcribed", subject=f"call:{direction}", **told))
    items = shop.agent.get(f"/v1/interactions/{receipt['interaction_id']}").json()["items"]
    assert [direction] == [item["direction"] for item in items]


def test_reading_a_person_by_any_route_is_recorded(known: tuple[Shop, str]):
    shop, customer_id = known
    reading = [path for method, path in POLICY if method == "GET" and path.startswith(PAGE) and "{item_id}" not in path]
    query = {"from": "v1", "to": "v2", "at": "v2"}
    for path in [*reading, PAGE.replace("/v1/customers", "/console/print")]:
        role = "agent" if path.endswith(("/channels", "/customers/{customer_id}")) else "auditor"
        client = shop.client(role, f"reader of {path}"[:100])
        answer = client.get(
            path.format(customer_id=customer_id), params=query if path.endswith(("diff", "seen")) else {}
        )
        assert 200 == answer.status_code, answer.text
        client.close()
    records = shop.auditor.get("/v1/access", params={"customer": customer_id}).json()["records"]
    readers = [record["who"] for record in records]
    assert {f"reader of {path}"[:100] for path in reading} <= set(readers)
