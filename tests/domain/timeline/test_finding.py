"""Looking for words as people type them."""

import pytest

from domain.timeline.finding import excerpt, places, wanted

TEXT = "Zamówienie PL-48213: ŁÓŻKO\npolowe, łóżko  turystyczne, Straße 7."


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("łóżko", ["ŁÓŻKO", "łóżko"]),
        ("LOZKO", ["ŁÓŻKO", "łóżko"]),
        ("zamowienie", ["Zamówienie"]),
        ("lozko polowe", ["ŁÓŻKO\npolowe"]),
        ("strasse", ["Straße"]),
        ("48213", ["48213"]),
        ("namiot", []),
        ("   ", []),
    ],
)
def test_capitals_and_accents_do_not_matter(typed: str, found: list[str]):
    assert found == [TEXT[start:end] for start, end in places(TEXT, wanted(typed))]


def test_letters_made_of_two_signs_are_found_whole():
    text = "Zamo\u0301wienie 😀 łódka"
    assert ["mo\u0301w"] == [text[start:end] for start, end in places(text, wanted("mów"))]
    assert ["łódka"] == [text[start:end] for start, end in places(text, wanted("lodka"))]


def test_an_excerpt_keeps_the_places_inside_it():
    text = "a" * 500 + " zamek " + "b" * 20 + " zamek " + "c" * 500 + " zamek"
    part = excerpt(text, places(text, wanted("Zamek")))
    assert ["zamek", "zamek"] == [part.text[start:end] for start, end in part.marks]
    assert len(part.text) < 140
