"""What systems send, compared with each other and with what agents say: prices, promotions, stock, orders and parcels."""

from typing import Any

import pytest

from domain.customer import events as happened
from tests.domain.memory.contradicting.world import World, order

PRICE: dict[str, Any] = {"kind": "price", "product": "Kurtka Halny 3L", "currency": "PLN"}
ZIMA: dict[str, Any] = {
    "kind": "promotion",
    "code": "ZIMA20",
    "valid_from": "2026-11-16T00:00:00+01:00",
    "valid_to": "2026-11-22T23:59:00+01:00",
}


def test_a_price_sent_and_a_price_said_are_compared():
    world = World().noted(happened.OfferQuoted, **PRICE, value="1299.00").says("Kurtka Halny 3L kosztuje 1 199 zł.", 2)
    assert [("1299.00 PLN", "1199.00 PLN")] == world.values


def test_prices_that_differ_by_channel_on_purpose_contradict_nobody():
    web = {"value": 1199, "channels": ["web"]}
    world = World().noted(happened.OfferQuoted, **PRICE, **web, system="sklep")
    assert [] == world.noted(happened.OfferQuoted, 1, **PRICE, value=1299, channels=["in_store"], system="pos").kinds
    assert ["price"] == world.noted(
        happened.OfferQuoted, 2, **PRICE, value=1099, channels=["online"], system="crm"
    ).kinds


def test_a_price_of_another_time_contradicts_nobody():
    world = World().noted(happened.OfferQuoted, **PRICE, value=1199, valid_to="2026-11-19T00:00:00Z", system="sklep")
    assert (
        []
        == world.noted(
            happened.OfferQuoted, 48, **PRICE, value=1299, valid_from="2026-11-20T00:00:00Z", system="pos"
        ).kinds
    )


def test_an_offer_that_has_ended_contradicts_nobody():
    ended = {"value": 1199, "valid_to": "2026-11-19T00:00:00Z", "system": "sklep"}
    assert (
        [] == World().noted(happened.OfferQuoted, **PRICE, **ended).says("Kurtka Halny 3L kosztuje 1 299 zł.", 48).kinds
    )
    assert ["price"] == World().noted(happened.OfferQuoted, **PRICE, **ended).says(
        "Kurtka Halny 3L kosztuje 1 299 zł.", 2
    ).kinds


def test_a_newsletter_and_a_till_differ_where_both_hold():
    world = World().noted(happened.OfferQuoted, channel="email", **ZIMA, value="20 %", channels=["web", "in_store"])
    world.noted(happened.OfferQuoted, 50, "in_store", **ZIMA, value="0 %", channels=["in_store"])
    assert [("promotion", "code:ZIMA20", ("20%", "no"))] == [
        (each.kind, each.subject, (each.left.value, each.right.value)) for each in world.found()
    ]


def test_a_code_with_two_last_days_is_a_contradiction_of_dates():
    world = World().noted(happened.OfferQuoted, **ZIMA, value="20 %").says("Kod ZIMA20 jest ważny do 30 listopada.", 2)
    assert [("date", "until:code:ZIMA20", ("2026-11-22", "2026-11-30"))] == [
        (each.kind, each.subject, (each.left.value, each.right.value)) for each in world.found()]  # fmt: skip


STOCK: dict[str, Any] = {
    "sku": "HALNY-3L-GRF-M",
    "product_ref": "Kurtka Halny 3L, grafit, M",
    "place": "Salon Warszawa Centrum",
}


@pytest.mark.parametrize(
    ("hours", "said", "found"),
    [
        (1, "Halny 3L grafit M jest na stanie w Warszawie.", ["stock"]),
        (5, "Halny 3L grafit M jest na stanie w Warszawie.", []),  # it may have come since
        (1, "Halny 3L grafit M jest na stanie w Krakowie.", []),
        (1, "Halny 3L grafit L jest na stanie w Warszawie.", []),
        (1, "Halny 3L grafit M nie jest dostępny w Warszawie.", []),
    ],
)
def test_a_stock_figure_holds_for_its_place_and_some_hours(hours: float, said: str, found: list[str]):
    assert found == World().noted(happened.StockNoted, **STOCK, quantity=0, system="wms").says(said, hours).kinds


def test_two_systems_figures_may_differ_by_a_sale_but_not_in_one_minute():
    moment = {"as_of": "2026-11-18T09:00:00Z"}
    world = World().noted(happened.StockNoted, **STOCK, **moment, quantity=2, system="wms")
    assert [] == world.noted(happened.StockNoted, 0.5, **STOCK, quantity=1, system="pos").kinds
    assert [("2", "5")] == world.noted(happened.StockNoted, 0.6, **STOCK, **moment, quantity=5, system="erp").values


def test_a_later_state_of_one_system_is_progress_and_an_earlier_one_is_not():
    world = World()
    for hours, state in enumerate(("new", "paid", "packed", "shipped", "delivered", "returned")):
        order(world, state, hours)
    assert [] == world.kinds
    assert ["order"] == order(order(World(), "delivered", 0), "shipped", 1).kinds


def test_what_is_told_late_is_no_step_back():
    assert (
        []
        == order(
            order(World(), "delivered", 0, as_of="2026-11-18T09:00:00Z"), "shipped", 1, as_of="2026-11-17T09:00:00Z"
        ).kinds
    )


def test_a_system_that_lags_behind_denies_nothing_but_a_delivered_parcel_is_not_on_its_way():
    assert [] == order(order(World(), "shipped", 0, "carrier"), "packed", 1, "sklep").kinds
    assert ["order"] == order(order(World(), "cancelled", 0, "sklep"), "in_transit", 1, "carrier").kinds
    assert ["order"] == order(order(World(), "delivered", 0, "carrier"), "in_transit", 1, "sklep").kinds


def test_a_second_parcel_may_follow_a_delivered_order():
    world = order(World(), "collected", 0)
    for hours, (parcel, state) in enumerate((("PBX-1", "delivered"), ("PBX-2", "in_transit"))):
        world.noted(
            happened.ShipmentNoted, hours, number=parcel, order_ref="PL-48213", state=state, carrier="Paczkobox"
        )
    assert [] == world.kinds


def test_a_parcel_speaks_for_its_order():
    world = order(World(), "cancelled", 0)
    world.noted(
        happened.ShipmentNoted, 3, number="PBX-1", order_ref="PL-48213", state="in_transit", carrier="Paczkobox"
    )
    assert [("order:PL48213", ("cancelled", "in_transit"))] == [
        (each.subject, (each.left.value, each.right.value)) for each in world.found()
    ]


def test_fields_that_cannot_be_read_state_nothing():
    for about in ({"kind": "price", "product": "x", "value": {"a": 1}}, {"kind": 7, "code": [], "value": None},
                  {"kind": "promotion", "code": "A1B2", "value": "viel", "valid_to": "never"}):  # fmt: skip
        assert [] == World().noted(happened.OfferQuoted, **about).says("Kod A1B2 daje 20 %.", 1).kinds
    assert [] == World().noted(happened.StockNoted, sku="A", quantity="many", as_of=7).kinds
    assert [] == World().noted(happened.OrderNoted, number=12, state=["x"], eta={"a": 1}).kinds
