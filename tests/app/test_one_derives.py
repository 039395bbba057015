"""Of several nodes one derives; the others show what it found, and one of them goes on when it dies."""

import asyncio
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.memory.notebook import Notebook
from app.settings import Settings
from app.storage import bring_up
from tests.app.live.afar import Nodes, two_nodes
from tests.app.running import Running, running_service
from tests.contracts.buses import until as until_true
from tests.faults.service import Deriving, Service
from tests.patience import SECONDS
from tests.peers.postgres import Postgres


@pytest.fixture
def nodes(postgres: Postgres, tmp_path: Path) -> Iterator[tuple[Running, Running]]:
    """The first one has the duty."""
    shared = {
        "THROUGHLINE_DATABASE_URL": postgres.fresh(), "THROUGHLINE_KEYS_URL": postgres.fresh(),
        "THROUGHLINE_MASTER_KEY": "5a" * 32, "THROUGHLINE_BUS_URL": postgres.url()}  # fmt: skip
    bring_up(Settings.read(shared | {"THROUGHLINE_DATA_DIR": str(tmp_path)}))
    with ExitStack() as running:
        one, two = (running.enter_context(running_service(tmp_path / name, **shared)) for name in ("one", "two"))
        yield one, two


def told(number: int, order: str) -> dict[str, Any]:
    handle = {"kind": "phone", "value_raw": f"+48 601 000 {number:03}", "level": 2}
    return {
        "specversion": "1.0", "id": f"t-{number}", "source": "//demo/sms/main", "type": "throughline.message.received.v1",
        "subject": f"sms:{number}", "time": "2026-11-21T09:18:00Z",
        "data": {"channel": "sms", "party": {"role": "customer", "handles": [handle]},
                 "parts": [{"type": "text", "text": f"Dzień dobry, numer zamówienia {order}"}]},
    }  # fmt: skip


def orders(found: dict[str, Any]) -> list[str]:
    return [each["norm"] for each in found["facts"] if each["key"] == "order_no"]


def test_what_one_node_derives_no_other_works_out_again(
    nodes: tuple[Running, Running], monkeypatch: pytest.MonkeyPatch
):
    wrote: list[Notebook] = []
    write = Notebook.write

    async def watched(self: Notebook, *said: Any) -> None:
        wrote.append(self)
        await write(self, *said)

    monkeypatch.setattr(Notebook, "write", watched)
    one, two = (each.shop("demo") for each in nodes)
    customers = [(one, two)[number % 2].sent(told(number, f"PL-4821{number}"))["customer_id"] for number in range(6)]
    for node in nodes:
        node.settled()
    for shop in (one, two):
        found = [orders(shop.agent.get(f"/v1/customers/{each}/facts").json()) for each in customers]
        assert [[f"PL-4821{number}"] for number in range(6)] == found
    assert {id(nodes[0].service.memory._notebook)} == set(map(id, wrote))
    assert (True, False) == (nodes[0].service.duty.mine, nodes[1].service.duty.mine)


def test_for_whom_the_one_stopped_the_others_have_stopped_too_and_any_may_try_again(
    nodes: tuple[Running, Running], monkeypatch: pytest.MonkeyPatch
):
    write = Notebook.write

    async def poisoned(self: Notebook, cause: Any, *said: Any) -> None:
        if cause.version <= 4 and sick:
            raise ValueError("poison")
        await write(self, cause, *said)

    sick = True
    monkeypatch.setattr(Notebook, "write", poisoned)
    one, two = (each.shop("demo") for each in nodes)
    customer = one.sent(told(1, "PL-48217"))["customer_id"]
    for node in nodes:
        node.settled()
    for node in nodes:
        until(node, lambda node=node: parked(node) == [("memory", customer)])
    sick = False
    assert 1 == nodes[1].ask(nodes[1].service.projections.retry("demo", customer)).retried
    for node in nodes:
        until(node, lambda node=node: parked(node) == [])
    assert ["PL-48217"] == orders(two.agent.get(f"/v1/customers/{customer}/facts").json())


def parked(node: Running) -> list[tuple[str, str]]:
    return [(each.view, each.stream) for each in node.service.views.parked()]


def until(node: Running, true: Any) -> None:
    async def wait() -> None:
        async with asyncio.timeout(SECONDS):
            while not true():
                node.service.memory.ring()
                await asyncio.sleep(0.05)

    node.ask(wait())


def test_when_the_one_that_derives_is_killed_another_goes_on(postgres: Postgres, tmp_path: Path):
    asyncio.run(killed(tmp_path, postgres))


async def killed(folder: Path, postgres: Postgres) -> None:
    async with two_nodes(folder, postgres, postgres.url()) as nodes:
        before = await nodes.deliver(told(1, "PL-48211"), at=0)
        await order_at_two(nodes, before["customer_id"], "PL-48211")
        nodes.one.kill(signal.SIGKILL)
        after = await nodes.deliver(told(2, "PL-48212"), at=1)
        await order_at_two(nodes, after["customer_id"], "PL-48212")


