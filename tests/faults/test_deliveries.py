"""F8: deliveries doubled, tripled, overtaken and late, on two connections and over a restart: one event, one receipt each."""

import asyncio
import json
import random
import signal
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from tests.faults.figures import Figure, first_seed, times
from tests.faults.load import a_delivery
from tests.faults.oracle import Heard, Log
from tests.faults.parts import MASTER
from tests.faults.service import Service
from tests.patience import SECONDS

SENT_AT_ONCE, FARTHEST = 200, 600  # deliveries of a batch; how far a repeat may be behind its first
CHANGED = 50  # ids that come once more with other content
PLANTED = 1_500
BATCH = {"Content-Type": "application/cloudevents-batch+json"}


class Sending(NamedTuple):
    """Event numbers in the order in which they are sent: before the restart and after it."""

    before: list[int]
    after: list[int]


class Sent(NamedTuple):
    """What came of it: every answer, and of those with other content only how they were refused."""

    answers: list[tuple[int, dict[str, Any]]]
    changed: list[dict[str, Any]]


def an_order(seed: int, deliveries: int) -> Sending:
    """Each event once, twice or three times; a repeat beside its first, some way behind it, or after the restart."""
    chosen = random.Random(seed)
    before, after, count, number = list[tuple[float, int]](), list[int](), 0, 0
    while count < deliveries:
        for copy in range(chosen.randrange(1, 4)):
            count += 1
            if copy and chosen.random() < 0.15:
                after.append(number)
            else:
                before.append((number + chosen.choice((0, 1, chosen.randrange(FARTHEST))), number))
        number += 1
    chosen.shuffle(after)
    return Sending([number for _, number in sorted(before)], after)


def test_every_delivery_is_one_event_and_has_one_receipt(tmp_path: Path):
    deliveries = times("DELIVERIES", 20_000)
    figure, order = Figure("F8 deliveries", store="sqlite"), an_order(first_seed(), deliveries)
    sent = asyncio.run(story(tmp_path, order))
    assert [] == wrong_of(tmp_path, order, sent)
    events = len({*order.before, *order.after})
    figure.say(deliveries=deliveries, events=events, doubled=0, lost=0, other_receipts=0, refused_changes=CHANGED)


@pytest.mark.parametrize("bug", ["dedupe outside the transaction", "dedupe in memory"])
def test_the_oracle_sees_the_planted_bug(tmp_path: Path, bug: str):
    order = an_order(first_seed(), PLANTED)
    assert [] != wrong_of(tmp_path, order, asyncio.run(story(tmp_path, order, bug)))


def wrong_of(folder: Path, order: Sending, sent: Sent) -> list[str]:
    """Compare the answers with each other and with the log. Returns what is wrong."""
    heard = Heard(first_seed(), counting=False)
    receipts = [answer for answer in sent.answers if "outcome" in answer[1]]
    heard.add(sorted(receipts, key=lambda answer: answer[1]["outcome"] == "duplicate"))
    wrong = Log(folder).whole(heard)
    missing = {*order.before, *order.after} - heard.receipts.keys()
    changed = [
        each.get("type", "")[-20:] for each in sent.changed if "idempotency-conflict" not in each.get("type", "")
    ]
    return wrong + [f"{number} was not answered" for number in missing] + [f"taken again: {each}" for each in changed]


async def story(folder: Path, order: Sending, planted: str = "") -> Sent:
    """Everything over HTTP, with a restart between."""
    service = Service(folder, planted, THROUGHLINE_MASTER_KEY=MASTER)
    token = service.token()
    await service.start()
    answers = await sent_by_two(service, token, order.before)
    service.kill(signal.SIGINT)
    await service.start()
    answers += await sent_by_two(service, token, order.after)
    changed = await sent_changed(service, token, [number for number, answer in answers if is_event(answer)][:CHANGED])
    service.kill(signal.SIGINT)
    return Sent(answers, changed)


def is_event(answer: dict[str, Any]) -> bool:
    """Whether a receipt is of something understood."""
    return answer.get("outcome") != "quarantined"


async def sent_by_two(service: Service, token: dict[str, str], numbers: list[int]) -> list[tuple[int, dict[str, Any]]]:
    """Two senders take turns, so that copies meet in one batch, in two at once, and far apart."""
    batches = iter([numbers[start : start + SENT_AT_ONCE] for start in range(0, len(numbers), SENT_AT_ONCE)])
    answers: list[tuple[int, dict[str, Any]]] = []

    async def sender() -> None:
        async with httpx.AsyncClient(base_url=service.url, headers=token | BATCH, timeout=SECONDS) as client:
            for some in batches:
                events = [a_delivery(first_seed(), number) for number in some]
                answer = await client.post("/v1/intake", content=json.dumps(events))
                assert 200 == answer.status_code, answer.text
                answers.extend(zip(some, answer.json()["results"], strict=True))

    await asyncio.gather(sender(), sender())
    return answers


async def sent_changed(service: Service, token: dict[str, str], numbers: list[int]) -> list[dict[str, Any]]:
    """The same ids with other words."""
    events = [a_delivery(first_seed(), number) for number in numbers]
    for event in events:
        event["data"]["parts"][0]["text"] += " (zmienione)"
    async with httpx.AsyncClient(base_url=service.url, headers=token | BATCH, timeout=SECONDS) as client:
        return (await client.post("/v1/intake", content=json.dumps(events))).json()["results"]
