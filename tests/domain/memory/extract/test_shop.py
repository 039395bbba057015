"""A shop's own shapes of numbers and its catalogue; trade numbers with their check digit."""

import pytest

from domain.memory.extract import Shop
from domain.memory.extract.products import checks
from domain.memory.number_shapes import shapes_of
from tests.domain.memory.extract.telling import found, norms

SHOP = Shop(numbers=shapes_of(["order_no=ZX#####", "order_no=##-##-###", "account_no=KL@@###", "customer_no=#######"]),
            products={"Lumen 5": "590-5", "Lumen 5 Mini": "590-5m", "zasilacz Volt": "77"})  # fmt: skip


@pytest.mark.parametrize(
    ("said", "key", "norm"),
    [
        ("moje ZX12345 nie doszło", "order_no", "ZX12345"),
        ("it is KLAB123", "account_no", "KLAB123"),
        ("chodzi o 12-34-567", "order_no", "12-34-567"),
        ("mam 12345 pytań", "", ""),
    ],
)
def test_a_shape_with_signs_of_its_own_speaks_for_itself(said: str, key: str, norm: str):
    assert ([(key, norm)] if key else []) == [
        (each.key, each.norm) for each in found(said, shop=SHOP) if each.key.endswith("_no")
    ]


def test_a_bare_answer_goes_to_the_key_whose_shape_it_has():
    assert ["7654321"] == norms("7654321", "customer_no", "order_no", "customer_no", shop=SHOP)
    assert ["7654321"] == norms("7654321", "order_no", "order_no", "customer_no")


@pytest.mark.parametrize("setting", ["name=####", "order_no=", "order_no", "order_no=##", "order_no=" + "#" * 41])
def test_a_setting_that_is_no_shape_is_refused(setting: str):
    with pytest.raises(ValueError, match="not a shape"):
        shapes_of([setting])


@pytest.mark.parametrize(
    ("said", "products"),
    [
        ("Czy Lumen 5 mini jest?", ["590-5m"]),
        ("mam Lumen 5, nie świeci", ["590-5"]),
        ("lumen", []),
        ("zasilacz VOLT i Lumen 5", ["77", "590-5"]),
        ("Lumen, 5", []),
    ],
)
def test_a_product_is_found_by_its_name_in_the_catalogue(said: str, products: list[str]):
    assert products == norms(said, "product", shop=SHOP)
    assert [] == norms(said, "product")


@pytest.mark.parametrize(
    ("said", "products"),
    [("EAN 5901234123457", ["05901234123457"]), ("kod kreskowy: 96385074", ["00000096385074"]), ("5901234123457 nie działa", ["05901234123457"]),
     ("5901234123458 nie działa", []),
     ("barcode 5901234123458", []), ("96385074", []), ("my account is 5901234123457", []), ("numer przesyłki 5901234123457", [])],
)  # fmt: skip
def test_a_trade_number_has_the_right_last_digit(said: str, products: list[str]):
    assert products == norms(said, "product")


def test_check_digits_are_those_of_gs1():
    assert [True, True, True, True, False, False] == [
        checks(each)
        for each in ("96385074", "036000291452", "5901234123457", "15901234123454", "5901234123456", "0000000000000")
    ]