def test_a_process_that_only_derives_does_so_before_the_nodes_and_killed_in_the_middle_one_of_them_goes_on(
    postgres: Postgres, tmp_path: Path
):
    asyncio.run(derived_beside(tmp_path, postgres))


async def derived_beside(folder: Path, postgres: Postgres) -> None:
    async with two_nodes(folder, postgres, postgres.url()) as nodes:
        worker = Deriving(folder / "worker", **nodes.variables)
        try:
            await worker.start()
            await only(worker, nodes.one, nodes.two)
            customers: list[str] = []
            delivering = asyncio.create_task(deliver_all(nodes, customers, 60))
            await until_true(lambda: bool(customers))
            await order_at_two(nodes, customers[0], order(0))
            worker.kill(signal.SIGKILL)
            await delivering
            for number, customer in enumerate(customers):  # each once: not left out, and not told twice
                await order_at_two(nodes, customer, order(number))
            assert 1 == await gauge(nodes.one) + await gauge(nodes.two)
            await worker.start()
            await only(worker, nodes.one, nodes.two)
            last = await nodes.deliver(told(99, order(99)), at=1)
            await order_at_two(nodes, last["customer_id"], order(99))
            assert 0 == worker.kill(signal.SIGTERM)
        finally:
            if worker.process is not None and worker.process.poll() is None:
                worker.kill(signal.SIGKILL)


def order(number: int) -> str:
    return f"PL-482{number:02}"


async def deliver_all(nodes: Nodes, customers: list[str], count: int) -> None:
    for number in range(count):
        receipt = await nodes.deliver(told(number, order(number)), at=number % 2)
        customers.append(receipt["customer_id"])


async def only(worker: Service, *others: Service) -> None:
    """Until this one derives and these do not."""
    async with asyncio.timeout(SECONDS):
        while [1, *(0 for _ in others)] != [await gauge(each) for each in (worker, *others)]:
            await asyncio.sleep(0.1)


async def gauge(service: Service) -> int:
    """Whether it derives."""
    async with httpx.AsyncClient(base_url=service.url, timeout=SECONDS) as client:
        found = re.search(r"^throughline_derives (\d)", (await client.get("/metrics")).text, re.MULTILINE)
    assert found
    return int(found[1])


def test_who_only_derives_answers_how_it_stands_and_nothing_else(postgres: Postgres, tmp_path: Path):
    asyncio.run(asked_of_who_derives(tmp_path, postgres))


async def asked_of_who_derives(folder: Path, postgres: Postgres) -> None:
    async with two_nodes(folder, postgres, postgres.url()) as nodes:
        worker = Deriving(folder / "worker", **nodes.variables)
        await worker.start()
        try:
            async with httpx.AsyncClient(base_url=worker.url, timeout=SECONDS) as client:
                ready = (await client.get("/readyz")).json()
                refused = [(await client.get(path)).status_code for path in ("/v1/inbox", "/console", "/v1/events")]
                refused.append((await client.post("/v1/intake", json=told(1, order(1)))).status_code)
            assert {"views", "memory", "identity"} == ready["behind"].keys()
            assert {404} == set(refused)
        finally:
            assert 0 == worker.kill(signal.SIGTERM)


def test_on_a_file_nobody_derives_beside_the_service(tmp_path: Path):
    worker = Deriving(tmp_path)
    with pytest.raises(subprocess.CalledProcessError) as refused:
        worker.command("derive")
    assert (1, b"throughline: On a file one process does everything") == (
        refused.value.returncode, refused.value.stderr.encode()[:50])  # fmt: skip


async def order_at_two(nodes: Nodes, customer_id: str, order: str) -> None:
    """Until the second node shows that this was told."""
    async with httpx.AsyncClient(base_url=nodes.two.url, headers=nodes.agents[1], timeout=SECONDS) as client:
        async with asyncio.timeout(SECONDS):
            while [order] != orders((await client.get(f"/v1/customers/{customer_id}/facts")).json()):
                await asyncio.sleep(0.1)


def test_who_only_derives_needs_no_bell(postgres: Postgres, tmp_path: Path):
    asyncio.run(derived_without_a_bus(tmp_path, postgres))


async def derived_without_a_bus(folder: Path, postgres: Postgres) -> None:
    async with two_nodes(folder, postgres, bus="") as nodes:
        worker = Deriving(folder / "worker", **nodes.variables)
        await worker.start()
        try:
            await only(worker, nodes.one, nodes.two)
            receipt = await nodes.deliver(told(1, order(1)), at=0)
            await order_at_two(nodes, receipt["customer_id"], order(1))
        finally:
            assert 0 == worker.kill(signal.SIGTERM)
