"""Walking a long timeline in small pages, both ways, and looking at it as of a moment."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from tests.app.intake.deliveries import a_message, at
from tests.app.running import Running, Shop, slug

COUNT, LIMIT = 500, 7


@pytest.fixture(scope="module")
def long(running: Running) -> Iterator[tuple[Shop, str]]:
    """A customer with five hundred items, some of them late."""
    shop = running.shop()
    minutes = [float(number if number % 10 else number - 4.5) for number in range(1, COUNT + 1)]
    batch = [a_message(shop, f"m-{minute}", text=f"{minute}", time=at(minute)) for minute in minutes]
    customer_id = shop.batch(batch).json()["results"][0]["customer_id"]
    running.settled()
    yield shop, customer_id
    shop.close()


def walk(
    shop: Shop, customer_id: str, direction: str, start: dict[str, Any], **query: Any
) -> list[list[dict[str, Any]]]:
    pages, shown = [start["items"]], start
    while shown[direction] is not None:
        shown = shop.timeline(customer_id, limit=LIMIT, **{direction: shown[direction]} | query)
        pages.append(shown["items"])
        assert len(pages) <= COUNT
    return pages


def whole(shop: Shop, customer_id: str) -> list[dict[str, Any]]:
    """The timeline in three pages of the largest size."""
    newest = shop.timeline(customer_id, limit=200)
    middle = shop.timeline(customer_id, limit=200, before=newest["before"])
    oldest = shop.timeline(customer_id, limit=200, before=middle["before"])
    assert (None, None) == (oldest["before"], newest["after"])
    return oldest["items"] + middle["items"] + newest["items"]


def test_backwards_and_forwards_in_sevens_both_give_the_whole_list(long: tuple[Shop, str]):
    shop, customer_id = long
    everything = whole(shop, customer_id)
    back = walk(shop, customer_id, "before", shop.timeline(customer_id, limit=LIMIT))
    assert everything == [item for page in reversed(back) for item in page]
    first = shop.timeline(customer_id, limit=LIMIT, before=shop.timeline(customer_id, limit=LIMIT)["before"])
    while first["before"] is not None:
        first = shop.timeline(customer_id, limit=LIMIT, before=first["before"])
    forth = walk(shop, customer_id, "after", first)
    assert everything == [item for page in forth for item in page]
    assert {len(page) for page in back[:-1]} == {len(page) for page in forth[1:-1]} == {LIMIT}


def test_items_stand_by_their_own_time(long: tuple[Shop, str]):
    shop, customer_id = long
    everything = whole(shop, customer_id)
    assert COUNT == len({item["item_id"] for item in everything})
    assert all(one["occurred_at"] <= other["occurred_at"] for one, other in pairwise(everything))
    assert COUNT // 10 == sum(item["late"] for item in everything)


def test_the_newest_page_comes_first_and_a_large_limit_is_cut(long: tuple[Shop, str]):
    shop, customer_id = long
    assert whole(shop, customer_id)[-50:] == shop.timeline(customer_id)["items"]
    assert 200 == len(shop.timeline(customer_id, limit=100_000)["items"])
    assert 1 == len(shop.timeline(customer_id, limit=1)["items"])


def test_new_items_do_not_shift_a_walk_that_goes_on(running: Running):
    shop = running.shop()
    sent = [shop.sent(a_message(shop, f"m-{number}", text=str(number), time=at(number))) for number in range(20)]
    first = shop.timeline(sent[0]["customer_id"], limit=5)
    shop.sent(a_message(shop, "m-99", text="new", time=at(99)))
    second = shop.timeline(sent[0]["customer_id"], limit=5, before=first["before"])
    assert ["10", "11", "12", "13", "14"] == [item["text"] for item in second["items"]]
    third = shop.timeline(sent[0]["customer_id"], limit=50, after=first["before"])
    assert [*map(str, range(16, 20)), "new"] == [item["text"] for item in third["items"]]


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"}, {"limit": "-1"}, {"limit": "x"}, {"limit": "99999999999999999999"}, {"before": "x"}, {"after": ""},
        {"before": "AAAA"}, {"before": "W10"}, {"after": "bnVsbA"}, {"before": "ż"}, {"before": "A" * 401},
        {"before": "WyIyMDI0LTA1LTA2VDEyOjAwOjAwIiwiIiwxXQ"}, {"as_of": "v"}, {"as_of": "v-1"}, {"as_of": "yesterday"},
        {"as_of": "2024-05-06T12:00:00"}, {"as_of": "9999-12-31T23:59:59-12:00"}, {"as_of": "v1e3"}, {"as_of": "v١"},
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused_with_the_parameters_name(
    long: tuple[Shop, str], query: dict[str, str]
):
    shop, customer_id = long
    answer = shop.agent.get(f"/v1/customers/{customer_id}/timeline", params=query)
    assert (422, "invalid") == (answer.status_code, slug(answer))
    assert [f"/{next(iter(query))}"] == [error["pointer"] for error in answer.json()["errors"]]


def test_as_of_a_version_shows_the_page_of_that_moment(shop: Shop):
    sent = [shop.sent(a_message(shop, f"m-{number}", text=f"słowo {number}", time=at(number))) for number in range(5)]
    customer_id = sent[0]["customer_id"]
    for number, receipt in enumerate(sent):
        then = shop.timeline(customer_id, as_of=f"v{receipt['version']}")
        assert [f"słowo {count}" for count in range(number + 1)] == [item["text"] for item in then["items"]]
        assert receipt["version"] == then["version"]
    assert [] == shop.timeline(customer_id, as_of="v1")["items"]


def test_as_of_a_time_means_what_was_recorded_by_then(shop: Shop):
    sent = [shop.sent(a_message(shop, f"m-{number}", text=f"słowo {number}", time=at(number))) for number in range(3)]
    customer_id = sent[0]["customer_id"]
    for number, item in enumerate(shop.timeline(customer_id)["items"]):
        then = shop.timeline(customer_id, as_of=item["recorded_at"])
        assert [f"słowo {count}" for count in range(number + 1)] == [each["text"] for each in then["items"]]
    for before in ("2000-01-01T00:00:00Z", "1970-01-01T00:00:00Z"):
        assert [] == shop.timeline(customer_id, as_of=before)["items"]


def test_as_of_beyond_the_history_is_404(shop: Shop):
    customer_id = shop.sent(a_message(shop, "m-1", text="hej"))["customer_id"]
    for part in ("timeline", "brief", "facts", "promises"):
        answer = shop.agent.get(f"/v1/customers/{customer_id}/{part}", params={"as_of": "v999999999999999"})
        assert (404, "unknown-version") == (answer.status_code, slug(answer))


def test_every_item_has_every_field_of_the_contract(long: tuple[Shop, str]):
    shop, customer_id = long
    fields = {
        "item_id", "position", "version", "stream", "interaction_id", "channel", "entry_point", "kind", "direction", "author",
        "occurred_at", "recorded_at", "text", "text_more", "late", "asked_again", "attachments", "delivery",
    }  # fmt: skip
    for item in whole(shop, customer_id):
        assert fields <= set(item)
        assert {"role", "id", "name"} == set(item["author"])
        assert [] == item["asked_again"] == item["attachments"]
