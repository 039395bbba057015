"""GET /v1/events/stream: the log as server-sent events, from a position on, for as long as the caller stays.

Source: HTML Living Standard, section 9.2 (server-sent events). `id` of an event is its position.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from typing import Annotated
from uuid import uuid4

import msgspec
from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import HeaderParameter
from litestar.response import Stream

from adapters.log.codec import Codec
from adapters.log.rows import Row
from app.follower import set_within
from app.http.reading import Desk, Incoming, as_written
from app.http.record import CloudEventShown, Position, Purpose, cloud_events, page_of, position_of
from app.http.tenant_log import TenantLog
from app.http.unread import passable
from app.logs import log_fault
from app.problems import Problem, problem_spec
from app.security.gate import Gate
from app.security.guard import current
from app.security.principals import Principal

AT_ONCE = 100
MOST = 16  # streams of one token or session; what one of them may see is the same as another's
HEAL_SECONDS = 3.0  # a lost wake-up, and a grant that ended, are noticed so soon
SILENT_TURNS = 5  # of them without an event before a line says that we are still here
LastEventId = Annotated[
    int | None, HeaderParameter(name="Last-Event-ID", ge=0, le=2**62, description="A position: events after it. It goes before `after`.")]  # fmt: skip
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff"}
_encode = msgspec.json.Encoder().encode


class Streams:
    """Every open stream of this node: they are woken together and end together."""

    def __init__(self) -> None:
        self._grew, self._open = asyncio.Event(), Counter[str]()
        self.over = False

    def ring(self) -> None:
        """The log grew."""
        before, self._grew = self._grew, asyncio.Event()
        before.set()

    def end(self) -> None:
        """The service is about to stop: whoever listens comes back with the last position they have."""
        self.over = True
        self.ring()

    def growth(self) -> asyncio.Event:
        """Set at the next growth; taken before the log is read, so that none is missed."""
        return self._grew

    def check_room(self, principal: Principal) -> None:
        """Raises Problem 429."""
        if not self._has_room(principal):
            raise Problem(429, "too-many-streams", f"One token reads at most {MOST} streams at once.",
                          headers={"Retry-After": "5"})  # fmt: skip

    def enter(self, principal: Principal) -> bool:
        """Count one more: a stream that begins. Of one whose caller goes before that, nothing ever runs. False: others began
        since room was found for it.
        """
        room = self._has_room(principal)
        self._open[principal.id] += room
        return room

    def leave(self, principal: Principal) -> None:
        """Count one less."""
        self._open[principal.id] -= 1
        self._open += Counter()  # forget who has none

    def _has_room(self, principal: Principal) -> bool:
        return self._open[principal.id] < MOST


def event_stream_routes(desk: Desk, codec: Codec, gate: Gate, streams: Streams) -> list[HTTPRouteHandler]:
    """Make the handler."""

    log = TenantLog(desk.reader)

    @get("/v1/events/stream", media_type="text/event-stream", responses=problem_spec(400, 401, 403, 409, 422, 429, 503))
    async def stream(
        request: Incoming, last: LastEventId = None, after: Position = 0, purpose: Purpose = None
    ) -> Stream:
        """The log as CloudEvents, one server-sent event each, any age, in order; then what comes, as it comes.

        409 and 503 as `/v1/events`; a stream ends where it comes to an event at which that answers 503.
        """
        principal = current(request)
        purpose = as_written(purpose) if purpose and principal.role == "auditor" else None
        feed = _Feed(desk, log, codec, gate, streams, principal, purpose)
        streams.check_room(principal)
        await feed.check(place := after if last is None else last)
        return Stream(feed.lines(place), media_type="text/event-stream", headers=_HEADERS)

    return [stream]


class _Feed:
    """What one caller hears."""

    def __init__(self, desk: Desk, log: TenantLog, codec: Codec, gate: Gate, streams: Streams, principal: Principal,
                 purpose: str | None) -> None:  # fmt: skip
        self._desk, self._log, self._codec, self._gate, self._streams = desk, log, codec, gate, streams
        self._principal, self._purpose = principal, purpose

    async def check(self, after: int) -> None:
        """Before anything is told. Raises Problem 409 at a place beyond the log, 503 where the next event has to be waited for."""
        await asyncio.to_thread(self._log.check, after)
        passable(self._codec, self._principal, await asyncio.to_thread(self._since, after, 1))

    async def lines(self, after: int) -> AsyncGenerator[bytes]:
        """Until the caller goes, their grant ends, or the service does. What goes wrong ends it, too: they come back."""
        if not self._streams.enter(self._principal):
            yield b": too many streams\n\n"
            return
        try:
            yield b": from here on\n\n"
            async for lines in self._told(after):
                yield lines
        except Problem:  # they have all up to there, and are told why when they come back
            yield b": the next event has to be waited for\n\n"
        except Exception as fault:
            log_fault(fault, instance=uuid4().urn, method="GET", route="/v1/events/stream")
        finally:
            self._streams.leave(self._principal)

    async def _told(self, after: int) -> AsyncGenerator[bytes]:
        silent = 0
        while not self._streams.over and self._gate.still_valid(self._principal):
            growth = self._streams.growth()
            head = await asyncio.to_thread(self._desk.reader.head)
            rows, _ = await asyncio.to_thread(page_of, self._since, position_of, after, AT_ONCE)
            if rows:
                rows = passable(self._codec, self._principal, rows)
                after, silent = rows[-1].position, 0
                events = await cloud_events(self._desk, self._codec, self._principal, rows, self._purpose)
                yield b"".join(map(_lines, events))
                continue
            after = max(after, head)  # what others wrote up to there need not be passed over again
            await set_within(growth, HEAL_SECONDS)
            if not growth.is_set():
                silent += 1
                if silent % SILENT_TURNS == 0:
                    yield b": still here\n\n"

    def _since(self, after: int, most: int) -> list[Row]:
        return self._log.since(self._principal.tenant, after, most)


def _lines(event: CloudEventShown) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.position, event.type.encode(), _encode(event))
