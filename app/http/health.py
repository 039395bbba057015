"""Is it alive, is it able, how far behind: for operators and the machines that watch for them."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.metadata import version

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from adapters.views.store import Parked
from app.http.heads import with_head
from app.logs import logger
from app.problems import Problem, problem_spec

WAL_RESET_FIXED = (3, 51, 3)
ANSWER_SECONDS = 2.0  # a node that cannot say how it stands by then cannot serve either


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """`behind`: events between the log's head and each view or derived process; parked ones are not counted.

    `parked`: for how many customers something stopped; `parked_in` says where.
    """

    status: str
    version: str
    sqlite_version: str
    behind: dict[str, int]
    parked: int
    parked_in: dict[str, int]
    warnings: list[str]


class NotReady(Exception):
    """This node cannot serve; the text is a sentence for the operator."""


_RETRY = {"Retry-After": "1"}


def health_routes(ready: Callable[[], Ready]) -> list[HTTPRouteHandler]:
    """Make the handlers."""

    @get("/healthz", responses=problem_spec(500))
    async def healthz() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @get("/readyz", responses=problem_spec(503))
    async def readyz() -> Ready:
        """Able to serve, and how far the views are."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await asyncio.to_thread(ready)
        except Exception as fault:
            logger.warning("not able to serve", exc_info=fault)
            detail = str(fault) if isinstance(fault, NotReady) else "The database does not answer."
            raise Problem(503, "not-ready", "Not able to serve just now.", detail, headers=_RETRY) from fault

    @get("/metrics", include_in_schema=False)
    async def metrics() -> Response[bytes]:
        """Prometheus text; loopback and admins only."""
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return [*with_head(healthz), *with_head(readyz), metrics]


def readiness(behind: dict[str, int], parked: Sequence[Parked], notes: Sequence[str] = ()) -> Ready:
    """What /readyz says. The WAL-reset fault of older SQLite needs two writers; we have one, and say so."""
    warnings = list(notes)
    if sqlite3.sqlite_version_info < WAL_RESET_FIXED:
        warnings.append("SQLite is older than 3.51.3 (WAL-reset fault with two writers; this service has one).")
    if parked:
        warnings.append("Read models have stopped for some customers; `throughline projections parked` lists them.")
    return Ready(
        status="ready", version=version("throughline"), sqlite_version=sqlite3.sqlite_version, behind=behind,
        parked=len(parked), parked_in=dict(Counter(each.view for each in parked)), warnings=warnings)  # fmt: skip
