from domain.identity.rules import STANDARD, Rules
from domain.identity.settling import Act, Settled, Sight, Standing, answers_for, settle
from domain.identity.units import Claimed, Unit
from tests.domain.identity.people import ANNA, JAN, PHONE, evidence, record, unit

BY_RULE, BY_HAND = "", "p-anna"


def settled(groups: list[list[Unit]], *merges: Standing, apart: bool = False, whole: bool = True) -> Settled:
    everything = frozenset(each.unit_id for group in groups for each in group)
    return settle(groups, {each.absorbed: each for each in merges}, Sight(everything, whole), lambda number: ("same:email",),
                  lambda one, other: not apart)  # fmt: skip


def brief(acts: list[Act]) -> list[tuple[str, str, str | None]]:
    return [(act.what, act.subject, act.to) for act in acts]


def merge(survivor: str, absorbed: str, by: str = BY_RULE) -> Standing:
    return Standing(f"m-{absorbed}", survivor, absorbed, by)


def test_two_customers_of_one_person_become_the_older_one():
    group = [unit("a", (ANNA, 2), home="c-2"), unit("b", (ANNA, 2), home="c-1")]
    assert [("merge", "c-2", "c-1")] == brief(settled([group]).acts)


def test_two_of_whom_a_person_said_that_they_are_two_are_left_alone():
    group = [unit("a", (ANNA, 2), home="c-2"), unit("b", (ANNA, 2), home="c-1")]
    assert [] == settled([group], apart=True).acts


def test_what_is_already_one_is_not_merged_again():
    group = [unit("a", (ANNA, 2), home="c-2"), unit("b", (ANNA, 2), home="c-1")]
    assert [] == settled([group], merge("c-1", "c-2")).acts


def test_an_interaction_with_the_wrong_customer_is_given_to_its_own():
    groups = [[unit("a1", (ANNA, 2), home="c-1"), unit("a2", (ANNA, 2), home="c-1")],
              [unit("j", (JAN, 2), home="c-2"), unit("wrong", (JAN, 2), home="c-1")]]  # fmt: skip
    assert [("give", "wrong", "c-2")] == brief(settled(groups).acts)


def test_an_interaction_that_is_nobody_s_yet_is_given_to_somebody_new():
    groups = [[unit("a1", (ANNA, 2), home="c-1"), unit("a2", (ANNA, 2), home="c-1")], [unit("j", (JAN, 2), home="c-1")]]
    assert [("give", "j", None)] == brief(settled(groups).acts)
    assert ["c-1", None] == settled(groups).owners


def test_interactions_of_one_new_person_go_to_the_same_somebody():
    groups = [[unit(f"a{number}", (ANNA, 2), home="c-1") for number in range(3)],
              [unit("j1", (JAN, 2), home="c-1"), unit("j2", (JAN, 2), home="c-1")]]  # fmt: skip
    assert 1 == len({act.new for act in settled(groups).acts})


def test_a_customer_stays_with_their_record_not_with_the_most():
    groups = [[record("r", (ANNA, 2), home="c-1")], [unit(f"j{number}", (JAN, 2), home="c-1") for number in range(3)]]
    assert ["c-1", None] == settled(groups).owners


def test_evidence_and_records_are_never_given_away():
    groups = [[record("r", (ANNA, 2), home="c-1")], [evidence("e", (JAN, 2), (PHONE, 2), home="c-1")]]
    assert [] == settled(groups).acts


def test_a_merge_by_a_rule_whose_sides_have_nothing_in_common_is_taken_back():
    groups = [[unit("a", (ANNA, 2), home="c-1")], [unit("j", (JAN, 2), home="c-2")]]
    assert [("reverse", "m-c-2", "c-2")] == brief(settled(groups, merge("c-1", "c-2")).acts)


def test_a_merge_by_a_person_is_never_taken_back_and_nothing_is_given_away_for_it():
    groups = [[unit("a", (ANNA, 2), home="c-1")], [unit("j", (JAN, 2), home="c-2")]]
    assert [] == settled(groups, merge("c-1", "c-2", BY_HAND)).acts


def test_the_survivor_of_a_merge_by_a_person_keeps_what_is_theirs_also_where_the_absorbed_one_has_more():
    groups = [[unit("a", (ANNA, 2), home="c-1")], [unit(f"j{number}", (JAN, 2), home="c-2") for number in range(3)]]
    assert [] == settled(groups, merge("c-1", "c-2", BY_HAND)).acts
    assert ["give"] == [act.what for act in settled([*groups, [unit("x", (PHONE, 2), home="c-1")]], merge("c-1", "c-2", BY_HAND)).acts]  # fmt: skip


