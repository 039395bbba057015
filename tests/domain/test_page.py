"""A page is a fold: the same whatever the cuts, in the order the customer lived it."""

import random
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.customer import events as happened
from domain.inbox.rows import InboxRow, take
from domain.lending import Lending
from domain.memory.brief import prepare_brief
from domain.memory.extract import find
from domain.page import Page
from domain.record import Recorded
from domain.timeline.items import Item
from tests.domain.at_random import remembered
from tests.examples import LATE_WINDOW, NOON, a_message, minutes, recorded

WARSAW = ZoneInfo("Europe/Warsaw")


class Log:
    """Streams beside the one that is folded."""

    def __init__(self, **streams: list[Recorded]) -> None:
        self._streams = streams

    def events(self, stream: str, before: int) -> list[Recorded]:
        return [each for each in self._streams[stream.replace("-", "_")] if each.position < before]


def page_of(events: Iterable[Recorded], customer_id: str = "c-1", **streams: list[Recorded]) -> Page:
    page, lending = Page(customer_id, LATE_WINDOW), Lending(Log(**streams), LATE_WINDOW)
    for event in events:
        page.apply(event, lending)
    return page


def texts(page: Page) -> list[str]:
    return [item.text for item in page.timeline.in_order()]


def said(number: int, at: float, **changes: Any) -> Recorded:
    message = a_message(item_id=f"t-{number}", text=f"słowo {number}", **changes)
    return recorded(message, number, occurred_at=minutes(at), recorded_at=minutes(100))


def test_words_stand_in_the_order_they_were_said():
    assert ["słowo 1", "słowo 3", "słowo 2"] == texts(page_of([said(1, 0), said(2, 20), said(3, 10)]))


def test_a_late_word_is_marked_and_the_others_are_not():
    page = page_of([said(1, 0), said(2, 20), said(3, 10)])
    assert [False, True, False] == [item.late for item in page.timeline.in_order()]


def test_beyond_the_late_window_a_word_stands_where_it_arrived():
    page = page_of([said(1, 0), said(2, 90), said(3, 10)])
    assert ["słowo 1", "słowo 2", "słowo 3"] == texts(page)
    assert page.timeline.in_order()[-1].late


def test_a_channel_whose_clock_runs_ahead_makes_nobody_late():
    ahead = recorded(a_message(item_id="t-1"), 1, occurred_at=minutes(60 * 24 * 365))
    page = page_of([ahead, said(2, 20)])
    assert not page.timeline.by_id["t-2"].late


def test_the_senders_sequence_orders_words_of_one_second():
    first = said(2, 0, sequence="0001")
    assert ["słowo 2", "słowo 1"] == texts(page_of([said(1, 0, sequence="0002"), first]))


@pytest.mark.parametrize("seed", range(100))
def test_a_feed_that_comes_late_gives_the_same_page(seed: int):
    chance = random.Random(seed)
    feed = [said(number, number * 3) for number in range(1, 30)]
    late = sorted(feed, key=lambda each: each.occurred_at + timedelta(minutes=chance.random() * 55))
    arrived = [recorded(each.event, version, occurred_at=each.occurred_at) for version, each in enumerate(late, 1)]
    assert texts(page_of(feed)) == texts(page_of(arrived)), f"seed {seed}"


def history(chance: random.Random) -> list[Recorded]:
    """A life of one customer, seeded: messages, a call, receipts, facts, promises."""
    events: list[Recorded] = []
    for version in range(1, 40):
        item = f"t-{chance.randrange(1, version + 1)}"
        event: happened.Event = chance.choice([
            a_message(item_id=f"t-{version}"),
            happened.MessageDeliveryUpdated(item_id=item, state=chance.choice(["sent", "read"])),
            happened.FactRecorded(
                fact_id=f"f-{version}", key=chance.choice(["name", "email"]), item_id=item, channel="chat", stated_by="customer",
                span=(0, 3), extracted_by="rule:x.1", confidence=0.9, value="abc", norm="abc", supersedes=(f"f-{version - 1}",)),
            happened.PromiseMade(item_id=f"t-{version}", channel="chat", kind="context", direction="internal",
                                 author_role="agent", promise_id=f"p-{version}", what="wymiana", due_at=NOON),
            happened.InteractionEnded(interaction_id="i-1", item_id=f"t-call-{version}", channel="phone"),
            happened.HandleLinked(link_id=f"h-{version}", kind="phone", digest="ab", level=1, value_norm="+48601000214"),
            remembered(chance, version), remembered(chance, version), remembered(chance, version),
        ])  # fmt: skip
        at = minutes(version + chance.randrange(-30, 5))
        events.append(recorded(event, version, occurred_at=at, recorded_at=minutes(version)))
    return events


