"""Marks in the views: counted once wherever their interactions stand, and no more where people turn out to be two."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from adapters.views.marks import read_marks, read_tallies
from adapters.views.store import Views
from domain.customer import events as happened
from domain.figures import FIGURES, Mark, Period, Tally
from tests.adapters.log.opened import OpenLog, open_log
from tests.adapters.views.histories import History, Kept, replayed, strange, understood
from tests.domain.figures.marks import WARSAW
from tests.examples import ITEM, minutes

ALL = Period(minutes(-10_000), minutes(10_000), WARSAW)
HERE, THERE = "c-here", "c-there"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[OpenLog]:
    with open_log(tmp_path) as log:
        yield log


@pytest.fixture
def history(log: OpenLog) -> History:
    """Told on chat by one customer, asked for on the phone: two interactions of theirs, a third of somebody else's."""
    history = History(log, "demo", 1)
    history.append([(HERE, began("i-1", "chat")), (HERE, began("i-2", "phone")), (THERE, began("i-3", "email"))])
    return history


def began(interaction_id: str, channel: str) -> happened.Event:
    return happened.InteractionStarted(
        interaction_id=interaction_id, channel=channel, direction="inbound", entry_point=f"{channel}-desk")  # fmt: skip


def asked(told_in: str = "i-1", **changes: Any) -> happened.Event:
    fields: dict[str, Any] = {
        "item_id": "t-2", "interaction_id": "i-2", "fact_id": "f-1", "key": "order_no", "asked_by": "agent",
        "detected_by": "rule:asked-again.1",
    }  # fmt: skip
    return happened.FactAskedAgain(**(fields | {"told_in": told_in} | changes))


def retracted(fact_id: str) -> happened.Event:
    return happened.FactRetracted(fact_id=fact_id, detected_by="rule:reinterpreted")


def merged(survivor: str, absorbed: str, merge_id: str = "m-1") -> list[tuple[str, happened.Event]]:
    event = happened.CustomersMerged(merge_id=merge_id, survivor=survivor, absorbed=absorbed)
    return [(absorbed, event), (survivor, event)]


def unmerged(survivor: str, absorbed: str, since: int, *returned: str) -> list[tuple[str, happened.Event]]:
    event = happened.CustomersUnmerged(
        merge_id="m-1", survivor=survivor, absorbed=absorbed, since=since, returned=returned)  # fmt: skip
    return [(absorbed, event), (survivor, event)]


def said(role: str, name: str, interaction_id: str) -> happened.Event:
    return happened.MessageSent(**ITEM | {"author_role": role, "author_name": name, "interaction_id": interaction_id})


def views_of(log: OpenLog, history: History, folder: Path) -> Kept:
    live = Kept(log, folder / "views.db")
    live.advance(history.rows(), 2)
    assert replayed(log, folder / "fresh.db", history.rows()) == live.tables()
    return live


def counted(views: Views, name: str = "asked-again", person: str | None = None) -> list[Mark]:
    return [mark for mark in read_marks(views, "demo", FIGURES[name].needs, ALL, person) if not mark.void]


def test_a_mark_knows_where_it_was_asked_and_where_it_had_been_told(log: OpenLog, history: History, tmp_path: Path):
    history.append([(HERE, asked())])
    [mark] = counted(views_of(log, history, tmp_path).views)
    assert ("phone", "chat", "phone-desk", HERE) == (mark.channel, mark.from_channel, mark.team, mark.customer_id)


def test_marks_of_a_retracted_fact_do_not_count(log: OpenLog, history: History, tmp_path: Path):
    again = happened.FactToldAgain(
        item_id="t-3", interaction_id="i-2", fact_id="f-3", before="f-2", key="name", detected_by="rule:told-again.1",
        told_in="i-1")  # fmt: skip
    history.append([(HERE, asked()), (HERE, asked(fact_id="f-2", key="name")), (HERE, again), (HERE, retracted("f-2"))])
    views = views_of(log, history, tmp_path).views
    assert ["order_no"] == [mark.key for mark in counted(views)]
    assert [] == counted(views, "told-again")


def test_between_two_who_are_not_one_nothing_was_asked_again(log: OpenLog, history: History, tmp_path: Path):
    history.append([(HERE, asked("i-3"))])
    assert [] == counted(views_of(log, history, tmp_path).views)


@pytest.mark.parametrize(("survivor", "absorbed"), [(HERE, THERE), (THERE, HERE)])
def test_a_merge_makes_it_count_once_and_its_reversal_takes_it_back(
    log: OpenLog, history: History, tmp_path: Path, survivor: str, absorbed: str
):
    since = log.reader.head() + 1
    history.append(merged(survivor, absorbed))
    history.append([(survivor, asked("i-3"))])
    assert 1 == len(counted(views_of(log, history, tmp_path).views))
    history.append(unmerged(survivor, absorbed, since))
    (tmp_path / "views.db").unlink()
    assert [] == counted(views_of(log, history, tmp_path).views)


def test_what_moves_to_the_other_page_counts_no_more(log: OpenLog, history: History, tmp_path: Path):
    history.append([(HERE, asked())])
    moved = happened.InteractionReassigned(
        interaction_id="i-2", from_customer=HERE, to_customer=THERE, reason="by hand"
    )
    history.append([(HERE, moved), (THERE, moved)])
    assert [] == counted(views_of(log, history, tmp_path).views)
    history.append([(THERE, asked("i-3"))])  # there it had been told, too: found again by the rule
    (tmp_path / "views.db").unlink()
    [mark] = counted(views_of(log, history, tmp_path).views)
    assert ("email", THERE) == (mark.from_channel, mark.customer_id)


