"""When two statements are one contradiction: who said them, what is in hand, what was found or resolved before, drafts, the fold."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.customer import events as happened
from domain.memory.contradicting.finding import would_contradict
from domain.memory.contradicting.marks import KEPT, Statements, Stating
from tests.domain.memory.contradicting.world import WARSAW, WEDNESDAY, World, order, two


def test_both_sides_are_shown_with_their_words_origin_and_time():
    found = two("The coat is 199 zł.", "The coat is 249 zł, by the way.").found()[0]
    assert ("199.00 PLN", "The coat is 199 zł", "chat · Anna", WEDNESDAY) == (
        found.left.value, found.left.words, found.left.source, found.left.at)  # fmt: skip
    assert ("249.00 PLN", "email · Bartek") == (found.right.value, found.right.source)
    assert ("t-1", "t-2") == found.items
    assert ("open", "product:coat", "rule:contradictions.1") == (found.state, found.subject, found.detected_by)


# ---- who -------------------------------------------------------------------------------------------------------------


def test_an_agent_who_puts_themselves_right_later_contradicts_nobody():
    assert [] == World().says("The coat is 199 zł.").says("The coat is 249 zł.", 1).kinds


def test_two_agents_of_one_channel_do():
    assert ["price"] == World().says("The coat is 199 zł.").says("The coat is 249 zł.", 1, "bartek").kinds


def test_a_bot_is_a_voice_of_the_shop():
    world = World().says("The coat is 199 zł.", who="", role="bot", thread="i-1").says("The coat is 249 zł.", 1)
    assert ["price"] == world.kinds


def test_what_a_customer_claims_is_nothing_and_what_they_were_told_counts():
    assert [] == World().customer("The coat is 199 zł.").says("The coat is 249 zł.", 1).kinds
    told = (
        World()
        .customer("Your colleague in the shop said the coat is 199 zł, is that right?")
        .says("The coat is 249 zł.", 1)
    )
    assert [("199.00 PLN", "249.00 PLN")] == told.values
    assert "chat · customer" == told.found()[0].left.source


@pytest.mark.parametrize(
    "words",
    [
        "Na czacie powiedziano mi, że mam 60 dni na zwrot.", "Pani konsultantka mówiła, że zwrot jest możliwy w ciągu 60 dni.",
        "W mailu napisano, że zwrot jest w ciągu 60 dni, zgadza się?", "I was told that I have 60 days to return it.",
        "Your website says returns are accepted within 60 days.", "The guy on the phone told me I have 60 days to return it.",
    ],
)  # fmt: skip
def test_a_customer_quotes_the_shop_in_many_ways(words: str):
    assert ["policy"] == World().customer(words).says("Zwrot jest możliwy w ciągu 30 dni.", 1).kinds


def test_two_quotes_of_the_customer_are_no_two_sources():
    world = World().customer("I was told that I have 60 days to return it.", thread="i-1")
    assert [] == world.customer("Your website says returns are accepted within 30 days.", 1, thread="i-2").kinds


def test_nor_are_quotes_of_the_customer_on_two_channels():
    world = World().customer("I was told that I have 60 days to return it.")
    assert [] == world.customer("Your website says returns are accepted within 30 days.", 1, "email", "i-2").kinds


def test_a_slip_put_right_in_one_breath_was_never_said():
    assert [] == two("Na zwrot jest 14 dni, przepraszam, 30 dni.", "Na zwrot jest 30 dni.").kinds


def test_an_agent_who_quotes_a_colleague_says_nothing_themselves():
    world = World().says("Zwrot jest możliwy w ciągu 30 dni.")
    assert [] == world.says("Widzę, że kolega napisał, że ma pani 60 dni na zwrot.", 1, "bartek", "email").kinds


# ---- what is in hand -------------------------------------------------------------------------------------------------


PRICE = {"kind": "price", "product": "Kurtka Halny 3L", "currency": "PLN"}


def test_it_is_the_one_product_the_thread_speaks_of():
    world = World().noted(happened.OfferQuoted, **PRICE, value=1299, system="sklep")
    world.customer("Ile kosztuje kurtka Halny 3L?", 1, thread="i-1").says("Kosztuje 1 199 zł.", 1.1, thread="i-1")
    assert [("1299.00 PLN", "1199.00 PLN")] == world.values


def test_of_two_products_it_may_be_either():
    world = World().noted(happened.OfferQuoted, **PRICE, value=1299, system="sklep")
    world.customer("Ile kosztuje kurtka Halny 3L?", 1, thread="i-1").customer(
        "A ile kosztuje plecak Turnia?", 1, thread="i-1"
    )
    assert [] == world.says("Kosztuje 399 zł.", 1.1, thread="i-1").kinds


def test_the_order_is_the_one_the_thread_names():
    world = order(World(), "delivered", 0)
    world.customer("Gdzie jest moje zamówienie PL-48213?", 1, thread="i-1")
    assert ["order"] == world.says("Zamówienie nie zostało jeszcze wysłane.", 1.1, thread="i-1").kinds


# ---- once ------------------------------------------------------------------------------------------------------------


def test_the_same_two_values_are_one_contradiction_until_it_is_resolved():
    world = two("The coat is 199 zł.", "The coat is 249 zł.").says("The coat is 249 zł.", 6, "celina", "phone")
    assert [("199.00 PLN", "249.00 PLN")] == world.values
    assert 2 == len(world.says("The coat is 229 zł.", 7, "darek", "sms").found())


def test_what_stands_may_be_said_and_what_does_not_is_found_again():
    world = two("The coat is 199 zł.", "The coat is 249 zł.").resolves("right")
    assert 1 == len(world.says("The coat is 249 zł.", 7, "celina", "phone").found())
    assert 2 == len(world.says("The coat is 199 zł.", 8, "darek", "sms").found())


def test_an_item_looked_at_twice_tells_nothing_new():
    world = World()
    world.waiting = []
    world.says("The coat is 199 zł.").says("The coat is 249 zł.", 1, "bartek")
    world.look([*world.waiting, *world.waiting])
    assert ["price"] == world.kinds


def test_a_resolved_pair_is_not_found_again():
    world = World()
    world.waiting = []
    world.says("The coat is 199 zł.").says("The coat is 249 zł.", 1, "bartek")
    world.look(world.waiting)
    version = world.resolves("left").page.version
    world.look(world.waiting)
    assert version == world.page.version


def test_what_comes_late_is_compared_with_what_was_said_after_it():
    world = World().says("The coat is 249 zł.", 5, "bartek", "email").says("The coat is 199 zł.", 0)
    assert [("199.00 PLN", "249.00 PLN")] == world.values
    assert ("t-2", "t-1") == world.found()[0].items


def test_the_order_of_arrival_makes_no_difference():
    lines = [("The coat is 199 zł.", 0, "anna"), ("The coat is 249 zł.", 1, "bartek")]
    here, there = World(), World()
    for line in lines:
        here.says(*line)
    for line in reversed(lines):
        there.says(*line)
    assert here.values == there.values


def test_an_old_price_is_another_day_s_price():
    assert [] == two("The coat is 199 zł.", "The coat is 249 zł.", 24 * 15).kinds


# ---- drafts ----------------------------------------------------------------------------------------------------------


def test_a_draft_that_would_contradict_says_so_and_one_that_agrees_does_not():
    page = World().says("Kurtka Halny kosztuje 1 299 zł.").page
    at = WEDNESDAY + timedelta(hours=1)
    conflict = would_contradict(page, "Dzień dobry! Kurtka Halny kosztuje 1 199 zł.", at, WARSAW, "email", "bartek")[0]
    assert ("price", "1199.00 PLN", "1299.00 PLN", "t-1") == (
        conflict.kind,
        conflict.value,
        conflict.before.value,
        conflict.item_id,
    )
    assert "Kurtka Halny kosztuje 1 199 zł" == "Dzień dobry! Kurtka Halny kosztuje 1 199 zł."[slice(*conflict.span)]
    assert [] == would_contradict(page, "Kurtka Halny kosztuje 1299,00 zł.", at, WARSAW, "email", "bartek")
    assert [] == would_contradict(page, "Dziękujemy za wiadomość.", at, WARSAW)


# ---- the fold --------------------------------------------------------------------------------------------------------


def test_the_index_is_bounded_and_forgets_and_comes_back():
    marks = [Stating(WEDNESDAY + timedelta(minutes=each), f"t-{each}", 1, f"i-{each % 2}") for each in range(KEPT + 50)]
    held = Statements()
    held.adopt(reversed(marks))
    assert marks[50:] == held.state()
    held.forget_items({"t-60"})
    assert KEPT - 1 == len(held.state())
    assert held.state() == Statements(held.state()).state()
    assert {"i-1"} == {each.interaction_id for each in held.of("i-1")}
    held.adopt([marks[60], marks[61]])
    assert marks[50:] == held.state()


def test_a_redacted_statement_is_gone():
    world = World().says("The coat is 199 zł.")
    item = world.page.timeline.by_id["t-1"]
    world.page.timeline.by_id["t-1"] = replace(item, text="•" * len(item.text))
    assert [] == world.says("The coat is 249 zł.", 1, "bartek").kinds


# ---- a code that is not named ----------------------------------------------------------------------------------------

UNNAMED_CODES = [
    "This code can't be combined with sale items.", "The code cannot be combined with other offers.",
    "Tego kodu nie można łączyć z innymi promocjami.", "kod nie łączy się z przecenami",
]  # fmt: skip


@pytest.mark.parametrize("words", UNNAMED_CODES)
def test_words_of_a_code_that_nobody_named_say_nothing_and_stop_nothing(words: str):
    assert [] == World().says(words).says(words, 1, "bartek").kinds
    assert [] == would_contradict(World().says(words).page, words, WEDNESDAY, WARSAW)


@pytest.mark.parametrize("words", UNNAMED_CODES)
def test_words_of_a_code_are_of_the_one_that_their_thread_speaks_of(words: str):
    world = World().says("Kod ZIMA20 łączy się z innymi promocjami.", thread="i-1")
    assert ["promotion"] == world.says("Kod ZIMA20?", 1, "bartek", thread="i-2").says(
        words, 2, "bartek", thread="i-2"
    ).kinds
