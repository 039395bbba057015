"""What goes out in one turn of the event loop, to all sockets: written together.

A write is a system call and often wakes the peer: between two of them the work for the next frame finds the processor's caches
cold, and takes twice as long. So the work comes first and the writes after it, and what one peer gets is one write.
"""

import asyncio
from weakref import WeakKeyDictionary

AT_ONCE_BYTES = 16_384  # more than this does not wait: whether a peer reads must be known before the next frame is made


class Post:
    """One loop's. What was put in one turn leaves before the next one ends."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: dict[asyncio.Transport, bytes] = {}

    def put(self, to: asyncio.Transport, framed: bytes) -> None:
        """Send this soon, behind what was put in before it."""
        waiting = self._waiting
        if not waiting:
            self._loop.call_soon(self.send)
        before = waiting.get(to)
        if before is not None:
            framed = before + framed
        waiting[to] = framed
        if len(framed) > AT_ONCE_BYTES:
            self.hurry(to)

    def hurry(self, to: asyncio.Transport) -> None:
        """Send now what waits for this one."""
        framed = self._waiting.pop(to, None)
        if framed is not None and not to.is_closing():
            to.write(framed)

    def send(self) -> None:
        """Send now whatever waits."""
        waiting, self._waiting = self._waiting, {}
        for to, framed in waiting.items():
            if not to.is_closing():
                to.write(framed)


_posts: WeakKeyDictionary[asyncio.AbstractEventLoop, Post] = WeakKeyDictionary()


def post_of(loop: asyncio.AbstractEventLoop) -> Post:
    """The one all sockets of a loop share."""
    post = _posts.get(loop)
    if post is None:
        post = _posts[loop] = Post(loop)
    return post
