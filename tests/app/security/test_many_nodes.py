"""Two gates on one database: whoever one lets in, the other knows; whoever one shuts out, the other shuts out."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.access.postgres import PostgresAccess
from adapters.access.store import AccessUnavailable
from app.audit.access import AccessLedger
from app.security.gate import SURE_SECONDS, Gate, Principal
from app.security.principals import Standing
from app.settings import Settings
from tests.app.security.conftest import StoppedClock
from tests.app.stores import OpenStore
from tests.patience import SECONDS

run = asyncio.run


class Nodes:
    """Gates of several nodes, with one clock, that hear of each other only when a test lets them."""

    def __init__(self, open_store: OpenStore, settings: Settings, clock: StoppedClock) -> None:
        self.seconds = 0.0
        self.make: Callable[[], Gate] = lambda: Gate(open_store(), settings, now=clock, monotonic=lambda: self.seconds)
        self.one, self.two = self.make(), self.make()

    def hear(self, seconds: float = 1) -> None:
        self.seconds += seconds
        for gate in (self.one, self.two):
            run(gate.hear())


@pytest.fixture
def nodes(shared_store: OpenStore, settings: Settings, clock: StoppedClock) -> Nodes:
    return Nodes(shared_store, settings, clock)


def heard(nodes: Nodes, of: Callable[[], bool]) -> bool:
    """Whether they hear of it; notes of having been seen are stored without anybody waiting for them."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        nodes.hear(seconds=0.001)  # who waits long is not to be forgotten meanwhile
        if of():
            return True
    return False


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def known(gate: Gate, headers: dict[str, str]) -> Principal:
    principal = run(gate.recognise(headers))
    assert principal is not None
    return principal


def code_of(gate: Gate, role: str = "agent", name: str = "Anna Wójcik") -> str:
    return run(gate.create_link(role, name)).rsplit("/", 1)[1]


def signed_in(gate: Gate) -> dict[str, str]:
    return {"cookie": f"{gate.cookie_name}={run(gate.redeem_link(code_of(gate)))}"}


def test_a_token_made_at_one_node_is_good_at_the_other_at_once(nodes: Nodes) -> None:
    token = run(nodes.one.create_token("adapter", "WhatsApp", source="//demo/whatsapp/*"))
    assert known(nodes.one, bearer(token)) == known(nodes.two, bearer(token))


def test_a_link_of_one_node_signs_in_at_the_other_and_the_session_is_good_at_both(nodes: Nodes) -> None:
    cookie = run(nodes.two.redeem_link(code_of(nodes.one)))
    headers = {"cookie": f"throughline={cookie}"}
    assert known(nodes.two, headers) == known(nodes.one, headers)


def test_of_many_browsers_at_two_nodes_at_once_one_gets_in(nodes: Nodes) -> None:
    with ThreadPoolExecutor(8) as threads:
        for _ in range(10):
            code = code_of(nodes.one)
            cookies = list(threads.map(lambda gate, code=code: run(gate.redeem_link(code)), [nodes.one, nodes.two] * 4))
            assert 1 == sum(cookie is not None for cookie in cookies)


def test_of_many_sockets_at_two_nodes_at_once_one_gets_in_with_a_ticket(nodes: Nodes) -> None:
    principal = known(nodes.one, signed_in(nodes.one))
    with ThreadPoolExecutor(8) as threads:
        for _ in range(10):
            ticket = run(nodes.one.issue_ticket(principal))[0]
            let_in = list(
                threads.map(lambda gate, ticket=ticket: run(gate.redeem_ticket(ticket)), [nodes.one, nodes.two] * 4)
            )
            assert [principal] == [found for found in let_in if found is not None]


@pytest.mark.parametrize("by", ["token", "session"])
def test_what_one_node_ends_the_other_hears_of(nodes: Nodes, by: str) -> None:
    headers = bearer(run(nodes.one.create_token("agent", "Anna"))) if by == "token" else signed_in(nodes.one)
    principal = known(nodes.two, headers)
    run(nodes.one.revoke_token(principal.id) if by == "token" else nodes.one.sign_out(principal))
    assert Standing.ENDED is nodes.one.standing(principal)
    nodes.hear()
    assert Standing.ENDED is nodes.two.standing(principal)
    assert run(nodes.two.recognise(headers)) is None


