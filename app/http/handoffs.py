"""Handing a customer over: the brief as the next person gets it, what of it no longer holds, and who has read it."""

import asyncio
import hashlib
from collections.abc import Iterator
from typing import Annotated
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody, PathParameter

from adapters.keys.keyring import KeyDestroyed
from adapters.log.codec import Codec
from app.audit.access import AccessLedger
from app.http.handoff_shapes import (
    BriefHasBeenRead,
    HandedOver,
    HandoffShown,
    HandoffsShown,
    NewHandoff,
    NewReading,
    Reading,
)
from app.http.reading import CustomerId, Desk, Incoming, answer, json_only
from app.http.writing import IdempotencyKey, calling_hand
from app.pen import Held, Pen
from app.problems import problem_spec
from app.security.gate import Gate
from app.security.guard import current
from app.security.principals import Principal
from domain.customer import events as happened
from domain.customer.cases import BriefLine
from domain.customer.decisions import Plan
from domain.errors import UnknownHandoff
from domain.identity.ties import Owned
from domain.memory.brief import METHOD, Line, sentences, stale_among
from domain.memory.secrets import mask
from domain.page import Page
from domain.ports import Claim
from domain.record import Recorded

READING = (400, 401, 403, 404, 422, 503)
WRITING = (400, 401, 403, 404, 409, 413, 415, 422, 503)
MOST = 50  # the newest
WATCHED = frozenset({happened.BriefPrepared.name, happened.BriefRead.name})
MASKED = "••••"  # of a sentence whose words were masked since
HandoffId = Annotated[str, PathParameter(min_length=1, max_length=100, description="As the handing over answered it.")]


def handoff_routes(desk: Desk, pen: Pen, codec: Codec, ledger: AccessLedger, gate: Gate) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    return [_hand_over(desk, pen, gate), _handoffs(desk, codec, ledger), _read(desk, pen)]


def _hand_over(desk: Desk, pen: Pen, gate: Gate) -> HTTPRouteHandler:
    zone = ZoneInfo(desk.settings.timezone)

    @post("/v1/customers/{customer_id:str}/handoffs", status_code=201, before_request=json_only,
          responses=problem_spec(*WRITING))  # fmt: skip
    async def hand_over(request: Incoming, customer_id: CustomerId, data: JSONBody[NewHandoff],
                        key: IdempotencyKey = None) -> Response[HandedOver]:  # fmt: skip
        """Hand a customer over with the brief as it stands. It reaches a colleague named by their name at once."""
        hand, who = calling_hand(pen, request, key, data), current(request)
        reached = await gate.known_as(who.tenant, data.to)

        async def decide(held: Held) -> Plan:
            page = await desk.page(request, customer_id, what="handoff", purpose="care")
            plan = _plan(page, held)
            event = _prepared(page, data, zone, pen.ids("b"), who, tuple(reached))
            plan.happen(event)
            plan.claims.append(
                Claim(key=handoff_key(event.handoff_id), expected=None, value=Owned(customer_id=page.customer_id))
            )
            return plan

        written = await pen.write(hand, decide)
        event = written.only(happened.BriefPrepared)
        return answer(HandedOver(  # type: ignore[return-value]
            handoff_id=event.handoff_id, customer_id=written.customer_id, at_version=event.at_version,
            lines=[Line(text=line.text, items=line.items) for line in event.lines],
            reaches=sorted({reached[each] for each in event.to_persons if reached.get(each)}), version=written.version,
            position=written.position))  # fmt: skip

    return hand_over


def _handoffs(desk: Desk, codec: Codec, ledger: AccessLedger) -> HTTPRouteHandler:
    zone = ZoneInfo(desk.settings.timezone)

    @get("/v1/customers/{customer_id:str}/handoffs", responses=problem_spec(*READING))
    async def handoffs(request: Incoming, customer_id: CustomerId) -> Response[HandoffsShown]:
        """What was handed over, which sentences no longer hold, and who has read it."""
        page = await desk.page(request, customer_id)
        tenant, family = current(request).tenant, (page.customer_id, *page.customer.absorbed)
        found = await asyncio.to_thread(lambda: list(_found(desk, codec, tenant, family)))
        names = await ledger.names(tenant, family) if found else {}
        shown = [
            _shown(each, found, page, zone, names) for each in found if isinstance(each.event, happened.BriefPrepared)
        ]
        return answer(HandoffsShown(  # type: ignore[return-value]
            customer_id=page.customer_id, at_version=page.version, handoffs=shown[-MOST:]))  # fmt: skip

    return handoffs


