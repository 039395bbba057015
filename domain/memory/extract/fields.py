"""What a system tells in fields of its own: numbers of orders, products, amounts, days. Such a telling has no place in a text."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, cast

from domain.customer import events as happened
from domain.memory.extract.finding import Finding
from domain.memory.extract.products import checks

RULE = "field.1"
_ORDERS, _PRODUCTS = ("order_ref", "order_no", "order"), ("gtin", "ean", "sku", "product_ref", "product")
_AMOUNTS = ("total", "value", "amount", "price")
_DAYS = ("delivery_date", "expected_at", "deliver_by", "estimated_delivery", "eta")
_DECIMAL = re.compile(r"\d{1,9}(?:\.\d{1,4})?")
_LONGEST = 120  # characters of a field


def told_by_fields(event: happened.ItemEvent) -> list[Finding]:
    """The facts in the structured fields of an order, a parcel, an offer or a stock entry; empty for anything else."""
    match event:
        case happened.OrderNoted():
            found = [
                *_number(event.about, ("number", *_ORDERS)),
                *_products(event.about),
                *_amount(event.about),
                *_day(event.about),
            ]
        case happened.ShipmentNoted():
            found = [*_number(event.about, _ORDERS), *_products(event.about), *_day(event.about)]
        case happened.OfferQuoted():
            found = [*_number(event.about, _ORDERS), *_products(event.about), *_amount(event.about)]
        case happened.StockNoted():
            found = list(_products(event.about))
        case _:
            found = []
    return list({(each.key, each.norm): each for each in found}.values())


def _number(about: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[Finding]:
    value = next(filter(None, (_text(about, name) for name in names)), "")
    if value:
        yield _finding("order_no", value, value.replace(" ", "").upper())


def _products(about: Mapping[str, Any]) -> Iterator[Finding]:
    """The product of an entry, and those of its lines."""
    lines = about.get("items") or about.get("lines")
    each: Any
    for each in [about, *(cast("list[Any]", lines) if isinstance(lines, list) else [])]:
        fields = cast("dict[str, Any]", each) if isinstance(each, dict) else {}
        value = next(filter(None, (_text(fields, name) for name in _PRODUCTS)), "")
        if value:
            gtin = value.isdecimal() and len(value) in (8, 12, 13, 14) and checks(value)
            yield _finding("product", value, value.zfill(14) if gtin else value.casefold())


def _amount(about: Mapping[str, Any]) -> Iterator[Finding]:
    """An amount with its currency; without one it is no amount."""
    for name in _AMOUNTS:
        told: Any = about.get(name)
        fields = cast("dict[str, Any]", told) if isinstance(told, dict) else {"value": told}
        value = next(filter(_DECIMAL.fullmatch, (_number_of(fields.get(each)) for each in ("value", "amount"))), "")
        currency = (_text(fields, "currency") or _text(about, "currency")).upper()
        if len(currency) == 3 and currency.isalpha() and value:
            yield _finding("amount", f"{value} {currency}", f"{float(value):.2f} {currency}")
            return


def _number_of(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _day(about: Mapping[str, Any]) -> Iterator[Finding]:
    value = next(filter(None, (_text(about, name) for name in _DAYS)), "")
    if _is_day(value):
        yield _finding("date", value, value[:10])


def _is_day(value: str) -> bool:
    try:
        _ = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _text(about: Mapping[str, Any], name: str) -> str:
    value: Any = about.get(name)
    return (
        str(value).strip()
        if isinstance(value, str | int) and not isinstance(value, bool) and len(str(value)) <= _LONGEST
        else ""
    )


def _finding(key: str, value: str, norm: str) -> Finding:
    return Finding(key=key, value=value, norm=norm, span=(0, 0), rule=RULE, confidence=0.99)
