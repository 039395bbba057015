"""From the moment somebody posts a message to the moment it is on a screen: at one node, or posted at one and watched at another."""

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any

from app.bench.live_run import Arm
from app.bench.ours import SOURCE
from app.bench.told import Window

CONNECTIONS = 16
_LATEST_SECONDS = 60.0
_TEXT = "Dzień dobry, dziękuję za szybką odpowiedź. Wszystko się zgadza, proszę to tak zostawić."


def measure(posted: Arm, watched: Arm, sockets: int, rate: int, seconds: float) -> Window:
    """Waits in milliseconds, at so many messages a second for customers who are each on a screen."""
    posts = max(int(rate * seconds), 1)
    first = asyncio.run(_post(posted, range(sockets), 0, f"first-{rate}"))
    customers = [receipt["customer_id"] for receipt in first]
    for arm in (posted, watched):
        arm.settle()
    with watched.watched(customers, each=posts, stamps=True) as load:
        asyncio.run(_post(posted, [number % sockets for number in range(posts)], rate, f"{rate}-{time.time_ns()}"))
        load.hear(_LATEST_SECONDS)
        told = load.ask()
    p50, p99, most = told["waits"]
    return Window(figure=p99, p50_ms=p50, p99_ms=p99, more={"slowest_ms": most})


async def _post(arm: Arm, to: Any, rate: int, name: str) -> list[dict[str, Any]]:
    """Post a message for each; at the rate, or (0) as fast as it goes. The receipts."""
    waiting: asyncio.Queue[tuple[int, int] | None] = asyncio.Queue()
    receipts: dict[int, dict[str, Any]] = {}

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", arm.port)
        while (asked := await waiting.get()) is not None:
            receipts[asked[0]] = await _posted(reader, writer, arm, asked[1], f"{name}-{asked[0]}")
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
    return [receipts[number] for number in sorted(receipts)]


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
                 "parts": [{"type": "text", "text": f"ts@{time.monotonic_ns()} {_TEXT}"}]}}  # fmt: skip
