"""What agents say to one customer: what differs is found, whatever only looks so is not. Polish and English alike."""

import pytest

from tests.domain.memory.contradicting import more_pairs
from tests.domain.memory.contradicting.pairs import AGREE, DIFFER, MORE_AGREE, MORE_DIFFER
from tests.domain.memory.contradicting.world import two


@pytest.mark.parametrize(("kind", "left", "right"), DIFFER + MORE_DIFFER + more_pairs.DIFFER)
def test_what_two_agents_say_otherwise_is_a_contradiction(kind: str, left: str, right: str):
    assert [kind] == [each for each in two(left, right, 1).kinds if each == kind]


@pytest.mark.parametrize(("left", "right"), AGREE + MORE_AGREE + more_pairs.AGREE)
def test_what_only_looks_different_is_none(left: str, right: str):
    assert [] == two(left, right, 1).kinds


@pytest.mark.parametrize(("kind", "left", "right"), [each for each in DIFFER if each[0] not in ("order", "date")])
def test_whoever_spoke_first_a_contradiction_is_one(kind: str, left: str, right: str):
    assert kind in two(right, left, 1).kinds or "sorry" in left.lower() or "przepraszam" in left


@pytest.mark.parametrize(("kind", "left", "right"), DIFFER)
def test_nobody_contradicts_themselves_in_one_breath(kind: str, left: str, right: str):
    assert [] == two(f"{left}\n{right}", "Dziękujemy.").kinds
