"""Two services on one PostgreSQL: what one acknowledged, the other knows."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from adapters import servers
from app.identity.holding import marked
from app.identity.writing import ACTOR
from app.settings import Settings
from app.storage import CannotOpen, bring_up, open_log
from tests.app.running import Shop, running_service
from tests.peers.postgres import Postgres

KEY = "5a" * 32


@pytest.fixture(scope="module")
def variables(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The settings every node shares: one log, keys in a database of their own, one master key."""
    variables = {
        "THROUGHLINE_DATABASE_URL": postgres.fresh(), "THROUGHLINE_KEYS_URL": postgres.fresh(), "THROUGHLINE_MASTER_KEY": KEY}  # fmt: skip
    folder = tmp_path_factory.mktemp("migrating")
    bring_up(Settings.read(variables | {"THROUGHLINE_DATA_DIR": str(folder)}))
    return variables


@pytest.fixture(scope="module")
def nodes(variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shop, Shop]]:
    with ExitStack() as running:
        one, two = (
            running.enter_context(running_service(tmp_path_factory.mktemp(name), **variables)).shop("demo")
            for name in ("one", "two")
        )
        yield one, two


def a_message(number: int, phone: str = "+48 601 000 214", text: str = "Dzień dobry") -> dict[str, Any]:
    handle = {"kind": "phone", "value_raw": phone, "level": 2}
    return {
        "specversion": "1.0", "id": f"m-{number}", "source": "//demo/sms/main", "type": "throughline.message.received.v1",
        "subject": f"sms:{phone}", "time": "2026-11-21T09:18:00Z",
        "data": {"channel": "sms", "party": {"role": "customer", "handles": [handle]}, "parts": [{"type": "text", "text": text}]},
    }  # fmt: skip


def test_a_delivery_repeated_at_another_node_gets_the_first_receipt(nodes: tuple[Shop, Shop]):
    one, two = nodes
    first = one.sent(a_message(1))
    again = two.send(a_message(1))
    assert 200 == again.status_code
    assert {**first, "outcome": "duplicate"} == again.json()
    assert 409 == two.send(a_message(1, text="Co innego")).status_code


def test_both_nodes_show_the_same_page_of_what_both_wrote(nodes: tuple[Shop, Shop]):
    one, two = nodes
    receipts = [(one, two)[number % 2].sent(a_message(number, "+48 601 000 215")) for number in range(10, 30)]
    customers = {receipt["customer_id"] for receipt in receipts}
    assert 1 == len(customers)
    versions = [receipt["version"] for receipt in receipts]
    assert sorted(set(versions)) == versions
    customer = customers.pop()
    assert one.timeline(customer)["items"] == two.timeline(customer)["items"]
    assert 20 == len(two.timeline(customer)["items"])


def test_first_messages_of_one_person_at_both_nodes_at_once_end_with_one_customer(nodes: tuple[Shop, Shop]):
    with ThreadPoolExecutor(8) as threads:
        for round_number in range(10):
            phone = f"+48 602 000 {round_number:03}"
            events = [a_message(1_000 + round_number * 10 + each, phone) for each in range(4)]
            answers = list(threads.map(lambda shop, event: shop.sent(event), (*nodes, *nodes), events))
            assert 1 == len({answer["customer_id"] for answer in answers})


def test_a_handle_first_seen_at_one_node_is_found_at_the_other(nodes: tuple[Shop, Shop]):
    one, two = nodes
    receipt = one.sent(a_message(40, "+48 601 000 217"))
    found = two.agent.post("/v1/customers/lookup", json={"kind": "phone", "value": "601 000 217"}).json()
    assert [receipt["customer_id"]] == [each["customer_id"] for each in found["customers"]]


def test_a_handle_found_shared_at_one_node_attaches_nothing_of_the_very_next_message_at_the_other(
    nodes: tuple[Shop, Shop],
):
    one, two = nodes
    sent = [a_message(number, "+48 601 000 218") | {"subject": f"sms:{number}"} for number in range(50, 53)]
    first = [two.sent(event)["customer_id"] for event in sent[:2]]
    assert first[0] == first[1]
    service = one.running.service
    digest = service.keyring.keyed_hash(one.tenant, "index", "handle", "phone", "+48601000218").hex()
    hand = service.pen.hand_for(one.tenant, ACTOR, "//demo/identity", "shared", b"")
    one.running.ask(service.pen.write(hand, lambda held: marked(held, digest, ("said",))))
    assert first[0] != two.sent(sent[2])["customer_id"], "what the other node remembered of it was looked up again"


def test_a_node_refuses_a_database_nobody_migrated(postgres: Postgres, tmp_path: Path):
    variables = {"THROUGHLINE_DATABASE_URL": postgres.fresh(), "THROUGHLINE_DATA_DIR": str(tmp_path)}
    with pytest.raises(CannotOpen, match="Run `throughline migrate`"):
        open_log(Settings.read(variables))


def test_a_server_that_is_not_there_is_one_sentence_without_the_password(tmp_path: Path):
    url = "postgresql://throughline:canary@127.0.0.1:9/log"
    with pytest.raises(CannotOpen) as refused:
        open_log(Settings.read({"THROUGHLINE_DATABASE_URL": url, "THROUGHLINE_DATA_DIR": str(tmp_path)}))
    assert "cannot be opened" in str(refused.value) and "canary" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_server_that_says_nothing_is_given_up_in_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(servers.ALIVE, "connect_timeout", 2)  # libpq takes no less
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://throughline@127.0.0.1:{silent.getsockname()[1]}/log"
        with pytest.raises(CannotOpen, match="cannot be opened"):
            open_log(Settings.read({"THROUGHLINE_DATABASE_URL": url, "THROUGHLINE_DATA_DIR": str(tmp_path)}))
