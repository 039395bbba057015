from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.identity import hanging, units
from domain.identity.resolving import resolve
from domain.identity.rules import Rules
from domain.identity.units import EVIDENCE, INTERACTION, RECORD
from tests.domain.identity.people import (
    ANNA,
    JAN,
    KIOSK,
    OTHER_PHONE,
    PHONE,
    evidence,
    groups,
    record,
    suggested,
    together,
    unit,
)

ANNA_NOWAK, JAN_KOWALSKI = ("Anna Nowak",), ("Jan Kowalski",)


def the_household():
    """Two with addresses of their own behind one telephone, and a call nobody said a name in."""
    return [
        unit("anna", (PHONE, 2), (ANNA, 2), names=ANNA_NOWAK), unit("jan", (PHONE, 2), (JAN, 2), names=JAN_KOWALSKI),
        unit("call", (PHONE, 1))]  # fmt: skip


def test_a_handle_proven_in_both_ties_two_contacts():
    assert together(resolve([unit("a", (PHONE, 2)), unit("b", (PHONE, 2))]), "a", "b")


def test_a_household_s_telephone_ties_nobody():
    resolved = resolve(the_household())
    assert {frozenset({"anna"}), frozenset({"jan"}), frozenset({"call"})} == groups(resolved)
    assert {PHONE} == resolved.shared.keys()
    assert ("emails",) == resolved.shared[PHONE]


def test_a_call_from_a_household_s_telephone_is_theirs_whose_name_is_said():
    resolved = resolve([*the_household(), unit("second", (PHONE, 1), names=ANNA_NOWAK)])
    assert together(resolved, "anna", "second")
    assert not together(resolved, "jan", "second")


def test_a_second_call_of_the_same_name_is_theirs_too():
    calls = [unit(name, (PHONE, 1), names=ANNA_NOWAK) for name in ("second", "third", "fourth")]
    assert together(resolve([*the_household(), *calls]), "anna", "second", "third", "fourth")


def test_a_terminal_in_a_store_ties_nobody():
    some = [unit(name, (KIOSK, 1), names=(name,)) for name in ("Anna Nowak", "Jan Kowalski", "Ewa Mazur")]
    resolved = resolve(some)
    assert 3 == len(resolved.groups)
    assert {KIOSK} == resolved.shared.keys()
    assert [] == resolved.suggestions


def test_a_terminal_falls_before_the_address_typed_at_it_does():
    resolved = resolve([
        unit("anna", (ANNA, 2), names=ANNA_NOWAK), unit("at", (KIOSK, 1), (ANNA, 0), names=ANNA_NOWAK),
        unit("next", (KIOSK, 1), names=JAN_KOWALSKI)])  # fmt: skip
    assert {KIOSK} == resolved.shared.keys()
    assert together(resolved, "anna", "at")
    assert not together(resolved, "anna", "next")


def test_a_number_given_to_somebody_else_ties_nobody():
    resolved = resolve([
        record("before", (PHONE, 2), (ANNA, 2), names=ANNA_NOWAK), record("after", (PHONE, 2), (JAN, 2), names=JAN_KOWALSKI)])  # fmt: skip
    assert {PHONE} == resolved.shared.keys()
    assert 2 == len(resolved.groups)


def test_an_address_mistyped_is_no_contradiction():
    slip = ("email", "ana@mail.example")
    resolved = resolve([
        unit("a", (PHONE, 2), (ANNA, 0), names=ANNA_NOWAK), unit("b", (PHONE, 2), (slip, 0), names=ANNA_NOWAK)])  # fmt: skip
    assert together(resolved, "a", "b")
    assert {} == resolved.shared


def test_a_mistyped_address_that_is_somebody_s_does_not_tie_them():
    """Anna typed Jan's address: his name is another."""
    resolved = resolve([
        unit("jan", (JAN, 2), names=JAN_KOWALSKI), unit("anna", (PHONE, 2), (JAN, 0), names=ANNA_NOWAK)])  # fmt: skip
    assert not together(resolved, "jan", "anna")
    assert set() == suggested(resolved)


def test_a_sub_address_is_the_same_mailbox():
    tagged = ("email", "anna+sklep@mail.example")
    assert together(resolve([unit("a", (ANNA, 2)), unit("b", (tagged, 2))]), "a", "b")


def test_a_record_kept_twice_is_one_person():
    """Tied by what the shop's own form proved: a telephone and an address, entered at two desks."""
    resolved = resolve([
        record("one", (("crm_no", "17"), 2), (PHONE, 2), names=ANNA_NOWAK),
        record("two", (("crm_no", "99"), 2), (PHONE, 2), (ANNA, 2), names=("Nowak Anna",))])  # fmt: skip
    assert together(resolved, "one", "two")


def test_two_records_of_other_names_are_two_people():
    resolved = resolve([record("one", (PHONE, 2), names=ANNA_NOWAK), record("two", (PHONE, 2), names=JAN_KOWALSKI)])
    assert not together(resolved, "one", "two")
    assert ("record_names",) == resolved.shared[PHONE]


