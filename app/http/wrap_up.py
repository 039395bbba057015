"""Wrapping up: what came of an interaction, in a code and an outcome; one that is still open ends with it."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from app.http.desk import InteractionId
from app.http.reading import Desk, Incoming, json_only
from app.http.writing import IdempotencyKey, calling_hand, written_answer, written_spec
from app.merges import Merges
from app.outbound.replies import Replies
from app.pen import Held, Pen
from app.problems import problem_spec
from app.security.guard import current
from domain.customer.decisions import Plan
from domain.desk.wrapping import WrapUp, wrap_up
from domain.memory.secrets import mask
from domain.page import Page

WRITING = (400, 401, 403, 404, 409, 413, 415, 422, 503)


class NewWrapUp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came of it. `code` is the shop's own; `seconds`: how long the work took, as the console measured it: since the
    call began, else since the customer was taken."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    outcome: Literal["resolved", "follow_up", "escalated", "abandoned", "duplicate"]
    note: Annotated[str, msgspec.Meta(max_length=2_000)] = ""
    seconds: Annotated[int, msgspec.Meta(ge=0, le=86_400)] | None = None


class WrapUpWritten(msgspec.Struct, frozen=True, kw_only=True):
    """It is recorded."""

    customer_id: str
    interaction_id: str
    version: int
    position: int


def wrap_up_routes(desk: Desk, pen: Pen, merges: Merges, replies: Replies) -> list[HTTPRouteHandler]:
    """Make the handler."""

    @post("/v1/interactions/{interaction_id:str}/wrap_up", status_code=201, before_request=json_only,
          responses=problem_spec(*WRITING) | written_spec(WrapUpWritten))  # fmt: skip
    async def wrapping(request: Incoming, interaction_id: InteractionId, data: JSONBody[NewWrapUp],
                       key: IdempotencyKey = None) -> Response[WrapUpWritten]:  # fmt: skip
        """Record what came of an interaction, and end it if it is open."""
        hand, who = calling_hand(pen, request, key, data), current(request)
        command = WrapUp(interaction_id=interaction_id, by=who.person, outcome=data.outcome, code=mask(data.code),
                         note=mask(data.note), seconds=data.seconds)  # fmt: skip

        async def opened() -> Page:
            await desk.caught_up()
            page = await merges.page_of(who.tenant, interaction_id)
            await desk.looked(who, page, "wrap_up")
            return page

        async def decide(held: Held) -> Plan:
            page = await opened()
            held.expect(page.customer_id, page.version)
            talk, thread_key = await replies.talk(who.tenant, page, interaction_id)
            return wrap_up(command, page, talk, thread_key, held, replies.now())

        written = await pen.write(hand, decide)
        return written_answer(written, WrapUpWritten(  # type: ignore[return-value]
            customer_id=written.customer_id, interaction_id=interaction_id, version=written.version,
            position=written.position))  # fmt: skip

    return [wrapping]
