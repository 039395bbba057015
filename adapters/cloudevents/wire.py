"""CloudEvents 1.0 as they arrive: which fields we use, how strict we are with them, and in which modes they come.

Source: CloudEvents 1.0.2 (attributes, sections 3.1 and 3.2; HTTP binding, section 3). Unknown fields are kept.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from adapters.cloudevents.storable import Unstorable, check_storable

Channel = Literal[
    "chat", "phone", "email", "in_store", "sms", "whatsapp", "messenger", "telegram", "marketplace", "app", "social",
    "crm", "commerce",
]  # fmt: skip
Direction = Literal["inbound", "outbound", "both", "internal"]
Kind = Literal["message", "call", "visit", "note", "receipt", "edit", "withdrawal", "delivery", "handover", "context"]
Role = Literal["customer", "agent", "bot", "system", "store_associate", "supervisor", "unknown"]
Short = Annotated[str, msgspec.Meta(max_length=200)]
Long = Annotated[str, msgspec.Meta(max_length=2_000)]
Purpose = Annotated[str, msgspec.Meta(max_length=60, pattern="^[a-z][a-z0-9_]*$")]
Locale = Annotated[str, msgspec.Meta(max_length=35)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Level = Annotated[int, msgspec.Meta(ge=0, le=4)]

ATTRIBUTES = frozenset({
    "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "data", "data_base64",
})  # fmt: skip
TRANSPORT = frozenset({"traceparent", "tracestate", "recordedtime"})  # differ between two deliveries of one event


class HandleIn(msgspec.Struct, frozen=True, kw_only=True):
    kind: Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern="^[a-z][a-z0-9_]*$")]
    value_raw: Annotated[str, msgspec.Meta(max_length=1_000)]
    level: Level = 0
    method: Short | None = None


# More than one person or organisation is ever known by; each is looked up while the sender waits.
Handles = Annotated[list[HandleIn], msgspec.Meta(max_length=100)]


class PartyIn(msgspec.Struct, frozen=True, kw_only=True):
    role: Role
    display_name: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    id: Short | None = None
    handles: Handles | None = None
    attributes: (
        Annotated[dict[Short, Annotated[str, msgspec.Meta(max_length=500)]], msgspec.Meta(max_length=40)] | None
    ) = None


class RecipientIn(msgspec.Struct, frozen=True, kw_only=True):
    role: Role = "customer"
    handles: Handles | None = None


class PartIn(msgspec.Struct, frozen=True, kw_only=True):
    type: Literal["text", "html", "file", "audio", "location", "structured"]
    text: str | None = None
    dataref: Long | None = None
    name: Short | None = None
    media_type: Short | None = None
    sha256: Short | None = None
    size: Count | None = None
    language: Short | None = None
    range: Literal["new", "quoted", "signature"] | None = None


class SegmentIn(msgspec.Struct, frozen=True, kw_only=True):
    party: Role
    text: str
    from_ms: Count = 0
    to_ms: Count = 0
    confidence: float | None = None


class CallIn(msgspec.Struct, frozen=True, kw_only=True):
    state: Short | None = None
    started_at: Instant | None = None
    answered_at: Instant | None = None
    ended_at: Instant | None = None
    cause: Short | None = None


class StoreIn(msgspec.Struct, frozen=True, kw_only=True):
    gln: Short | None = None
    associate: Short | None = None
    receipt_no: Short | None = None


class PromiseIn(msgspec.Struct, frozen=True, kw_only=True):
    kind: Literal["callback", "refund", "delivery", "replacement", "discount", "info"] = "info"
    what: str = ""
    due_at: Instant | None = None


class DeliveryIn(msgspec.Struct, frozen=True, kw_only=True):
    state: Literal["queued", "sent", "delivered", "read", "failed"]
    code: Short | None = None


class ConsentIn(msgspec.Struct, frozen=True, kw_only=True):
    """Within a call, whether it may be recorded; in a consent event of its own, which purpose."""

    recording: bool | None = None
    purpose: Purpose | None = None
    notice: Long | None = None
    notice_version: Short | None = None
    expires_at: Instant | None = None


class ObjectionIn(msgspec.Struct, frozen=True, kw_only=True):
    purpose: Purpose | None = None


class NoticeIn(msgspec.Struct, frozen=True, kw_only=True):
    """`text` is the notice's name or its words."""

    text: Long | None = None
    version: Short | None = None
    locale: Locale | None = None


class RefsIn(msgspec.Struct, frozen=True, kw_only=True):
    message_id: Long | None = None
    reply_to_id: Long | None = None
    provider_id: Long | None = None


class Data(msgspec.Struct, frozen=True, kw_only=True):
    """The used fields of `data`, strict; every other field is kept beside them."""

    channel: Channel | None = None
    entry_point: Short | None = None
    direction: Direction | None = None
    kind: Kind | None = None
    party: PartyIn | None = None
    to: list[RecipientIn] | None = None
    handles: Handles | None = None
    parts: list[PartIn] | None = None
    transcript: list[SegmentIn] | None = None
    call: CallIn | None = None
    store: StoreIn | None = None
    order_ref: Short | None = None
    parcel_ref: Short | None = None
    product_ref: Short | None = None
    promise: PromiseIn | None = None
    delivery: DeliveryIn | None = None
    consent: ConsentIn | None = None
    objection: ObjectionIn | None = None
    notice: NoticeIn | None = None
    provider_refs: RefsIn | None = None
    locale: Locale | None = None
    method: Short | None = None
    level: Level | None = None


