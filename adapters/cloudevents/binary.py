"""Binary mode: attributes in `ce-*` headers, the body alone is the data (CloudEvents 1.0.2, HTTP binding, section 3.1)."""

import base64
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

import msgspec

from adapters.cloudevents.wire import NotACloudEvent, says_json


def from_binary(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """A binary-mode request as a structured event: attributes are `ce-*` headers. Raises NotACloudEvent."""
    event: dict[str, Any] = {
        name[3:]: _header_text(name[3:], value) for name, value in headers.items() if _is_attribute(name)}  # fmt: skip
    content_type = headers.get("content-type", "")
    if content_type:
        event["datacontenttype"] = content_type
    if not body:
        return event
    if says_json(content_type):
        try:
            return event | {"data": msgspec.json.decode(body)}
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass
    return event | {"data_base64": base64.b64encode(body).decode()}


def _is_attribute(header: str) -> bool:
    return header.startswith("ce-") and header[3:] not in ("", "data", "data_base64")  # the body alone is the data


def _header_text(name: str, value: str) -> str:
    """An attribute from its header: quotes taken off, then percent-decoded once (HTTP binding, section 3.1.3.2)."""
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = re.sub(r"\\(.)", r"\1", value[1:-1])
    try:
        return unquote_to_bytes(value.encode("latin-1")).decode()  # headers are read as Latin-1: these are their bytes
    except UnicodeError:
        raise NotACloudEvent(f"/{name}", "is not UTF-8, percent-encoded") from None
