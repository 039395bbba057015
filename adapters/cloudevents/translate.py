"""A CloudEvent in our words: pure, no clock, no I/O. Handles get their digests from the caller's keyed hash.

Fields are masked here; what was said (`text`, `segments`) is masked by who knows what was asked before (app/intake/hearing.py).
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from adapters.cloudevents.wire import (
    ATTRIBUTES,
    TRANSPORT,
    Data,
    HandleIn,
    PartIn,
    Unreadable,
    WrongField,
    event_time,
    read_data,
)  # fmt: skip
from adapters.cloudevents.words import context_text, plain_text
from adapters.handles.phones import region_of
from adapters.handles.reading import Reading
from adapters.handles.rules import STANDARD, HandleRules, entry_points
from domain.customer.arrivals import (
    CALLS,
    CONSENTS,
    CONTEXT,
    CUSTOMER_SIDE,
    KNOWN,
    SAYINGS,
    Arrival,
    Consented,
    Noticed,
    Told,
)
from domain.customer.events import Attachment, Segment
from domain.identity.handles import Handle
from domain.memory.secrets import mask, mask_all
from domain.timeline.items import Author

PREFIX, VERSION = "throughline.", ".v1"
USED = frozenset({"channel", "entry_point", "direction", "kind", "parts", "transcript", "handles", "method", "level"})

Digest = Callable[[str, str], bytes]
UPLOADED = "urn:throughline:attachment:"
_OURS = re.compile(
    re.escape(UPLOADED) + "(a-[a-p]{32})"
)  # letters only: nothing in it could be taken for a number told
_TOKEN = re.compile(r"[a-z0-9_-]{1,40}", re.IGNORECASE)

_CHANNELS = dict.fromkeys(("customer.imported", "identity.evidence", *SAYINGS), "crm")
_KINDS = {"visit.noted": "visit", "note.added": "note", "delivery.updated": "delivery"}
_DIRECTIONS = {
    "message.received": "inbound",
    "message.sent": "outbound",
    "visit.noted": "inbound",
    "delivery.updated": "outbound",
}
_ROLES = {
    "message.received": "customer",
    "message.sent": "agent",
    "visit.noted": "customer",
    "customer.imported": "customer",
    **dict.fromkeys(SAYINGS, "customer"),
}


def translate(event: dict[str, Any], received_at: datetime, digest: Digest, region: str,
              rules: HandleRules = STANDARD) -> Arrival:  # fmt: skip
    """What an event with checked attributes says. Raises Unreadable (quarantine) or WrongField (422)."""
    what = event["type"].removeprefix(PREFIX).removesuffix(VERSION)
    if what not in KNOWN or event["type"] != f"{PREFIX}{what}{VERSION}":
        raise Unreadable("unknown type")
    occurred_at = event_time(event) or received_at
    data, raw = read_data(event)
    channel = data.channel or _CHANNELS.get(what)
    if channel is None:
        if what not in CONTEXT:
            raise WrongField("/data/channel", "is required")
        channel = "commerce"
    party = data.party
    author = Author(
        role=party.role if party else _ROLES.get(what, "system"), id=(party.id or "") if party else "",
        name=mask(party.display_name or "") if party else "")  # fmt: skip
    read = _reader(data.entry_point or "", region, rules)
    handles, unfit = _handles(_claims(what, data, author.role), digest, read, rules.kinds)
    refs = data.provider_refs
    refers_to = (refs.message_id or "") if refs and what == "delivery.updated" else ""
    provider_id = (refs.provider_id or "") if refs and what == "delivery.updated" else ""
    segments = tuple(
        Segment(party=each.party, text=each.text, from_ms=each.from_ms, to_ms=each.to_ms, confidence=each.confidence)
        for each in data.transcript or ())  # fmt: skip
    return Arrival(
        what=what, source=event["source"], id=event["id"], thread=event.get("subject") or "", occurred_at=occurred_at,
        channel=channel, entry_point=data.entry_point or "", direction=_direction(what, data, segments),
        kind=data.kind or _KINDS.get(what) or ("call" if what in CALLS else "context" if what in CONTEXT else "message"),
        language=_language(data.parts), locale=data.locale or "", sequence=event.get("sequence") or "",
        store_id=(data.store.gln or "") if data.store else "", author=author, handles=handles,
        text=_text(what, data, raw, segments), segments=segments, attachments=_attachments(data.parts),
        about=mask_all(_about(what, data, raw)), extra=mask_all(_extra(event, raw, unfit)), promise=_promise(data),
        consent=_consent(what, data), notice=_notice(what, data), method=data.method or "",
        refers_to=refers_to, attributes=tuple(sorted(mask_all(party.attributes or {}).items())) if party else (),
        item_id=_item_id(digest, event["source"], event["id"]),
        target_item_id=_item_id(digest, event["source"], refers_to) if refers_to else "", provider_id=provider_id,
        state=_state(what, data), code=_code(data), started_at=data.call.started_at if data.call else None,
        ended_at=data.call.ended_at if data.call else None)  # fmt: skip


def _item_id(digest: Digest, source: str, event_id: str) -> str:
    key = digest("item", f"{source}\n{event_id}")
    return f"t-{key.hex()[:32]}"


def _claims(what: str, data: Data, role: str) -> list[tuple[str, HandleIn]]:
    """The handles that may say whose it is, and where they stand: the author's own on the customer's side, else the recipients'."""
    own = _placed("/data/party/handles", data.party.handles) if data.party else []
    if what == "identity.evidence":
        found = [*_placed("/data/handles", data.handles), *own]
        if not found:
            raise WrongField("/data/handles", "is required: the handles of one and the same person")
        level = data.level
        return found if level is None else [(where, _at_most(each, level)) for where, each in found]
    if role in CUSTOMER_SIDE:
        return own
    sides = [(index, each.handles) for index, each in enumerate(data.to or ()) if each.role in CUSTOMER_SIDE]
    return [claim for index, handles in sides for claim in _placed(f"/data/to/{index}/handles", handles)]


