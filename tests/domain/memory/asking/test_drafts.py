"""A draft is looked at while somebody types: nothing changes, and a long page costs no more than a short one."""

from domain.memory.asking import Exempt, known_of, read_exempt
from tests.cost import seconds_of
from tests.domain.memory.asking.desk import Story
from tests.examples import minutes

DRAFT = "Dzień dobry, proszę o imię i nazwisko, numer zamówienia, adres e-mail i datę urodzenia. Co się stało?"


def long_story(items: int) -> Story:
    """A page with so many items, everything told at its start."""
    story = Story()
    story.says("customer", "Nazywam się Katarzyna Wiśniewska, mój e-mail kw@example.org", 0)
    for number in range(items - 1):
        story.says(
            "customer" if number % 2 else "agent",
            f"Zamówienie PL-{10_000 + number} jest w drodze, dziękuję.",
            number,
            f"i-{number % 40}",
        )
    return story


def test_a_draft_names_each_fact_it_asks_for_and_where():
    story = Story()
    story.says("customer", "Nazywam się Katarzyna Wiśniewska, zamówienie PL-48213", 0)
    known = known_of(story.page, DRAFT, "chat", minutes(60))
    assert [("name", "Katarzyna Wiśniewska"), ("order_no", "PL-48213")] == [
        (each.key, each.fact.value) for each in known
    ]
    assert ["proszę o imię i nazwisko", "proszę o imię i nazwisko, numer zamówienia"] == [
        DRAFT[slice(*each.span)] for each in known
    ]


def test_a_draft_to_somebody_who_told_nothing_asks_nothing_again():
    assert [] == known_of(Story().page, DRAFT, "chat", minutes(0))


def test_what_policy_has_checked_anew_is_not_held_against_a_draft():
    story = Story()
    story.says("customer", "zamówienie PL-48213", 0)
    assert [] == known_of(story.page, DRAFT, "chat", minutes(60), read_exempt("order_no:30m"))
    assert 1 == len(known_of(story.page, DRAFT, "chat", minutes(60), (Exempt("pin", minutes(1) - minutes(0)),)))


def test_a_draft_is_known_at_once_on_a_page_of_two_thousand_items():
    page = long_story(2_000).page
    assert 3 == len(known_of(page, DRAFT, "chat", minutes(3_000)))
    looks = lambda: [known_of(page, DRAFT, "chat", minutes(3_000)) for _ in range(20)]  # noqa: E731
    assert seconds_of(looks) / 20 < 0.001  # mostly 0.1 ms


def test_looking_changes_nothing():
    story = long_story(20)
    version = story.page.version
    known_of(story.page, DRAFT, "chat", minutes(3_000))
    assert (version, 20) == (story.page.version, len(story.page.timeline))
