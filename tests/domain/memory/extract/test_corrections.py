"""What takes an earlier telling back says so: inside one text, and in the next one."""

import pytest

from domain.memory.extract import hear
from tests.domain.memory.extract.telling import found


@pytest.mark.parametrize(
    "said",
    [
        "My order number is 8812093344, sorry, I meant 8812093345", "order 8812093344. No, it's 8812093345",
        "order number 8812093344, correction: 8812093345",
        "numer zamówienia 8812093344, nie, przepraszam, 8812093345", "zamówienie 8812093344, pomyłka, 8812093345",
        "numer zamówienia 8812093344, znaczy 8812093345",
        "nr zamówienia 8812093344, miało być 8812093345",
    ],
)  # fmt: skip
def test_inside_one_text_the_second_value_corrects_the_first(said: str):
    told = [(each.key, each.norm, each.corrects) for each in found(said)]
    assert [("order_no", "8812093344", False), ("order_no", "8812093345", True)] == told


@pytest.mark.parametrize(
    ("said", "key", "norm"),
    [
        ("sorry, I meant 8812093345", "order_no", "8812093345"), ("no, it's 8812093345", "order_no", "8812093345"),
        ("pomyłka, 8812093345", "order_no", "8812093345"),
        ("przepraszam, numer zamówienia to 8812093345", "order_no", "8812093345"), ("nie, to 8812093345", "order_no", "8812093345"),
        ("actually it's 8812093345", "order_no", "8812093345"),
    ],
)  # fmt: skip
def test_the_next_text_corrects_what_was_told_just_before(said: str, key: str, norm: str):
    _, asked = hear("customer", "my order number is 8812093344")
    _, asked = hear("agent", "Thank you, one moment.", asked)
    told, _ = hear("customer", said, asked)
    assert [(key, norm, True)] == [(each.key, each.norm, each.corrects) for each in told]


def test_a_correction_that_comes_late_or_after_nothing_is_no_answer():
    assert [] == hear("customer", "sorry, I meant 8812093345")[0]
    _, asked = hear("customer", "my order number is 8812093344")
    for _ in range(5):
        _, asked = hear("agent", "One moment.", asked)
    assert [] == hear("customer", "sorry, I meant 8812093345", asked)[0]


@pytest.mark.parametrize(
    "said",
    [
        "I ordered 8812093344 by mistake, order number 8812093345",
        "I meant to buy it, order number 8812093345",
        "I would rather return order number 8812093345",
        "nie to zamówienie nr 8812093345",
        "no, thanks",
        "nie, dziękuję",
        "No problem, my order number is 8812093344",
        "sorry to bother you, my order number is 8812093344",
    ],
)
def test_a_plain_no_corrects_nothing(said: str):
    assert not any(each.corrects for each in found(said))


def test_what_is_denied_beside_the_right_value_is_not_told():
    assert ["40817264"] == [each.norm for each in found("it's 40817264, not 40817263", "account_no")]
