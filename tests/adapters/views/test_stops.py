"""Where the view stopped for one customer: what it shows of them meanwhile, and what others get of what moved."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.customer import events as happened
from domain.inbox.rows import InboxRow
from tests.adapters.log.opened import OpenLog, open_log
from tests.adapters.views.histories import History, Kept, strange
from tests.examples import ITEM

LEFT, HERE = "c-left", "c-here"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[OpenLog]:
    with open_log(tmp_path) as log:
        yield log


def said(text: str, interaction_id: str = "i-1") -> happened.Event:
    return happened.MessageReceived(**ITEM | {"interaction_id": interaction_id, "text": text})


def a_move(provisional: bool = False) -> happened.Event:
    return happened.InteractionReassigned(
        interaction_id="i-1", from_customer=LEFT, to_customer=HERE, reason="handle:phone", provisional=provisional)  # fmt: skip


def shown(log: OpenLog, folder: Path, *appends: list[tuple[str, happened.Event]]) -> dict[str, InboxRow]:
    """The queue's rows after these."""
    history = History(log, "demo", 1)
    for events in appends:
        history.append(events)
    live = Kept(log, folder / "views.db")
    live.advance(history.rows())
    rows = {row.customer_id: row for row in live.views.inbox("demo", "team", "", 0).rows}
    live.close()
    return rows


def test_what_moved_is_gone_from_a_stopped_row_even_if_the_other_side_stopped_too(log: OpenLog, tmp_path: Path):
    rows = shown(
        log, tmp_path, [(HERE, said("moje", "i-2"))], [(LEFT, said("obce"))], [(LEFT, strange(said("?")))],
        [(HERE, strange(said("?", "i-2")))], [(LEFT, a_move()), (HERE, a_move())],
    )  # fmt: skip
    assert {LEFT: "", HERE: "moje"} == {customer: row.preview for customer, row in rows.items()}


def test_what_moved_is_gone_from_the_row_that_stopped_at_the_very_move(log: OpenLog, tmp_path: Path):
    rows = shown(log, tmp_path, [(LEFT, said("obce"))], [(LEFT, strange(a_move())), (HERE, a_move())])
    assert {LEFT: "", HERE: "obce"} == {customer: row.preview for customer, row in rows.items()}


def test_of_what_moved_from_a_stopped_customer_comes_what_was_taken_before_the_stop(log: OpenLog, tmp_path: Path):
    rows = shown(
        log, tmp_path, [(LEFT, said("wcześniej"))], [(LEFT, strange(said("?")))], [(LEFT, said("potem"))],
        [(LEFT, a_move()), (HERE, a_move())],
    )  # fmt: skip
    assert "wcześniej" == rows[HERE].preview
    assert [] == [pill for pill in rows[HERE].pills if pill.kind == "stopped"]


def test_a_provisional_customer_who_moved_is_gone_although_their_row_had_stopped(log: OpenLog, tmp_path: Path):
    linked = happened.HandleLinked(link_id="h-1", kind="phone", digest="ab", level=0, value_norm="+48601000214")
    rows = shown(
        log, tmp_path, [(LEFT, linked), (LEFT, said("obce"))], [(LEFT, strange(said("?")))],
        [(LEFT, a_move(True)), (HERE, a_move(True))],
    )  # fmt: skip
    assert {HERE} == set(rows)


def test_a_customer_whose_first_event_nobody_can_read_is_seen_to_be_there(log: OpenLog, tmp_path: Path):
    rows = shown(log, tmp_path, [(LEFT, strange(said("?")))])
    assert ["stopped"] == [pill.kind for pill in rows[LEFT].pills]


def test_a_weaker_proof_that_comes_later_takes_nothing_back(log: OpenLog, tmp_path: Path):
    history = History(log, "demo", 1)
    linked = {"link_id": "h-1", "kind": "phone", "digest": "ab", "value_norm": "+48601000214"}
    history.append([(HERE, happened.HandleLinked(**linked, level=2))])
    history.append([(HERE, happened.HandleVerified(link_id="h-1", level=3))])
    history.append([(HERE, happened.HandleVerified(link_id="h-1", level=1))])
    live = Kept(log, tmp_path / "views.db")
    live.advance(history.rows())
    assert [(HERE, 3)] == live.views.holders("demo", "ab")
    live.close()
