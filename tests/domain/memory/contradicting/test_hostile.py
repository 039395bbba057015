"""Texts made to be slow or to break something: bounded work, no exception, spans that lie in the text."""

import random
from typing import Any

import pytest

from domain.memory.contradicting.clauses import LONGEST
from domain.memory.contradicting.said import quoted_in, statements_in
from tests.cost import seconds_of
from tests.domain.memory.contradicting.world import WARSAW, WEDNESDAY

WORDS = """
zł 199 1 299,00 € $ 20% % ZIMA20 kod kodem promocja do niedzieli 30.11 31.2 dni 14 zwrot zwroty darmowe gwarancja lata rok return returns within days
order zamówienie PL-48213 # W7449508 zostało wysłane delivered on Friday tomorrow is are jest są na stanie in stock out of nie not brak mamy w Krakowie
online salonach tylko only until the kurtka Halny 3L boots , . ; ( ) : - — ? ! „ ” ' \n 🧥 sorry przepraszam , a , but your colleague said that powiedziano że
punktów points masz you have free delivery over od za cena price of costs kosztuje January 40 99.99.9999 0 000 000 000
""".split(" ")  # noqa: SIM905
AT_ONCE = 0.25  # seconds; some milliseconds as a rule
SHAPES = ["zł ", "1 000 ", "KOD ZIMA20 ", "within return it ", "order W7449508 has been ", "do 1.1 promo ", "A-1" * 50 + " order ", "za za za zł ",
          "(((( zł ", "your colleague said ", "na stanie w W w W ", "zwrot na na na dni ", "A1A1A1 code ", "\n", "zł.\n",
          " reduced now just been to £1", "obniżona z 1 zł do 1 zł ", "should arrive or on ", "i see two in ", "student member ",
          "warranty on all "]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("line", [10**9, 290])
def test_a_megabyte_costs_no_more_than_a_letter(shape: str, line: int):
    text = "\n".join(
        (shape * (1_000_000 // len(shape) + 1))[: min(line, 1_000_000)] for _ in range(max(1, 1_000_000 // line))
    )
    found: list[Any] = []

    def read() -> None:
        found[:] = [*statements_in(text, WEDNESDAY, WARSAW), *quoted_in(text, WEDNESDAY, WARSAW)]

    assert AT_ONCE > seconds_of(read, AT_ONCE)
    assert all(each.span[1] <= LONGEST for each in found)


def test_whatever_is_said_is_read_without_a_fault_and_its_spans_lie_in_it():
    seed = 20261118
    print("seed", seed)
    chance = random.Random(seed)
    for _ in range(3_000):
        text = " ".join(chance.choices(WORDS, k=chance.randint(1, 40)))
        for each in [*statements_in(text, WEDNESDAY, WARSAW), *quoted_in(text, WEDNESDAY, WARSAW)]:
            assert 0 <= each.span[0] <= each.span[1] <= len(text), text
            assert each.norm, text
