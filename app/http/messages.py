"""Replies from the console: written only on what their writer has seen, or anyway."""

from collections.abc import Callable
from typing import Annotated, Literal

import msgspec
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from app.http.reading import CustomerId, Desk, Incoming, answer, json_only
from app.http.writing import IdempotencyKey, calling_hand
from app.outbound.replies import Asked, Replies
from app.pen import Pen
from app.problems import FieldError, problem_spec, unprocessable
from app.security.guard import current
from domain.customer import events as happened
from domain.page import Page

WRITING = (400, 401, 403, 404, 409, 413, 415, 422, 503)
HasRead = Callable[[str, str, str, int], None]
OurId = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Channel = Literal[
    "chat", "phone", "email", "in_store", "sms", "whatsapp", "messenger", "telegram", "marketplace", "app", "social"
]
Version = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class NewMessage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reply, and the version of the page it was written on. `anyway`: whatever was written since.

    Without `interaction_id` it goes on with the channel's newest open interaction, or begins one. `client_id` comes back on the item.
    """

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)]
    channel: Channel
    seen_version: Version
    anyway: bool = False
    interaction_id: OurId | None = None
    client_id: Annotated[str, msgspec.Meta(max_length=100)] = ""


class MessageWritten(msgspec.Struct, frozen=True, kw_only=True):
    """The item it is, and the interaction it stands in."""

    customer_id: str
    item_id: str
    interaction_id: str
    version: int
    position: int


def message_routes(desk: Desk, pen: Pen, replies: Replies, read: HasRead) -> list[HTTPRouteHandler]:
    """Make the handler. `read` hears who has read whose page, and up to which version."""

    @post("/v1/customers/{customer_id:str}/messages", status_code=201, before_request=json_only,
          responses=problem_spec(*WRITING))  # fmt: skip
    async def message(request: Incoming, customer_id: CustomerId, data: JSONBody[NewMessage],
                      key: IdempotencyKey = None) -> Response[MessageWritten]:  # fmt: skip
        """Answer a customer. 409 `crossed`, with what was written, where somebody else wrote after `seen_version`."""
        hand, who = calling_hand(pen, request, key, data), current(request)
        if not data.text.strip():
            raise unprocessable([FieldError("/text", "must not be blank")])
        asked = Asked(
            customer_id=customer_id, text=data.text.strip(), channel=data.channel, seen_version=data.seen_version, person=who.person,
            name=who.name, anyway=data.anyway, interaction_id=data.interaction_id or "", client_id=data.client_id)  # fmt: skip

        async def opened() -> Page:
            await desk.caught_up()
            return await desk.page(request, customer_id, what="message")

        written = await replies.send(hand, asked, opened)
        sent = written.only(happened.MessageSent)
        if written.customer_id == customer_id:
            read(who.tenant, who.person, customer_id, data.seen_version)
        return answer(MessageWritten(  # type: ignore[return-value]
            customer_id=written.customer_id, item_id=sent.item_id, interaction_id=sent.interaction_id or "",
            version=written.version, position=written.position))  # fmt: skip

    return [message]
