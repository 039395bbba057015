"""An answer on its way out: what uvicorn writes in two parts leaves in one."""

import asyncio
from typing import Any


class Whole:
    """One answer's way out: its head leaves together with the body where that follows in the same turn of the loop.

    Uvicorn writes them one after the other: two system calls, and a peer that is woken twice.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._head: bytes | None = None
        self._begun = False

    def write(self, data: bytes) -> None:
        """The first is the head."""
        if not self._begun:
            self._begun, self._head = True, data
            self._loop.call_soon(self._hurry)
        elif self._head is not None:
            head, self._head = self._head, None
            self._transport.write(head + data)
        else:
            self._transport.write(data)

    def close(self) -> None:
        """Nothing more comes."""
        self._hurry()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def _hurry(self) -> None:
        head, self._head = self._head, None
        if head is not None and not self._transport.is_closing():
            self._transport.write(head)
