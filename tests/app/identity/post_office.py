"""A way out for tests: keeps what would have been sent, and a clock that stands still until it is moved."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx

from adapters.outbound.ways import WaysOut
from app.security.gate import utc_now
from domain.ports_outbound import Outgoing, Refused, Sent
from tests.app.intake.deliveries import PHONE, a_delivery, a_message
from tests.app.running import Running, Shop


class PostOffice:
    """Takes everything, unless told to refuse."""

    def __init__(self) -> None:
        self.taken: list[Outgoing] = []
        self.refuses = False
        self.name = ""  # what it calls what it took

    async def send(self, outgoing: Outgoing) -> Sent | Refused:
        self.taken.append(outgoing)
        return Refused() if self.refuses else Sent(provider_id=self.name)

    @property
    def code(self) -> str:
        """The code sent last."""
        (found,) = re.findall(r"\b\d{6}\b", self.taken[-1].text)
        return found

    @property
    def wrong(self) -> str:
        """A code that was not sent."""
        return f"{(int(self.code) + 1) % 1_000_000:06}"


class Clock:
    """Moves when it is told to."""

    def __init__(self) -> None:
        self.time = utc_now()

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **time: float) -> None:
        self.time += timedelta(**time)


@contextmanager
def post_office(running: Running) -> Iterator[tuple[PostOffice, Clock]]:
    """The service sends to a post office of ours, by a clock of ours."""
    office, clock, desk = PostOffice(), Clock(), running.service.codes
    before = desk.ways, desk.now
    desk.ways, desk.now = WaysOut({"*": office}), clock
    try:
        yield office, clock
    finally:
        desk.ways, desk.now = before


_requests = iter(range(1, 10**9))


def ask(client: httpx.Client, path: str, body: Any, key: str = "") -> httpx.Response:
    """A call that writes, with a key of its own unless one is given."""
    return client.post(path, json=body, headers={"Idempotency-Key": key or f"key-{next(_requests)}"})


def a_caller(shop: Shop, phone: str = PHONE, id: str = "call-1") -> str:
    """Somebody who called: known by caller id alone, so not proven. Their customer id."""
    handles = [{"kind": "phone", "value_raw": phone, "level": 1}]
    event = a_delivery(shop, id, "call.started", subject=f"call:{id}", account="phone/main", channel="phone", kind="call",
                       party={"role": "customer", "handles": handles})  # fmt: skip
    return shop.sent(event)["customer_id"]


def a_writer(shop: Shop, phone: str = PHONE, id: str = "m-1", **more: Any) -> str:
    """Somebody who wrote by a channel that knows them. Their customer id."""
    return shop.sent(a_message(shop, id, phone=phone, **more) | {"subject": f"wa:{id}"})["customer_id"]


def links(shop: Shop, customer_id: str) -> dict[str, str]:
    """The links of a customer's handles by their kind, from the log itself."""
    headers = {"X-Purpose": "test"}
    events = shop.auditor.get(f"/v1/customers/{customer_id}/events", params={"limit": 1000}, headers=headers).json()[
        "events"
    ]
    return {event["data"]["kind"]: event["data"]["link_id"] for event in events if event["type"] == "handle-linked"}


def shown(shop: Shop, customer_id: str) -> dict[str, Any]:
    """The customer as an agent sees them."""
    return shop.agent.get(f"/v1/customers/{customer_id}").json()


def events(shop: Shop, customer_id: str, kind: str) -> list[dict[str, Any]]:
    """Events of one kind in a customer's stream, unmasked."""
    found = shop.auditor.get(
        f"/v1/customers/{customer_id}/events", params={"limit": 1000}, headers={"X-Purpose": "test"}
    )
    return [event for event in found.json()["events"] if event["type"] == kind]
