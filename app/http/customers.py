"""A customer's page over HTTP: who they are, what was said, what is known, what is owed."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody, QueryParameter

from adapters.keys.keyring import Keyring
from adapters.views.store import Views
from app.handle_rules import handle_rules
from app.http import shapes
from app.http.cases import cases_shown
from app.http.cursors import cursor_of, span
from app.http.reading import AsOf, CustomerId, Desk, Incoming, Limit, answer, json_only
from app.problems import FieldError, problem_spec, unprocessable
from app.security.guard import current
from domain.customer.state import Customer, still_apart
from domain.desk import claims
from domain.errors import UnknownCustomer
from domain.identity.proofs import Proof, proof_of, proven_here
from domain.memory.brief import Brief, brief_as_of, prepare_brief
from domain.page import Page

LARGEST_PAGE = 200
WORTH_A_CLICK = 0.5  # the score of suggestions that are listed
COMMON = (400, 401, 403, 404, 422, 503)
Cursor = Annotated[str | None, QueryParameter(min_length=1, max_length=400)]
Language = Annotated[Literal["pl", "en"], QueryParameter(description="Of the sentences.")]


def customer_routes(desk: Desk, keyring: Keyring, views: Views) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    return [_lookup(desk, keyring, views), _customer(desk), _timeline(desk), _brief(desk), _facts(desk)]  # fmt: skip


def _lookup(desk: Desk, keyring: Keyring, views: Views) -> HTTPRouteHandler:
    rules = handle_rules(desk.settings)

    @post("/v1/customers/lookup", status_code=200, before_request=json_only,
          responses=problem_spec(400, 401, 403, 413, 415, 422))  # fmt: skip
    async def lookup(request: Incoming, data: JSONBody[shapes.Lookup]) -> Response[shapes.LookupAnswer]:
        """Find customers by a handle in any spelling. A POST, so that no handle stands in a URL."""
        if data.kind not in rules.kinds:
            raise unprocessable([FieldError("/kind", f"must be one of {', '.join(rules.kinds)}")])
        tenant = current(request).tenant
        norm = rules.read(data.kind, data.value, desk.settings.default_region).norm
        if norm is None:
            return answer(shapes.LookupAnswer([]))  # type: ignore[return-value]
        await desk.caught_up()
        digest = keyring.keyed_hash(tenant, "index", "handle", data.kind, norm).hex()
        return answer(shapes.LookupAnswer(await _found(desk, request, views.holders(tenant, digest))))  # type: ignore[return-value]

    return lookup


async def _found(desk: Desk, request: Incoming, holders: list[tuple[str, int]]) -> list[shapes.Found]:
    """Whom a handle names; each of them was looked at."""
    principal = current(request)
    found: dict[str, shapes.Found] = {}
    for customer_id, level in holders[:20]:
        try:
            page = await desk.pages.open(principal.tenant, customer_id)
        except UnknownCustomer:
            continue
        await desk.looked(principal, page)
        found.setdefault(page.customer_id, shapes.Found(page.customer_id, page.customer.display_name, level))
    return list(found.values())


def _customer(desk: Desk) -> HTTPRouteHandler:
    @get("/v1/customers/{customer_id:str}", responses=problem_spec(*COMMON))
    async def customer(request: Incoming, customer_id: CustomerId) -> Response[shapes.CustomerShown]:
        """Who this is: handles with their levels of proof, and who they may be besides."""
        page = await desk.page(request, customer_id)
        return answer(await customer_shown(desk, current(request).tenant, page))  # type: ignore[return-value]

    return customer


async def customer_shown(desk: Desk, tenant: str, page: Page) -> shapes.CustomerShown:
    """Who somebody is, as every answer tells it."""
    known = page.customer
    handles = [
        shapes.HandleShown(link_id=each.link_id, kind=each.kind, value=each.value, level=each.level, bound=each.bound,
                           method=each.method, at=each.at, shared=each.shared, why=each.why, unfit=each.unfit)
        for each in known.handles.values()]  # fmt: skip
    proof = proof_of(known, datetime.now(UTC), desk.settings.proof_fresh)
    merges = [shapes.MergeShown(merge_id=merge_id, absorbed=absorbed) for merge_id, absorbed in known.merges.items()]
    claim = claims.shown(claims.standing(known.claims, page.customer_id, datetime.now(UTC)))
    return shapes.CustomerShown(
        customer_id=page.customer_id, display_name=known.display_name, proven=known.proven, handles=handles,
        absorbed=known.absorbed, merges=merges, suggested_matches=await _matches(desk, tenant, page), cases=cases_shown(page),
        proof=proof, here=_here(known, proof), claim=claim, consents=page.consents.last(),
        notices=page.notices.last(),
        version=page.version, epoch=desk.pages.epoch(page))  # fmt: skip


def _here(known: Customer, proof: Proof | None) -> shapes.HereShown | None:
    if known.here is None:
        return None
    return shapes.HereShown(**msgspec.structs.asdict(known.here), proven=proven_here(known, proof))


async def _matches(desk: Desk, tenant: str, page: Page) -> list[shapes.MatchShown]:
    """Suggestions, each with whom it leads to by now; the best of several, and nobody who was said to be somebody else."""
    found: dict[str, shapes.MatchShown] = {}
    apart = [
        (await desk.pages.open(tenant, each)).customer_id for each in still_apart(page.customer, datetime.now(UTC))
    ]
    for match in sorted(page.customer.matches.values(), key=lambda each: -each.score):
        other = (await desk.pages.open(tenant, match.customer_id)).customer_id
        if other != page.customer_id and other not in apart and match.score >= WORTH_A_CLICK:
            found.setdefault(other, shapes.MatchShown(other, match.score, match.evidence))
    return list(found.values())


def _timeline(desk: Desk) -> HTTPRouteHandler:
    @get("/v1/customers/{customer_id:str}/timeline", responses=problem_spec(*COMMON))
    async def timeline(request: Incoming, customer_id: CustomerId, before: Cursor = None, after: Cursor = None,
                       limit: Limit = 50, as_of: AsOf = None) -> Response[shapes.TimelineShown]:  # fmt: skip
        """Items in order, the newest page first. `before` and `after` continue from an answer's cursors."""
        page = await desk.page(request, customer_id, as_of)
        lines = page.timeline
        start, stop = span(lines, before, after, min(limit, LARGEST_PAGE))
        return answer(shapes.TimelineShown(  # type: ignore[return-value]
            items=lines.in_order(start, stop), version=page.version, epoch=desk.pages.epoch(page),
            before=cursor_of(lines, start) if 0 < start < stop else None,
            after=cursor_of(lines, stop - 1) if start < stop < len(lines) else None))  # fmt: skip

    return timeline


def _brief(desk: Desk) -> HTTPRouteHandler:
    zone = ZoneInfo(desk.settings.timezone)

    @get("/v1/customers/{customer_id:str}/brief", responses=problem_spec(*COMMON))
    async def brief(request: Incoming, customer_id: CustomerId, language: Language = "pl",
                    as_of: AsOf = None) -> Response[Brief]:  # fmt: skip
        """What the next person must know, each sentence with its sources."""
        page = await desk.page(request, customer_id, as_of)
        if as_of is None:
            return answer(prepare_brief(page, language, zone))  # type: ignore[return-value]
        now = await desk.pages.open(current(request).tenant, page.customer_id)
        return answer(brief_as_of(page, now, language, zone))  # type: ignore[return-value]

    return brief


def _facts(desk: Desk) -> HTTPRouteHandler:
    @get("/v1/customers/{customer_id:str}/facts", responses=problem_spec(*COMMON))
    async def facts(request: Incoming, customer_id: CustomerId, as_of: AsOf = None) -> Response[shapes.FactsShown]:
        """Everything told, superseded tellings too, each with its source."""
        page = await desk.page(request, customer_id, as_of)
        return answer(shapes.FactsShown(page.told()))  # type: ignore[return-value]

    return facts
