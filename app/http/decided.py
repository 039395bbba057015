"""What was decided about who a customer is: merges, reversals, moves, and who was said to be somebody else."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from adapters.keys.keyring import KeyDestroyed
from adapters.log.codec import Codec
from app.audit.access import AccessLedger
from app.http.reading import CustomerId, Desk, Incoming, answer
from app.problems import problem_spec
from app.security.guard import current
from domain.customer import events as happened
from domain.record import Recorded

MOST = 50  # the newest
WATCHED = frozenset({
    happened.CustomersMerged.name, happened.CustomersUnmerged.name, happened.InteractionReassigned.name,
    happened.MatchDismissed.name,
})  # fmt: skip
What = Literal["merged", "separated", "moved_in", "moved_out", "apart"]


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One decision. `rule`: nobody decided it by hand. `by` is empty where the name of whoever did is not known here."""

    what: What
    at: datetime
    rule: bool
    by: str = ""
    other: str = ""
    why: tuple[str, ...] = ()
    reason: str = ""
    interaction_id: str = ""


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """The newest decisions, the newest last."""

    customer_id: str
    decisions: list[Turn]


def decided_routes(desk: Desk, codec: Codec, ledger: AccessLedger) -> list[HTTPRouteHandler]:
    """Make the handler."""

    @get("/v1/customers/{customer_id:str}/decisions", responses=problem_spec(400, 401, 403, 404, 422, 503))
    async def decisions(request: Incoming, customer_id: CustomerId) -> Response[Decided]:
        """What was decided about who this is: when, by whom or by which rule, and why."""
        page = await desk.page(request, customer_id)
        tenant, family = current(request).tenant, (page.customer_id, *page.customer.absorbed)
        found = await asyncio.to_thread(lambda: list(_found(desk, codec, tenant, family)))
        staff = {_by(each) for each in found} - {""}
        names = await ledger.names(tenant, family) if staff else {}
        turns = [_turn(each, frozenset(family), names) for each in found]
        return answer(Decided(customer_id=page.customer_id, decisions=turns))  # type: ignore[return-value]

    return [decisions]


def _found(desk: Desk, codec: Codec, tenant: str, family: Iterable[str]) -> Iterator[Recorded]:
    """The newest, each once: what concerns two customers stands in both streams."""
    rows = {row.position: row for stream in family for row in desk.reader.of_types(tenant, stream, WATCHED)}
    seen: set[object] = set()
    for position in sorted(rows)[-3 * MOST :]:
        try:
            recorded = codec.open(rows[position])
        except KeyDestroyed:
            continue
        said = _said(recorded.event)
        if said is not None and said not in seen:
            seen.add(said)
            yield recorded


def _said(event: object) -> object | None:
    """What makes two records the same decision; None for what was no decision about two customers."""
    match event:
        case happened.CustomersMerged() | happened.CustomersUnmerged():
            return type(event), event.merge_id
        case happened.InteractionReassigned():
            return None if event.provisional else (event.interaction_id, event.from_customer, event.to_customer)
        case happened.MatchDismissed():
            return event.other_customer, event.by
        case _:
            return None


def _by(recorded: Recorded) -> str:
    return getattr(recorded.event, "by", "")


def _turn(recorded: Recorded, family: frozenset[str], names: dict[str, str]) -> Turn:
    event, by = recorded.event, _by(recorded)
    turn = Turn(what="apart", at=recorded.recorded_at, rule=not by, by=names.get(by, ""))
    match event:
        case happened.CustomersMerged():
            return msgspec.structs.replace(
                turn, what="merged", other=event.absorbed, why=event.evidence, reason=event.reason
            )
        case happened.CustomersUnmerged():
            other = event.absorbed if event.survivor in family else event.survivor
            return msgspec.structs.replace(turn, what="separated", other=other, reason=event.reason)
        case happened.InteractionReassigned():
            here = event.to_customer in family
            return msgspec.structs.replace(
                turn, what="moved_in" if here else "moved_out", other=event.from_customer if here else event.to_customer,
                why=(event.reason,), interaction_id=event.interaction_id)  # fmt: skip
        case happened.MatchDismissed():
            return msgspec.structs.replace(turn, other=event.other_customer, reason=event.reason)
        case _:
            return turn
