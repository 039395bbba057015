"""Who is one person and who is not, decided at the desk: merge, reversal, reassignment, "not this person"."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody, PathParameter, QueryParameter

from app.http.desk import InteractionId
from app.http.preview import Preview, preview
from app.http.reading import CustomerId, Desk, Incoming, answer, json_only
from app.http.writing import IdempotencyKey, calling_hand
from app.merges import Merges, Outlook
from app.pen import Pen
from app.problems import problem_spec
from app.security.guard import current
from app.security.policy import LEAD
from domain.customer import events as happened
from domain.errors import AlreadyOne
from domain.identity.merging import Dismiss, Merge, Reverse

STATUSES = (400, 401, 403, 404, 409, 413, 415, 422, 503)
MergeId = Annotated[str, PathParameter(min_length=1, max_length=100)]
DryRun = Annotated[bool, QueryParameter(name="dry_run", description="Only say what would happen.")]
OurId = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Reason = Annotated[str, msgspec.Meta(max_length=500)]
Why = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[a-z0-9_.:-]+$")]


class NewMerge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`evidence` are words of ours as suggestions give them, such as `same:email`; `seen_version`: of the page looked at."""

    absorb: OurId
    evidence: Annotated[tuple[Why, ...], msgspec.Meta(max_length=20)] = ()
    reason: Reason = ""
    seen_version: Annotated[int, msgspec.Meta(ge=0, le=2**62)] | None = None


class NewReversal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`allot`: whose the items are that the dry run asks about."""

    allot: Annotated[dict[OurId, OurId], msgspec.Meta(max_length=1_000)] = {}
    reason: Reason = ""


class NewReassignment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`to` null: somebody new."""

    to: OurId | None
    reason: Literal["wrong_person", "shared_handle", "told_so", "other"] = "wrong_person"


class NewDismissal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Not the same person; `until` null: for ever."""

    other: OurId
    reason: Reason = ""
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    merge_id: str
    survivor: str
    absorbed: str
    version: int
    position: int


class Unmerged(msgspec.Struct, frozen=True, kw_only=True):
    """`customer_id` answers for the survivor now; `returned` and `allotted` say what went to the absorbed one."""

    merge_id: str
    customer_id: str
    survivor: str
    absorbed: str
    returned: tuple[str, ...]
    allotted: dict[str, str]
    version: int
    position: int


class Reassigned(msgspec.Struct, frozen=True, kw_only=True):
    interaction_id: str
    customer_id: str
    version: int
    position: int


class Apart(msgspec.Struct, frozen=True, kw_only=True):
    customer_id: str
    other: str
    until: datetime | None
    version: int
    position: int


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a reversal would do: ids that go back to the absorbed one, and items to allot."""

    merge_id: str
    customer_id: str
    survivor: str
    absorbed: str
    returned: tuple[str, ...]
    asked: tuple[str, ...]


def identity_routes(desk: Desk, pen: Pen, merges: Merges) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    return [
        _merge(desk, pen, merges),
        _reversal(pen, merges),
        _reassignment(desk, pen, merges),
        _dismissal(pen, merges),
    ]


def _merge(desk: Desk, pen: Pen, merges: Merges) -> HTTPRouteHandler:
    @post("/v1/customers/{customer_id:str}/merges", status_code=201, before_request=json_only,
          responses=problem_spec(*STATUSES) | _foretold(Preview))  # fmt: skip
    async def merge(request: Incoming, customer_id: CustomerId, data: JSONBody[NewMerge], dry_run: DryRun = False,
                    key: IdempotencyKey = None) -> Response[Merged]:  # fmt: skip
        """Make two customers one: nothing is copied, and it can be taken back. With `dry_run` what it would bring."""
        principal = current(request)
        if dry_run:
            return _told(await _previewed(desk, merges, request, customer_id, data.absorb), 200)
        written = await merges.merge(calling_hand(pen, request, key, data), Merge(
            customer_id=customer_id, absorb=data.absorb, evidence=data.evidence, by=principal.person, reason=data.reason,
            previewed_at_version=data.seen_version, alone=principal.role == LEAD))  # fmt: skip
        event = written.only(happened.CustomersMerged)
        return _told(Merged(merge_id=event.merge_id, survivor=event.survivor, absorbed=event.absorbed,
                            version=written.version, position=written.position))  # fmt: skip

    return merge


