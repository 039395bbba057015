"""What NATS alone does to a node: it refuses one for good, and takes frames of its own size only."""

import asyncio
from pathlib import Path

from adapters.bus.nats import NatsBus
from adapters.log.appends import Touched
from tests.contracts.buses import Heard, Node, a_seal, meet, until
from tests.peers.nats import Nats, running_nats


def users(*passwords: str, more: str = "") -> str:
    """Settings that let the bus in with each of these passwords."""
    named = ", ".join(f'{{user: "{word}", password: "{word}"}}' for word in passwords)
    return f"server_name: n0\nauthorization {{ users: [{named}] }}\n{more}"


async def two(server: Nats) -> list[Node]:
    made = [Node(NatsBus(server.url.replace("//", f"//{word}:{word}@"), a_seal())) for word in ("sklep", "kantor")]
    for each in made:
        await each.bus.start(each.heard)
    await until(lambda: all(each.heard.backs for each in made))
    return made


def test_a_node_that_was_refused_is_back_when_it_is_let_in_again(tmp_path: Path):
    async def case(server: Nats) -> None:
        made = await two(server)
        refused: Heard = made[1].heard
        server.reload(users("sklep"))
        await until(lambda: bool(made[1].bus.warnings()))
        server.reload(users("sklep", "kantor"))
        await until(lambda: not made[1].bus.warnings() and 2 <= refused.backs)
        await meet(made)
        for each in made:
            await each.bus.stop()
        assert {asyncio.current_task()} == asyncio.all_tasks()

    with running_nats(tmp_path / "nats", 1, users("sklep", "kantor")) as server:
        asyncio.run(case(server))


def test_a_node_whose_client_ended_for_good_begins_with_another(tmp_path: Path):
    async def case(server: Nats) -> None:
        made = await two(server)
        bus = made[1].bus
        assert isinstance(bus, NatsBus)
        await bus._client._process_err("'maximum subscriptions exceeded'")  # as the server says it
        await until(lambda: 2 <= made[1].heard.backs)
        await meet(made)
        for each in made:
            await each.bus.stop()

    with running_nats(tmp_path / "nats", 1, users("sklep", "kantor")) as server:
        asyncio.run(case(server))


def test_frames_are_no_larger_than_the_server_takes(tmp_path: Path):
    rung = [Touched("demo", f"c-{each:036}", each, each) for each in range(1_000)]

    async def case(server: Nats) -> None:
        made = await two(server)
        await meet(made)
        made[0].bus.ring(rung)
        await until(lambda: len(made[1].heard.touched) >= len(rung))
        assert 0 == made[0].bus.counts["lost"]
        for each in made:
            await each.bus.stop()

    with running_nats(tmp_path / "nats", 1, users("sklep", "kantor", more="max_payload: 8KB")) as server:
        asyncio.run(case(server))