def test_two_cards_are_two_people():
    cards = ("loyalty_card", "1"), ("loyalty_card", "2")
    resolved = resolve([unit("a", (PHONE, 2), (cards[0], 1)), unit("b", (PHONE, 2), (cards[1], 1))])
    assert together(resolve([unit("a", (PHONE, 2), (cards[0], 1)), unit("b", (PHONE, 2), (cards[0], 1))]), "a", "b")
    assert not together(resolved, "a", "b")


def test_a_typed_handle_alone_is_a_suggestion():
    resolved = resolve([unit("known", (ANNA, 2)), unit("typed", (KIOSK, 1), (ANNA, 0)), unit("proven", (KIOSK, 2), (PHONE, 2))])  # fmt: skip
    assert not together(resolved, "known", "typed")
    assert {(("same:email",), 0.6)} == {(why, score) for _, score, why in suggested(resolved)}


def test_a_name_and_a_typed_address_are_only_a_suggestion_of_two_who_are_proven():
    some = [unit("known", (ANNA, 2), names=ANNA_NOWAK), unit("other", (PHONE, 2), (ANNA, 0), names=ANNA_NOWAK)]
    resolved = resolve(some)
    assert not together(resolved, "known", "other")
    assert 1 == len(resolved.suggestions)


def test_what_was_only_asserted_never_joins_two_who_are_proven():
    """The scanned card of a family: both known by addresses of their own."""
    card = ("loyalty_card", "5901234123457")
    some = [unit("anna", (ANNA, 2), (card, 1)), unit("jan", (JAN, 2), (card, 1))]
    assert not together(resolve(some), "anna", "jan")
    assert not together(resolve([*some, unit("scan", (card, 1))]), "anna", "jan")


def test_evidence_ties_two_customers_who_had_nothing_in_common():
    apart = [unit("a", (PHONE, 2)), unit("b", (ANNA, 2))]
    assert not together(resolve(apart), "a", "b")
    assert together(resolve([*apart, evidence("e", (PHONE, 2), (ANNA, 2))]), "a", "b")


def test_what_people_said_are_two_stay_two():
    some = [unit("a", (ANNA, 2), home="c-1"), unit("b", (ANNA, 2), home="c-2")]
    resolved = resolve(some, lambda one, other: {one, other} == {"c-1", "c-2"})
    assert together(resolve(some), "a", "b")
    assert not together(resolved, "a", "b")
    assert ("said",) == resolved.shared[ANNA]
    assert [] == resolved.suggestions


def test_an_interaction_given_by_hand_is_left_out():
    some = [unit("a", (ANNA, 2)), unit("b", (ANNA, 2), pinned=True)]
    assert {frozenset({"a"})} == groups(resolve(some))


def test_a_told_account_and_a_name_that_agrees_are_a_suggestion():
    told = (("account_no", "A-1"),)
    alike = [unit("a", (ANNA, 2), names=ANNA_NOWAK, told=told), unit("b", (PHONE, 1), names=ANNA_NOWAK, told=told)]
    other = [alike[0], unit("b", (PHONE, 1), names=JAN_KOWALSKI, told=told)]
    assert {(("told:account_no",), 0.8)} == {(why, score) for _, score, why in suggested(resolve(alike))}
    assert set() == suggested(resolve(other))


def test_a_told_order_and_a_name_that_agrees_are_a_suggestion_and_without_a_name_none():
    told = (("order_no", "PL-1"),)
    bought = unit("bought", (ANNA, 2), names=ANNA_NOWAK, told=told)
    callers = {names: unit("calls", (PHONE, 1), names=names, told=told) for names in (ANNA_NOWAK, (), JAN_KOWALSKI)}
    resolved = {names: resolve([bought, caller]) for names, caller in callers.items()}
    assert [(("told:order_no",), 0.8)] == [(why, score) for _, score, why in suggested(resolved[ANNA_NOWAK])]
    assert [] == resolved[()].suggestions == resolved[JAN_KOWALSKI].suggestions
    assert {2} == {len(each.groups) for each in resolved.values()}


def test_an_order_s_number_links_nobody():
    order = (("order_no", "PL-1"),)
    resolved = resolve([unit("a", (ANNA, 2), told=order), unit("b", (PHONE, 2), told=order)])
    assert 2 == len(resolved.groups)
    assert [] == resolved.suggestions


# ---- rules -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "tied"), [(Rules(), True), (Rules(ties_at=3, attaches_at=3), False)], ids=["as they come", "proof at hand only"])  # fmt: skip
def test_rules_say_which_proof_ties(rules: Rules, tied: bool):
    assert tied == together(resolve([unit("a", (PHONE, 2)), unit("b", (PHONE, 2))], rules=rules), "a", "b")


