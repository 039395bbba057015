"""Follows one customer's page whatever happens to the connection: comes back, and goes on where it was."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from adapters.client import frames
from adapters.client.held import Gap, Held
from domain.timeline.items import Item

SUBPROTOCOL = Subprotocol("throughline.v1")
FRAME_BYTES = 2_000_000  # theirs are at most 1 MB
SILENCE = 1.8  # heartbeats without a word: the line is dead
FIRST_SECONDS, MOST_SECONDS = 0.5, 30.0  # to come back after
NOT_AGAIN = range(4500, 5000)  # closing codes after which coming back helps nothing
MEANT = {4501: "not signed in", 4503: "not allowed", 4509: "too many connections", 4513: "a frame was too big"}

What = Literal["page", "changes", "presence", "resumed", "reset", "lost"]


class Refused(Exception):
    """The service will not have us: coming back helps nothing. `code`: the closing code or HTTP status; 0: a problem."""

    def __init__(self, slug: str, detail: str, code: int = 0) -> None:
        super().__init__(detail)
        self.slug, self.code = slug, code


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What just happened, and the page after it: None before the first and after a reset.

    `items` came or look different. `wait_s`: how long until a lost connection is tried again.
    """

    what: What
    page: Held | None = None
    items: tuple[Item, ...] = ()
    reason: str = ""
    wait_s: float = 0.0


class Watching:
    """One customer. `page` is what is held at this moment; chance and sleeping are given, so that a test can hold them."""

    def __init__(self, url: str, token: str, customer_id: str, *, language: str = "pl",
                 chance: Callable[[], float] = random.random,
                 sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:  # fmt: skip
        self.page: Held | None = None
        self._address, self._token, self._customer_id, self._language = _address(url), token, customer_id, language
        self._chance, self._sleep = chance, sleep
        self._tries = 0
        self._told_ms: int | None = None  # how long the server wants to be left alone

    async def states(self) -> AsyncGenerator[State]:
        """Everything that happens, for ever. Raises Refused."""
        while True:
            try:
                async with self._connected() as connection, aclosing(self._followed(connection)) as followed:
                    async for state in followed:
                        yield state
            except InvalidStatus as answer:
                if answer.response.status_code < 500 and answer.response.status_code != 429:
                    raise Refused(
                        "refused", "The service refused the connection.", answer.response.status_code
                    ) from None
            except (OSError, TimeoutError, InvalidHandshake, EOFError):
                pass
            except ConnectionClosed as end:
                code = end.rcvd.code if end.rcvd is not None else 0
                if code in NOT_AGAIN:
                    raise Refused(
                        "closed", f"The service closed the connection: {MEANT.get(code, code)}.", code
                    ) from None
            wait = self._wait()
            yield State(what="lost", page=self.page, wait_s=wait)
            await self._sleep(wait)

    def _connected(self) -> connect:
        return connect(self._address, additional_headers={"Authorization": f"Bearer {self._token}"},
                       subprotocols=[SUBPROTOCOL], max_size=FRAME_BYTES, proxy=None)  # fmt: skip

    async def _followed(self, connection: ClientConnection) -> AsyncGenerator[State]:
        silence = 25 * SILENCE
        while True:
            async with asyncio.timeout(silence):
                frame = frames.read(await connection.recv())
            match frame:
                case frames.Welcome():
                    silence = frame.heartbeat_s * SILENCE
                    await self._subscribe(connection)
                case frames.Bye():
                    self._told_ms = frame.retry_ms
                case frames.Problem(retry_ms=int() as told_ms):
                    await self._sleep(told_ms / 1_000)
                    await self._subscribe(connection)
                case frames.Problem():
                    raise Refused(frame.slug, frame.detail)
                case frames.Reset():
                    self.page = None
                    await self._subscribe(connection)
                    yield State(what="reset", reason=frame.reason)
                case None | frames.Heartbeat():
                    pass
                case _:
                    try:
                        state = self._taken(frame)
                    except Gap:
                        self.page = None
                        await self._subscribe(connection)
                        state = State(what="reset", reason="gap")
                    if state is not None:
                        yield state

    def _taken(self, frame: frames.Snapshot | frames.Changes | frames.Resumed | frames.Presence) -> State | None:
        """What a frame makes of the page. Raises Gap."""
        if isinstance(frame, frames.Snapshot):
            self.page, self._tries = Held.of(frame), 0
            return State(what="page", page=self.page, items=tuple(self.page.items))
        page = self.page
        if page is None:  # of a subscription that is over
            return None
        match frame:
            case frames.Resumed():
                page.epoch, self._tries = frame.epoch, 0
                return State(what="resumed", page=page)
            case frames.Presence():
                page.presence = frame.who
                return State(what="presence", page=page)
            case frames.Changes():
                before = page.version
                items = page.apply(frame)
                return State(what="changes", page=page, items=tuple(items)) if page.version != before else None

    async def _subscribe(self, connection: ClientConnection) -> None:
        page = self.page
        held = {"since": page.version, "epoch": page.epoch} if page is not None else {}
        asked = frames.Subscribe(id=frames.PAGE, customer_id=page.customer_id if page else self._customer_id,
                                 language=self._language, **held)  # fmt: skip
        await connection.send(frames.encode(asked).decode())

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
