"""Nearness of strings against published values and a plain reference."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.identity.likeness.near import edits, jaro_winkler, near_texts, one_edit, text_of, wrong_signs
from tests.exploring import seeded

SHORT = st.text("abcd", max_size=7)


def plain_edits(one: str, other: str) -> int:
    """Optimal string alignment by its definition."""

    @cache
    def cost(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        best = min(cost(i - 1, j) + 1, cost(i, j - 1) + 1, cost(i - 1, j - 1) + (one[i - 1] != other[j - 1]))
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            best = min(best, cost(i - 2, j - 2) + 1)
        return best

    return cost(len(one), len(other))


@pytest.mark.parametrize(("one", "other", "value"), [
    ("martha", "marhta", 0.9611), ("dwayne", "duane", 0.84), ("dixon", "dicksonx", 0.8133), ("jones", "johnson", 0.8324), ("", "a", 0.0),
])  # fmt: skip
def test_jaro_winkler_gives_the_published_values(one: str, other: str, value: float):
    assert value == pytest.approx(jaro_winkler(one, other), abs=1e-4)


@seeded(4)
@settings(max_examples=500, deadline=None)
@given(SHORT, SHORT)
def test_edits_agree_with_their_definition(one: str, other: str):
    expected = plain_edits(one, other)
    assert expected == edits(one, other) == edits(other, one)
    assert (expected == 1) == one_edit(one, other)
    if len(one) == len(other):
        assert wrong_signs(one, other) >= expected


@seeded(4)
@settings(max_examples=300, deadline=None)
@given(st.text("abcdefghij", min_size=8, max_size=20), st.integers(0, 7), st.sampled_from("xyz"))
def test_a_text_with_one_wrong_letter_is_near(text: str, at: int, letter: str):
    wrong = text[:at] + letter + text[at + 1 :]
    assert near_texts(text_of(text), text_of(wrong), 0.75)
    assert not near_texts(text_of(text), text_of("qwertzuiop" * 2), 0.75)
