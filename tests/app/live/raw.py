"""A websocket client that keeps no rules: it sends the very bytes a test gives it."""

import base64
import os
import struct
from asyncio import StreamReader, StreamWriter, open_connection

TEXT, BINARY, CLOSE, PING, PONG, CONT = 1, 2, 8, 9, 10, 0


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, rsv: int = 0, mask: bool = True,
          length: int | None = None) -> bytes:  # fmt: skip
    """One frame; `length` may lie."""
    size = len(payload) if length is None else length
    first = (fin << 7) | (rsv << 4) | opcode
    flag = mask << 7
    if size < 126:
        head = struct.pack("!BB", first, flag | size)
    elif size < 65_536:
        head = struct.pack("!BBH", first, flag | 126, size)
    else:
        head = struct.pack("!BBQ", first, flag | 127, size)
    return head + (bytes(4) if mask else b"") + payload  # a mask of zeros


class Raw:
    """One connection after its handshake. `answer` is the server's, head and all."""

    def __init__(self, reader: StreamReader, writer: StreamWriter, answer: str) -> None:
        self._reader, self._writer, self.answer = reader, writer, answer

    def say(self, *frames: bytes) -> None:
        """Send without waiting for anything."""
        self._writer.write(b"".join(frames))

    async def read(self) -> tuple[int, bytes]:
        """The next frame: (opcode, payload). Raises IncompleteReadError at the end."""
        first, size = await self._reader.readexactly(2)
        if size == 126:
            size = struct.unpack("!H", await self._reader.readexactly(2))[0]
        elif size == 127:
            size = struct.unpack("!Q", await self._reader.readexactly(8))[0]
        return first & 15, await self._reader.readexactly(size)

    async def closing_code(self) -> int:
        """Read until the server closes."""
        while True:
            opcode, payload = await self.read()
            if opcode == CLOSE:
                return struct.unpack("!H", payload[:2])[0]

    async def rest(self) -> bytes:
        """Whatever comes until the server closes."""
        return await self._reader.read()

    def hang_up(self) -> None:
        """Go without a word."""
        self._writer.transport.abort()


async def connect_raw(port: int, headers: dict[str, str], beside: bytes = b"") -> Raw:
    """Shake hands, with more bytes in the same packet if given."""
    reader, writer = await open_connection("127.0.0.1", port)
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        "GET /v1/live HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket", "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", *(f"{name}: {value}" for name, value in headers.items())]  # fmt: skip
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + beside)
    answer = await reader.readuntil(b"\r\n\r\n")
    return Raw(reader, writer, answer.decode("latin-1"))
