"""What came over the wire: one event or a batch, in which mode, within the limits; and the digest of its content."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from adapters.cloudevents.binary import from_binary
from adapters.cloudevents.storable import Unstorable, check_storable
from adapters.cloudevents.wire import TRANSPORT, NotACloudEvent, WrongField, says_json
from app.problems import FieldError, Problem, unprocessable
from app.security.principals import Principal

EVENT_BYTES = 256 * 1024
BATCH_BYTES = 4 * 1024 * 1024
BATCH_EVENTS = 1_000

STRUCTURED = frozenset({"application/cloudevents+json", "application/json"})
BATCH = "application/cloudevents-batch+json"

_decode = msgspec.json.Decoder().decode
_raws = msgspec.json.Decoder(list[msgspec.Raw]).decode
_sorted = msgspec.json.Encoder(order="sorted").encode


def media_type(headers: Mapping[str, str]) -> str:
    """The media type without its parameters, lower case."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def read_one(headers: Mapping[str, str], body: bytes) -> object:
    """A structured or binary event as a JSON value. Raises Problem."""
    if len(body) > EVENT_BYTES:
        raise too_large("An event may have 256 KB.")
    if _is_binary(headers):
        return _from_binary(headers, body)
    if media_type(headers) not in STRUCTURED:
        raise Problem(
            415, "unsupported-media-type", "This address does not take that media type.",
            f"Send application/cloudevents+json, {BATCH}, or ce-* headers.")  # fmt: skip
    return checked_text(parsed(body, _decode), body)


def read_batch(body: bytes) -> list[object]:
    """A batch's events as JSON values; one that cannot be taken stands there as its Problem. Raises Problem."""
    if len(body) > BATCH_BYTES:
        raise too_large("A batch may have 4 MB.")
    raws = parsed(body, _raws)
    if len(raws) > BATCH_EVENTS:
        raise too_large("A batch may have 1,000 events.")
    return [_one_of_batch(bytes(raw)) for raw in raws]


def content_digest_bytes(event: Mapping[str, Any]) -> bytes:
    """The event's content in one spelling, whatever the mode, key order or trace of its delivery."""
    return _sorted({name: value for name, value in event.items() if not _says_nothing(name, value)})


def _says_nothing(name: str, value: Any) -> bool:
    """Whether an attribute may be there or not and the event is the same (CloudEvents JSON format, sections 2.2 and 3.1)."""
    return (
        name in TRANSPORT
        or value is None
        or (name == "datacontenttype" and isinstance(value, str) and says_json(value))
    )


def too_large(detail: str) -> Problem:
    """More than a limit of the contract allows."""
    return Problem(413, "too-large", "The request is too large.", detail)


def not_a_cloud_event(error: NotACloudEvent) -> Problem:
    """A required attribute is missing or wrong."""
    return Problem(
        400, "not-a-cloudevent", "This is not a CloudEvent 1.0.", f"{error.pointer or '/'} {error.detail}",
        [FieldError(error.pointer, error.detail)])  # fmt: skip


def source_not_yours(principal: Principal) -> Problem:
    """An adapter writes as the source its token was made for."""
    title = "This source is not this token's."
    return Problem(403, "source-not-yours", title, f"This token may send as {principal.source}: a trailing * stands for all that follows.")  # fmt: skip


def wrong_field(error: WrongField) -> Problem:
    """A used field is wrong."""
    return unprocessable([FieldError(error.pointer, error.detail)])


def parsed(body: bytes, decode: Callable[[bytes], Any]) -> Any:
    """JSON, or a Problem that says it is not."""
    try:
        return decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem(400, "bad-request", "The request cannot be read.", "The body is not JSON in UTF-8.") from None


def _one_of_batch(raw: bytes) -> object:
    if len(raw) > EVENT_BYTES:
        return too_large("An event may have 256 KB.")
    try:
        return checked_text(parsed(raw, _decode), raw)
    except Problem as problem:
        return problem


def checked_text(value: Any, body: bytes) -> Any:
    """The value, unless it holds what not every store and reader can hold. Raises Problem."""
    try:
        check_storable(value, body)
    except Unstorable as error:
        raise Problem(400, "unstorable", "The request cannot be read.", f"The event {error}.") from None
    return value


def _is_binary(headers: Mapping[str, str]) -> bool:
    """Attributes in headers, unless the content type says that they stand in the body."""
    if media_type(headers).startswith("application/cloudevents"):
        return False
    return "ce-specversion" in headers or "ce-id" in headers or "ce-type" in headers


def _from_binary(headers: Mapping[str, str], body: bytes) -> object:
    try:
        event = from_binary(headers, body)
    except NotACloudEvent as error:
        raise not_a_cloud_event(error) from None
    return checked_text(event, b"\\u")  # headers may spell NUL: walk in any case