@pytest.mark.parametrize("seed", range(30))
def test_for_every_n_the_first_n_and_the_changes_after_are_the_whole_page(seed: int):
    events = history(random.Random(seed))
    whole = page_of(events)
    for cut in range(len(events) + 1):
        held: dict[str, Item] = {item.item_id: item for item in page_of(events[:cut]).timeline.in_order()}
        held |= {item.item_id: item for item in whole.timeline.changed_since(cut)}
        assert held == whole.timeline.by_id, f"seed {seed}, cut {cut}"
        if whole.memory.facts_changed <= cut:
            assert whole.told() == page_of(events[:cut]).told(), f"seed {seed}, cut {cut}"


@pytest.mark.parametrize("seed", range(30))
def test_replay_is_live(seed: int):
    events = history(random.Random(seed))
    live = page_of(events)
    again = page_of(events)
    assert live.timeline.in_order() == again.timeline.in_order()
    assert live.told() == again.told() and live.memory.promises == again.memory.promises
    assert live.contradictions.all() == again.contradictions.all() and live.cases.state() == again.cases.state()


def test_an_interaction_that_moved_stands_on_its_new_page_and_not_on_the_old():
    there = [recorded(a_message(item_id="t-9", text="czyje to?"), 1, stream="c-2", position=5)]
    moved = happened.InteractionReassigned(
        interaction_id="i-1", from_customer="c-2", to_customer="c-1", reason="handle:phone"
    )
    gains = page_of([recorded(moved, 1, position=7)], c_2=there)
    loses = page_of([*there, recorded(moved, 2, stream="c-2", position=6)], "c-2")
    assert ["czyje to?"] == texts(gains) and [] == texts(loses)
    assert 1 == gains.generation == loses.generation


def test_a_receipt_that_was_overtaken_changes_nothing_back():
    read = recorded(happened.MessageDeliveryUpdated(item_id="t-1", state="read"), 2, occurred_at=minutes(9))
    sent = recorded(happened.MessageDeliveryUpdated(item_id="t-1", state="sent"), 3, occurred_at=minutes(8))
    delivery = page_of([said(1, 0), read, sent]).timeline.by_id["t-1"].delivery
    assert "read" == (delivery and delivery.state)


def test_the_later_name_of_a_system_stands_before_a_typed_one():
    told = said(1, 0, author_name="kasia91")
    crm = recorded(happened.ProfileAttributeNoted(attribute="name", system="//demo/crm/main", value="Katarzyna W."), 2)
    assert "Katarzyna W." == page_of([told, crm]).customer.display_name


@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_sentence_of_the_brief_names_its_items(language: str):
    page = page_of([said(1, 0), said(2, 10, channel="phone", kind="call"), said(3, 20)])
    brief = prepare_brief(page, language, WARSAW)
    assert brief.lines and all(line.items for line in brief.lines)
    assert all(item in page.timeline.by_id for line in brief.lines for item in line.items)


def test_told_things_are_found_where_they_stand():
    text = "Dzień dobry, nazywam się Jan Maćkowiak, zamówienie PL-48213, jan@example.org, +48 601 000 214"
    found = {finding.key: finding for finding in find(text)}
    assert {"name", "order_no", "email", "phone"} == set(found)
    assert all(finding.value == text[slice(*finding.span)] for finding in found.values())
    assert "Jan Maćkowiak" == found["name"].value


def test_a_megabyte_of_almost_matches_is_read_at_once():
    for hostile in ("a@" * 50_000, "+48 " * 50_000, "A-1" * 50_000, "my name is " * 10_000, "a.b" * 50_000):
        assert len(find(hostile)) < 5_000


def test_the_queue_counts_waiting_from_the_first_unanswered_word():
    row = InboxRow(customer_id="c-1")
    for event in (said(1, 0), said(2, 5)):
        row = take(row, event)
    assert minutes(0) == row.waiting_since
    answered = recorded(happened.MessageSent(
        item_id="t-3", channel="chat", kind="message", direction="outbound", author_role="agent", text="już"), 3, occurred_at=minutes(9))  # fmt: skip
    assert take(row, answered).waiting_since is None
