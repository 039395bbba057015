"""What was said until a day counts until that day: by when things were recorded, so that every node says the same."""

import asyncio
import itertools
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.identity.store import IdentityStore
from app.identity.dry import Dry
from app.identity.trying import OwnKeys
from domain.customer import events as happened
from domain.customer.identified import Presented
from domain.record import Actor, Recorded
from tests.examples import NOON

DAY = timedelta(days=1)
ANNA, PHONE = "anna@mail.example", "+48601000001"


class Log:
    """Events of one tenant, taken in as they are told."""

    def __init__(self) -> None:
        keys: Any = OwnKeys()
        self.dry, self.numbers = Dry(IdentityStore(Path(":memory:"), "life"), keys), itertools.count(1)

    def tell(self, stream: str, event: happened.Event, at: datetime) -> None:
        number = next(self.numbers)
        asyncio.run(self.dry.take(Recorded(
            position=number, tenant="demo", stream=stream, version=number, event_id=f"e-{number}", occurred_at=at - DAY,
            recorded_at=at, actor=Actor(kind="customer"), event=event)))  # fmt: skip

    def comes(self, stream: str, *said: tuple[str, int], at: datetime, what: str = "interaction") -> None:
        """Something with these handles, in the name of Anna Nowak."""
        handles = tuple(Presented(kind="email" if "@" in value else "phone", digest=value.encode().hex(), level=level)
                        for value, level in said)  # fmt: skip
        self.tell(stream, happened.HandlesPresented(
            presented_id=f"i-{next(self.numbers)}", what=what, handles=handles, values=tuple(value for value, _ in said),
            party_name="Anna Nowak"), at)  # fmt: skip

    def dismissed(self, until: datetime | None, at: datetime = NOON) -> None:
        for here, there in (("c-1", "c-2"), ("c-2", "c-1")):
            self.tell(here, happened.MatchDismissed(other_customer=there, by="p-anna", until=until), at)

    def taken_back(self) -> None:
        for here in ("c-1", "c-2"):
            self.tell(here, happened.CustomersUnmerged(
                merge_id="m-1", survivor="c-1", absorbed="c-2", by="p-anna", since=1), NOON)  # fmt: skip


@pytest.fixture
def log() -> Log:
    """Two customers who may be one person: the address of one was typed by the other."""
    log = Log()
    log.comes("c-1", (ANNA, 2), at=NOON)
    log.comes("c-2", (PHONE, 2), (ANNA, 0), at=NOON)
    assert {("c-1", "c-2")} == set(log.dry.suggested)
    return log


def test_after_the_day_the_pair_is_suggested_again_at_the_next_touch(log: Log):
    log.dismissed(NOON + DAY)
    assert {} == log.dry.suggested
    log.comes("c-2", (PHONE, 2), at=NOON + DAY - timedelta(microseconds=1))
    assert {} == log.dry.suggested
    log.comes("c-2", (PHONE, 2), at=NOON + DAY)
    assert {("c-1", "c-2")} == set(log.dry.suggested)


def test_proof_that_came_before_the_day_ties_after_it_one_handle_at_a_touch(log: Log):
    log.dismissed(NOON + DAY)
    log.comes("c-2", (PHONE, 3), (ANNA, 3), at=NOON, what="evidence")
    assert {} == log.dry.merged
    assert {"phone", "email"} == {kind for kind, _ in log.dry.shared}
    for _ in range(2):
        log.comes("c-2", (PHONE, 2), at=NOON + 2 * DAY)
    assert "c-2" in log.dry.merged and {} == log.dry.shared


def test_without_a_day_it_counts_for_ever(log: Log):
    log.dismissed(None)
    log.comes("c-2", (PHONE, 3), (ANNA, 3), at=NOON + 10_000 * DAY, what="evidence")
    assert ({}, {}) == (log.dry.suggested, log.dry.merged)


def test_a_later_dismissal_holds_instead(log: Log):
    log.dismissed(None)
    log.dismissed(NOON + DAY)
    log.comes("c-2", (PHONE, 2), at=NOON + 2 * DAY)
    assert {("c-1", "c-2")} == set(log.dry.suggested)


def test_a_merge_taken_back_by_hand_is_not_done_again_whatever_was_dismissed_until_a_day(log: Log):
    log.taken_back()
    log.dismissed(NOON + DAY)
    log.comes("c-2", (PHONE, 3), (ANNA, 3), at=NOON + 2 * DAY, what="evidence")
    assert ({}, {}) == (log.dry.suggested, log.dry.merged)


def test_the_day_is_kept(tmp_path: Path):
    store = IdentityStore(tmp_path / "identity.db", "life")
    store.tell_apart("demo", "c-2", "c-1", "dismissed", NOON + DAY)
    store.keep(1)
    store.close()
    again = IdentityStore(tmp_path / "identity.db", "life")
    assert [True, False] == [again.apart("demo", "c-1", "c-2", at) for at in (NOON, NOON + DAY)]
    again.close()
