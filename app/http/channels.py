"""Where a customer can be written to: each channel, the address masked, and why not where it cannot be."""

import asyncio

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from app.http.reading import CustomerId, Desk, Incoming, answer
from app.outbound.replies import Replies
from app.problems import problem_spec
from app.security.guard import current
from domain.desk.ways import Way
from domain.identity.masked import masked


class ChannelShown(msgspec.Struct, frozen=True, kw_only=True):
    """One channel. `why`: no_handle, not_offered, handle_shared, window_closed; null where it can be written to.

    `interaction_id` is the open one that an answer would go on with; `last`: here the customer wrote or spoke last.
    """

    channel: str
    to: str
    interaction_id: str | None
    can: bool
    why: str | None
    last: bool


class ChannelsShown(msgspec.Struct, frozen=True, kw_only=True):
    customer_id: str
    channels: list[ChannelShown]


def channel_routes(desk: Desk, replies: Replies) -> list[HTTPRouteHandler]:
    """Make the handler."""

    @get("/v1/customers/{customer_id:str}/channels", responses=problem_spec(400, 401, 403, 404, 422, 503))
    async def channels(request: Incoming, customer_id: CustomerId) -> Response[ChannelsShown]:
        """The channels of a customer, those that can be written to first."""
        await desk.caught_up()
        page = await desk.page(request, customer_id)
        ways, last = await asyncio.to_thread(replies.ways, current(request).tenant, page)
        shown = sorted((_shown(way, last) for way in ways), key=lambda each: not each.can)
        return answer(ChannelsShown(customer_id=page.customer_id, channels=shown))  # type: ignore[return-value]

    return [channels]


def _shown(way: Way, last: str) -> ChannelShown:
    open_ = way.talk is not None and not way.talk.ended
    return ChannelShown(
        channel=way.channel, to=masked(way.to.kind, way.to.value) if way.to is not None else "",
        interaction_id=way.talk.interaction_id if way.talk is not None and open_ else None, can=not way.why, why=way.why or None,
        last=way.channel == last)  # fmt: skip
