"""The log as server-sent events: the same events as the pages, from any position on, and then what comes."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import msgspec
import pytest

from app.http.event_stream import MOST
from tests.app.intake.deliveries import a_message
from tests.app.running import Running, Shop, slug
from tests.patience import SECONDS

STREAM = "/v1/events/stream"


@contextmanager
def listening(client: httpx.Client, after: int | None = None, **headers: str) -> Iterator[Iterator[dict[str, Any]]]:
    """The events of a stream, one after the other; each has stood under its own id and type."""
    told = headers | ({} if after is None else {"Last-Event-ID": str(after)})
    with client.stream("GET", STREAM, headers=told) as answer:
        assert 200 == answer.status_code, answer.read()
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield read(answer.iter_lines())


def read(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    fields: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        if name in ("id", "event", "data"):
            fields[name] = value
        elif not line and fields:
            event = msgspec.json.decode(fields["data"])
            assert (fields["id"], fields["event"]) == (str(event["position"]), event["type"])
            fields = {}
            yield event


def test_a_stream_tells_what_the_pages_tell_and_then_what_comes(shop: Shop, running: Running):
    shop.sent(a_message(shop, "m-1", text="hej"))
    other = running.shop()
    other.sent(a_message(other, "m-1", text="hej"))
    written = shop.feed.get("/v1/events").json()
    with listening(shop.feed) as events:
        assert written == [next(events) for _ in written]
        other.sent(a_message(other, "m-2", text="hej"))
        shop.sent(a_message(shop, "m-2", text="jeszcze"))
        new = next(events)
    assert [new] == shop.feed.get("/v1/events", params={"after": written[-1]["position"], "limit": 1}).json()
    with listening(shop.auditor, after=written[-2]["position"]) as events:
        assert [written[-1], new] == [next(events), next(events)]


def test_only_an_auditor_with_a_purpose_is_shown_the_words_and_it_is_recorded(shop: Shop):
    customer_id = shop.sent(a_message(shop, "m-1", text="tajemnica"))["customer_id"]
    said = {}
    for caller in ("feed", "auditor"):
        with listening(getattr(shop, caller), **{"X-Purpose": "complaint 9"}) as events:
            said[caller] = next(each for each in events if each["type"].startswith("throughline.message-received"))
    assert "tajemnica" == said["auditor"]["data"]["text"]
    assert "tajemnica" not in str(said["feed"])
    records = shop.auditor.get("/v1/access", params={"customer": customer_id}).json()["records"]
    assert ["complaint 9"] == [each["purpose"] for each in records]


def test_a_grant_that_ends_ends_the_stream(shop: Shop, running: Running):
    client = shop.client("auditor")
    principal = running.service.gate.authenticate({"authorization": client.headers["authorization"]})
    assert principal is not None
    with listening(client) as events:
        running.ask(running.service.gate.revoke_token(principal.id))
        shop.sent(a_message(shop, "m-1", text="hej"))
        assert [] == list(events)


def test_one_token_has_a_few_streams_and_those_that_ended_do_not_count(shop: Shop):
    for _ in range(2):
        with httpx.Client(base_url=shop.running.url, headers=shop.feed.headers) as client:
            open_ones = [client.stream("GET", STREAM) for _ in range(MOST)]
            assert [200] * MOST == [each.__enter__().status_code for each in open_ones]
            refused = client.get(STREAM)
            assert (429, "too-many-streams", "5") == (
                refused.status_code,
                slug(refused),
                refused.headers["retry-after"],
            )
            for each in open_ones:
                each.__exit__(None, None, None)
        shop.sent(a_message(shop, "wake", text="hej") | {"id": str(_)})


def test_many_that_are_asked_for_at_once_are_no_more_than_one_after_the_other(shop: Shop):
    async def crowd() -> list[str]:
        async with httpx.AsyncClient(base_url=shop.running.url, headers=shop.feed.headers, timeout=SECONDS) as client:
            asked = (client.send(client.build_request("GET", STREAM), stream=True) for _ in range(3 * MOST))
            answers = await asyncio.gather(*asked)
            assert {200, 429} >= {each.status_code for each in answers}
            said = [await anext(each.aiter_lines()) for each in answers if each.status_code == 200]
            for each in answers:
                await each.aclose()
            return said

    assert MOST == asyncio.run(crowd()).count(": from here on")


@pytest.mark.parametrize("wrong", [{"Last-Event-ID": "x"}, {"Last-Event-ID": "-1"}, {"Last-Event-ID": "9" * 30}])
def test_a_wrong_place_to_go_on_from_is_pointed_at(shop: Shop, wrong: dict[str, str]):
    answer = shop.feed.get(STREAM, headers=wrong)
    assert (422, "invalid") == (answer.status_code, slug(answer))
    assert "Last-Event-ID" in answer.json()["detail"]