def _placed(where: str, handles: list[HandleIn] | None) -> list[tuple[str, HandleIn]]:
    return [(f"{where}/{index}", handle) for index, handle in enumerate(handles or ())]


def _at_most(handle: HandleIn, level: int) -> HandleIn:
    return HandleIn(
        kind=handle.kind, value_raw=handle.value_raw, level=min(handle.level or level, level), method=handle.method
    )


def _reader(entry_point: str, region: str, rules: HandleRules) -> Callable[[str, str], Reading]:
    """How handles that came in there are read: national numbers in its country, and its own address as nobody's."""
    home = region_of(entry_point, region)
    here = entry_points(entry_point, home)
    return lambda kind, raw: rules.read(kind, raw, home, here)


def _handles(claims: list[tuple[str, HandleIn]], digest: Digest, read: Callable[[str, str], Reading],
             kinds: tuple[str, ...]) -> tuple[tuple[Handle, ...], list[dict[str, str]]]:  # fmt: skip
    """Each address once, with its best level; and those that are no address at all, kept as they were sent."""
    found: dict[bytes, Handle] = {}
    unfit: list[dict[str, str]] = []
    for where, claim in claims:
        if claim.kind not in kinds:
            raise WrongField(f"{where}/kind", f"must be one of {', '.join(kinds)}")
        reading = read(claim.kind, claim.value_raw)
        if reading.norm is None:
            unfit.append({"kind": claim.kind, "value_raw": claim.value_raw, "unfit": reading.unfit})
            continue
        key = digest(claim.kind, reading.norm)
        before = found.get(key)
        if before is not None and before.level >= claim.level:
            continue
        found[key] = Handle(
            kind=claim.kind, raw=claim.value_raw, norm=reading.norm, level=claim.level, digest=key, method=claim.method or "",
            unfit=reading.unfit)  # fmt: skip
    return tuple(found.values()), unfit


def _direction(what: str, data: Data, segments: tuple[Segment, ...]) -> str:
    if what == "call.transcribed" and segments:  # who speaks, whichever way the call was made
        sides = {"inbound" if each.party in CUSTOMER_SIDE else "outbound" for each in segments}
        return sides.pop() if len(sides) == 1 else "both"
    if data.direction:
        return data.direction
    if what in CALLS:
        return "both" if what == "call.ended" else "inbound"
    return _DIRECTIONS.get(what, "internal")


def _text(what: str, data: Data, raw: dict[str, Any], segments: tuple[Segment, ...]) -> str:
    if segments:
        return "\n".join(each.text for each in segments)
    text = plain_text(data.parts or ())
    if text or what not in CONTEXT:
        return text
    return context_text(what, data, raw)


