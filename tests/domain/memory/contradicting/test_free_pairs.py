"""Freer words of agents, and answers to a question for a price: who spoke first makes no difference."""

import pytest

from tests.domain.memory.contradicting.free_pairs import AGREE, ASKED, DIFFER, NOT_ASKED, ORDERS
from tests.domain.memory.contradicting.world import World, two


@pytest.mark.parametrize(("kind", "left", "right"), DIFFER)
def test_freer_words_differ_whoever_spoke_first(kind: str, left: str, right: str):
    assert [kind] == two(left, right, 1).kinds
    assert [kind] == two(right, left, 1).kinds


@pytest.mark.parametrize(("left", "right"), ORDERS)
def test_an_order_that_goes_back_is_a_contradiction(left: str, right: str):
    assert ["order"] in (two(left, right, 1).kinds, two(right, left, 1).kinds)


@pytest.mark.parametrize(("left", "right"), AGREE)
def test_freer_words_that_only_look_different_are_none(left: str, right: str):
    assert [] == two(left, right, 1).kinds
    assert [] == two(right, left, 1).kinds


@pytest.mark.parametrize(("asked", "answer", "elsewhere"), ASKED)
def test_a_sum_alone_answers_what_was_asked_for(asked: list[str], answer: str, elsewhere: str):
    assert ["price"] == _talk(asked, answer, elsewhere).kinds


@pytest.mark.parametrize(("asked", "answer", "elsewhere"), NOT_ASKED)
def test_a_sum_alone_is_no_price_where_no_price_was_asked_for(asked: list[str], answer: str, elsewhere: str):
    assert [] == _talk(asked, answer, elsewhere).kinds


def test_a_price_without_its_currency_is_in_the_others():
    assert [] == two("The Ridge tent is 249.99.", "The Ridge tent costs £249.99.", 1).kinds


def test_what_something_costs_in_two_currencies_is_nothing_to_compare():
    assert [] == two("The Ridge tent is £249.", "The Ridge tent is €289.", 1).kinds
    assert ["price"] == two("The Ridge tent is £249.", "The Ridge tent is £289.", 1).kinds


def _talk(asked: list[str], answer: str, elsewhere: str) -> World:
    world = World()
    for place, question in enumerate(asked):
        world.customer(question, place / 100, thread="i-a")
    return world.says(answer, 0.1, thread="i-a").says(elsewhere, 1, "bartek", "email")