def _reversal(pen: Pen, merges: Merges) -> HTTPRouteHandler:
    @post("/v1/merges/{merge_id:str}/reversal", status_code=201, before_request=json_only,
          responses=problem_spec(*STATUSES) | _foretold(Outcome))  # fmt: skip
    async def reversal(request: Incoming, merge_id: MergeId, data: JSONBody[NewReversal], dry_run: DryRun = False,
                       key: IdempotencyKey = None) -> Response[Unmerged]:  # fmt: skip
        """Take a merge back: both pages stand as if it had never been. With `dry_run` what goes where, and what is asked."""
        principal = current(request)
        if dry_run:
            return _told(_outcome(merge_id, await merges.outlook(principal.tenant, merge_id)), 200)
        command = Reverse(merge_id=merge_id, allot=data.allot, by=principal.person, reason=data.reason)
        written = await merges.reverse(calling_hand(pen, request, key, data), command)
        event = written.only(happened.CustomersUnmerged)
        return _told(Unmerged(
            merge_id=merge_id, customer_id=written.customer_id, survivor=event.survivor, absorbed=event.absorbed,
            returned=event.returned, allotted={each.item_id: each.to for each in event.allotted},
            version=written.version, position=written.position))  # fmt: skip

    return reversal


def _reassignment(desk: Desk, pen: Pen, merges: Merges) -> HTTPRouteHandler:
    @post("/v1/interactions/{interaction_id:str}/reassignment", status_code=201, before_request=json_only,
          responses=problem_spec(*STATUSES))  # fmt: skip
    async def reassignment(request: Incoming, interaction_id: InteractionId, data: JSONBody[NewReassignment],
                           key: IdempotencyKey = None) -> Response[Reassigned]:  # fmt: skip
        """Give an interaction to the customer it belongs to, or to somebody new; what follows in its thread goes there too."""
        hand = calling_hand(pen, request, key, data)
        await desk.caught_up()
        written = await merges.reassign(hand, interaction_id, data.to, f"agent:{data.reason}", current(request).person)
        return _told(Reassigned(interaction_id=interaction_id, customer_id=written.customer_id, version=written.version,
                                position=written.position))  # fmt: skip

    return reassignment


def _dismissal(pen: Pen, merges: Merges) -> HTTPRouteHandler:
    @post("/v1/customers/{customer_id:str}/dismissals", status_code=201, before_request=json_only,
          responses=problem_spec(*STATUSES))  # fmt: skip
    async def dismissal(request: Incoming, customer_id: CustomerId, data: JSONBody[NewDismissal],
                        key: IdempotencyKey = None) -> Response[Apart]:  # fmt: skip
        """Not the same person: remembered, so that nothing suggests or ties the two."""
        hand = calling_hand(pen, request, key, data)
        written = await merges.dismiss(hand, Dismiss(
            customer_id=customer_id, other=data.other, by=current(request).person, reason=data.reason, until=data.until))  # fmt: skip
        return _told(Apart(customer_id=written.customer_id, other=data.other, until=data.until, version=written.version,
                           position=written.position))  # fmt: skip

    return dismissal


async def _previewed(desk: Desk, merges: Merges, request: Incoming, customer_id: str, absorb: str) -> Preview:
    principal = current(request)
    sides = await merges.sides(principal.tenant, customer_id, absorb)
    if sides.survivor is sides.absorbed:
        raise AlreadyOne(customer_id)
    for page in sides:
        await desk.looked(principal, page, "merge-preview")
    return await preview(sides, principal.role == LEAD)


def _outcome(merge_id: str, outlook: Outlook) -> Outcome:
    stands = outlook.merge
    return Outcome(merge_id=merge_id, customer_id=outlook.home, survivor=stands.survivor, absorbed=stands.absorbed,
                   returned=outlook.sorted.returned, asked=outlook.sorted.asked)  # fmt: skip


def _told(body: object, status: int = 201) -> Response[Any]:
    response = answer(body)
    response.status_code = status
    return response


def _foretold(shape: type[msgspec.Struct]) -> dict[int, ResponseSpec]:
    return {200: ResponseSpec(shape, generate_examples=False, description="With dry_run: nothing was stored.")}
