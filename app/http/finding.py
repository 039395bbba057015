"""Looking for words in one customer's page. A POST, so that no words stand in a URL."""

import asyncio
from typing import Annotated

import msgspec
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from app.http.reading import CustomerId, Desk, Incoming, answer, json_only
from app.problems import problem_spec
from domain.page import Page
from domain.timeline.finding import excerpt, places, wanted

AT_ONCE = 200  # items read in one step of the event loop
MOST = 500  # places told: who finds more types more


class Sought(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words to look for."""

    q: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST)] = MOST


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """An item in which they stand; `marks` are places in `text`, which is a part of what was said."""

    customer_id: str
    item_id: str
    text: str
    marks: list[tuple[int, int]]


class HitsShown(msgspec.Struct, frozen=True, kw_only=True):
    """The newest first; `more` where there are others besides."""

    hits: list[Hit]
    more: bool
    version: int


def finding_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """Make the handler."""

    @post("/v1/customers/{customer_id:str}/search", status_code=200, before_request=json_only,
          responses=problem_spec(400, 401, 403, 404, 413, 415, 422, 503))  # fmt: skip
    async def search(request: Incoming, customer_id: CustomerId, data: JSONBody[Sought]) -> Response[HitsShown]:
        """Every item of the page in which the words stand, without regard to capitals and accents."""
        page = await desk.page(request, customer_id)
        hits = await _hits(page, wanted(data.q), data.limit + 1)
        shown = HitsShown(hits=hits[: data.limit], more=len(hits) > data.limit, version=page.version)
        return answer(shown)  # type: ignore[return-value]

    return [search]


async def _hits(page: Page, words: str, most: int) -> list[Hit]:
    hits: dict[str, Hit] = {}  # what comes meanwhile moves the rest: an item may be met twice
    stop = len(page.timeline)
    while stop > 0 and len(hits) < most:
        start = max(0, stop - AT_ONCE)
        for item in reversed(page.timeline.in_order(start, stop)):
            found = places(item.text, words)
            if found:
                part = excerpt(item.text, found)
                hits[item.item_id] = Hit(
                    customer_id=page.customer_id, item_id=item.item_id, text=part.text, marks=part.marks)  # fmt: skip
        stop = start
        await asyncio.sleep(0)
    return list(hits.values())[:most]
