"""Two records weighed: what makes one person, what makes two, and what is done about it."""

from math import log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.identity.likeness.keys import MOST_KEYS, Rarity, blocking_keys
from domain.identity.likeness.person import Person, prepare
from domain.identity.likeness.score import Score, contradicts, score
from domain.identity.likeness.verdict import ATTACH, SUGGEST, decide
from domain.identity.likeness.weights import PLACE_MOST
from tests.exploring import seeded

ANNA = Person(
    given=("Anna",), family=("Wójcik",), birth_dates=("1982-03-07",), postcodes=("50-412",), addresses=("ul. Długa 7/3",),
    cities=("Wrocław",), emails=("anna.wojcik@example.com",), phones=("+48 600 100 200",),
)  # fmt: skip
PIOTR = Person(
    given=("Piotr",), family=("Wójcik",), birth_dates=("1979-11-21",), postcodes=ANNA.postcodes, addresses=ANNA.addresses,
    cities=ANNA.cities, emails=ANNA.emails, phones=ANNA.phones,
)  # fmt: skip
INDEX = Rarity(total=10_000)


def test_the_same_record_is_the_same_person():
    found = score(ANNA, ANNA, INDEX)
    assert 0.999 < found.value
    assert {"same:name", "same:birth_date", "same:email", "same:phone"} <= set(found.evidence)
    assert () == found.against


def test_a_record_with_slips_everywhere_is_still_found():
    slips = Person(names=("Wojcik Ania",), birth_dates=("1982-03-17",), postcodes=("50-421",), cities=("Wroclaw",))
    assert 0.9 < score(ANNA, slips, INDEX).value
    assert blocking_keys(ANNA) & blocking_keys(slips)


def test_a_household_is_not_one_person():
    found = score(ANNA, PIOTR, INDEX)
    assert 0.05 > found.value
    assert ("name", "birth_date") == contradicts(ANNA, PIOTR)
    without = replace(PIOTR, birth_dates=())
    assert SUGGEST > score(ANNA, without, INDEX).value
    assert (
        "none" == decide({"p": score(ANNA, PIOTR, INDEX)}).act or "ask" == decide({"p": score(ANNA, PIOTR, INDEX)}).act
    )


def test_twins_are_never_attached():
    twin = replace(ANNA, given=("Ewa",))
    assert "attach" != decide({"twin": score(ANNA, twin, INDEX)}).act


def test_a_father_and_a_son_of_one_name_contradict_by_birth():
    son = replace(ANNA, birth_dates=("2008-10-29",))
    assert ("birth_date",) == contradicts(ANNA, son)
    assert "attach" != decide({"son": score(ANNA, son, INDEX)}).act


@pytest.mark.parametrize("change", [
    {"given": ("Ania",)}, {"given": (), "family": (), "names": ("Ania",)}, {"given": ("A.",)}, {"family": ("Wojcikowa",)},
    {"birth_dates": ("1982-07-03",)}, {"birth_dates": ("1983-03-07",)}, {"birth_dates": ()}, {"phones": ("+48 601 000 000",)},
    {"emails": ("other@example.com",)}, {"family": ("Kowalska",)}, {"addresses": ("Krótka 1",), "postcodes": ("00-001",), "cities": ("Warszawa",)},
])  # fmt: skip
def test_short_forms_slips_moves_and_marriages_do_not_contradict(change: dict[str, tuple[str, ...]]):
    assert () == contradicts(ANNA, replace(ANNA, **change))


def test_another_account_or_tax_number_contradicts():
    one, other = Person(accounts=("PL61 1090 1014",)), Person(accounts=("PL27 1140 2004",))
    assert ("account",) == contradicts(one, other)
    assert ("number",) == contradicts(
        Person(numbers=(("pesel", "44051401359"),)), Person(numbers=(("pesel", "90090515836"),))
    )
    assert () == contradicts(Person(numbers=(("pesel", "44051401359"),)), Person(numbers=(("nip", "5260250274"),)))


def test_one_wrong_digit_of_a_number_does_not_contradict():
    assert () == contradicts(Person(accounts=("PL61 1090 1014",)), Person(accounts=("PL61 1090 1074",)))


