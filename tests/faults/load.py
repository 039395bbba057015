"""What is sent while things break: operation number n of a seed is always the same, so that it can be sent again."""

import asyncio
import hashlib
import itertools
import random
import uuid
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from adapters.keys.keyring import KeysUnavailable
from adapters.log.appends import Append, Cas, NewEvent
from adapters.log.codec import Meta
from app.security.principals import Principal
from domain.customer.events import ProfileAttributeNoted
from domain.errors import ClaimLost, OutcomeUnknown, Overloaded, StreamMoved
from domain.record import Actor
from tests.faults.parts import TENANT, Parts, clock

ADAPTER = Principal(id="k-1", tenant=TENANT, role="adapter", name="load", person="p-1", via="token", source="//demo/*")
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
COUNTERS = 6
_META = msgspec.json.encode(Meta(actor=Actor(kind="system")))

Answered = Callable[[int, dict[str, Any]], None]


def a_delivery(seed: int, number: int, tenant: str = TENANT) -> dict[str, Any]:
    """One CloudEvent: a message of an old or a new customer, by one handle or two; now and then of an unknown type."""
    chosen = random.Random(f"{seed}/{number}")
    who = number if chosen.random() < 0.3 else chosen.randrange(max(0, number - 400), number + 1)
    handles = [{"kind": "app_user", "value_raw": f"u-{seed}-{who}", "level": 3}]
    if chosen.random() < 0.2:
        handles.append({"kind": "email", "value_raw": f"u{seed}.{who}@example.org", "level": 2})
    what = "weather.noted" if chosen.random() < 0.03 else "message.received"
    return {
        "specversion": "1.0", "id": f"m-{seed}-{number}", "source": f"//{tenant}/chat/main",
        "type": f"throughline.{what}.v1", "subject": f"chat:{seed}:{who}",
        "time": (START + timedelta(seconds=number)).isoformat(),
        "data": {"channel": "chat", "party": {"role": "customer", "handles": handles},
                 "parts": [{"type": "text", "text": f"słowo {number} " + "x" * chosen.randrange(200)}]},
    }  # fmt: skip


def is_count(seed: int, number: int) -> bool:
    """Whether an operation is a decision on a counter (expected version and a claim) and not a delivery."""
    return random.Random(f"count/{seed}/{number}").random() < 0.15


def count_key(seed: int, number: int) -> bytes:
    """The idempotency key of a counting operation."""
    return hashlib.sha256(f"count/{seed}/{number}".encode()).digest()


def counter_claim(stream: str) -> bytes:
    """The claim that holds a counter's last operation."""
    return hashlib.sha256(f"counter/{stream}".encode()).digest()


class Sender:
    """Sends operations through the door and the writer of one node, many at once, and says what was answered."""

    def __init__(self, parts: Parts, seed: int, node: str, told: Answered, refused: Answered) -> None:
        self._parts, self._seed, self._node, self._told, self._refused = parts, seed, node, told, refused
        self._counters = [asyncio.Lock() for _ in range(COUNTERS)]

    async def send(self, again: Sequence[int], first: int, limit: int, producers: int) -> None:
        """Send `again`, then new numbers from `first` on, so many of them; a negative limit: until killed."""
        fresh = itertools.count(first) if limit < 0 else range(first, first + limit)
        numbers = itertools.chain(again, fresh)

        async def producer() -> None:
            for number in numbers:
                try:
                    self._told(number, await self._one(number))
                except (OutcomeUnknown, Overloaded, KeysUnavailable) as error:
                    self._refused(number, {"error": type(error).__name__})
                    await asyncio.sleep(0.001)  # let others run, as a sender does after 503
                await asyncio.sleep(0)

        await asyncio.gather(*(producer() for _ in range(producers)))

    def _one(self, number: int) -> Awaitable[dict[str, Any]]:
        return self._count(number) if is_count(self._seed, number) else self._deliver(number)

    async def _deliver(self, number: int) -> dict[str, Any]:
        door = self._parts.door
        answer = await door.submit(door.check(ADAPTER, a_delivery(self._seed, number)))
        return msgspec.to_builtins(await answer())

    async def _count(self, number: int) -> dict[str, Any]:
        stream = f"c-count-{self._node}-{number % COUNTERS}"
        async with self._counters[number % COUNTERS]:  # its key is made once
            while True:
                try:
                    placed = await self._parts.writer.append(self._counting(number, stream))
                except (StreamMoved, ClaimLost):
                    continue
                outcome = "duplicate" if placed.duplicate else "recorded"
                return {"customer_id": placed.stream, "version": placed.version, "position": placed.last_position,
                        "outcome": outcome}  # fmt: skip

    def _counting(self, number: int, stream: str) -> Append:
        parts, claim = self._parts, counter_claim(stream)
        version = parts.reader.version(TENANT, stream) or 0
        keys = [] if version else [parts.keyring.begin(TENANT, stream)]
        event = ProfileAttributeNoted(attribute="count", system=str(number))
        event_id = uuid.uuid4().bytes
        state = parts.codec.seal(event, parts.keyring.key(TENANT, stream), TENANT, stream, event_id)
        new = NewEvent(stream, event_id, event.name, event.schema, clock(), _META, state)
        cas = Cas(claim, parts.reader.claim(TENANT, claim), str(number).encode())
        return Append(
            tenant=TENANT, events=[new], intake_key=count_key(self._seed, number), body_digest=bytes(32), claims=[cas],
            new_keys=keys, expected={stream: version})  # fmt: skip
