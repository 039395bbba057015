"""Proofs over HTTP, for auditors: a customer's rows in the signed log, the last signed head, and that the log only grew."""

import asyncio
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from adapters.log.rows import Row
from adapters.proof.heads import Head
from app.audit.export import Exporter
from app.audit.export_routes import EvidenceShown, evidence
from app.audit.proof import Proof, ProofRefused
from app.http.reading import CustomerId, Desk, Incoming, answer, purpose_told
from app.problems import FieldError, Problem, problem_spec, unprocessable
from app.security.guard import current

Form = Annotated[Literal["paths", "evidence"], QueryParameter(name="format")]
From = Annotated[int, QueryParameter(name="from", ge=0, le=2**62, description="The earlier size of the log.")]
To = Annotated[int, QueryParameter(name="to", ge=0, le=2**62, description="The later size of the log.")]


class HeadShown(msgspec.Struct, frozen=True, kw_only=True):
    """A signed head; `line` is exactly what was signed and stands in the file of heads."""

    life: str
    size: int
    root: str
    time: str
    key: str
    signature: str
    line: str


class RowProved(msgspec.Struct, frozen=True, kw_only=True):
    """One row's place: leaf `position - 1` of the tree is its `hash` (hex)."""

    position: int
    stream: str
    version: int
    event_id: str
    type: str
    prev_hash: str
    hash: str
    path: list[str]


class ProofShown(msgspec.Struct, frozen=True, kw_only=True):
    """A customer's own rows by version, those of other streams that stand on their page, and the head they lead to."""

    customer_id: str
    version: int
    head: HeadShown
    rows: list[RowProved]
    moved: list[RowProved]


class ConsistencyShown(msgspec.Struct, frozen=True, kw_only=True, rename={"first": "from", "second": "to"}):
    """RFC 6962, section 2.1.2: the log of the later size begins with the earlier one."""

    first: int
    second: int
    from_root: str
    to_root: str
    path: list[str]


def proof_routes(desk: Desk, proof: Proof, exporter: Exporter) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    return [_customer(desk, proof, exporter), _head(proof), _consistency(proof)]


def _customer(desk: Desk, proof: Proof, exporter: Exporter) -> HTTPRouteHandler:
    @get("/v1/customers/{customer_id:str}/proof", responses=problem_spec(400, 401, 403, 404, 422, 503))
    async def customer_proof(request: Incoming, customer_id: CustomerId,
                             form: Form = "paths") -> Response[ProofShown | EvidenceShown]:  # fmt: skip
        """Each row's inclusion proof to one signed head. `?format=evidence`: the bundle that `audit export` writes, the
        stored rows in it, so that whoever asks computes every hash themselves."""
        tenant = current(request).tenant
        page = await desk.pages.open(tenant, customer_id)
        await desk.looked(current(request), page, "proof", purpose_told(request) or "audit")
        if form == "evidence":
            return await evidence(exporter, tenant, customer_id)  # type: ignore[return-value]
        return answer(await _told(_proved, proof, exporter, tenant, page.customer_id))  # type: ignore[return-value]

    return customer_proof


def _head(proof: Proof) -> HTTPRouteHandler:
    @get("/v1/proof/head", responses=problem_spec(400, 401, 403, 503))
    async def head() -> Response[HeadShown]:
        """The head signed last."""
        return answer(_head_shown(await _told(proof.covering, 0)))  # type: ignore[return-value]

    return head


def _consistency(proof: Proof) -> HTTPRouteHandler:
    @get("/v1/proof/consistency", responses=problem_spec(400, 401, 403, 422, 503))
    async def consistency(first: From, second: To) -> Response[ConsistencyShown]:
        """That nothing was changed, only appended, between two sizes of the log."""
        try:
            between = await _told(proof.consistency, first, second)
        except IndexError:
            raise unprocessable([FieldError("/to", "must be at most the log's size, and from at most to")]) from None
        return answer(ConsistencyShown(  # type: ignore[return-value]
            first=first, second=second, from_root=between.first_root.hex(), to_root=between.second_root.hex(),
            path=[each.hex() for each in between.path]))  # fmt: skip

    return consistency


async def _told(work: Any, *arguments: Any) -> Any:
    """Do it off the loop. Raises Problem 503 when the log contradicts what was signed."""
    try:
        return await asyncio.to_thread(work, *arguments)
    except ProofRefused as refused:
        raise Problem(503, "proof-refused", "No head can be signed.", str(refused)) from refused


def _proved(proof: Proof, exporter: Exporter, tenant: str, customer: str) -> ProofShown:
    own, moved = exporter.rows(tenant, customer, 2**62)
    head = proof.covering(max(row.position for row in (*own, *moved)))
    return ProofShown(
        customer_id=customer, version=own[-1].version, head=_head_shown(head),
        rows=[_row_proved(row, proof.inclusion(row, head)) for row in own],
        moved=[_row_proved(row, proof.inclusion(row, head)) for row in moved])  # fmt: skip


def _head_shown(head: Head) -> HeadShown:
    return HeadShown(
        life=head.life, size=head.size, root=head.root.hex(), time=head.time, key=head.key.hex(),
        signature=head.signature.hex(), line=head.line)  # fmt: skip


def _row_proved(row: Row, path: list[bytes]) -> RowProved:
    return RowProved(
        position=row.position, stream=row.stream, version=row.version, event_id=row.event_id.hex(), type=row.type,
        prev_hash=row.prev_hash.hex(), hash=row.hash.hex(), path=[each.hex() for each in path])  # fmt: skip
