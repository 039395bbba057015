"""GET /v1/customers/{id}/export: everything about one person, as JSON, as a vCon, or as signed evidence."""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import IO, Annotated, Any, Literal

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from litestar.response import Stream

from app.audit.access import AccessLedger
from app.audit.everything import Everything, vcon
from app.audit.export import Exporter
from app.audit.proof import ProofRefused
from app.http.cases import cases_shown
from app.http.customers import customer_shown
from app.http.reading import CustomerId, Desk, Incoming, purpose_told
from app.problems import Problem, problem_spec
from app.security.guard import current
from domain.page import Page

CHUNK = 256 * 1024
IN_MEMORY = 8_000_000  # bytes of a bundle before it goes to a file that nobody else sees
NAME = re.compile(r"[^0-9A-Za-z-]")
Form = Annotated[Literal["json", "vcon", "evidence"], QueryParameter(
    name="format", description="`json`: what is known, and who looked; `vcon`: the conversation; `evidence`: signed rows, sealed.")]  # fmt: skip
_encode = msgspec.json.Encoder().encode


class VconShown(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation as a vCon. Source: draft-ietf-vcon-vcon-core, section 4."""

    vcon: str
    uuid: str
    created_at: datetime
    subject: str
    parties: list[dict[str, Any]]
    dialog: list[dict[str, Any]]
    analysis: list[dict[str, Any]]
    attachments: list[dict[str, Any]]


class EvidenceShown(msgspec.Struct, frozen=True, kw_only=True):
    """A signed bundle, line by line as docs/proof-format.md says: its seal covers the bytes as they are."""

    about: dict[str, Any]
    head: dict[str, Any]
    kept: dict[str, Any] | None
    consistency: list[str]
    rows: list[dict[str, Any]]
    seal: dict[str, str]


def export_routes(desk: Desk, exporter: Exporter, ledger: AccessLedger) -> list[HTTPRouteHandler]:
    """Make the handler."""

    @get("/v1/customers/{customer_id:str}/export", responses=problem_spec(400, 401, 403, 404, 422, 503))
    async def export(request: Incoming, customer_id: CustomerId,
                     form: Form = "json") -> Response[Everything | VconShown | EvidenceShown]:  # fmt: skip
        """Everything about one person. It is recorded who took it, and why (`X-Purpose`), before anything leaves."""
        principal = current(request)
        page = await desk.pages.open(principal.tenant, customer_id)
        what = "export" if form == "json" else f"export:{form}"
        await desk.looked(principal, page, what, purpose_told(request) or "audit")
        if form == "evidence":
            return await evidence(exporter, principal.tenant, customer_id)  # type: ignore[return-value]
        everything = await _everything(desk, ledger, principal.tenant, page)
        body = _encode(everything if form == "json" else vcon(everything))
        return Response(body, media_type="application/json", headers=_headers(page.customer_id, form))  # type: ignore[return-value]

    return [export]


async def evidence(exporter: Exporter, tenant: str, asked: str) -> Stream:
    """The signed bundle of a customer, whole before its first byte leaves. Raises UnknownCustomer, Problem 503."""
    customer = await exporter.owner(tenant, asked)
    file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (closed when its last byte has left)
    try:
        await asyncio.to_thread(exporter.write, tenant, customer, asked, file)
    except ProofRefused as refused:
        file.close()
        raise Problem(503, "proof-refused", "No head can be signed.", str(refused)) from refused
    return Stream(_chunks(file), media_type="application/json", headers=_headers(customer, "evidence"))


async def _everything(desk: Desk, ledger: AccessLedger, tenant: str, page: Page) -> Everything:
    looked = [await ledger.list(tenant, each) for each in (page.customer_id, *page.customer.absorbed)]
    return Everything(
        exported_at=datetime.now(UTC), customer=await customer_shown(desk, tenant, page),
        items=page.timeline.in_order(0, len(page.timeline)), facts=page.told(), promises=[*page.memory.promises.values()],
        contradictions=page.contradictions.all(), cases=cases_shown(page), consents=page.consents.all(),
        notices=page.notices.all(),
        access=sorted((each for some in looked for each in some), key=lambda each: each.at))  # fmt: skip


async def _chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        file.seek(0)
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk


def _headers(customer_id: str, form: str) -> dict[str, str]:
    """A download that nobody keeps on the way."""
    name = f"{NAME.sub('', customer_id)}-{form}.json"
    return {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff"}  # fmt: skip
