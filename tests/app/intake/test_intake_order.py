"""The same feed late or doubled gives the same page but for late, version, position and recorded_at (contract, section 4)."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.app.intake.deliveries import AGENT, CUSTOMER, a_delivery, at
from tests.app.running import Running, Shop
from tests.exploring import seeded

WINDOW = 60  # minutes, the default of THROUGHLINE_LATE_WINDOW
MAY_DIFFER = {"late", "version", "position", "recorded_at"}
MINTED = ("item_id", "interaction_id", "stream")

MODEST = settings(
    max_examples=25, deadline=None, database=None, phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # fmt: skip


def message(shop: Shop, number: int, minute: float, thread: int) -> dict[str, Any]:
    party, what = (CUSTOMER, "message.received") if number % 3 else (AGENT, "message.sent")
    return a_delivery(
        shop, f"m-{number}", what, subject=f"thread:{thread}", time=at(minute), channel="chat", party=party, to=[CUSTOMER],
        parts=[{"type": "text", "text": f"słowo {number}"}])  # fmt: skip


def call(shop: Shop, minute: float, kind: str) -> dict[str, Any]:
    more = {"transcript": [{"party": "customer", "text": "Halo?"}]} if kind == "transcribed" else {"call": {}}
    return a_delivery(shop, f"c-{kind}", f"call.{kind}", subject="call:1", account="phone/pbx", time=at(minute), channel="phone",
                      entry_point="+48 22 100 00 00", party=CUSTOMER, **more)  # fmt: skip


def receipt(shop: Shop, minute: float, state: str) -> dict[str, Any]:
    return a_delivery(shop, f"d-{state}", "delivery.updated", subject="thread:0", time=at(minute), channel="chat", to=[CUSTOMER],
                      provider_refs={"message_id": "m-0"}, delivery={"state": state})  # fmt: skip


def page(shop: Shop, feed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The items that a feed makes, with our minted ids replaced by the order in which they appear."""
    results = shop.batch(feed).json()["results"]
    (customer_id,) = {result["customer_id"] for result in results}
    items = shop.timeline(customer_id, limit=200)["items"]
    names: dict[str | None, int] = {}
    shown = []
    for item in items:
        seen = {name: value for name, value in item.items() if name not in MAY_DIFFER}
        shown.append(seen | {name: names.setdefault(seen[name], len(names)) for name in MINTED})
    return shown


def as_it_arrives(
    feed: list[dict[str, Any]], minutes: list[float], delays: list[float], doubled: list[bool]
) -> list[dict[str, Any]]:
    """The feed by time of arrival; what is doubled comes a second time half an hour later."""
    arrivals = [(minute + delay, index) for index, (minute, delay) in enumerate(zip(minutes, delays, strict=True))]
    arrivals += [(at + 30, index) for (at, index), twice in zip(list(arrivals), doubled, strict=True) if twice]
    return [feed[index] for _, index in sorted(arrivals)]


delays = st.floats(0, WINDOW - 1)


@pytest.mark.parametrize("threads", [1, 3])
@seeded(20240506)
@MODEST
@given(data=st.data())
def test_messages_late_or_doubled_give_the_same_page(running: Running, threads: int, data: st.DataObject):
    minutes = data.draw(st.lists(st.integers(0, 600), min_size=2, max_size=12, unique=True).map(sorted))
    late = data.draw(st.lists(delays, min_size=len(minutes), max_size=len(minutes)))
    doubled = data.draw(st.lists(st.booleans(), min_size=len(minutes), max_size=len(minutes)))
    plain, disturbed = running.shop(), running.shop()
    feeds = [[message(shop, number, minute, number % threads) for number, minute in enumerate(minutes)]
             for shop in (plain, disturbed)]  # fmt: skip
    assert page(plain, feeds[0]) == page(disturbed, as_it_arrives(feeds[1], list(minutes), late, doubled))


@seeded(20240506)
@MODEST
@given(late=st.lists(delays, min_size=3, max_size=3), doubled=st.lists(st.booleans(), min_size=3, max_size=3))
def test_a_call_whose_parts_overtake_each_other_gives_the_same_page(
    running: Running, late: list[float], doubled: list[bool]
):
    minutes = [0.0, 2.0, 5.0]
    plain, disturbed = running.shop(), running.shop()
    feeds = [
        [call(shop, 0, "started"), call(shop, 2, "transcribed"), call(shop, 5, "ended")] for shop in (plain, disturbed)
    ]
    assert page(plain, feeds[0]) == page(disturbed, as_it_arrives(feeds[1], minutes, late, doubled))


@seeded(20240506)
@MODEST
@given(late=st.lists(delays, min_size=3, max_size=3), doubled=st.lists(st.booleans(), min_size=3, max_size=3))
def test_receipts_that_overtake_their_message_give_the_same_page(
    running: Running, late: list[float], doubled: list[bool]
):
    minutes = [0.0, 2.0, 5.0]
    plain, disturbed = running.shop(), running.shop()
    feeds = [
        [message(shop, 0, 0, 0), receipt(shop, 2, "delivered"), receipt(shop, 5, "read")] for shop in (plain, disturbed)
    ]
    assert page(plain, feeds[0]) == page(disturbed, as_it_arrives(feeds[1], minutes, late, doubled))


@seeded(20240506)
@MODEST
@given(order=st.permutations(range(5)))
def test_messages_of_one_instant_give_the_same_page_in_any_order(running: Running, order: list[int]):
    plain, disturbed = running.shop(), running.shop()
    feeds = [[message(shop, number, 0, 0) for number in range(5)] for shop in (plain, disturbed)]
    assert page(plain, feeds[0]) == page(disturbed, [feeds[1][number] for number in order])


def test_words_after_a_call_that_overtake_its_end_stay_in_it_and_only_that_is_different(running: Running):
    def feed(shop: Shop) -> list[dict[str, Any]]:
        more = (call(shop, minute, "transcribed") | {"id": f"c-{minute}"} for minute in (8, 9))
        return [call(shop, 0, "started"), call(shop, 2, "transcribed"), call(shop, 5, "ended"), *more]

    def without_talks(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{name: value for name, value in item.items() if name not in MINTED} for item in shown]

    def talks(shown: list[dict[str, Any]]) -> list[str]:
        return [
            f"{item['occurred_at'][14:16]} {item['interaction_id'] == shown[0]['interaction_id']}" for item in shown
        ]

    plain, disturbed = running.shop(), running.shop()
    started, said, ended, overtakes, later = feed(disturbed)
    one, other = page(plain, feed(plain)), page(disturbed, [started, said, overtakes, ended, later])
    assert without_talks(one) == without_talks(other)
    assert ["00 True", "02 True", "08 False", "09 False"] == talks(one)
    assert ["00 True", "02 True", "08 True", "09 False"] == talks(other)


def test_an_item_beyond_the_late_window_stands_where_it_arrived_and_is_marked(shop: Shop):
    page(shop, [message(shop, 1, 0, 0), message(shop, 2, 100, 0), message(shop, 4, 39, 0), message(shop, 5, 41, 0)])
    customer_id = shop.sent(message(shop, 7, 200, 0))["customer_id"]
    items = shop.timeline(customer_id)["items"]
    assert ["słowo 1", "słowo 5", "słowo 2", "słowo 4", "słowo 7"] == [item["text"] for item in items]
    assert [False, True, False, True, False] == [item["late"] for item in items]
