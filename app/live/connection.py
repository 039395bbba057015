"""One person's socket: one task reads, what can be sent is sent at once, and nothing piles up in between."""

import asyncio
from typing import TYPE_CHECKING
from uuid import uuid4

from app.live import crowd, frames
from app.live.cursor import Cursor
from app.live.inbox import InboxCursor
from app.live.limits import ANSWERS, HEARTBEAT_SECONDS, HELLO_SECONDS, STUCK_SECONDS, Close, Pace, too_big
from app.live.requests import Requests, refusal, welcome
from app.live.wire import Gone, Line, Outlet
from app.logs import log_fault
from app.security.gate import Gate
from app.security.principals import GOOD, Principal, Standing

if TYPE_CHECKING:
    from app.live.hub import Hub

AnyCursor = Cursor | InboxCursor


class Connection:
    """Holds cursors, not queues: which of them are behind, and at most a few direct answers.

    Idle, it is one task that waits for the client's next frame. What the client can take is sent at once, by whoever
    has it; a second task is there only while something has to wait.
    """

    __slots__ = (
        "_answers", "_began", "_behind", "_clock", "_gate", "_gone", "_greeted", "_hub", "_interrupted", "_outlet", "_pace", "_reader",
        "_requests", "_room", "_sending_since", "_sent_at", "_wire", "_writer", "cursors", "ending", "principal")  # fmt: skip

    def __init__(self, hub: "Hub", gate: Gate, requests: Requests, wire: Line, principal: Principal | None) -> None:
        self.principal = principal
        self.cursors: dict[frames.Id, AnyCursor] = {}
        self.ending: tuple[Close, int | None] | None = None
        self._hub, self._gate, self._requests, self._wire, self._clock = hub, gate, requests, wire, hub.clock
        self._outlet: Outlet = wire.outlet
        self._answers: list[str] = []
        self._room: asyncio.Event | None = None  # for another answer, where one has to wait for it
        self._behind: dict[AnyCursor, None] = {}
        self._pace = Pace(self._clock.now)
        self._began = self._sent_at = self._clock.now()
        self._sending_since: float | None = None
        self._reader: asyncio.Task[None] | None = None  # while it runs
        self._writer: asyncio.Task[None] | None = None  # while something waits; without it nothing does
        self._interrupted = self._gone = self._greeted = False

    async def run(self) -> None:
        """Serve the socket until either side ends it."""
        self._hub.meet(self)
        self._reader = reader = asyncio.current_task()
        try:
            if self.principal is not None:
                self._enter(self.principal)
            await self._read()
        except Gone:
            self._gone = True
        except asyncio.CancelledError:
            if not self._interrupted or reader is None or reader.uncancel():
                raise  # somebody else wants this to end
        except Exception as fault:
            log_fault(fault, instance=uuid4().urn, method="GET", route="/v1/live")
        finally:
            await self._finish()

    def end(self, code: Close, retry_ms: int | None = None) -> None:
        """Close soon, with a `bye` if a retry time is given. What cannot be sent is not waited for."""
        if self.ending is None:
            self.ending = code, retry_ms
            if self._writer is not None and self._writer is not asyncio.current_task():
                self._writer.cancel()
            self._interrupt()

    def check(self, now: float) -> None:
        """What time brings about: nobody signed in, a grant that ended, a reader that is stuck, a silence to break."""
        if self.principal is None:
            if now - self._began >= HELLO_SECONDS:
                self.end(Close.COME_BACK if self._greeted else Close.NOT_SIGNED_IN)  # who spoke in time waits for us
        elif self._over(self.principal):
            pass
        elif self._sending_since is not None:
            if now - self._sending_since >= STUCK_SECONDS:
                self.end(Close.SLOW_READER)
        elif self._writer is None and now - self._sent_at >= HEARTBEAT_SECONDS:
            self._say(frames.Heartbeat())

    def tell(self, frame: frames.Handed | frames.Heartbeat) -> None:
        """One frame beside what is followed. Whoever does not read is not told: the queue shows it when they do."""
        if len(self._answers) < ANSWERS:
            self._say(frame)

    # ---- cursors -----------------------------------------------------------------------------------------------------

    def free(self, good: crowd.Good | None = None) -> Outlet | None:
        """Where a frame goes out at once, to somebody who may see it; None if that is not so (app.live.crowd)."""
        principal, outlet = self.principal, self._outlet
        if self._writer is not None or self.ending is not None or principal is None or not outlet.ready:
            return None
        self._sent_at = self._clock.now()
        if good is None:
            return outlet if self._gate.standing(principal) is GOOD else None
        if (grant := (principal.id, principal.role)) not in good:
            good[grant] = self._gate.standing(principal) is GOOD
        return outlet if good[grant] else None

    def wake(self, cursor: AnyCursor) -> None:
        """A cursor is behind. To somebody who reads its frame goes out now, unless it has to be read first."""
        if self._free and isinstance(cursor, Cursor):
            self._pass_on(cursor)
        else:
            self._behind[cursor] = None
            self._go_on()

    def _pass_on(self, cursor: Cursor) -> None:
        if self.principal is None or self._over(self.principal) or self.cursors.get(cursor.id) is not cursor:
            return
        try:
            text = cursor.frame_behind()
        except Exception as error:
            self.drop(cursor)
            text = frames.written(refusal(error, cursor.id))
        self._outlet.push(text)
        self._sent_at = self._clock.now()
        if cursor.over:
            self.drop(cursor)
        elif cursor.behind():
            self._behind[cursor] = None
            self._go_on()

    def add(self, cursor: AnyCursor) -> None:
        """Begin to follow a feed; the same id again is a new beginning."""
        before = self.cursors.get(cursor.id)
        if before is not None:
            self.drop(before)
        self.cursors[cursor.id] = cursor
        self._hub.feeds.join(cursor)
        self.wake(cursor)

    def drop(self, cursor: AnyCursor) -> None:
        """Follow it no longer."""
        if self.cursors.get(cursor.id) is cursor:
            del self.cursors[cursor.id]
        self._behind.pop(cursor, None)
        if self.principal is not None:
            self._hub.feeds.leave(cursor, self.principal.person)

    # ---- reading -----------------------------------------------------------------------------------------------------

    async def _read(self) -> None:
        while self.ending is None:
            data = await self._wire.receive()
            if too_big(data):
                self.end(Close.FRAME_TOO_BIG)
            elif not self._pace.take():
                self.end(Close.TOO_FAST)
            elif self.principal is None:
                await self._introduce(data)
            else:
                await self._obey(self.principal, data)

    async def _introduce(self, data: str | bytes) -> None:
        self._greeted = True
        self.principal = await self._requests.introduced(data)
        if self.principal is None:
            self.end(Close.NOT_SIGNED_IN)
        else:
            self._enter(self.principal)

    def _enter(self, principal: Principal) -> None:
        if self.ending is None:
            self._hub.admit(self, principal)
        if self.ending is None:
            self._say(welcome(self._clock.utc()))

    async def _obey(self, principal: Principal, data: str | bytes) -> None:
        try:
            await self._requests.obey(self, principal, data)
        except Exception as error:
            await self._answer(refusal(error, frames.id_in(data)))

    async def _answer(self, frame: frames.Problem) -> None:
        while len(self._answers) >= ANSWERS:  # a client that asks faster than it reads waits here
            self._room = asyncio.Event()
            await self._room.wait()
        self._say(frame)

    # ---- writing -----------------------------------------------------------------------------------------------------

    @property
    def _free(self) -> bool:
        """Whether what there is to send may go out at once: nothing waits, and the other side reads."""
        return self._writer is None and self.ending is None and self._outlet.ready

    def _say(self, frame: frames.Welcome | frames.Handed | frames.Problem | frames.Heartbeat) -> None:
        """Send something that is for this client alone."""
        text = frames.written(frame)
        if not self._free:
            self._answers.append(text)
            self._go_on()
        elif self.principal is not None and not self._over(self.principal):
            self._outlet.push(text)
            self._sent_at = self._clock.now()

    def _go_on(self) -> None:
        """Have a task send what waits."""
        if self._writer is None and self._reader is not None and self.ending is None:
            self._writer = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        """Send what waits, as the other side reads it, until nothing does."""
        try:
            while self.ending is None and (text := await self._next()) is not None:
                await self._send(text)
        except Gone:
            self._gone = True
            self._interrupt()
        except Exception as fault:
            log_fault(fault, instance=uuid4().urn, method="GET", route="/v1/live")
            self._interrupt()
        finally:
            self._writer = None

    async def _next(self) -> str | None:
        while self._answers or self._behind:
            if self._answers:  # also those that came while a queue was read
                if self._room is not None:
                    self._room.set()
                return self._answers.pop(0)
            cursor = next(iter(self._behind))
            del self._behind[cursor]
            text = await self._frame_of(cursor)
            if text is not None:
                return text
        return None

    async def _frame_of(self, cursor: AnyCursor) -> str | None:
        failed = False
        try:
            text = await cursor.next_frame()
        except Exception as error:
            text, failed = frames.written(refusal(error, cursor.id)), True
        if self.cursors.get(cursor.id) is not cursor:  # dropped while it was read; its id may be another's by now
            return None
        if cursor.over or failed:
            self.drop(cursor)
        elif text is not None and cursor.behind():
            self._behind[cursor] = None
        return text

    async def _send(self, text: str) -> None:
        """Send one frame, if the person may still see it at this moment."""
        if self.principal is None or self._over(self.principal) or self.ending is not None:
            return
        self._sending_since = self._clock.now()
        await self._wire.send(text)
        self._sending_since = None
        self._sent_at = self._clock.now()

    def _over(self, principal: Principal) -> bool:
        """Whether their grant is not what they came in with; then this ends, and says whether to come back."""
        standing = self._gate.standing(principal)
        if standing is Standing.GOOD:
            return False
        if standing is Standing.ENDED:
            self.end(Close.NOT_SIGNED_IN)
        else:
            self.end(Close.COME_BACK, self._hub.retry_ms())
        return True

    # ---- the end -----------------------------------------------------------------------------------------------------

    def _interrupt(self) -> None:
        """Have the reading task end, unless it is the one that says so: that one looks by itself."""
        if self._reader is not None and self._reader is not asyncio.current_task() and not self._interrupted:
            self._interrupted = True
            self._reader.cancel()

    async def _finish(self) -> None:
        self._reader = None
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)
        for cursor in list(self.cursors.values()):
            self.drop(cursor)
        self._hub.forget(self)
        await self._close()

    async def _close(self) -> None:
        if self._gone:
            return
        code, retry_ms = self.ending or (Close.COME_BACK, None)
        if retry_ms is not None and self._sending_since is None:  # not stuck
            try:
                async with asyncio.timeout(0.5):
                    await self._wire.send(frames.written(frames.Bye(retry_ms=retry_ms)))
            except (Gone, TimeoutError):
                pass
        await self._wire.close(code)
