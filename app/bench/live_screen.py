"""From the moment somebody posts a message to the moment it is on a screen: at one node, or posted at one and watched at another."""

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from app.bench.live_load import parts_of
from app.bench.live_node import stamp
from app.bench.live_run import Arm, unbroken
from app.bench.ours import SOURCE
from app.bench.processor import server_seconds

CONNECTIONS = 16
_LATEST_SECONDS = 60.0
_TEXT = "Dzień dobry, dziękuję za szybką odpowiedź. Wszystko się zgadza, proszę to tak zostawić."


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """Of messages at one rate. Waits are (middle, 99 in 100, longest) in milliseconds; processor time is of one message."""

    kept: float  # a second
    answered: list[float]
    to_screen: list[float]  # from before the POST
    from_append: list[float]  # from its place in the log, which it gets before the commit
    busy: dict[str, float]  # milliseconds, by who


class Nodes(NamedTuple):
    """Where is posted, what is watched, and who derives if neither does."""

    posted: Arm
    watched: Arm
    deriving: Arm | None = None

    def named(self) -> dict[str, Arm]:
        """Each once, by what it is called in the report."""
        watched = {} if self.watched is self.posted else {"watched node": self.watched}
        deriving = {} if self.deriving is None else {"who derives": self.deriving}
        return {"posted node": self.posted, **watched, **deriving}


def measure(nodes: Nodes, sockets: int, rate: int, seconds: float, server: str = "") -> Seen:
    """So many messages a second for customers who are each on a screen. `server`: of PostgreSQL."""
    posted, watched, _ = nodes
    posts = max(int(rate * seconds), 1)
    first = asyncio.run(_post(posted, range(sockets), 0, f"first-{rate}"))[0]
    customers = [receipt["customer_id"] for receipt in first]
    for arm in nodes.named().values():
        arm.settle()
    with watched.watched(customers, each=posts, stamps=True) as load:
        before, began = _used(nodes, server), time.monotonic()
        numbers = [number % sockets for number in range(posts)]
        _, waits = asyncio.run(_post(posted, numbers, rate, f"{rate}-{time.time_ns()}"))
        took = time.monotonic() - began
        unbroken(load.hear(_LATEST_SECONDS))
        after = _used(nodes, server)
        told = load.ask()
    busy = {name: 1e3 * (after[name] - before[name]) / posts for name in before if name in after}
    return Seen(kept=posts / took, answered=parts_of(waits), to_screen=told["waits"], from_append=told["since_append"],
                busy=busy)  # fmt: skip


def _used(nodes: Nodes, server: str) -> dict[str, float]:
    """Seconds of a processor."""
    used = {name: arm.used()["cpu"] for name, arm in nodes.named().items()}
    seconds = server_seconds(server) if server else None
    return used if seconds is None else used | {"PostgreSQL": seconds}


async def _post(arm: Arm, to: Any, rate: int, name: str) -> tuple[list[dict[str, Any]], list[float]]:
    """Post a message for each; at the rate, or (0) as fast as it goes. The receipts, and milliseconds to each."""
    waiting: asyncio.Queue[tuple[int, int] | None] = asyncio.Queue()
    receipts: dict[int, dict[str, Any]] = {}
    waits: list[float] = []

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", arm.port)
        while (asked := await waiting.get()) is not None:
            asked_at = time.monotonic()
            receipts[asked[0]] = await _posted(reader, writer, arm, asked[1], f"{name}-{asked[0]}")
            waits.append(1e3 * (time.monotonic() - asked_at))
        writer.close()

    began = asyncio.get_running_loop().time()
    connections = [asyncio.create_task(connection()) for _ in range(CONNECTIONS)]
    for number, customer in enumerate(to):
        if rate:
            await asyncio.sleep(max(0.0, began + number / rate - asyncio.get_running_loop().time()))
        waiting.put_nowait((number, customer))
    for _ in connections:
        waiting.put_nowait(None)
    await asyncio.gather(*connections)
    return [receipts[number] for number in sorted(receipts)], waits


async def _posted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, arm: Arm, customer: int,
                  name: str) -> dict[str, Any]:  # fmt: skip
    body = json.dumps(_event(customer, name), ensure_ascii=False).encode()
    writer.write(
        b"POST /v1/intake HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        + f"Authorization: Bearer {arm.adapter}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)  # fmt: skip
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    size = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
    answer = await reader.readexactly(size)
    if b" 201 " not in head.partition(b"\r\n")[0]:
        raise RuntimeError(f"a message was answered {answer[:200]!r}")
    return json.loads(answer)


def _event(customer: int, name: str) -> Mapping[str, Any]:
    handles = [{"kind": "app_user", "value_raw": f"u{customer}", "level": 3}]
    return {
        "specversion": "1.0", "id": name, "source": SOURCE, "type": "throughline.message.received.v1",
        "subject": f"t{customer}",
        "data": {"channel": "chat", "party": {"role": "customer", "handles": handles},
                 "parts": [{"type": "text", "text": f"{stamp(time.monotonic_ns())} {_TEXT}"}]}}  # fmt: skip
