"""Each way of saying what giving something back costs, and what becomes of a sale: words are looked for before any pattern."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.memory.contradicting.said import statements_in

AT, ZONE = datetime(2026, 11, 20, 12, tzinfo=UTC), ZoneInfo("Europe/Warsaw")
FREE = (
    "Przesyłka zwrotna jest na nasz koszt.", "Odesłanie towaru nic nie kosztuje, kod przyślemy.", "Odsyłka jest darmowa, kod przyślemy.",
    "Kurier odbierze zwrot za darmo.", "We collect your returns for free.", "You don't pay anything for the return.",
    "Nie płaci pani za odesłanie, kod przyślemy.", "Returns cost nothing.", "We cover the return.", "Return postage is on us.",
    "Za zwrot nic pani nie zapłaci.", "Zwrot pokrywamy.", "Free returns.", "Returns are always free.", "Mamy bezpłatne zwroty.",
    "Zwroty są w pełni darmowe.", "Zwrot jest za darmo.",
)  # fmt: skip
PAID = (
    "Za zwrot towaru trzeba zapłacić.", "Za przesyłkę zwrotną płaci klient, kod przyślemy.", "Odesłanie jest płatne, kod przyślemy.",
    "Odsyłka kosztuje, kod przyślemy.", "You have to pay for the return.", "Return shipping costs extra.", "The customer pays for return postage.",
    "Return postage is paid by you.", "Przesyłkę zwrotną opłaca klient.", "Zwroty są płatne.", "Zwrot kosztuje.",
    "Koszt odesłania ponosi klient, kod przyślemy.", "Zwrot na własny koszt.",
)  # fmt: skip
KEPT = (
    "Sale items are final.", "No returns on clearance.", "Outlet items can't be returned.", "Przecenione rzeczy nie podlegają zwrotowi.",
    "Nie przyjmujemy zwrotów rzeczy z wyprzedaży.",
)  # fmt: skip
GIVEN = ("You can return sale items.", "Discounted items may be returned.", "Przecenione rzeczy także można zwrócić.")


def told(text: str) -> list[tuple[str, str]]:
    return [(each.subject, each.norm) for each in statements_in(text, AT, ZONE)]


@pytest.mark.parametrize("text", FREE)
def test_a_return_is_said_to_be_free(text: str):
    assert ("policy:return_cost", "free") in told(text)


@pytest.mark.parametrize("text", PAID)
def test_a_return_is_said_to_be_paid_for(text: str):
    assert ("policy:return_cost", "paid") in told(text)


@pytest.mark.parametrize("text", KEPT)
def test_what_was_in_a_sale_is_said_to_stay(text: str):
    assert ("policy:return_of_sale", "no") in told(text)


@pytest.mark.parametrize("text", GIVEN)
def test_what_was_in_a_sale_is_said_to_be_taken_back(text: str):
    assert ("policy:return_of_sale", "yes") in told(text)


@pytest.mark.parametrize(("text", "said"), [
    ("Zwrot pieniędzy trwa do 5 dni roboczych.", ("policy:refund_time", "5 wd")), ("Refunds take up to 7 days.", ("policy:refund_time", "7 d")),
    ("Money back within 10 business days, free.", ("policy:refund_time", "10 wd")),
    ("Reklamacje rozpatrujemy w ciągu 14 dni.", ("policy:complaint_time", "14 d")),
    ("Dostawa kosztuje 14,99 zł.", ("policy:delivery_cost", "14.99 PLN")), ("Shipping is £4.99.", ("policy:delivery_cost", "4.99 GBP")),
    ("Free delivery over £50.", ("policy:free_delivery_from", "50.00 GBP")),
    ("Zamówienia powyżej 199 zł dostawa gratis.", ("policy:free_delivery_from", "199.00 PLN")),
    ("Można oddać bez paragonu.", ("policy:return_without_receipt", "yes")),
])  # fmt: skip
def test_times_sums_and_receipts_are_said(text: str, said: tuple[str, str]):
    assert said in told(text)