class NotACloudEvent(Exception):
    """The required attributes are missing or wrong; `pointer` names the first."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail)
        self.pointer, self.detail = pointer, detail


class WrongField(Exception):
    """A field we use is wrong; `pointer` is a JSON pointer into the event."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail)
        self.pointer, self.detail = pointer, detail


class Unreadable(Exception):
    """A CloudEvent whose data we cannot read: kept in the quarantine. The text is the reason."""


def check_attributes(event: object) -> dict[str, Any]:
    """A JSON value that claims to be a CloudEvent, with its attributes checked. Raises NotACloudEvent, WrongField."""
    if not isinstance(event, dict):
        raise NotACloudEvent("", "An event is a JSON object.")
    if event.get("specversion") != "1.0":
        raise NotACloudEvent("/specversion", 'must be "1.0"')
    for name, longest in (("id", 1_000), ("source", 500), ("type", 200)):
        value = event.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= longest:
            raise NotACloudEvent(f"/{name}", f"must be text of 1 to {longest} characters")
    for name, longest in (("subject", 1_000), ("datacontenttype", 200), ("dataschema", 2_000), ("sequence", 64)):
        value = event.get(name)
        if value is not None and (not isinstance(value, str) or len(value) > longest):
            raise WrongField(f"/{name}", f"must be text of at most {longest} characters")
    if "data" in event and "data_base64" in event:
        raise NotACloudEvent("/data_base64", "an event has data or data_base64, not both")
    return event


def event_time(event: Mapping[str, Any]) -> datetime | None:
    """The event's `time`. Raises WrongField when it is not an RFC 3339 time with its zone."""
    value = event.get("time")
    if value is None:
        return None
    try:
        found = msgspec.convert(value, Instant)
    except msgspec.ValidationError:
        raise WrongField("/time", "must be an RFC 3339 time with its zone") from None
    _check_year("/time", found)
    return found


def read_data(event: Mapping[str, Any]) -> tuple[Data, dict[str, Any]]:
    """The used fields of an event's data, and all of it as sent. Raises Unreadable, WrongField."""
    data = event.get("data", {})
    if "data_base64" in event:
        data = _from_base64(event)
    elif not says_json(event.get("datacontenttype")):
        raise Unreadable("data is not JSON")
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise Unreadable("data is not a JSON object")
    try:
        used = msgspec.convert(data, Data)
    except msgspec.ValidationError as error:
        raise _wrong_field(str(error)) from None
    _check_times(used)
    return used, data


def _check_times(data: Data) -> None:
    """Times that no clock has told would break every reader who turns them into a day."""
    if data.promise is not None:
        _check_year("/data/promise/due_at", data.promise.due_at)
    if data.consent is not None:
        _check_year("/data/consent/expires_at", data.consent.expires_at)
    for name in ("started_at", "answered_at", "ended_at") if data.call is not None else ():
        _check_year(f"/data/call/{name}", getattr(data.call, name))


def _check_year(pointer: str, at: datetime | None) -> None:
    if at is not None and not 1970 <= at.year <= 2200:
        raise WrongField(pointer, "lies outside 1970 to 2200")


def says_json(content_type: str | None) -> bool:
    """Whether data of this content type is JSON; an event that names none has JSON."""
    if not content_type:
        return True
    media = content_type.partition(";")[0].strip().lower()
    return media in ("application/json", "text/json") or media.endswith("+json")


def _from_base64(event: Mapping[str, Any]) -> object:
    try:
        raw = base64.b64decode(str(event["data_base64"]), validate=True)
        data = msgspec.json.decode(raw)
        check_storable(data, raw)
    except (binascii.Error, ValueError, msgspec.DecodeError, RecursionError):
        raise Unreadable("data is not JSON") from None
    except Unstorable as error:
        raise Unreadable(f"data {error}") from None
    return data


_AT = re.compile(r" - at `\$(?P<path>.*)`$")
_MISSING = re.compile(r"Object missing required field `(?P<name>\w+)`")
# Only sentences that speak of types: others ("Invalid enum value '…'") repeat what was sent.
_TELLING = re.compile(r"Expected [^\n]{1,120}|Invalid RFC3339 encoded datetime|Number out of range")


def _wrong_field(message: str) -> WrongField:
    at = _AT.search(message)
    path = at.group("path") if at else ""
    pointer = "/data" + re.sub(r"[.\[](\w+)\]?", r"/\1", path)
    message = _AT.sub("", message)
    missing = _MISSING.fullmatch(message)
    if missing:
        return WrongField(f"{pointer}/{missing.group('name')}", "is required")
    telling = _TELLING.fullmatch(message)
    return WrongField(pointer, message.replace("`", "'") if telling else "is not one of the values allowed here")
