"""People behind one e-mail that is nobody's own: other accounts and other names take its power to say whose something is."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.app.identity.contacts import Handle, People, email
from tests.app.running import Running, running_service

PEOPLE = ("Ola Wilk", "Iga Sowa", "Jan Kos", "Ewa Lis", "Adam Mak", "Piotr Zyg", "Zofia Bor")


def account(number: str) -> Handle:
    """An account at a marketplace."""
    return "marketplace_account", number, 2


@pytest.fixture
def people(running: Running) -> People:
    return People(running, running.shop())


def behind_one_address(people: People) -> list[dict[str, Any]]:
    return [people.sent(email("stand-in"), account(f"buyer-{number}"), name=name) for number, name in enumerate(PEOPLE)]


@pytest.mark.parametrize("number", [2, 3, len(PEOPLE)])
def test_people_with_accounts_and_names_of_their_own_behind_one_address_stay_apart(people: People, number: int):
    some = [people.sent(email("stand-in"), account(f"buyer-{each}"), name=PEOPLE[each]) for each in range(number)]
    assert number == len({people.whose(each) for each in some})


def test_whoever_comes_next_by_it_joins_none_of_them(people: People):
    some = behind_one_address(people)
    nobody = people.sent(email("stand-in"), name="Nobody Known")
    assert people.whose(nobody) not in {people.whose(each) for each in some}


def test_whoever_comes_back_by_their_account_is_themselves(people: People):
    some = behind_one_address(people)
    again = [people.sent(account(f"buyer-{number}")) for number in range(len(PEOPLE))]
    assert [people.whose(each) for each in some] == [people.whose(each) for each in again]


def test_the_move_is_told_and_the_page_says_why_the_address_decides_nothing(people: People):
    first, second = (people.sent(email("stand-in"), account(f"buyer-{number}"), name=PEOPLE[number]) for number in range(2))  # fmt: skip
    assert 1 <= people.types()["interaction-reassigned"]
    pages = [people.shop.agent.get(f"/v1/customers/{people.whose(each)}").json() for each in (first, second)]
    handles = [handle for page in pages for handle in page["handles"] if handle["kind"] == "email"]
    assert {(True, ("accounts",))} == {(each["shared"], tuple(each["why"])) for each in handles}


@pytest.mark.parametrize("name", ["Ola Wilk", "Wilk Ola", "Aleksandra Wilk", "O. Wilk", ""])
def test_one_person_with_two_accounts_stays_one(people: People, name: str):
    one = people.sent(email("ola.w"), account("first"), name="Ola Wilk")
    other = people.sent(email("ola.w"), account("second"), name=name)
    assert people.together(one, other)
    assert 0 == people.types()["handle-shared"]


def test_another_name_with_the_same_account_is_still_the_same_person_s(people: People):
    one = people.sent(email("ola.x"), account("the-one"), name="Ola Wilk")
    other = people.sent(email("ola.x"), account("the-one"), name="Jan Kos")
    assert people.together(one, other)


def test_four_accounts_without_names_behind_one_address_are_four_people(people: People):
    some = [people.sent(email("desk"), account(f"nameless-{number}")) for number in range(3)]
    assert people.together(*some)
    some.append(people.sent(email("desk"), account("nameless-3")))
    assert 4 == len({people.whose(each) for each in some})


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_service(tmp_path_factory.mktemp("service")) as running:
        yield running
