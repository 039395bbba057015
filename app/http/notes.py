"""Notes from the console: words for the team, never for the customer."""

from typing import Annotated

import msgspec
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from app.http.reading import CustomerId, Desk, Incoming, answer, json_only
from app.http.writing import IdempotencyKey, calling_hand
from app.pen import Held, Pen
from app.problems import FieldError, problem_spec, unprocessable
from app.security.guard import current
from app.security.principals import Principal
from domain.customer import events as happened
from domain.customer.decisions import Plan
from domain.memory.secrets import mask

WRITING = (400, 401, 403, 404, 409, 413, 415, 422, 503)
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class NewNote(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What colleagues should know, and whom it is meant for above all."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)]
    mentions: Annotated[tuple[Name, ...], msgspec.Meta(max_length=20)] = ()


class NoteWritten(msgspec.Struct, frozen=True, kw_only=True):
    """The item it is."""

    customer_id: str
    item_id: str
    version: int
    position: int


def note_routes(desk: Desk, pen: Pen) -> list[HTTPRouteHandler]:
    """Make the handler."""

    @post("/v1/customers/{customer_id:str}/notes", status_code=201, before_request=json_only,
          responses=problem_spec(*WRITING))  # fmt: skip
    async def note(request: Incoming, customer_id: CustomerId, data: JSONBody[NewNote],
                   key: IdempotencyKey = None) -> Response[NoteWritten]:  # fmt: skip
        """Leave a note on a customer's page."""
        hand, who = calling_hand(pen, request, key, data), current(request)
        if not data.text.strip():
            raise unprocessable([FieldError("/text", "must not be blank")])

        async def decide(held: Held) -> Plan:
            page = await desk.page(request, customer_id, what="note")
            plan = Plan()
            plan.belong(page.customer_id, held)
            plan.item_id = pen.ids("t")
            plan.happen(_noted(plan.item_id, data, who))
            return plan

        written = await pen.write(hand, decide)
        return answer(NoteWritten(  # type: ignore[return-value]
            customer_id=written.customer_id, item_id=written.only(happened.NoteAdded).item_id, version=written.version,
            position=written.position))  # fmt: skip

    return [note]


def _noted(item_id: str, data: NewNote, who: Principal) -> happened.NoteAdded:
    return happened.NoteAdded(
        item_id=item_id, channel="crm", kind="note", direction="internal", author_role="agent", author_id=who.person,
        author_name=who.name, text=mask(data.text.strip()), mentions=tuple(map(mask, data.mentions)))  # fmt: skip
