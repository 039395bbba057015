"""What an agent should know before sending: POST /v1/customers/{id}/draft_check. Writes nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from adapters.cloudevents.wire import Channel
from app.http.reading import CustomerId, Desk, Incoming, answer, json_only
from app.problems import problem_spec
from app.security.guard import current
from domain.memory.asking import Known, known_of
from domain.memory.contradicting.finding import Conflict, would_contradict
from domain.memory.promising.reading import Offered, promises_in

STATUSES = (400, 401, 403, 404, 413, 415, 422, 503)


class Draft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an agent is about to write, and on which channel."""

    text: Annotated[str, msgspec.Meta(max_length=20_000)]
    channel: Channel = "chat"


class DraftChecked(msgspec.Struct, frozen=True, kw_only=True):
    """What the draft asks for although it was told, what it contradicts, and what it promises. Spans are in its text."""

    asked_again: Sequence[Known]
    contradicts: Sequence[Conflict]
    promises: Sequence[Offered]


def draft_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    return [_check(desk)]


def _check(desk: Desk) -> HTTPRouteHandler:
    zone = ZoneInfo(desk.settings.timezone)

    @post("/v1/customers/{customer_id:str}/draft_check", status_code=200, before_request=json_only,
          responses=problem_spec(*STATUSES))  # fmt: skip
    async def check(request: Incoming, customer_id: CustomerId, data: JSONBody[Draft]) -> Response[DraftChecked]:
        """Look at a draft in the light of the customer's page. Nothing of it is kept."""
        page, now = await desk.page(request, customer_id), datetime.now(UTC)
        return answer(DraftChecked(  # type: ignore[return-value]
            asked_again=known_of(page, data.text, data.channel, now, desk.settings.reverify),
            contradicts=would_contradict(page, data.text, now, zone, data.channel, current(request).person),
            promises=promises_in(data.text, now, zone)))  # fmt: skip

    return check
