"""Many senders at once: one event, one customer, whoever comes first."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import httpx
import pytest

from tests.app.intake.deliveries import a_message, at
from tests.app.running import Shop
from tests.patience import SECONDS


def at_once(shop: Shop, events: list[dict[str, Any]]) -> list[httpx.Response]:
    """Send every event on a connection of its own, all in flight together."""

    async def send() -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=len(events))
        async with httpx.AsyncClient(
            base_url=shop.running.url, headers=shop.adapter.headers, limits=limits, timeout=SECONDS
        ) as client:
            posts: list[Coroutine[Any, Any, httpx.Response]] = [
                client.post("/v1/intake", json=event) for event in events
            ]
            return await asyncio.gather(*posts)

    return asyncio.run(send())


def test_one_delivery_sent_fifty_times_at_once_is_one_event(shop: Shop):
    answers = at_once(shop, [a_message(shop, "m-1")] * 50)
    assert [200] * 49 + [201] == sorted(answer.status_code for answer in answers)
    assert 1 == len({tuple(sorted((answer.json() | {"outcome": ""}).items())) for answer in answers})
    assert 4 == len(
        [
            each
            for each in shop.auditor.get("/v1/events").json()
            if not {"fact", "case"} & set(each["type"].replace(".", "-").split("-"))
        ]
    )


def test_fifty_contents_under_one_id_at_once_make_one_event(shop: Shop):
    answers = at_once(shop, [a_message(shop, "m-1", text=f"wersja {number}") for number in range(50)])
    assert [201] + [409] * 49 == sorted(answer.status_code for answer in answers)


@pytest.mark.parametrize("repeat", range(40))
def test_two_senders_with_the_same_new_handle_at_the_same_instant_make_one_customer(shop: Shop, repeat: int):
    events = [
        a_message(shop, f"m-{number}", level=1 + number % 3) | {"subject": f"thread:{number}"} for number in range(8)
    ]
    answers = at_once(shop, events)
    assert {201} == {answer.status_code for answer in answers}
    (customer_id,) = {answer.json()["customer_id"] for answer in answers}
    assert 8 == len({answer.json()["interaction_id"] for answer in answers})
    assert 8 == len(shop.timeline(customer_id)["items"])
    known = shop.agent.get(f"/v1/customers/{customer_id}").json()
    assert [("+48601000214", 3)] == [(handle["value"], handle["level"]) for handle in known["handles"]]


def test_two_batches_that_cross_attach_the_same_way_as_one_after_the_other(shop: Shop):
    phones = [f"+4860200{number:04}" for number in range(40)]

    async def both() -> list[httpx.Response]:
        async with httpx.AsyncClient(
            base_url=shop.running.url, headers=shop.adapter.headers, timeout=SECONDS
        ) as client:
            batches = [[a_message(shop, f"{side}-{phone}", phone=phone) | {"subject": f"{side}{phone}"} for phone in phones]
                       for side in ("a", "b")]  # fmt: skip
            headers = {"Content-Type": "application/cloudevents-batch+json"}
            return await asyncio.gather(*(
                client.post("/v1/intake", content=httpx.Request("POST", "http://x", json=batch).content, headers=headers)
                for batch in batches))  # fmt: skip

    left, right = (answer.json()["results"] for answer in asyncio.run(both()))
    assert [each["customer_id"] for each in left] == [each["customer_id"] for each in right]
    assert 40 == len({each["customer_id"] for each in left})


@pytest.mark.parametrize("repeat", range(10))
def test_one_thread_written_to_from_all_sides_is_one_interaction(shop: Shop, repeat: int):
    events = [a_message(shop, f"m-{number}", phone=None, time=at(number)) for number in range(12)]
    receipts = [answer.json() for answer in at_once(shop, events)]
    assert 1 == len({receipt["interaction_id"] for receipt in receipts})
    versions = sorted(receipt["version"] for receipt in receipts)
    assert 12 == len(set(versions))
    assert 3 == versions[0]  # what follows from the words (a case, a fact) may be written between two of them


@pytest.mark.parametrize("repeat", range(10))
def test_a_handle_that_comes_while_its_thread_goes_on_leaves_nobody_behind(shop: Shop, repeat: int):
    known = shop.sent(a_message(shop, "k-1") | {"subject": "known"})["customer_id"]
    shop.sent(a_message(shop, "w-0", phone=None) | {"subject": "web:9"})
    events = [a_message(shop, f"w-{number}", phone=None if number % 3 else "601000214") | {"subject": "web:9"}
              for number in range(1, 13)]  # fmt: skip
    assert {201} == {answer.status_code for answer in at_once(shop, events)}
    assert 14 == len(shop.timeline(known)["items"])