def _language(parts: list[PartIn] | None) -> str:
    return next((part.language for part in parts or () if part.language), "")


def _attachments(parts: list[PartIn] | None) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(ref=mask(part.dataref, reference=True), media_type=part.media_type or "", sha256=part.sha256 or "", size=part.size,
                   name=mask(part.name or ""), attachment_id=uploaded(part.dataref))
        for part in parts or () if part.dataref)  # fmt: skip


def uploaded(dataref: str) -> str:
    """The id of bytes that were sent to us before (`POST /v1/attachments`); empty for a reference elsewhere."""
    ours = _OURS.fullmatch(dataref)
    return ours[1] if ours else ""


def _about(what: str, data: Data, raw: dict[str, Any]) -> dict[str, Any]:
    """The structured side of context, under the name its type gives it (order, shipment, offer, stock)."""
    if what not in CONTEXT:
        return {}
    named = raw.get(what.partition(".")[0]) if what != "promise.made" else None  # a promise has fields of its own
    about: dict[str, Any] = dict(named) if isinstance(named, dict) else {}
    for field in ("order_ref", "parcel_ref", "product_ref"):
        value = getattr(data, field)
        if value:
            about.setdefault(field, value)
    number = data.parcel_ref if what == "shipment.noted" else data.order_ref
    if number and what != "promise.made":
        about.setdefault("number", number)
    return about


def _extra(event: dict[str, Any], raw: dict[str, Any], unfit: list[dict[str, str]]) -> dict[str, Any]:
    """What the sender said and we do not use yet."""
    extra = {name: value for name, value in raw.items() if name not in USED and name != "party"}
    beside = [part for part in raw.get("parts") or () if part.get("range") or part.get("type") not in ("text", "file")]
    if beside:  # quotes, signatures, HTML: not shown as new words, and not lost
        extra["parts"] = beside
    attributes = {name: value for name, value in event.items() if name not in ATTRIBUTES and name not in TRANSPORT}
    if attributes:
        extra["attributes"] = attributes
    if unfit:
        extra["unfit_handles"] = unfit
    party = raw.get("party")
    if isinstance(party, dict):
        unknown = {
            name: value
            for name, value in party.items()
            if name not in ("role", "display_name", "id", "handles", "attributes")
        }
        if unknown:
            extra["party"] = unknown
    return extra


def _promise(data: Data) -> Told | None:
    return (
        Told(kind=data.promise.kind, what=mask(data.promise.what), due_at=data.promise.due_at) if data.promise else None
    )


def _consent(what: str, data: Data) -> Consented | None:
    """What an event of its own says about a purpose, or the start of a call about recording it. Raises WrongField."""
    if what == "objection.raised":
        if data.objection is None or data.objection.purpose is None:
            raise WrongField("/data/objection/purpose", "is required")
        return Consented(given=False, objected=True, purpose=data.objection.purpose)
    told = data.consent
    if what in CONSENTS:
        if told is None or told.purpose is None:
            raise WrongField("/data/consent/purpose", "is required")
        given, purpose = what == "consent.given", told.purpose
    elif what == "call.started" and told is not None and told.recording is not None:
        given, purpose = told.recording, "recording"
    else:
        return None
    return Consented(given=given, purpose=purpose, notice=mask(told.notice or ""),
                     notice_version=mask(told.notice_version or ""), expires_at=told.expires_at)  # fmt: skip


def _notice(what: str, data: Data) -> Noticed | None:
    """What the person was shown. Raises WrongField."""
    if what != "notice.shown":
        return None
    told = data.notice
    notice, version = ((told.text or "").strip(), (told.version or "").strip()) if told else ("", "")
    if told is None or not (notice or version):
        raise WrongField("/data/notice/text", "or version says which notice it was")
    return Noticed(notice=mask(notice), notice_version=mask(version), locale=mask(told.locale or data.locale or ""))


def _state(what: str, data: Data) -> str:
    if what != "delivery.updated":
        return ""
    if data.delivery is None:
        raise WrongField("/data/delivery", "is required: {state, code?}")
    return data.delivery.state


def _code(data: Data) -> str:
    """Stands in clear in the log: only a code may, the sender's words are in `extra`."""
    told = data.delivery.code if data.delivery is not None else data.call.cause if data.call is not None else None
    return told if told and _TOKEN.fullmatch(told) else ""