def test_somebody_provisional_is_whom_they_turned_out_to_be(log: OpenLog, history: History, tmp_path: Path):
    history.append([(HERE, asked("i-3"))])
    moved = happened.InteractionReassigned(
        interaction_id="i-3", from_customer=THERE, to_customer=HERE, reason="handle:phone", provisional=True)  # fmt: skip
    history.append([(THERE, moved), (HERE, moved)])
    assert 1 == len(counted(views_of(log, history, tmp_path).views))


def test_an_agent_sees_the_interactions_they_took_part_in(log: OpenLog, history: History, tmp_path: Path):
    from app.security.principals import person_id

    history.append(
        [(HERE, said("agent", "Ola Kot", "i-2")), (HERE, said("customer", "Jan Nowak", "i-1")), (HERE, asked())]
    )
    views = views_of(log, history, tmp_path).views
    ola, jan = (person_id("demo", "agent", name) for name in ("Ola Kot", "Jan Nowak"))
    assert [1, 0] == [len(counted(views, person=person)) for person in (ola, jan)]
    assert [Tally("phone", "", ALL.start, 1)] == read_tallies(views, "demo", ALL, (), ola)
    assert [] == read_tallies(views, "demo", ALL, (), jan)


def test_interactions_are_tallied_by_channel_team_and_day(log: OpenLog, history: History, tmp_path: Path):
    views = views_of(log, history, tmp_path).views
    found = read_tallies(views, "demo", Period(minutes(-300), minutes(300), WARSAW), ("team", "day"))
    assert [("chat", "chat-desk", 1), ("email", "email-desk", 1), ("phone", "phone-desk", 1)] == sorted(
        (each.channel, each.team, each.count) for each in found
    )
    assert [] == read_tallies(views, "other", ALL, ())


def promised(promise_id: str) -> happened.Event:
    return happened.PromiseNoted(
        promise_id=promise_id, item_id="t-2", interaction_id="i-2", promised="callback", made_by="agent", due_at=minutes(5))  # fmt: skip


def kinds(marks: Sequence[Mark]) -> list[tuple[str, str]]:
    return [(mark.ref, mark.kind) for mark in marks]


def test_a_promise_settled_before_the_period_is_not_read_unless_it_was_moved_since(
    log: OpenLog, history: History, tmp_path: Path
):
    for number in ("p-1", "p-2", "p-3"):
        history.append([(HERE, promised(number))])
    for number in ("p-2", "p-3"):
        history.append([(HERE, happened.PromiseKept(promise_id=number, by="p-9"))])
    history.append([(HERE, happened.PromiseMoved(promise_id="p-3", new_due=minutes(9), by="p-9"))])
    views = views_of(log, history, tmp_path).views
    later = Period(minutes(100), minutes(200), WARSAW)
    found = read_marks(views, "demo", FIGURES["promises"].needs, later)
    assert [
        ("p-1", "promise-noted"), ("p-3", "promise-noted"), ("p-3", "promise-kept"), ("p-3", "promise-moved"),
    ] == kinds(found)  # fmt: skip
    states = {row.keys["state"]: row.numerator for row in FIGURES["promises"].rows(found, [], (), later)}
    assert 2 == states["overdue"] == sum(states.values())


def test_a_switch_is_read_with_what_was_repeated_where_it_goes_on(log: OpenLog, history: History, tmp_path: Path):
    switch = happened.ChannelSwitched(
        case_id="k-1", from_interaction="i-1", interaction_id="i-2", from_channel="chat", to_channel="phone", gap_s=60,
        detected_by="rule:cases.1", confidence=0.9)  # fmt: skip
    history.append([(HERE, switch), (HERE, asked()), (HERE, asked(interaction_id="i-1", item_id="t-1"))])
    marks = counted(views_of(log, history, tmp_path).views, "switches")
    assert [("k-1", "channel-switched"), ("f-1", "fact-asked-again")] == kinds(marks)


def test_nothing_personal_stands_in_the_marks(log: OpenLog, history: History, tmp_path: Path):
    history.append(
        [(HERE, happened.PromiseMade(**ITEM | {"interaction_id": "i-2"}, promise_id="p-1", what="wymiana kurtki"))]
    )
    history.append([(HERE, said("agent", "Ola Kot", "i-2")), (HERE, promised("p-2"))])
    tables = views_of(log, history, tmp_path).tables()
    words = [word for table in ("mark", "part") for row in tables[table] for word in row if isinstance(word, str)]
    assert {"p-1", "p-2"} <= set(words)
    for secret in ("wymiana", "Ola", "słowa", "Katarzyna", "desk"):
        assert not [word for word in words if secret in word]


def test_where_the_view_stops_earlier_than_before_no_mark_is_left_behind(
    log: OpenLog, history: History, tmp_path: Path
):
    history.append([(HERE, strange(asked())), (HERE, asked(fact_id="f-2", key="name"))])
    live = Kept(log, tmp_path / "views.db")
    with understood():
        live.advance(history.rows())
        assert ["order_no", "name"] == [mark.key for mark in counted(live.views)]
    live.projector.redo("demo", HERE, live.views.position())
    assert [] == counted(live.views)
    assert replayed(log, tmp_path / "fresh.db", history.rows()) == live.tables()