def test_of_merges_inside_each_other_only_what_has_nothing_in_common_is_taken_back():
    groups = [[unit("a", (ANNA, 2), home="c-1"), unit("b", (ANNA, 2), home="c-2")], [unit("j", (JAN, 2), home="c-3")]]
    assert [("reverse", "m-c-3", "c-3")] == brief(settled(groups, merge("c-1", "c-2"), merge("c-2", "c-3")).acts)


def test_nothing_is_taken_apart_by_what_could_not_be_seen_whole():
    groups = [[unit("a", (ANNA, 2), home="c-1")], [unit("j", (JAN, 2), home="c-2")]]
    assert [] == settled(groups, merge("c-1", "c-2"), whole=False).acts


def test_acting_on_it_leaves_nothing_to_do():
    groups = [[unit("a", (ANNA, 2), home="c-1"), unit("b", (ANNA, 2), home="c-2")],
              [unit("j", (JAN, 2), home="c-3"), unit("wrong", (JAN, 2), home="c-1")]]  # fmt: skip
    assert [("merge", "c-2", "c-1"), ("give", "wrong", "c-3")] == brief(settled(groups).acts)
    groups[1][1] = unit("wrong", (JAN, 2), home="c-3")
    assert [] == settled(groups, merge("c-1", "c-2")).acts


def test_whoever_absorbed_them_answers_for_a_customer():
    merges = {each.absorbed: each for each in (merge("c-2", "c-3"), merge("c-1", "c-2"))}
    assert ["c-1", "c-1", "c-4"] == [answers_for(each, merges) for each in ("c-3", "c-1", "c-4")]


def test_what_was_merely_told_stays_where_it_is_and_drives_nobody_out():
    told = unit("told", home="c-1", told=(("order_no", "PL-1"),))
    groups = [[told], [unit("a1", (ANNA, 2), home="c-1")]]
    assert [] == settled(groups).acts
    assert [] == settled([[told, unit("typed", (ANNA, 0), home="c-1")], [unit("j", (JAN, 2), home="c-1")]]).acts


# ---- what a record or an order vouches for ---------------------------------------------------------------------------


def an_order(home: str, *handles: tuple[str, str, int], name: str = "") -> Unit:
    claims = tuple(Claimed(kind, value, level) for kind, value, level in handles)
    return Unit(unit_id="e-order", what="evidence", home=home, claims=claims, names=(name,) if name else ())


def a_contact(number: int, home: str, *handles: tuple[str, str, int], name: str = "") -> Unit:
    claims = tuple(Claimed(kind, value, level) for kind, value, level in handles)
    return Unit(unit_id=f"i-{number}", what="interaction", home=home, claims=claims, names=(name,) if name else ())


ORDER = (("app_user", "kasia", 2), ("email", "kasia@example.org", 1), ("phone", "+48601000214", 1))


def acts_of(*groups: list[Unit], rules: Rules = STANDARD) -> list[tuple[str, str, str | None]]:
    settled = settle(groups, {}, Sight(frozenset(unit.unit_id for group in groups for unit in group)), lambda _: ("told",),
                     lambda one, other: True, rules=rules)  # fmt: skip
    return [(act.what, act.subject, act.to) for act in settled.acts]


def test_what_came_by_a_handle_that_an_order_asserts_stays_with_its_customer():
    order, call = an_order("c-1", *ORDER), a_contact(1, "c-1", ("phone", "+48601000214", 1))
    letter = a_contact(2, "c-1", ("email", "kasia@example.org", 2))
    assert [] == acts_of([order], [call], [letter])


def test_what_no_order_asserts_goes():
    order, call = an_order("c-1", *ORDER), a_contact(1, "c-1", ("phone", "+48601000299", 1))
    assert [("give", "i-1", None)] == acts_of([order], [call])


def test_somebody_of_another_name_goes_though_the_order_asserts_their_telephone():
    order = an_order("c-1", *ORDER, name="Katarzyna Wiśniewska")
    call = a_contact(1, "c-1", ("phone", "+48601000214", 1), name="Ryszard Kaczmarek")
    assert [("give", "i-1", None)] == acts_of([order], [call])


def test_which_names_are_not_one_persons_is_for_the_shops_rules_to_say():
    order = an_order("c-1", *ORDER, name="Katarzyna Wiśniewska")
    call = a_contact(1, "c-1", ("phone", "+48601000214", 1), name="Katarzyna Wrona")
    assert [] == acts_of([order], [call])
    assert [("give", "i-1", None)] == acts_of([order], [call], rules=Rules(names_cannot_be=0.99))


def test_an_order_makes_no_two_customers_one():
    order, letter = an_order("c-1", *ORDER), a_contact(1, "c-2", ("email", "kasia@example.org", 2))
    assert [] == acts_of([order], [letter])
