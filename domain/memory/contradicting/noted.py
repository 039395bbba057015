"""The statements in what systems send: offers, stock figures, orders and parcels. What cannot be read states nothing."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from domain.memory.contradicting.amounts import read_amount
from domain.memory.contradicting.likeness import number
from domain.memory.contradicting.orders import PARCEL, step_of
from domain.memory.contradicting.places import read_channels
from domain.memory.contradicting.promotions import NO, read_share
from domain.memory.contradicting.statements import Statement
from domain.memory.contradicting.stock import GONE, THERE
from domain.timeline.items import Item

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_PRICES = frozenset({"price", "cena"})
_DUE = ("eta", "expected_at", "estimated_delivery", "delivery_date", "deliver_by", "planned_delivery")


def noted_in(item: Item, zone: ZoneInfo) -> list[Statement]:
    """What an item of the systems states; days are the shop's."""
    read = _READERS.get(item.event)
    return list(read(item.about, zone)) if read else []


def as_of(item: Item) -> datetime:
    """When it was so: as the system says, else when the event happened."""
    return _time(item.about.get("as_of")) or item.occurred_at


def _offer(about: Mapping[str, Any], zone: ZoneInfo) -> Iterator[Statement]:
    code, product = number(_text(about, "code")), _text(about, "product") or _text(about, "product_ref")
    amount = read_amount(about.get("value"), about.get("currency"))
    if _text(about, "kind").lower() in _PRICES:
        if amount and product:
            yield _offered(about, "price", f"product:{product}", amount)
        return
    subject = f"code:{code}" if code else f"promotion:{product}" if product else ""
    worth = read_share(str(about.get("value"))) or (NO if amount.startswith("0.00") else amount)
    until = _time(about.get("valid_to"))
    if subject and worth:
        yield _offered(about, "promotion", subject, worth)
    if subject and until and worth != NO:
        yield _offered(about, "date", f"until:{subject}", until.astimezone(zone).date().isoformat())


def _offered(about: Mapping[str, Any], kind: str, subject: str, value: str) -> Statement:
    return Statement(
        kind=kind, subject=subject, value=value, norm=value, channels=read_channels(about.get("channels")),
        since=_time(about.get("valid_from")), until=_time(about.get("valid_to")))  # fmt: skip


def _stock(about: Mapping[str, Any], zone: ZoneInfo) -> Iterator[Statement]:
    quantity, name = (
        about.get("quantity"),
        _text(about, "product_ref") or _text(about, "product") or _text(about, "sku"),
    )
    if name and isinstance(quantity, int | float) and not isinstance(quantity, bool):
        norm = THERE if quantity > 0 else GONE
        yield Statement(
            kind="stock", subject=f"product:{name}", value=f"{quantity:g}", norm=norm, place=_text(about, "place")
        )


def _order(about: Mapping[str, Any], zone: ZoneInfo) -> Iterator[Statement]:
    """A parcel's state is also said of its order: as that of one of its parcels."""
    own, of = (number(_text(about, field)) for field in ("number", "order_ref"))
    step, day = step_of(about.get("state")), next(filter(None, (_day(about.get(field), zone) for field in _DUE)), "")
    for each in dict.fromkeys(filter(None, (own, of))):
        place = PARCEL if own and each != own else ""
        if step:
            yield Statement(kind="order", subject=f"order:{each}", value=_text(about, "state"), norm=step, place=place)
        if day and not place:
            yield Statement(kind="date", subject=f"arrival:order:{each}", value=day, norm=day)


_READERS: dict[str, Callable[[Mapping[str, Any], ZoneInfo], Iterator[Statement]]] = {
    "offer-quoted": _offer, "stock-noted": _stock, "order-noted": _order, "shipment-noted": _order,
}  # fmt: skip


def _text(about: Mapping[str, Any], field: str) -> str:
    value = about.get(field)
    return str(value).strip()[:200] if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _day(value: object, zone: ZoneInfo) -> str:
    if isinstance(value, str) and _DATE.fullmatch(value):
        return value
    found = _time(value)
    return found.astimezone(zone).date().isoformat() if found else ""


def _time(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        found = msgspec.convert(value, datetime)
    except msgspec.ValidationError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
