"""HEAD where people and machines expect it: the answer of GET without its body."""

from typing import Any

from litestar import route
from litestar.handlers import HTTPRouteHandler


def with_head(handler: HTTPRouteHandler) -> list[HTTPRouteHandler]:
    """A GET handler, and one that answers HEAD at the same address (the server leaves the body out)."""
    asked: Any = handler.fn
    heads = [route(path, http_method="HEAD", include_in_schema=False)(asked) for path in handler.paths]
    return [handler, *heads]
