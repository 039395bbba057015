"""GET /asyncapi.json: the live socket described for machines (AsyncAPI 3.0), made from the frames themselves."""

from collections.abc import Iterable
from functools import cache
from inspect import cleandoc
from typing import Any, get_args
from urllib.parse import urlsplit

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import NODEFAULT, Raw

from app.live import frames, samples
from app.live.limits import Close
from app.live.wire import SUBPROTOCOL
from domain.inbox.rows import QueueRow
from domain.memory.brief import Brief
from domain.memory.cases import Case, Switch
from domain.memory.contradictions import Contradiction
from domain.memory.facts import Fact, Promise
from domain.timeline.items import Item


class CasesTold(msgspec.Struct, frozen=True):
    """The needs of a customer, and where one went on over another channel."""

    cases: list[Case]
    switches: list[Switch]


# What stands in the parts of a frame that are encoded beforehand.
INSIDE: dict[str, Any] = {
    "items": Item, "brief": Brief, "facts": Fact, "promises": Promise, "contradictions": Contradiction, "cases": CasesTold,
    "customers": QueueRow,
}  # fmt: skip
FROM_CLIENT: tuple[type[msgspec.Struct], ...] = get_args(frames.ClientFrame)
FROM_SERVER: tuple[type[msgspec.Struct], ...] = get_args(frames.ServerFrame)
_SCHEMAS = "#/components/schemas/"
_ABOUT = f"""
Pages of customers and queues, live, as JSON text frames of the websocket subprotocol `{SUBPROTOCOL}`: one object each.
Sign in by the Authorization header, by the console's cookie from our own origin, or by `hello` with a ticket within five
seconds; never in the address. Unknown fields and unknown types of frames are to be passed over: more may come.
"""


def asyncapi_route(base_url: str) -> HTTPRouteHandler:
    """Make the handler. `base_url` is where this service is reached."""

    @get("/asyncapi.json", media_type="application/json")
    async def asyncapi() -> Response[dict[str, Any]]:
        """The live socket, as AsyncAPI 3."""
        return Response(_written(base_url), media_type="application/json")  # type: ignore[return-value]

    return asyncapi


@cache
def _written(base_url: str) -> bytes:
    return msgspec.json.encode(document(base_url))


def document(base_url: str) -> dict[str, Any]:
    """The whole document."""
    both = dict.fromkeys((*FROM_CLIENT, *FROM_SERVER))
    schemas, parts = msgspec.json.schema_components([whole(each) for each in both], ref_template=_SCHEMAS + "{name}")
    channel = {
        "address": "/v1/live", "title": "Live", "description": _closings(),
        "messages": {each.__name__: {"$ref": f"#/components/messages/{each.__name__}"} for each in both},
        "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}}}  # fmt: skip
    here = urlsplit(base_url)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Throughline, live", "version": "1", "description": cleandoc(_ABOUT)},
        "defaultContentType": "application/json",
        "servers": {"service": {"host": here.netloc, "protocol": here.scheme.replace("http", "ws"),
                                "security": [{"$ref": "#/components/securitySchemes/bearer"}]}},
        "channels": {"live": channel},
        "operations": {"takes": _operation("receive", FROM_CLIENT), "sends": _operation("send", FROM_SERVER)},
        "components": {
            "messages": {each.__name__: _message(each, schema) for each, schema in zip(both, schemas, strict=True)},
            "schemas": {name: _as_draft_7(part) for name, part in parts.items()},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}}}  # fmt: skip


def whole(frame: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """A frame with what stands inside its encoded parts: the same name, tag and fields."""
    config = frame.__struct_config__
    fields = [(each.name, _whole_type(each.name, each.type), msgspec.field(name=each.encode_name, **_default(each)))
              for each in msgspec.structs.fields(frame)]  # fmt: skip
    made = msgspec.defstruct(frame.__name__, fields, tag_field=config.tag_field, tag=config.tag, kw_only=True)
    made.__doc__ = frame.__doc__
    return made


def _default(field: msgspec.structs.FieldInfo) -> dict[str, Any]:
    if field.default is not NODEFAULT:
        return {"default": field.default}
    return {} if field.default_factory is NODEFAULT else {"default_factory": field.default_factory}


def _whole_type(name: str, type_: Any) -> Any:
    if type_ is Raw:
        return INSIDE[name]
    if type_ == list[Raw]:
        return list[INSIDE[name]]  # type: ignore[misc]
    if Raw in get_args(type_) or list[Raw] in get_args(type_):
        left, *others = (_whole_type(name, each) for each in get_args(type_))
        for each in others:
            left |= each
        return left
    return type_


def _operation(action: str, frames_: Iterable[type]) -> dict[str, Any]:
    messages = [{"$ref": f"#/channels/live/messages/{each.__name__}"} for each in frames_]
    return {"action": action, "channel": {"$ref": "#/channels/live"}, "messages": messages}


def _message(frame: type[msgspec.Struct], schema: dict[str, Any]) -> dict[str, Any]:
    about = cleandoc(frame.__doc__ or "")
    found = [sample for sample in samples.SAMPLES if type(sample) is frame]
    return {
        "name": str(frame.__struct_config__.tag), "title": frame.__name__, "summary": about.splitlines()[0], "description": about,
        "contentType": "application/json", "payload": _as_draft_7(schema),
        "examples": [{"payload": msgspec.json.decode(frames.encode(each))} for each in found]}  # fmt: skip


def _closings() -> str:
    """What the closing codes mean."""
    codes = ", ".join(f"{each.value} {each.name.lower().replace('_', ' ')}" for each in Close)
    return f"Closing codes 4000 to 4499: come back; 4500 to 4999: do not. {codes}."


def _as_draft_7(schema: Any) -> Any:
    """AsyncAPI's own schemas follow JSON Schema draft 7, in which a tuple's places are called otherwise."""
    if isinstance(schema, list):
        return [_as_draft_7(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _as_draft_7(each) for name, each in schema.items()}
    if "prefixItems" in found:
        found["items"], found["additionalItems"] = found.pop("prefixItems"), False
    return found
