"""Every error of the running service is a whole problem, and says nothing about what was sent."""

import socket

import httpx
import pytest

from app.http import arriving
from app.pages import Pages
from tests.app.intake.deliveries import a_message
from tests.app.running import Running, Shop, slug, to_json
from tests.patience import SECONDS

SECRET = "Wiśniewska-601000214"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1",
        "/v1/nothing",
        "/v1/customers",
        "/hooks/x/y",
        "/v1/customers/x/y/z",
        "/%00",
    ],
)
def test_an_unknown_address_is_a_problem(running: Running, path: str):
    answer = httpx.get(f"{running.url}{path}?q={SECRET}")
    assert (404, "not-found") == (answer.status_code, slug(answer))
    assert SECRET not in answer.text


def test_an_unknown_address_below_the_schema_is_a_problem_too(running: Running):
    answer = httpx.get(f"{running.url}/schema/x")
    assert (404, "not-found") == (answer.status_code, slug(answer))


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/intake"), ("DELETE", "/v1/inbox"), ("PUT", "/v1/customers/c-1"), ("PATCH", "/healthz"),
                         ("POST", "/v1/events"), ("TRACE", "/v1/events")])  # fmt: skip
def test_a_wrong_method_is_a_problem_that_names_the_right_ones(running: Running, method: str, path: str):
    answer = httpx.request(method, f"{running.url}{path}?q={SECRET}")
    assert (405, "method-not-allowed") == (answer.status_code, slug(answer))
    assert answer.headers["allow"]
    assert SECRET not in answer.text


def test_a_route_that_fails_is_a_problem_without_a_word_of_the_cause(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    async def broken(self: Pages, tenant: str, customer_id: str) -> None:
        raise RuntimeError(f"no row for {SECRET}")

    customer_id = shop.sent(a_message(shop, "m-1"))["customer_id"]
    monkeypatch.setattr(Pages, "open", broken)
    answer = shop.agent.get(f"/v1/customers/{customer_id}/timeline?before={SECRET}")
    assert (500, "internal") == (answer.status_code, slug(answer))
    for told in (SECRET, "RuntimeError", "Traceback", "pages.py"):
        assert told not in answer.text
    assert answer.json()["instance"].startswith("urn:uuid:")


def test_a_delivery_of_which_a_part_came_and_no_more_is_408_and_as_if_never_sent(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(arriving, "BODY_SECONDS", 0.2)
    event = a_message(shop, "m-slow")
    whole = to_json(event)
    head = {"Host": "x", **shop.adapter.headers, "Content-Type": "application/json", "Content-Length": str(len(whole))}
    with socket.create_connection(("127.0.0.1", shop.running.port), SECONDS) as line:
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        line.sendall(f"POST /v1/intake HTTP/1.1\r\n{lines}\r\n".encode() + whole[:-1])
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 408 ") and b"urn:throughline:problem:too-slow" in answer
    assert "recorded" == shop.sent(event)["outcome"]
    assert not [record for record in caplog.records if record.levelname == "ERROR"], "a slow sender is no fault of ours"


def test_a_body_that_is_too_large_is_a_problem_everywhere(shop: Shop):
    answer = shop.agent.post("/v1/customers/lookup", content=b'{"kind":"phone","value":"' + b"1" * 2_000_000 + b'"}',
                             headers={"Content-Type": "application/json"})  # fmt: skip
    assert (413, "too-large") == (answer.status_code, slug(answer))


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"kind":"phone","value":"\\ud800"}', b"null", b"NaN"]
)
def test_a_body_that_cannot_be_read_is_the_senders_fault(shop: Shop, body: bytes):
    answer = shop.agent.post("/v1/customers/lookup", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    slug(answer)


def test_another_media_type_is_refused(shop: Shop):
    for media_type in ("text/xml", "application/x-www-form-urlencoded", "text/plain"):
        answer = shop.agent.post("/v1/customers/lookup", content=b"<a/>", headers={"Content-Type": media_type})
        assert (415, "unsupported-media-type") == (answer.status_code, slug(answer))


def test_answers_about_people_are_not_to_be_kept(shop: Shop):
    customer_id = shop.sent(a_message(shop, "m-1"))["customer_id"]
    for part in ("", "/timeline", "/brief", "/facts", "/promises", "/contradictions"):
        assert "no-store" == shop.agent.get(f"/v1/customers/{customer_id}{part}").headers["cache-control"]
