"""Freer words of agents, and answers to a question for a price: who spoke first makes no difference."""

import pytest

from tests.domain.memory.contradicting import freer_pairs, plain_pairs
from tests.domain.memory.contradicting.free_pairs import AGREE, ASKED, DIFFER, NOT_ASKED, ORDERS
from tests.domain.memory.contradicting.world import World, two


@pytest.mark.parametrize(("kind", "left", "right"), DIFFER + freer_pairs.DIFFER + plain_pairs.DIFFER)
def test_freer_words_differ_whoever_spoke_first(kind: str, left: str, right: str):
    assert [kind] == two(left, right, 1).kinds
    assert [kind] == two(right, left, 1).kinds


@pytest.mark.parametrize(("left", "right"), ORDERS + freer_pairs.ORDERS + plain_pairs.ORDERS)
def test_an_order_that_goes_back_is_a_contradiction(left: str, right: str):
    assert ["order"] in (two(left, right, 1).kinds, two(right, left, 1).kinds)


@pytest.mark.parametrize(("left", "right"), AGREE + freer_pairs.AGREE + plain_pairs.AGREE)
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


def test_a_price_that_is_said_to_replace_another_denies_only_what_is_said_after_it():
    gone_down = "Cena namiotu Rysy 2 spadła z 899 zł na 749 zł."
    assert [] == two("Namiot Rysy 2 kosztuje 899 zł.", gone_down, 1).kinds
    assert ["price"] == two(gone_down, "Namiot Rysy 2 kosztuje 899 zł.", 1).kinds
    assert ["price"] == two("Namiot Rysy 2 kosztuje 829 zł.", gone_down, 1).kinds


def test_what_comes_by_a_day_may_come_before_it():
    latest = "Zamówienie PL-48213 powinno dotrzeć do piątku."
    assert [] == two(latest, "Zamówienie PL-48213 dotrze jutro.", 1).kinds
    assert ["date"] == two(latest, "Zamówienie PL-48213 dotrze w poniedziałek.", 1).kinds


def test_a_weekday_of_next_week_is_not_this_weeks():
    assert [] == two("Order W7449508 arrives on Monday.", "Order W7449508 arrives on Monday next week.", 1).kinds
    assert ["date"] == two("Order W7449508 arrives on Friday.", "Order W7449508 arrives on Friday next week.", 1).kinds


def _talk(asked: list[str], answer: str, elsewhere: str) -> World:
    world = World()
    for place, question in enumerate(asked):
        world.customer(question, place / 100, thread="i-a")
    return world.says(answer, 0.1, thread="i-a").says(elsewhere, 1, "bartek", "email")
