"""The queue and single interactions over HTTP."""

from typing import Annotated, Literal

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter, QueryParameter

from adapters.log.codec import moment
from adapters.views.store import Views
from app.http import shapes
from app.http.inbox import Inbox
from app.http.reading import Desk, Incoming, answer
from app.problems import problem_spec
from app.security.guard import current
from domain.errors import UnknownInteraction

Tab = Annotated[Literal["mine", "waiting", "team"], QueryParameter(description="Whose.")]
InteractionId = Annotated[str, PathParameter(min_length=1, max_length=100)]


def desk_routes(desk: Desk, views: Views, inbox: Inbox) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    return [_inbox(desk, inbox), _interaction(desk, views)]


def _inbox(desk: Desk, inbox: Inbox) -> HTTPRouteHandler:
    @get("/v1/inbox", responses=problem_spec(400, 401, 403, 422))
    async def queue(request: Incoming, tab: Tab = "waiting") -> Response[shapes.InboxShown]:
        """Customers of a tab: who waits, what is mine, what the team has."""
        await desk.caught_up()
        principal = current(request)
        page = await inbox.rows(principal.tenant, tab, principal.person, None)
        return answer(shapes.InboxShown(customers=page.rows, version=page.version, epoch=page.epoch))  # type: ignore[return-value]

    return queue


def _interaction(desk: Desk, views: Views) -> HTTPRouteHandler:
    @get("/v1/interactions/{interaction_id:str}", responses=problem_spec(400, 401, 403, 404, 422, 503))
    async def interaction(request: Incoming, interaction_id: InteractionId) -> Response[shapes.InteractionShown]:
        """One session on one channel, and the customer it belongs to now."""
        await desk.caught_up()
        found = views.interaction(current(request).tenant, interaction_id)
        if found is None:
            raise UnknownInteraction(interaction_id)
        page = await desk.page(request, found.customer_id)
        items = page.timeline.of_interaction(interaction_id)
        return answer(shapes.InteractionShown(  # type: ignore[return-value]
            interaction_id=interaction_id, customer_id=page.customer_id, channel=found.channel,
            entry_point=found.entry_point, started_at=moment(found.started_at),
            ended_at=moment(found.ended_at) if found.ended_at is not None else None, items=items))  # fmt: skip

    return interaction
