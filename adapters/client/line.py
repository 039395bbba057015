"""One connection to the live socket that comes back whatever happens to it; what comes on it is for those who follow."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeVar
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from adapters.client import frames

SUBPROTOCOL = Subprotocol("throughline.v1")
FRAME_BYTES = 2_000_000  # theirs are at most 1 MB
SILENCE = 1.8  # heartbeats without a word: the line is dead
FIRST_SECONDS, MOST_SECONDS = 0.5, 30.0  # to come back after
NOT_AGAIN = range(4500, 5000)  # closing codes after which coming back helps nothing
MEANT = {4501: "not signed in", 4503: "not allowed", 4509: "too many connections", 4513: "a frame was too big"}
Kind = TypeVar("Kind")


class Refused(Exception):
    """The service will not have us: coming back helps nothing. `code`: the closing code or HTTP status; 0: a problem."""

    def __init__(self, slug: str, detail: str, code: int = 0) -> None:
        super().__init__(detail)
        self.slug, self.code = slug, code


class Lost(Exception):
    """The connection broke; it is tried again in `wait_s`."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


class Line:
    """Chance and sleeping are given, so that a test can hold them."""

    def __init__(self, url: str, token: str, chance: Callable[[], float] = random.random,
                 sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:  # fmt: skip
        self._address, self._token = _address(url), token
        self._chance, self.sleep = chance, sleep
        self._tries = 0
        self._told_ms: int | None = None  # how long the server wants to be left alone

    async def told(
        self, read: Callable[[str | bytes], Kind | None], asked: Callable[[], frames.Subscribe]
    ) -> AsyncGenerator[Kind]:
        """What comes on one connection to a subscription, but for what keeps the connection itself: until it breaks.

        `asked` is the subscription as it would be now: again after a problem that passes. Raises Lost, Refused.
        """
        try:
            async with self._connected() as connection, aclosing(self._followed(connection, read, asked)) as followed:
                async for frame in followed:
                    yield frame
        except InvalidStatus as answer:
            status = answer.response.status_code
            if status < 500 and status != 429:
                raise Refused("refused", "The service refused the connection.", status) from None
        except (OSError, TimeoutError, InvalidHandshake, EOFError):
            pass
        except ConnectionClosed as end:
            code = end.rcvd.code if end.rcvd is not None else 0
            if code in NOT_AGAIN:
                raise Refused("closed", f"The service closed the connection: {MEANT.get(code, code)}.", code) from None
        raise Lost(self._wait())

    async def say(self, asked: frames.Subscribe) -> None:
        """Subscribe anew."""
        await self._connection.send(frames.encode(asked).decode())

    def good(self) -> None:
        """It works: the next break is the first one again."""
        self._tries = 0

    async def _followed(
        self, connection: ClientConnection, read: Callable[[str | bytes], Kind | None],
        asked: Callable[[], frames.Subscribe]) -> AsyncGenerator[Kind]:  # fmt: skip
        self._connection, silence = connection, 25 * SILENCE
        while True:
            async with asyncio.timeout(silence):
                frame = read(await connection.recv())
            match frame:
                case frames.Welcome():
                    silence = frame.heartbeat_s * SILENCE
                    await self.say(asked())
                case frames.Bye():
                    self._told_ms = frame.retry_ms
                case frames.Problem(retry_ms=int() as told_ms):
                    await self.sleep(told_ms / 1_000)
                    await self.say(asked())
                case frames.Problem():
                    raise Refused(frame.slug, frame.detail)
                case None | frames.Heartbeat():
                    pass
                case _:
                    yield frame

    def _connected(self) -> connect:
        return connect(self._address, additional_headers={"Authorization": f"Bearer {self._token}"},
                       subprotocols=[SUBPROTOCOL], max_size=FRAME_BYTES, proxy=None)  # fmt: skip

    def _wait(self) -> float:
        """Seconds: as the server said, or longer each time; in part by chance, so that not everybody comes at once."""
        told, self._told_ms = self._told_ms, None
        wanted = min(MOST_SECONDS, FIRST_SECONDS * 2**self._tries) if told is None else told / 1_000
        self._tries = min(self._tries + 1, 10)
        return wanted * (0.5 + self._chance() / 2)


def _address(url: str) -> str:
    here = urlsplit(url)
    scheme = {"http": "ws", "https": "wss"}.get(here.scheme, here.scheme)
    return here._replace(scheme=scheme, path=f"{here.path.rstrip('/')}/v1/live", query="", fragment="").geturl()
