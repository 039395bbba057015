"""One customer whom nobody can read: what is done for everybody else goes on, wherever it comes past their events."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.customer.events import Claimed, FactRetracted
from tests.app.http.merging import EWA, JAN, ZOFIA, Desk
from tests.app.http.test_messages import sent
from tests.app.memory.test_reinterpreting import run
from tests.app.running import running_service
from tests.examples import EXAMPLES
from tests.faults.poison import poison


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with running_service(tmp_path) as running:
        yield Desk(running.shop("demo"))


def test_a_customer_is_answered_though_anothers_event_just_before_theirs_cannot_be_read(desk: Desk):
    stuck = desk.writes(JAN, "Dzień dobry")["customer_id"]
    poison(desk.shop.running.service, "demo", stuck)
    zofia = desk.writes(ZOFIA, "Gdzie moja paczka?")["customer_id"]
    assert zofia == sent(desk, zofia)["customer_id"]


def test_history_is_read_again_but_for_those_who_cannot_be_read(desk: Desk):
    stuck = [desk.writes(phone, "Zamówienie PL-48213")["customer_id"] for phone in (JAN, EWA)]
    desk.writes(ZOFIA, "Zamówienie PL-48295")
    for number, (customer_id, kind) in enumerate(zip(stuck, (Claimed, FactRetracted), strict=True), 1):
        poison(desk.shop.running.service, "demo", customer_id, EXAMPLES[kind], number)
    over = run(desk.shop.running, dry=True)
    assert (3, 1) == (over.customers, over.items)
