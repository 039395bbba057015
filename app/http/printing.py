"""A customer's whole page for paper, which the console's windowed timeline cannot give."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from app.console.paper import Printed, paper
from app.console.serve import SECURITY_HEADERS, release_name, served_files
from app.http.reading import CustomerId, Desk, Incoming
from app.problems import problem_spec
from app.security.guard import current
from domain.identity.proofs import proof_of, proven_here
from domain.memory.brief import prepare_brief
from domain.memory.promising.settling import due_first
from domain.page import Page
from domain.timeline.items import Item

AT_ONCE = 200  # items read in one step of the event loop
MOST = 20_000  # items on paper
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
Language = Annotated[Literal["pl", "en"], QueryParameter(description="Of what stands around the words.")]


def printing_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """Make the handler."""
    style = f"/console/{release_name(served_files())}/css/paper.css"
    zone = ZoneInfo(desk.settings.timezone)

    @get("/console/print/{customer_id:str}", include_in_schema=False, responses=problem_spec(401, 403, 404, 422, 503))
    async def printed(request: Incoming, customer_id: CustomerId, language: Language = "pl") -> Response[str]:
        """Everything of a page as plain HTML; that it was printed is recorded."""
        page = await desk.page(request, customer_id, what="print")
        content = await _printed(desk, request, page, language, zone)
        document = await asyncio.to_thread(paper, content, language, zone, style)
        headers = {**SECURITY_HEADERS, "Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
        return Response(document, media_type="text/html", headers=headers)

    return [printed]


async def _printed(desk: Desk, request: Incoming, page: Page, language: str, zone: ZoneInfo) -> Printed:
    known, now = page.customer, datetime.now(UTC)
    here = known.here is None or proven_here(known, proof_of(known, now, desk.settings.proof_fresh))
    items = await _items(page)
    return Printed(
        name=known.display_name or "", proven=known.proven and here, shop=desk.settings.shop_name, version=page.version,
        by=current(request).name, at=now, brief=prepare_brief(page, language, zone), facts=page.told(),
        promises=due_first(page.memory.promises.values()), items=items, count=len(page.timeline))  # fmt: skip


async def _items(page: Page) -> list[Item]:
    """The newest of the page, oldest first."""
    items: list[Item] = []
    count = len(page.timeline)
    for start in range(max(0, count - MOST), count, AT_ONCE):
        items += page.timeline.in_order(start, min(start + AT_ONCE, count))
        await asyncio.sleep(0)
    return items
