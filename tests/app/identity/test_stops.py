"""One event that identity cannot take stops one customer: shown, held behind, and taken in after the fix."""

from pathlib import Path
from typing import Any

import pytest

from adapters.views.store import Parked
from app.identity.graph import Graph
from app.identity.writing import Writing
from domain.customer.events import HandlesPresented
from domain.customer.identified import Presented
from tests.adapters.views.histories import understood
from tests.app.identity.contacts import People, contact, email, phone
from tests.app.running import Running, running_service
from tests.faults.poison import poison

WORDS = ("+48601000001", "anna@mail.example")


def that_ties(*values: str, level: int = 3) -> HandlesPresented:
    """Evidence that a telephone and an address are one person's."""
    handles = tuple(Presented(kind="email" if "@" in each else "phone", digest=each.encode().hex(), level=level) for each in values)  # fmt: skip
    return HandlesPresented(presented_id="e-poison", what="evidence", handles=handles, values=values)


def stopped(running: Running) -> list[tuple[str, str]]:
    """For whom identity stopped, and for what kind of fault."""
    found = running.service.views.parked("identity")
    assert [(each.tenant, each.stream) for each in found] == [
        (each.tenant, each.stream) for each in running.service.identity.graph.store.stopped()]  # fmt: skip
    return [(each.stream, each.reason) for each in found]


def retried(people: People) -> list[tuple[str, str]]:
    """Everything parked is tried again; who is parked still."""
    answer = people.shop.admin.post("/v1/projections/parked/retry")
    assert 200 == answer.status_code, answer.text
    people.running.settled()
    return stopped(people.running)


def linked(people: People, number: int) -> bool:
    """Whether somebody else's evidence still makes two customers one."""
    one, other = people.sent(phone(number)), people.sent(email(f"e-{number}"))
    people.proven(phone(number, 3), email(f"e-{number}", 3))
    return people.together(one, other)


def test_an_unreadable_event_stops_one_customer_and_is_taken_after_the_fix(tmp_path: Path):
    with running_service(tmp_path) as running:
        people = People(running, running.shop("demo"))
        one, other = people.sent(phone(1)), people.sent(email("anna"))
        poison(running.service, "demo", people.whose(one), that_ties(*WORDS))
        running.settled()
        assert [(people.whose(one), "UnknownEvent")] == stopped(running)
        assert linked(people, 2) and not people.together(one, other)
        behind, units = people.sent(phone(1), name="Anna Nowak")["interaction_id"], running.service.identity.graph.units
        assert units.unit("demo", behind) is None, "it waits"
        assert [(people.whose(one), "UnknownEvent")] == retried(people)
        assert 1 == running.service.ready().parked_in["identity"]
        with understood():
            assert [] == retried(people)
            assert people.together(one, other) and units.unit("demo", behind) is not None
            assert linked(people, 3)
            assert "identity" not in running.service.ready().parked_in


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Merges of these customers fail, as by a fault of ours."""
    whose, merge = set[str](), Writing.merge

    async def fails(self: Writing, case: Any, act: Any) -> Any:
        if not whose.isdisjoint((act.subject, act.to)):
            raise ValueError("a fault of ours")
        return await merge(self, case, act)

    monkeypatch.setattr(Writing, "merge", fails)
    return whose


def test_a_fault_while_something_is_done_leaves_nothing_half_known(tmp_path: Path, failing: set[str]):
    with running_service(tmp_path) as running:
        people = People(running, running.shop("demo"))
        one, other = people.sent(phone(1)), people.sent(email("anna"))
        failing.add(people.whose(one))
        for number in (5, 6):  # in one batch with others' events
            people.shop.sent(contact(people.shop, phone(number)))
        people.proven(phone(1, 3), email("anna", 3))
        [(parked, reason)] = stopped(running)
        assert "ValueError" == reason and parked in (people.whose(one), people.whose(other))
        assert linked(people, 2)
        failing.clear()
        assert [] == retried(people)
        assert people.together(one, other)


def test_where_it_stopped_is_known_after_a_restart_and_a_store_made_anew_takes_it_by_itself(
    tmp_path: Path, failing: set[str]
):
    with running_service(tmp_path) as running:
        people = People(running, running.shop("demo"))
        one, other = people.sent(phone(1)), people.sent(email("anna"))
        failing.add(people.whose(one))
        people.proven(phone(1, 3), email("anna", 3))
        before = stopped(running)
        assert 1 == len(before)
    (tmp_path / "views.db").unlink()  # what is only shown there is shown again
    with running_service(tmp_path) as running:
        running.settled()
        assert before == stopped(running)
    for each in tmp_path.glob("identity.db*"):
        each.unlink()
    failing.clear()
    with running_service(tmp_path) as running:
        people = People(running, running.shop("demo"))
        running.settled()
        assert [] == stopped(running)
        assert people.together(one, other)


def test_what_was_said_meanwhile_in_other_streams_counts_for_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with running_service(tmp_path) as running:
        people = People(running, running.shop("demo"))
        anna, jan, ewa = people.sent(email("anna")), people.sent(email("jan")), people.sent(email("ewa"))
        with monkeypatch.context() as patch:
            patch.setattr(Graph, "_presented", raises)
            again = people.sent(email("anna"))
        assert [(people.whose(anna), "ValueError")] == stopped(running)
        for to in (jan, ewa):
            people.post(f"interactions/{again['interaction_id']}/reassignment", {"to": people.whose(to)})
        merge = people.post(
            f"customers/{people.whose(anna)}/merges", {"absorb": people.whose(jan), "reason": "told so"}
        )
        people.post(f"merges/{merge['merge_id']}/reversal", {"reason": "two people"})
        people.post(f"customers/{people.whose(ewa)}/merges", {"absorb": people.whose(jan), "reason": "told so"})
        before = people.types()
        assert [] == retried(people)
        assert before == people.types()
        assert people.together(again, ewa, jan) and not people.together(anna, ewa)
        store = running.service.identity.graph.store
        assert {jan["customer_id"]: ewa["customer_id"]} == store.all_absorbed()
        unit = running.service.identity.graph.units.unit(people.shop.tenant, again["interaction_id"])
        assert unit is not None and ewa["customer_id"] == unit.home


def raises(*_: Any) -> Any:
    raise ValueError("a fault of ours")


def test_a_second_try_does_nothing_twice(tmp_path: Path):
    with running_service(tmp_path) as running:
        people = People(running, running.shop("demo"))
        one, other = people.sent(phone(1)), people.sent(email("anna"))
        position = poison(running.service, "demo", people.whose(one), that_ties(*WORDS))
        running.settled()
        place = Parked("identity", "demo", people.whose(one), position, 4, "UnknownEvent")
        with understood():
            for _ in range(3):
                assert running.ask(running.service.identity.retry(place))
            assert people.together(one, other)
            assert 2 == people.types()["customers-merged"]  # once, in both streams
