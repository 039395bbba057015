"""Codes asked for and answered at once, on several nodes, and after a restart: the count is one, wherever it is kept."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.settings import Settings
from app.storage import bring_up
from tests.app.identity.post_office import PostOffice, a_caller, ask, events, links, post_office, shown
from tests.app.running import Running, Shop, running_service
from tests.peers.postgres import Postgres

GUESSES = 48


@pytest.fixture(scope="module")
def nodes(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Running]]:
    """Two nodes on one log and one set of keys."""
    variables = {
        "THROUGHLINE_DATABASE_URL": postgres.fresh(), "THROUGHLINE_KEYS_URL": postgres.fresh(), "THROUGHLINE_MASTER_KEY": "5a" * 32}  # fmt: skip
    bring_up(Settings.read(variables | {"THROUGHLINE_DATA_DIR": str(tmp_path_factory.mktemp("migrating"))}))
    with ExitStack() as open:
        one, two = (
            open.enter_context(running_service(tmp_path_factory.mktemp(name), **variables)) for name in ("one", "two")
        )
        yield one, two


def send(shop: Shop, customer_id: str) -> str:
    answer = ask(shop.agent, f"/v1/customers/{customer_id}/codes", {"link_id": links(shop, customer_id)["phone"]})
    assert 201 == answer.status_code, answer.text
    return answer.json()["code_id"]


def guess(shop: Shop, code_id: str, code: str) -> int:
    return ask(shop.agent, f"/v1/codes/{code_id}/confirmation", {"code": code}).status_code


def guess_at_once(shops: list[Shop], code_id: str, code_of: Callable[[int], str]) -> Counter[int]:
    for shop in shops:
        assert shop.agent
    with ThreadPoolExecutor(12) as threads:
        return Counter(threads.map(lambda n: guess(shops[n % len(shops)], code_id, code_of(n)), range(GUESSES)))


def wrong_ones(office: PostOffice) -> Callable[[int], str]:
    right = int(office.code)
    return lambda number: f"{(right + 1 + number) % 1_000_000:06}"


def test_guesses_at_once_are_five_on_one_node(shop: Shop, running: Running):
    with post_office(running) as (office, _):
        customer_id = a_caller(shop)
        code_id = send(shop, customer_id)
        assert {422: 4, 429: GUESSES - 4} == guess_at_once([shop], code_id, wrong_ones(office))
        assert 429 == guess(shop, code_id, office.code)
    assert not shown(shop, customer_id)["proven"]


def test_guesses_at_once_are_five_over_two_nodes(nodes: tuple[Running, Running]):
    one, two = (node.shop("demo") for node in nodes)
    with post_office(nodes[0]) as (office, _):
        customer_id = a_caller(one)
        code_id = send(one, customer_id)
        assert {422: 4, 429: GUESSES - 4} == guess_at_once([one, two], code_id, wrong_ones(office))
        assert [429, 429] == [guess(shop, code_id, office.code) for shop in (one, two)]
    assert not shown(two, customer_id)["proven"]


def test_a_code_sent_by_one_node_is_answered_at_the_other_and_once(nodes: tuple[Running, Running]):
    one, two = (node.shop("demo") for node in nodes)
    with post_office(nodes[0]) as (office, _):
        customer_id = a_caller(one, "+48 601 000 300", "call-300")
        code_id = send(one, customer_id)
        assert {200: 1, 410: GUESSES - 1} == guess_at_once([two, one], code_id, lambda _: office.code)
    assert shown(one, customer_id)["proven"]
    assert 1 == len(events(two, customer_id, "handle-verified"))


def test_codes_asked_for_at_two_nodes_at_once_are_one(nodes: tuple[Running, Running]):
    one, two = (node.shop("demo") for node in nodes)
    customer_id = a_caller(one, "+48 601 000 301", "call-301")
    link_id = links(one, customer_id)["phone"]
    with post_office(nodes[0]) as (here, _), post_office(nodes[1]) as (there, _), ThreadPoolExecutor(8) as threads:
        asked = [(one, two)[number % 2] for number in range(8)]
        assert one.agent and two.agent
        answers = Counter(
            threads.map(
                lambda shop: ask(shop.agent, f"/v1/customers/{customer_id}/codes", {"link_id": link_id}).status_code,
                asked,
            )
        )
        assert {201: 1, 429: 7} == answers
        assert 1 == len(here.taken + there.taken)


def test_tries_are_counted_over_a_restart(tmp_path: Path):
    with running_service(tmp_path) as running, post_office(running) as (office, _):
        shop = running.shop("demo")
        code_id = send(shop, a_caller(shop))
        wrong, right = office.wrong, office.code
        assert [422, 422, 422] == [guess(shop, code_id, wrong) for _ in range(3)]
        shop.close()
    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        assert [422, 429] == [guess(shop, code_id, wrong) for _ in range(2)]
        assert 429 == guess(shop, code_id, right)
        shop.close()
