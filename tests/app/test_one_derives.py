"""Of several nodes one derives; the others show what it found, and one of them goes on when it dies."""

import asyncio
import signal
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


async def order_at_two(nodes: Nodes, customer_id: str, order: str) -> None:
    """Until the second node shows that this was told."""
    async with httpx.AsyncClient(base_url=nodes.two.url, headers=nodes.agents[1], timeout=SECONDS) as client:
        async with asyncio.timeout(SECONDS):
            while [order] != orders((await client.get(f"/v1/customers/{customer_id}/facts")).json()):
                await asyncio.sleep(0.1)
