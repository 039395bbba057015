"""The application around the routes: who may call, how a no looks, where it is described."""

from collections.abc import Sequence
from typing import Any

from litestar import Litestar, Response, Router
from litestar.exceptions import NotFoundException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import Guard

from app.problems import problem_response
from app.security.policy import check_complete


def application(handlers: Sequence[Any], guard: Guard) -> Litestar:
    """Put the routes together. Raises what the policy's check says of a route that no rule covers."""
    app = Litestar(
        route_handlers=handlers, guards=[guard], exception_handlers={Exception: problem_response}, debug=False,
        logging_config=None, request_max_body_size=1_000_000,
        openapi_config=OpenAPIConfig(
            title="Throughline", version="1", path="/schema", render_plugins=[JsonRenderPlugin(path="/openapi.json")],
            openapi_router=Router("/schema", route_handlers=[], include_in_schema=False, after_request=_no_page)),
    )  # fmt: skip
    check_complete(app)
    return app


def _no_page(response: Response[Any]) -> Response[Any]:
    """Below /schema the framework would answer its own HTML page; unknown addresses are a problem like everywhere."""
    if response.status_code == 404:
        raise NotFoundException
    return response