def test_an_operator_ends_a_session_wherever_it_was_begun(nodes: Nodes) -> None:
    headers = signed_in(nodes.one)
    principal = known(nodes.one, headers)
    (listed,) = run(nodes.two.sessions())
    run(nodes.two.end_session(listed.id))
    nodes.hear()
    assert Standing.ENDED is nodes.one.standing(principal)
    assert [] == run(nodes.one.sessions())


def test_another_role_is_heard_of_and_counts_from_then_on(nodes: Nodes) -> None:
    headers = signed_in(nodes.one)
    before = known(nodes.two, headers)
    run(nodes.one.change_role(before.id, "lead"))
    nodes.hear()
    assert Standing.CHANGED is nodes.two.standing(before)
    assert "lead" == known(nodes.two, headers).role == known(nodes.one, headers).role


def test_a_node_that_hears_nothing_for_five_seconds_is_sure_of_nobody(nodes: Nodes) -> None:
    principal = known(nodes.one, signed_in(nodes.one))
    nodes.seconds += SURE_SECONDS - 0.001
    assert Standing.GOOD is nodes.one.standing(principal)
    nodes.seconds += 0.001
    assert Standing.UNSURE is nodes.one.standing(principal)
    assert not nodes.one.still_valid(principal)


def test_a_node_that_was_cut_off_asks_before_it_lets_anybody_in(nodes: Nodes) -> None:
    token = run(nodes.one.create_token("agent", "Anna"))
    principal = known(nodes.two, bearer(token))
    run(nodes.one.revoke_token(principal.id))
    nodes.seconds += SURE_SECONDS
    assert run(nodes.two.recognise(bearer(token))) is None


def test_acting_at_one_node_keeps_the_session_open_at_the_other(nodes: Nodes, clock: StoppedClock) -> None:
    headers = signed_in(nodes.one)
    principal = known(nodes.two, headers)
    for _ in range(3):
        clock.pass_by(minutes=20)
        known(nodes.one, headers)
        assert heard(nodes, lambda: nodes.two.still_valid(principal))


def test_what_nobody_asks_about_is_not_held_but_still_good(nodes: Nodes) -> None:
    headers = signed_in(nodes.one)
    assert known(nodes.two, headers)
    for _ in range(601):
        nodes.hear()
    assert nodes.two.authenticate(headers) is None
    assert known(nodes.two, headers)


def test_a_database_that_is_away_lets_nobody_in_and_says_so(settings: Settings, clock: Any) -> None:
    gate = Gate(PostgresAccess("postgresql://throughline:canary@127.0.0.1:9/log"), settings, now=clock)
    with pytest.raises(AccessUnavailable) as refused:
        run(gate.recognise(bearer("tl_agent_x")))
    assert "canary" not in str(refused.value)
    gate.close()


def test_what_no_database_could_hold_is_just_not_there(nodes: Nodes) -> None:
    ledger = AccessLedger(nodes.one.store)
    for customer_id in ("c-\x00", "c-\udcff"):
        assert [] == run(ledger.list("demo", customer_id))


def test_one_visit_at_two_nodes_at_once_is_one_record(nodes: Nodes, clock: StoppedClock, tmp_path: Path) -> None:
    anna = Principal(id="s-1", tenant="demo", role="agent", name="Anna", person="p-anna", via="cookie")
    ledgers = [AccessLedger(gate.store, now=clock) for gate in (nodes.one, nodes.two) * 4]
    with ThreadPoolExecutor(8) as threads:
        for number in range(10):
            list(threads.map(lambda ledger, number=number: run(ledger.record(anna, f"c-{number}")), ledgers))
            assert 1 == len(run(ledgers[0].list("demo", f"c-{number}")))
    clock.time += timedelta(minutes=5)
    run(ledgers[0].record(anna, "c-0"))
    assert 2 == len(run(ledgers[1].list("demo", "c-0")))
