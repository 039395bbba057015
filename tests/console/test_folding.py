"""What is covered on the screen is covered on paper: one pattern, written in two languages."""

import re
from pathlib import Path

import pytest

from app.console import paper

FOLDING = Path(__file__).parents[2] / "app" / "console" / "js" / "core" / "folding.js"


def test_amounts_are_known_by_one_pattern_on_the_screen_and_on_paper():
    (pattern,) = re.findall(r"^const MONEY = /(.+)/gu;$", FOLDING.read_text(encoding="utf-8"), re.MULTILINE)
    assert pattern == paper.MONEY.pattern


@pytest.mark.parametrize(
    "amount", ["7", "349.90", "349,90", "1 284,00", "1\xa0284", "1,284", "1,284.00", "12\xa0840,50"]
)
@pytest.mark.parametrize(
    "written", ["{} zł", "{} · PLN", "{}\xa0GBP", "{} CZK", "PLN {}", "PLN\xa0{}", "CHF\xa0{}", "£{}", "€{}"]
)
def test_an_amount_is_covered_whole_whichever_of_it_and_its_currency_comes_first(amount: str, written: str):
    covered = paper.MONEY.sub(paper.COVER, f"PL-90210, {written.format(amount)}, paid.")
    assert f"PL-90210, {paper.COVER}, paid." == covered


@pytest.mark.parametrize("text", ["PL-90210, paid", "DHL 48213", "3 DNI, 12 VAT", "61-245 Poznań, 7.05.2026"])
def test_a_number_that_is_no_amount_stays_open(text: str):
    assert text == paper.MONEY.sub(paper.COVER, text)


def test_the_same_kinds_of_facts_are_covered_on_the_screen_and_on_paper():
    (kinds,) = re.findall(
        r"^const SENSITIVE = new Set\(\[(.+)\]\);$", FOLDING.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(re.findall(r'"(\w+)"', kinds)) == paper.SENSITIVE
