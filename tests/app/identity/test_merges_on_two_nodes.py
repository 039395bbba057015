"""Two services on one PostgreSQL merge, take back and reassign at once: one of them is first, the other decides again."""

import itertools
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest

from app.settings import Settings
from app.storage import bring_up
from tests.app.http.merging import Desk
from tests.app.running import running_service, slug
from tests.peers.postgres import Postgres

KEY = "5a" * 32
ROUNDS = 8
MOST = 40  # words of each, so that a page of the timeline holds them all


@pytest.fixture(scope="module")
def desks(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Desk]]:
    variables = {
        "THROUGHLINE_DATABASE_URL": postgres.fresh(), "THROUGHLINE_KEYS_URL": postgres.fresh(), "THROUGHLINE_MASTER_KEY": KEY}  # fmt: skip
    bring_up(Settings.read(variables | {"THROUGHLINE_DATA_DIR": str(tmp_path_factory.mktemp("migrating"))}))
    with ExitStack() as running:
        one, two = (
            running.enter_context(running_service(tmp_path_factory.mktemp(name), **variables)).shop("demo")
            for name in ("one", "two")
        )
        yield Desk(one), Desk(two)


def people(desk: Desk, number: int, count: int) -> list[str]:
    """So many customers who wrote one thing each."""
    return [
        desk.writes(f"+48 60{each} {number:03} 214", f"słowo {each}")["customer_id"] for each in range(1, count + 1)
    ]


def at_once(*calls: tuple[Desk, str, dict[str, object]]) -> list[httpx.Response]:
    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(lambda call: call[0].post(call[1], call[2]), calls))


def words(answers: list[httpx.Response]) -> Counter[str]:
    return Counter("done" if answer.status_code == 201 else slug(answer) for answer in answers)


def test_the_same_two_merged_at_both_nodes_and_both_ways_are_merged_once(desks: tuple[Desk, Desk]):
    one, two = desks
    for number in range(ROUNDS):
        left, right = people(one, number, 2)
        answers = at_once(
            (one, f"customers/{left}/merges", {"absorb": right}), (two, f"customers/{right}/merges", {"absorb": left}),
            (two, f"customers/{left}/merges", {"absorb": right}), (one, f"customers/{right}/merges", {"absorb": left}))  # fmt: skip
        assert {"done": 1, "already-one": 3} == words(answers)
        homes = {
            desk.client.get(f"/v1/customers/{each}").json()["customer_id"] for desk in desks for each in (left, right)
        }
        assert 1 == len(homes)
        assert ["słowo 1", "słowo 2"] == sorted(one.texts(left)) == sorted(two.texts(right))


def test_three_merged_in_a_ring_at_once_end_as_one_without_a_circle(desks: tuple[Desk, Desk]):
    one, two = desks
    for number in range(100, 100 + ROUNDS):
        first, second, third = people(one, number, 3)
        answers = at_once(
            (one, f"customers/{first}/merges", {"absorb": second}), (two, f"customers/{second}/merges", {"absorb": third}),
            (one, f"customers/{third}/merges", {"absorb": first}))  # fmt: skip
        assert {"done": 2, "already-one": 1} == words(answers)
        assert all(["słowo 1", "słowo 2", "słowo 3"] == sorted(desk.texts(first)) for desk in desks)


def test_a_merge_is_reversed_once_whichever_node_is_asked(desks: tuple[Desk, Desk]):
    one, two = desks
    for number in range(200, 200 + ROUNDS):
        left, right = people(two, number, 2)
        merge = one.merge(left, right)["merge_id"]
        answers = at_once(*((desk, f"merges/{merge}/reversal", {}) for desk in (one, two, one, two)))
        assert {"done": 1, "already-reversed": 3} == words(answers)
        assert [["słowo 1"], ["słowo 2"]] == [one.texts(left), two.texts(right)]


def test_words_that_come_while_two_are_merged_and_parted_are_each_on_one_page(desks: tuple[Desk, Desk]):
    one, two = desks
    left, right = people(one, 300, 2)
    told = 0
    with ThreadPoolExecutor(2) as threads:

        def part() -> None:
            for number in itertools.count(1):
                two.reverse(two.merge(left, right)["merge_id"])
                if number >= ROUNDS and told > 3:
                    return

        parting = threads.submit(part)
        while not parting.done() and told < MOST:
            for desk, phone, who in ((one, "+48 601 300 214", "L"), (two, "+48 602 300 214", "R")):
                desk.writes(phone, f"{who} {told}", minute=told)
            told += 1
        parting.result()
    for who, customer_id, first in (("L", left, "słowo 1"), ("R", right, "słowo 2")):
        for desk in desks:
            assert {first, *(f"{who} {number}" for number in range(told))} == set(desk.texts(customer_id)[: told + 1])


def test_an_interaction_given_to_two_people_at_once_stands_on_one_page(desks: tuple[Desk, Desk]):
    one, two = desks
    for number in range(400, 400 + ROUNDS):
        first, second, third = people(one, number, 3)
        (interaction,) = {item["interaction_id"] for item in one.shop.timeline(first)["items"]}
        answers = at_once(
            (one, f"interactions/{interaction}/reassignment", {"to": second}),
            (two, f"interactions/{interaction}/reassignment", {"to": third}))  # fmt: skip
        assert {"done": 2} == words(answers)
        pages = [one.texts(each) for each in (first, second, third)]
        assert 1 == sum("słowo 1" in page for page in pages) and [] == pages[0]
        assert pages == [two.texts(each) for each in (first, second, third)]
