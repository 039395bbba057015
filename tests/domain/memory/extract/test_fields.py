"""What systems tell in fields of their own."""

from typing import Any

import pytest

from domain.customer import events as happened
from domain.memory.extract import told_by_fields

ITEM: dict[str, Any] = {
    "item_id": "t-1",
    "channel": "commerce",
    "kind": "context",
    "direction": "internal",
    "author_role": "system",
}


@pytest.mark.parametrize(
    ("event", "about", "told"),
    [
        (happened.OrderNoted, {"number": "PL-48213", "state": "paid", "total": "129.5", "currency": "pln"}, {("order_no", "PL-48213"),
        ("amount", "129.50 PLN")}),
        (happened.OrderNoted, {"number": 8812093344, "total": {"value": 20, "currency": "EUR"}, "items": [{"gtin": "5901234123457"}, {"sku": "LAMP-7"}]},
         {("order_no", "8812093344"), ("amount", "20.00 EUR"), ("product", "05901234123457"), ("product", "lamp-7")}),
        (happened.ShipmentNoted, {"number": "620000118881", "order_ref": "PL-48213", "eta": "2026-11-27T10:00:00Z"}, {("order_no", "PL-48213"),
        ("date", "2026-11-27")}),
        (happened.OfferQuoted, {"product": "Lumen 5", "value": "99", "currency": "PLN"}, {("product", "lumen 5"), ("amount", "99.00 PLN")}),
        (happened.StockNoted, {"sku": "LAMP-7", "quantity": 3}, {("product", "lamp-7")}),
        (happened.MessageReceived, {"number": "PL-48213"}, set()),
        (happened.OrderNoted, {}, set()),
        (happened.OrderNoted, {"number": ["PL-1"], "total": True, "currency": "PLN", "items": "none", "eta": "soon"}, set()),
        (happened.OfferQuoted, {"value": "12", "currency": ""}, set()),
        (happened.OfferQuoted, {"value": "12", "currency": "points"}, set()),
    ],
)  # fmt: skip
def test_fields_tell_numbers_products_amounts_and_days(
    event: type[happened.ItemEvent], about: dict[str, Any], told: set[tuple[str, str]]
):
    found = told_by_fields(event(**ITEM, about=about))
    assert told == {(each.key, each.norm) for each in found}
    assert all((each.span, each.rule) == ((0, 0), "field.1") for each in found)