def _read(desk: Desk, pen: Pen) -> HTTPRouteHandler:
    @post("/v1/handoffs/{handoff_id:str}/reading", status_code=201, before_request=json_only,
          responses=problem_spec(*WRITING))  # fmt: skip
    async def read(request: Incoming, handoff_id: HandoffId, data: JSONBody[NewReading],
                   key: IdempotencyKey = None) -> Response[BriefHasBeenRead]:  # fmt: skip
        """Record that the caller has read a hand-over's brief: once for each person."""
        hand, person = calling_hand(pen, request, key, data), current(request).person
        at_version = 0

        async def decide(held: Held) -> Plan:
            nonlocal at_version
            owned = held.claim(handoff_key(handoff_id), Owned)
            if owned is None:
                raise UnknownHandoff(handoff_id)
            page = await desk.page(request, owned.customer_id, what="handoff", purpose="care")
            at_version = page.version
            plan, once = _plan(page, held), handoff_key(f"{handoff_id}\x1f{person}")
            if held.claim(once, Owned) is None:
                plan.happen(
                    happened.BriefRead(
                        handoff_id=handoff_id, by=person, at_version=page.version, language=data.language
                    )
                )
                plan.claims.append(Claim(key=once, expected=None, value=Owned(customer_id=page.customer_id)))
            return plan

        written = await pen.write(hand, decide)
        read = next((each.event for each in written.events if isinstance(each.event, happened.BriefRead)), None)
        return answer(BriefHasBeenRead(  # type: ignore[return-value]
            handoff_id=handoff_id, customer_id=written.customer_id, at_version=read.at_version if read else at_version,
            version=written.version, position=written.position))  # fmt: skip

    return read


def handoff_key(handoff_id: str) -> bytes:
    """Of the claim that says whose page a hand-over is about; with a person's id, of their having read it."""
    return hashlib.sha256(b"handoff\x1f" + handoff_id.encode()).digest()


def _plan(page: Page, held: Held) -> Plan:
    plan = Plan()
    plan.belong(page.customer_id, held)
    held.expect(page.customer_id, page.version)
    return plan


def _prepared(page: Page, data: NewHandoff, zone: ZoneInfo, handoff_id: str, who: Principal,
              reached: tuple[str, ...]) -> happened.BriefPrepared:  # fmt: skip
    found = sentences(page, data.language, zone)
    return happened.BriefPrepared(
        handoff_id=handoff_id, at_version=page.version, language=data.language, method=METHOD, by=who.person,
        by_name=who.name, to_persons=reached,
        items=tuple(dict.fromkeys(item for each in found for item in each.items)), to=mask(data.to.strip()), note=mask(data.note.strip()),
        lines=tuple(BriefLine(text=each.text, items=each.items, about=each.about) for each in found))  # fmt: skip


def _found(desk: Desk, codec: Codec, tenant: str, family: tuple[str, ...]) -> Iterator[Recorded]:
    rows = {row.position: row for stream in family for row in desk.reader.of_types(tenant, stream, WATCHED)}
    for position in sorted(rows):
        try:
            yield codec.open(rows[position])
        except KeyDestroyed:
            continue


def _shown(
    recorded: Recorded, found: list[Recorded], page: Page, zone: ZoneInfo, names: dict[str, str]
) -> HandoffShown:
    event = recorded.event
    assert isinstance(event, happened.BriefPrepared)
    stale = stale_among(event.lines, page, event.language, zone)
    return HandoffShown(
        handoff_id=event.handoff_id, at=recorded.recorded_at, at_version=event.at_version, language=event.language, method=event.method,
        by=names.get(event.by, ""), to=event.to, note=event.note,
        lines=[_line(line, old, page) for line, old in zip(event.lines, stale, strict=True)],
        read=[Reading(by=names.get(each.event.by, ""), at=each.recorded_at, at_version=each.event.at_version)
              for each in found if isinstance(each.event, happened.BriefRead) and each.event.handoff_id == event.handoff_id])  # fmt: skip


def _line(line: BriefLine, stale: bool, page: Page) -> Line:
    """As it was handed over; but what was masked since, or left this page, is not told again."""
    found = [page.timeline.find(each) for each in line.items]
    hidden = stale and any(item is None or MASKED in item.text for item in found)
    return Line(text=MASKED if hidden else line.text, items=line.items, stale=stale)