def test_day_and_month_swapped_say_more_than_two_wrong_digits():
    born, swapped, wrong = (Person(birth_dates=(date,)) for date in ("1982-03-07", "1982-07-03", "1982-04-08"))
    assert score(born, swapped).bits > score(born, wrong).bits + 3


def test_what_a_household_shares_by_living_together_is_limited():
    home = Person(addresses=ANNA.addresses, cities=ANNA.cities, postcodes=ANNA.postcodes)
    assert PLACE_MOST >= score(home, home, INDEX).bits + log2(INDEX.total)


def test_a_rare_name_says_more_than_a_common_one():
    name = Person(names=("Jan Wilk",))
    rare, common = (Rarity(10_000, {"n:jan": held, "n:wilk": held}) for held in (2, 900))
    assert score(name, name, rare).bits > score(name, name, common).bits + 10


def test_a_name_alone_never_attaches():
    name = Person(names=("Olgierd Niesporek",))
    assert "suggest" == decide({"one": score(name, name, Rarity(10_000, {"n:olgierd": 2, "n:niesporek": 2}))}).act
    assert "suggest" == decide({"one": Score(0.9999, ("same:name",), 30.0)}).act


def test_a_near_runner_up_keeps_both_from_being_attached():
    best = Score(0.9999, ("same:name", "same:birth_date"), 20.0)
    assert "attach" == decide({"one": best, "other": Score(0.1, (), -3.0)}).act
    verdict = decide({"one": best, "other": replace(best, bits=15.0)})
    assert ("suggest", ("one", "other")) == (verdict.act, verdict.people)


def test_a_field_that_differs_keeps_from_attaching():
    found = Score(1.0, ("same:name", "same:birth_date", "differs:postcode"), 30.0)
    assert "suggest" == decide({"one": found}).act


def test_too_little_asks_for_what_would_tell():
    assert ("ask", "birth_date") == (
        (verdict := decide({"one": Score(0.1, ("same:name",), -3.0)})).act,
        verdict.question,
    )
    assert "none" == decide({}).act == decide({"one": Score(0.001, (), -10.0)}).act
    assert ATTACH > SUGGEST


def test_a_caller_misheard_in_every_item_is_ranked_first_among_like_ones():
    heard = Person(
        names=("anna wojtyk", "hanna wojcik"),
        birth_dates=("1982-03-17", "1982-03-07"),
        postcodes=("50412", "54012"),
        heard=True,
    )
    others = {
        "anna": ANNA,
        "piotr": PIOTR,
        "other": replace(ANNA, given=("Joanna",), birth_dates=("1990-01-01",), postcodes=("51-412",)),
    }
    scores = {name: score(heard, person, INDEX) for name, person in others.items()}
    assert "anna" == max(scores, key=lambda name: scores[name].bits)


def test_a_record_has_few_keys_and_they_are_stable():
    assert len(blocking_keys(ANNA)) <= MOST_KEYS
    assert blocking_keys(ANNA) == blocking_keys(prepare(ANNA))
    assert set() == blocking_keys(Person())
    assert (0.0, ()) == (round(score(Person(), Person()).value, 2), score(Person(), Person()).evidence)


TEXTS = st.lists(
    st.text(max_size=20) | st.sampled_from(["Anna Nowak", "Nowak A.", "1982-03-07", "50-412", "a@b.pl"]), max_size=3
).map(tuple)
PEOPLE = st.builds(
    Person, names=TEXTS, given=TEXTS, family=TEXTS, birth_dates=TEXTS, postcodes=TEXTS, addresses=TEXTS, cities=TEXTS,
    emails=TEXTS, phones=TEXTS, accounts=TEXTS, numbers=TEXTS.map(lambda values: tuple(("n", value) for value in values)), heard=st.booleans(),
)  # fmt: skip


@seeded(4)
@settings(max_examples=200, deadline=None)
@given(PEOPLE, PEOPLE)
def test_likeness_has_no_direction_and_no_text_breaks_it(one: Person, other: Person):
    there, back = score(one, other), score(other, one)
    assert there.value == pytest.approx(back.value, abs=1e-6)
    assert 0 <= there.value <= 1
    assert set(there.against) == set(back.against)
    blocking_keys(one)