def test_rules_say_whether_a_name_beside_a_shared_telephone_is_enough():
    some = [*the_household(), unit("second", (PHONE, 1), names=ANNA_NOWAK)]
    assert not together(resolve(some, rules=Rules(shared_with_name=False)), "anna", "second")


def test_rules_say_whether_a_typed_address_and_a_name_are_enough():
    some = [unit("known", (ANNA, 2), (PHONE, 2), names=ANNA_NOWAK), unit("typed", (OTHER_PHONE, 1), (ANNA, 0), names=ANNA_NOWAK)]  # fmt: skip
    assert together(resolve(some), "known", "typed")
    resolved = resolve(some, rules=Rules(typed_with_name=False))
    assert not together(resolved, "known", "typed")
    assert 1 == len(resolved.suggestions)
    assert [] == resolve(some, rules=Rules(typed_with_name=False, list_from=0.7)).suggestions


def test_rules_say_which_kind_is_lent_most():
    """A typed name speaks against a telephone that is lent, not against one that is somebody's own."""
    some = [unit("a", (PHONE, 2), names=ANNA_NOWAK), unit("b", (PHONE, 2), names=JAN_KOWALSKI)]
    assert not together(resolve(some), "a", "b")
    assert together(resolve(some, rules=Rules(lent={"phone": 2})), "a", "b")


# ---- whatever comes --------------------------------------------------------------------------------------------------

_anchors = st.sampled_from([
    PHONE, OTHER_PHONE, ANNA, JAN, KIOSK, ("loyalty_card", "1"), ("loyalty_card", "2"), ("app_user", "u"), ("crm_no", "7"),
    ("email", "anna+x@mail.example"), ("marketplace_account", "1"), ("marketplace_account", "2"),
])  # fmt: skip
_names = st.sampled_from([(), ANNA_NOWAK, JAN_KOWALSKI, ("Anna",), ("Ewa Mazur",), ("Anna Nowak", "Ania Nowak")])
_told = st.sampled_from([(), (("account_no", "A"),), (("birth_date", "1990-01-01"),), (("birth_date", "1991-01-01"),)])


@st.composite
def some_units(draw: st.DrawFn):
    count = draw(st.integers(2, 12))
    return [
        unit(f"u{number}", *draw(st.lists(st.tuples(_anchors, st.integers(0, 2)), max_size=3)),
             what=draw(st.sampled_from([INTERACTION, INTERACTION, RECORD, EVIDENCE])), names=draw(_names), told=draw(_told),
             home=f"c-{draw(st.integers(1, 5))}")
        for number in range(count)
    ]  # fmt: skip


no_pairs = st.sets(st.sampled_from([frozenset({"c-1", "c-2"}), frozenset({"c-3", "c-4"})]))


@settings(max_examples=300, deadline=None)
@given(some=some_units(), said=no_pairs, random=st.randoms(use_true_random=False))
def test_the_order_in_which_they_came_makes_no_difference(some, said, random):
    def apart(one: str, other: str) -> bool:
        return frozenset({one, other}) in said

    first = resolve(some, apart)
    shuffled = list(some)
    random.shuffle(shuffled)
    again = resolve(shuffled, apart)
    assert (groups(first), first.shared, suggested(first)) == (groups(again), again.shared, suggested(again))


@settings(max_examples=300, deadline=None)
@given(some=some_units(), said=no_pairs)
def test_what_is_passed_over_as_undividable_is_so(some, said):
    """The shortcut changes nothing: everything tried gives the same."""

    def apart(one: str, other: str) -> bool:
        return frozenset({one, other}) in said

    quick = resolve(some, apart)
    with (
        patch.object(hanging, "divisible", lambda *_: True),
        patch.object(hanging, "_twice_at_most", lambda parts: parts),
    ):
        slow = resolve(some, apart)
    assert (groups(slow), slow.shared, suggested(slow)) == (groups(quick), quick.shared, suggested(quick))


@settings(max_examples=200, deadline=None)
@given(some=some_units(), said=no_pairs)
def test_nobody_is_lost_and_nobody_is_two(some, said):
    resolved = resolve(some, lambda one, other: frozenset({one, other}) in said)
    assert sorted(each.unit_id for each in some) == sorted(each.unit_id for group in resolved.groups for each in group)


@settings(max_examples=300, deadline=None)
@given(some=some_units())
def test_units_known_by_assertions_alone_never_join_two_proven_ones(some):
    """Take every group apart that only asserted and said handles hold together: what remains proven stays apart."""
    told_less = [each for each in some if not any(claim.level >= 2 for claim in each.claims)]
    proven = [unit("p1", (ANNA, 2), home="c-8"), unit("p2", (JAN, 2), home="c-9")]
    assert not together(resolve([*proven, *told_less]), "p1", "p2")


def test_the_numbers_people_tell_are_those_rules_know():
    assert {"account_no", "username", "customer_no", "order_no"} == set(units.NUMBERS)
