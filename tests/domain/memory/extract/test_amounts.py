"""Amounts as they are written, with their currency; a number alone is none."""

import pytest

from domain.memory.extract.amounts import norm
from tests.domain.memory.extract.telling import norms


@pytest.mark.parametrize(
    ("said", "amounts"),
    [
        ("kosztowało 129 zł", ["129.00 PLN"]), ("129,99 zł", ["129.99 PLN"]), ("129,- zł", ["129.00 PLN"]), ("1 299,00 zł", ["1299.00 PLN"]),
        ("1.299,00 PLN", ["1299.00 PLN"]), ("999zł zamiast 1099zł", ["999.00 PLN", "1099.00 PLN"]), ("PLN 49.90", ["49.90 PLN"]),
        ("dwa razy po 40 złotych", ["40.00 PLN"]), ("35 euro", ["35.00 EUR"]), ("€ 20", ["20.00 EUR"]), ("£1,299.50", ["1299.50 GBP"]),
        ("20 pounds", ["20.00 GBP"]), ("$40", ["40.00 USD"]), ("40$", ["40.00 USD"]), ("40 bucks", ["40.00 USD"]), ("12,000 dollars", ["12000.00 USD"]),
        ("I paid 250000 for it", []), ("zamówienie 129", []), ("item $-5", []), ("room 12 £", ["12.00 GBP"]), ("zł", []), ("$", []),
    ],
)  # fmt: skip
def test_an_amount_has_a_currency_and_two_decimals(said: str, amounts: list[str]):
    assert amounts == norms(said, "amount")


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("1 299,00", "1299.00 PLN"),
        ("1,299", "1299.00 PLN"),
        ("1.299.000", "1299000.00 PLN"),
        ("0,5", "0.50 PLN"),
        ("7", "7.00 PLN"),
    ],
)
def test_the_last_mark_parts_the_cents_where_two_digits_follow(number: str, expected: str):
    assert expected == norm(number, "zł")
