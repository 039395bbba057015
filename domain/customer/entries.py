"""The event that an arrival's own content becomes, once it is known whose it is."""

from collections.abc import Callable, Iterator
from typing import Any

from domain.customer import events as happened
from domain.customer.arrivals import CONSENTS, SAYINGS, Arrival, Told
from domain.ports import Mint

HEARD = "rule:hearing.1"  # by which a number is hidden that was said before it was told as a secret
Common = dict[str, object]


def entry_for(arrival: Arrival, interaction_id: str | None, mint: Mint) -> list[happened.Event]:
    """The entry of the timeline, or what an imported record tells; nothing for bare evidence."""
    if arrival.what == "identity.evidence":
        return []
    if arrival.what == "customer.imported":
        return [happened.ProfileAttributeNoted(
            attribute="name", system=arrival.source, value=arrival.author.name, extra=arrival.extra)]  # fmt: skip
    if arrival.what == "delivery.updated":
        return [_unmatched_receipt(arrival, interaction_id, mint)]
    if arrival.what == "call.ended":
        assert interaction_id is not None
        return [_ended(arrival, interaction_id)]
    if arrival.what == "promise.made":
        return [_promised(arrival, interaction_id, mint)]
    if arrival.what in SAYINGS:
        return [*_consented(arrival, interaction_id, ""), *_noticed(arrival, interaction_id)]
    made = _MAKERS[arrival.what](arrival, interaction_id, mint)
    return [*_echoed(arrival, interaction_id), *_consented(arrival, interaction_id, getattr(made, "item_id", "")), made]


def _echoed(arrival: Arrival, interaction_id: str | None) -> Iterator[happened.Event]:
    """What was said in clear before and is told as a secret now is hidden."""
    for item_id in dict.fromkeys(each.item_id for each in arrival.echoes):
        spans = tuple((each.start, each.end) for each in arrival.echoes if each.item_id == item_id)
        yield happened.MessageRedacted(
            item_id=item_id, interaction_id=interaction_id, spans=spans, reason="pin", detected_by=HEARD)  # fmt: skip


def _consented(arrival: Arrival, interaction_id: str | None, item_id: str) -> Iterator[happened.Event]:
    """What the person said about consent; `item_id` is the entry in which."""
    told = arrival.consent
    if told is not None and told.objected:
        yield happened.ObjectionRaised(
            channel=arrival.channel, interaction_id=interaction_id, proof_item=item_id, purpose=told.purpose,
            place=arrival.entry_point, extra=arrival.extra)  # fmt: skip
    elif told is not None:
        kind = happened.ConsentGiven if told.given else happened.ConsentWithdrawn
        yield kind(
            channel=arrival.channel, interaction_id=interaction_id, proof_item=item_id, expires_at=told.expires_at,
            purpose=told.purpose, notice=told.notice, notice_version=told.notice_version, place=arrival.entry_point,
            extra=arrival.extra if arrival.what in CONSENTS else {})  # fmt: skip


def _noticed(arrival: Arrival, interaction_id: str | None) -> Iterator[happened.Event]:
    """What the person was shown or read."""
    told = arrival.notice
    if told is not None:
        yield happened.NoticeShown(
            channel=arrival.channel, interaction_id=interaction_id, notice=told.notice, notice_version=told.notice_version,
            locale=told.locale, place=arrival.entry_point, extra=arrival.extra)  # fmt: skip


def call_item_id(interaction_id: str) -> str:
    """A call has one item of its own, whichever of its start and end is delivered first."""
    return f"t-{interaction_id.removeprefix('i-')}"


def _said(kind: type[happened.ItemEvent]) -> Callable[[Arrival, str | None, Mint], happened.Event]:
    return lambda arrival, interaction_id, mint: _item(kind, arrival, interaction_id, arrival.item_id)


def _item(kind: type[happened.ItemEvent], arrival: Arrival, interaction_id: str | None, item_id: str,
          **more: Any) -> happened.Event:  # fmt: skip
    return kind(
        item_id=item_id, interaction_id=interaction_id, channel=arrival.channel, entry_point=arrival.entry_point,
        kind=arrival.kind, direction=arrival.direction, author_role=arrival.author.role, author_id=arrival.author.id,
        author_name=arrival.author.name, language=arrival.language, sequence=arrival.sequence, text=arrival.text,
        attachments=arrival.attachments, about=arrival.about, extra=arrival.extra, **more)  # fmt: skip


def _connected(arrival: Arrival, interaction_id: str | None, mint: Mint) -> happened.Event:
    assert interaction_id is not None
    started_at = arrival.started_at or arrival.occurred_at
    return _item(happened.CallConnected, arrival, interaction_id, call_item_id(interaction_id), started_at=started_at)


def _transcribed(arrival: Arrival, interaction_id: str | None, mint: Mint) -> happened.Event:
    return _item(happened.CallTranscribed, arrival, interaction_id, arrival.item_id, segments=arrival.segments)


def _visited(arrival: Arrival, interaction_id: str | None, mint: Mint) -> happened.Event:
    return _item(happened.StoreVisitNoted, arrival, interaction_id, arrival.item_id, store_id=arrival.store_id)


def _promised(arrival: Arrival, interaction_id: str | None, mint: Mint) -> happened.Event:
    told = arrival.promise or Told()
    return _item(happened.PromiseMade, arrival, interaction_id, arrival.item_id, promise_id=mint("p"), promised=told.kind,
                 due_at=told.due_at, what=told.what or arrival.text)  # fmt: skip


def _ended(arrival: Arrival, interaction_id: str) -> happened.Event:
    return happened.InteractionEnded(
        interaction_id=interaction_id, item_id=call_item_id(interaction_id), channel=arrival.channel,
        entry_point=arrival.entry_point, direction=arrival.direction, ended_by=arrival.author.role,
        reason=arrival.code, started_at=arrival.started_at, ended_at=arrival.ended_at or arrival.occurred_at,
        extra=arrival.extra)  # fmt: skip


def _unmatched_receipt(arrival: Arrival, interaction_id: str | None, mint: Mint) -> happened.Event:
    return happened.MessageDeliveryUpdated(
        item_id=arrival.target_item_id or arrival.item_id, state=arrival.state, code=arrival.code, interaction_id=interaction_id,
        channel=arrival.channel, entry_point=arrival.entry_point, extra=arrival.extra)  # fmt: skip


_MAKERS: dict[str, Callable[[Arrival, str | None, Mint], happened.Event]] = {
    "message.received": _said(happened.MessageReceived),
    "message.sent": _said(happened.MessageSent),
    "call.started": _connected,
    "call.transcribed": _transcribed,
    "visit.noted": _visited,
    "note.added": _said(happened.NoteAdded),
    "order.noted": _said(happened.OrderNoted),
    "shipment.noted": _said(happened.ShipmentNoted),
    "offer.quoted": _said(happened.OfferQuoted),
    "stock.noted": _said(happened.StockNoted),
}
