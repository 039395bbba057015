"""What is taken in before the framework is answered as the framework would answer it."""

import socket
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.app.intake.deliveries import a_message
from tests.app.running import Running, Shop, to_json
from tests.patience import SECONDS

PORCH, HOUSE = "/v1/intake", "/v1/intake?dry_run=false"  # with a query it goes on to the framework
EVENTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "as it should be": lambda event: event,
    "no CloudEvent": lambda event: event | {"specversion": "0.3"},
    "a list": lambda event: [event],
    "somebody else's source": lambda event: event | {"source": "//somebody/chat/main"},
    "a wrong field": lambda event: event | {"data": event["data"] | {"channel": 7}},
    "a type nobody knows": lambda event: event | {"type": "throughline.unheard.v9"},
    "a NUL in it": lambda event: event | {"subject": "\x00"},
    "too large": lambda event: event | {"data": event["data"] | {"entry_point": "x" * 262_144}},
}
HEADERS = {
    "a charset": {"Content-Type": "application/json; charset=utf-8"},
    "another media type": {"Content-Type": "text/plain"},
    "binary mode, half of it": {"ce-id": "1"},
    "nobody's token": {"Authorization": "Bearer tl_adapter_nobody"},
    "another scheme": {"Authorization": "Basic YTpi"},
    "no token": {"Authorization": ""},
    "a cookie of nobody": {"Authorization": "", "Cookie": "throughline=1"},
}


@pytest.mark.parametrize("what", EVENTS)
def test_an_event_is_answered_the_same_by_both(shop: Shop, what: str):
    events = [EVENTS[what](a_message(shop, f"m-{number}")) for number in (1, 2)]
    porch, house = (
        shop.adapter.post(url, content=to_json(event), headers={"Content-Type": "application/json"})
        for url, event in zip((PORCH, HOUSE), events, strict=True)
    )
    assert alike(house) == alike(porch)


@pytest.mark.parametrize("what", HEADERS)
def test_a_caller_is_let_in_or_refused_the_same_by_both(shop: Shop, what: str):
    headers = {"Content-Type": "application/json"} | HEADERS[what]
    porch, house = (
        shop.adapter.post(url, content=to_json(a_message(shop, url)), headers=headers) for url in (PORCH, HOUSE)
    )
    assert alike(house) == alike(porch)


@pytest.mark.parametrize("role", ["agent", "lead", "auditor", "admin"])
def test_only_adapters_come_in(shop: Shop, role: str):
    answer = getattr(shop, role).post(PORCH, json=a_message(shop, "m-1"))
    assert 201 == shop.adapter.post(PORCH, json=a_message(shop, "m-2")).status_code
    assert 403 == answer.status_code


def test_one_plain_event_is_taken_in_before_the_framework(
    running: Running, shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    came: list[str] = []
    house = running.service.app

    async def counted(scope: Any, receive: Any, send: Any) -> None:
        came.append(scope["path"])
        await house(scope, receive, send)

    monkeypatch.setattr(running.service.front, "_house", counted)
    assert 201 == shop.send(a_message(shop, "m-1")).status_code
    assert [] == came
    assert 200 == shop.batch([a_message(shop, "m-2")]).status_code
    assert 200 == shop.send(a_message(shop, "m-3"), dry_run="true").status_code
    assert ["/v1/intake"] * 2 == came


def test_an_event_is_answered_before_the_junk_behind_it_is_refused(shop: Shop):
    body = to_json(a_message(shop, "m-1"))
    headers = {
        "Host": "x",
        **shop.adapter.headers,
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection(("127.0.0.1", shop.running.port), SECONDS) as line:
        line.sendall(f"POST {PORCH} HTTP/1.1\r\n{head}\r\n".encode() + body + b"\x00junk")
        told = b"".join(iter(lambda: line.recv(65_536), b""))
    assert [b"201", b"400"] == [each[:3] for each in told.split(b"HTTP/1.1 ")[1:]]
    assert 200 == shop.send(a_message(shop, "m-1")).status_code, "it stands"


def alike(answer: httpx.Response) -> tuple[int, dict[str, str], Any]:
    """All that may not differ: ids, and so the length, do."""
    headers = {name: value for name, value in answer.headers.items() if name not in ("date", "content-length")}
    body = answer.json()
    assert str(len(answer.content)) == answer.headers["content-length"]
    changing = {"instance", "id", "interaction_id", "item_id", "customer_id", "position", "version"}
    return (
        answer.status_code,
        headers,
        {name: type(value) if name in changing else value for name, value in body.items()},
    )
