"""Names of other people are told, and are never taken for the customer's own."""

import pytest

from domain.memory.extract import hear
from domain.memory.facts import OF_ANOTHER


def others(text: str) -> list[str]:
    found, _ = hear("customer", text)
    return [each.value for each in found if each.key == "name" and each.rule.startswith(OF_ANOTHER)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The jacket is for my son Kieran, he is nine.", ["Kieran"]),
        ("Please fit my kid, Orla, as well.", ["Orla"]),
        ("My husband Sean Finnegan will collect it.", ["Sean Finnegan"]),
        ("My daughter is called Niamh.", ["Niamh"]),
        ("Niamh, my daughter, will come.", ["Niamh"]),
        ("I have seen Dr. Byrne and Prof Walsh.", ["Byrne", "Walsh"]),
        ("To dla mojego syna Kacpra.", ["Kacpra"]),
        ("Odbierze moja żona Anna Nowak.", ["Anna Nowak"]),
        ("Zalecił to dr Zieliński.", ["Zieliński"]),
        ("my son needs it on Monday", []),
        ("My wife, Monday is fine.", []),
        ("I need a doctor. Perhaps tomorrow.", []),
        ("I like North Face, my friend really does.", []),
        ("my pet as a child was Molly", []),
    ],
)
def test_the_name_of_somebody_else_is_read(text: str, names: list[str]):
    assert names == others(text)


def test_a_question_for_the_own_name_stays_open_behind_the_name_of_another():
    _, asked = hear("agent", "May I have your name, please?")
    found, asked = hear("customer", "It is for my son Kieran.", asked)
    assert [("name", "another.2")] == [(each.key, each.rule) for each in found if each.key == "name"]
    assert ("name",) == asked.keys
