"""A websocket client of bare sockets, which can break off anywhere: in a handshake, inside a frame, with a reset."""

import asyncio
import json
import socket
import struct
from typing import Any

from app.bench.live_load import masked
from tests.patience import SECONDS


class Broken(Exception):
    """The server closed, or nothing more can come."""


class Raw:
    """One connection. Frames of a server are not masked, and ours never come in parts."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self._port, self._headers = port, headers
        self._reader: asyncio.StreamReader
        self._writer: Any = None

    async def connect(self) -> None:
        """Open the connection underneath."""
        try:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=2**21)
        except OSError as error:
            raise Broken from error

    async def shake(self, part: float = 1.0) -> None:
        """Ask for a websocket; or begin to, with a part of the request."""
        lines = {"Host": f"127.0.0.1:{self._port}", "Upgrade": "websocket", "Connection": "Upgrade",
                 "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13"} | self._headers  # fmt: skip
        request = (
            "GET /v1/live HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
        )
        self._writer.write(request.encode()[: int(len(request) * part)])
        if part == 1.0:
            answer = await self._guarded(self._reader.readuntil(b"\r\n\r\n"))
            assert b" 101 " in answer.split(b"\r\n", 1)[0], answer

    def say(self, part: float = 1.0, **frame: Any) -> None:
        """Send a frame, or a part of it."""
        data = masked(json.dumps(frame).encode())
        self._writer.write(data[: int(len(data) * part)])

    async def next(self) -> dict[str, Any]:
        """The next frame. Raises Broken."""
        while True:
            head = await self._guarded(self._reader.readexactly(2))
            size = head[1]
            if size == 126:
                size = int.from_bytes(await self._guarded(self._reader.readexactly(2)), "big")
            elif size == 127:
                size = int.from_bytes(await self._guarded(self._reader.readexactly(8)), "big")
            data = await self._guarded(self._reader.readexactly(size))
            if head[0] == 0x81:
                return json.loads(data)
            if head[0] == 0x88:
                raise Broken

    async def some(self, size: int) -> None:
        """Read so many bytes, wherever that ends."""
        await self._guarded(self._reader.readexactly(size))

    def reset(self) -> None:
        """Be gone without a goodbye: the peer is sent a reset."""
        if self._writer is None or self._writer.is_closing():
            return
        line: socket.socket = self._writer.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def _guarded(self, reading: Any) -> bytes:
        try:
            async with asyncio.timeout(SECONDS):
                return await reading
        except (asyncio.IncompleteReadError, OSError) as error:
            raise Broken from error
