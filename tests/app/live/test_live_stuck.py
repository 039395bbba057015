"""Some read nothing among many who do, over real sockets: memory stays, the others are not held up, the stuck are closed.

By default as many as a test run has time for; THROUGHLINE_READERS=1000 THROUGHLINE_STUCK=50 as many as were promised.
"""

import asyncio
import json
import os
import re
import socket
import time
from pathlib import Path
from typing import Any

import httpx

from app.bench.live_load import masked
from app.security.gate import Gate
from app.settings import Settings
from tests.faults.service import Service, a_message
from tests.patience import SECONDS

READERS = int(os.environ.get("THROUGHLINE_READERS", "40"))
STUCK = int(os.environ.get("THROUGHLINE_STUCK", "4"))
A_PERSON = 60  # sockets; they may have 64
LARGE, MARKED = 20, 25  # messages: those that fill what lies between, and those whose way is timed
SLOW_READER = b"\x88\x02" + (4408).to_bytes(2, "big")
MOST_GROWTH = 10_000_000  # bytes
_STAMP = re.compile(rb"ts@(\d+)\.")


class Reader(asyncio.Protocol):
    """Reads whatever comes; finds the stamps in it, without unpacking frames."""

    def __init__(self, port: int, headers: dict[str, str], customer_id: str) -> None:
        lines = {"Host": f"127.0.0.1:{port}", "Upgrade": "websocket", "Connection": "Upgrade",
                 "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13"} | headers  # fmt: skip
        head = "GET /v1/live HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
        asked = {"type": "subscribe", "id": "page", "customer_id": customer_id}
        self._head, self._asked = head.encode(), masked(json.dumps(asked).encode())
        self.tail, self.begun, self.gone, self.reset = b"", False, False, False
        self.came: dict[int, int] = {}  # by number, nanoseconds
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.transport.write(self._head)

    def data_received(self, data: bytes) -> None:
        if self._asked:  # that was the answer to the handshake
            self.transport.write(self._asked)
            self._asked = b""
        now, text = time.monotonic_ns(), self.tail + data
        self.begun = self.begun or b'"type":"snapshot"' in text
        for stamp in map(int, _STAMP.findall(text)):
            self.came.setdefault(stamp, now)
        self.tail = text[-64:]

    def connection_lost(self, exc: Exception | None) -> None:
        self.gone, self.reset = True, isinstance(exc, ConnectionResetError)

    @property
    def told(self) -> bool:
        return SLOW_READER in self.tail


class Sender:
    """Writes to one customer."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client, self._number = client, 0

    async def send(self, text: str) -> str:
        self._number += 40
        event = a_message(self._number)
        event["data"]["parts"][0]["text"] = text
        answer = await self._client.post("/v1/intake", json=event)
        assert 201 == answer.status_code, answer.text
        return answer.json()["customer_id"]

    async def traffic(self) -> dict[int, int]:
        """Large messages, and numbered ones behind; when each of these was sent."""
        for _ in range(LARGE):
            await self.send("x" * 30_000)
        sent: dict[int, int] = {}
        for _ in range(MARKED):
            number = self._number
            sent[number] = time.monotonic_ns()
            await self.send(f"ts@{number}.")
        return sent


def resident(service: Service) -> int:
    assert service.process is not None
    return int(Path(f"/proc/{service.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def heard(readers: list[Reader], sent: dict[int, int]) -> float:
    """Wait until all have heard of all; the 99th percentile of how long that took, in milliseconds."""
    async with asyncio.timeout(SECONDS):
        while not all(max(sent) in each.came for each in readers):
            await asyncio.sleep(0.02)
    assert all(sent.keys() <= each.came.keys() for each in readers), "nobody was left out"
    waits = sorted((each.came[number] - at) / 1e6 for each in readers for number, at in sent.items())
    return waits[int(len(waits) * 0.99)]


async def open_all(
    port: int, count: int, tokens: list[dict[str, str]], customer_id: str, buffer: int = 0
) -> list[Reader]:
    loop = asyncio.get_running_loop()
    readers: list[Reader] = []
    for number in range(count):
        line = socket.socket()
        if buffer:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        line.setblocking(False)
        await loop.sock_connect(line, ("127.0.0.1", port))
        reader = Reader(port, tokens[number // A_PERSON], customer_id)
        await loop.create_connection(lambda reader=reader: reader, sock=line)
        readers.append(reader)
    async with asyncio.timeout(SECONDS):
        while not all(each.begun for each in readers):
            await asyncio.sleep(0.02)
    return readers


async def tokens(folder: Path, name: str, count: int) -> list[dict[str, str]]:
    gate = Gate.open(Settings.read({"THROUGHLINE_DATA_DIR": str(folder)}))
    made = [await gate.create_token("agent", f"{name} {number}") for number in range(count // A_PERSON + 1)]
    made.append(await gate.create_token("adapter", "adapter", source="//demo/*"))
    gate.close()
    return [{"Authorization": f"Bearer {each}"} for each in made]


async def closed(client: httpx.AsyncClient, stuck: list[Reader]) -> None:
    """Wait until the service says that it has ended all of them, and they say how."""
    ended = f'throughline_live_closed_total{{code="4408"}} {len(stuck)}.0'
    async with asyncio.timeout(SECONDS):
        while ended not in (await client.get("/metrics")).text:
            await asyncio.sleep(0.1)
        for each in stuck:
            each.transport.resume_reading()
        while not all(each.gone for each in stuck):
            await asyncio.sleep(0.02)


def test_who_reads_nothing_costs_no_memory_and_holds_nobody_up(tmp_path: Path):
    async def case() -> None:
        service = Service(tmp_path)
        agents = await tokens(tmp_path, "Anna", READERS)
        strangers = await tokens(tmp_path, "Stuck", STUCK)
        await service.start()
        try:
            async with httpx.AsyncClient(base_url=service.url, headers=agents.pop(), timeout=SECONDS) as client:
                sender = Sender(client)
                customer_id = await sender.send("Dzień dobry")
                readers = await open_all(service.port, READERS, agents, customer_id)
                stuck = await open_all(service.port, STUCK, strangers, customer_id, buffer=8_192)
                before = await heard(readers + stuck, await sender.traffic())
                memory = resident(service)
                for each in stuck:
                    each.transport.pause_reading()
                beside = await heard(readers, await sender.traffic())
                growth = resident(service) - memory
                await closed(client, stuck)
                told, cut = sum(each.told for each in stuck), sum(each.reset for each in stuck)
                print(f"{READERS} readers, {STUCK} stuck: p99 {before:.1f} ms, beside the stuck {beside:.1f} ms "
                      f"({beside / before:.2f}), memory {growth / 1e6:+.1f} MB, told 4408 {told}, reset {cut}")  # fmt: skip
                assert all(each.told or each.reset for each in stuck), (
                    "who is cut off is never left to think all was said"
                )
                assert MOST_GROWTH > growth
                assert not any(each.gone for each in readers)
        finally:
            service.kill(9)

    asyncio.run(case())
