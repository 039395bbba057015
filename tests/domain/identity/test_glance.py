import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.identity.glance import PARTS, UNITS, plainly_one
from domain.identity.resolving import resolve
from domain.identity.rules import STANDARD, Rules
from domain.identity.units import INTERACTION, RECORD, Unit
from tests.domain.identity.people import ANNA, JAN, KIOSK, OTHER_PHONE, PHONE, groups, record, suggested, unit

NOWAK = ("Anna Nowak",)
ONE_PERSON = [
    [record("r", (ANNA, 2), (PHONE, 2), names=NOWAK), unit("call", (PHONE, 1))],
    [record("r", (ANNA, 2), (PHONE, 2), names=NOWAK), unit("chat", (KIOSK, 1), (ANNA, 0), names=("Ania Nowak",))],
    [unit("chat", (KIOSK, 1), (ANNA, 0), names=NOWAK), unit("mail", (ANNA, 2), names=NOWAK), unit("again", (KIOSK, 1))],
]  # fmt: skip
SEVERAL = [
    [unit("a", (PHONE, 1)), unit("b", (OTHER_PHONE, 1))],  # nothing in common
    [unit("a", (PHONE, 2), (ANNA, 2)), unit("b", (PHONE, 2), (JAN, 2))],  # a household
    [unit("a", (ANNA, 2), names=NOWAK), unit("b", (PHONE, 2), (ANNA, 0), names=NOWAK)],  # each proven
    [
        unit("a", (KIOSK, 1), (ANNA, 0), names=NOWAK),
        unit("b", (PHONE, 1), (ANNA, 0), names=NOWAK),
    ],  # said on both sides
    [unit("a", (ANNA, 2), names=NOWAK), unit("b", (KIOSK, 1), (ANNA, 0), names=("Jan Kowalski",))],
]


@pytest.mark.parametrize("some", ONE_PERSON)
def test_one_person_known_by_ways_of_theirs_is_seen_at_a_glance(some: list[Unit]):
    assert plainly_one(some, STANDARD)


@pytest.mark.parametrize("some", SEVERAL)
def test_what_needs_weighing_is_not_decided_at_a_glance(some: list[Unit]):
    assert not plainly_one(some, STANDARD)


def test_what_a_person_placed_and_what_is_too_much_to_see_is_not_decided_at_a_glance():
    assert not plainly_one([unit("a", (PHONE, 2)), unit("b", (PHONE, 2), pinned=True)], STANDARD)
    assert not plainly_one([unit(f"u{number}", (PHONE, 2)) for number in range(UNITS + 1)], STANDARD)
    lines = [("phone", f"+4860100020{number}") for number in range(PARTS)]
    chats = [unit(f"u{line[1]}", (("chat_device", line[1]), 1), (line, 0), names=NOWAK) for line in lines]
    known = record("r", *((line, 2) for line in lines), names=NOWAK)
    assert plainly_one([*chats[1:], known], STANDARD)
    assert not plainly_one([*chats, known], STANDARD)


_anchors = st.sampled_from([
    PHONE, ANNA, KIOSK, ("chat_device", "d"), ("email", "anna+x@mail.example"), ("app_user", "u"), ("app_user", "v"), JAN,
])  # fmt: skip
_names = st.sampled_from([(), NOWAK, NOWAK, ("Ania Nowak",), ("Jan Kowalski",)])


@st.composite
def some_units(draw: st.DrawFn) -> list[Unit]:
    return [
        unit(f"u{number}", *draw(st.lists(st.tuples(_anchors, st.integers(0, 2)), min_size=1, max_size=3)),
             what=draw(st.sampled_from([INTERACTION, RECORD])), names=draw(_names), home="c-1")
        for number in range(draw(st.integers(2, 6)))
    ]  # fmt: skip


@settings(max_examples=500, deadline=None)
@example(some=ONE_PERSON[1], rules=STANDARD)
@given(some=some_units(), rules=st.sampled_from([STANDARD, Rules(typed_with_name=False), Rules(ties_at=3)]))
def test_what_is_seen_at_a_glance_is_what_would_be_worked_out(some: list[Unit], rules: Rules):
    if plainly_one(some, rules):
        resolved = resolve(some, rules=rules)
        assert (1, {}, set()) == (len(groups(resolved)), resolved.shared, suggested(resolved))
