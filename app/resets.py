"""Ending a connection whose peer does not read: nothing that was meant for it is kept."""

import asyncio
import socket
import struct

_AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: otherwise the kernel would keep what was not read for minutes


def reset(transport: asyncio.Transport) -> None:
    """Let go at once, in the kernel too. The peer sees a reset."""
    line = transport.get_extra_info("socket")
    if line is not None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    transport.abort()
