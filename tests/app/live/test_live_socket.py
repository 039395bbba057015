"""The live socket through a real server: handshakes, closing codes, and readers that do not read."""

import asyncio
import contextlib
import json
import random
import socket
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from app.live import hub
from tests.app.live.node import SUBPROTOCOL, Node, served, told, watch
from tests.app.live.world import World, settle
from tests.examples import a_message
from tests.patience import SECONDS


def test_a_token_in_the_header_signs_in_and_the_subprotocol_is_ours(world: World) -> None:
    async def case(node: Node) -> None:
        async with node.open(await node.token()) as connection:
            assert SUBPROTOCOL == connection.subprotocol
            assert "welcome" == json.loads(await connection.recv())["type"]
            assert ["t-1"] == [item["item_id"] for item in (await watch(connection))["items"]]
            node.world.hub.ring(node.world.append(("c-1", a_message(item_id="t-2"))))
            assert 2 == (await told(connection, "changes"))["to"]

    served(world, case)


def test_a_cookie_from_our_own_page_signs_in(world: World) -> None:
    async def case(node: Node) -> None:
        async with node.open({**await node.cookie(), "Origin": node.origin}) as connection:
            await told(connection, "welcome")

    served(world, case)


def test_a_ticket_signs_in_who_can_send_neither_header_nor_cookie(world: World) -> None:
    async def case(node: Node) -> None:
        principal = node.gate.authenticate({"authorization": (await node.token())["Authorization"]})
        assert principal is not None
        ticket, _ = await node.gate.issue_ticket(principal)
        async with node.open() as first, node.open() as second:
            for connection in (first, second):
                await connection.send(json.dumps({"type": "hello", "ticket": ticket}))
            await told(first, "welcome")
            assert 4501 == await node.closing_code(second)

    served(world, case)


@pytest.mark.parametrize("origin", [
    "https://evil.example", "null", "", "http://127.0.0.1", "http://127.0.0.1:{port}.evil.example", "https://127.0.0.1:{port}",
    "HTTP://127.0.0.1:{port}", "http://127.0.0.1:1{port}", "http://evil.example:{port}", "http://127.0.0.1:{port}/",
])  # fmt: skip
@pytest.mark.parametrize("signed_in_by", ["cookie", "token", "nothing"])
def test_another_origin_is_refused_whatever_else_is_sent(world: World, origin: str, signed_in_by: str) -> None:
    async def case(node: Node) -> None:
        by = {"cookie": node.cookie, "token": node.token}.get(signed_in_by)
        headers = await by() if by else {}
        body = await node.refused({**headers, "Origin": origin.format(port=node.port)})
        assert "origin-not-ours" in json.loads(body)["type"]

    served(world, case)


def test_a_cookie_without_an_origin_is_refused(world: World) -> None:
    async def case(node: Node) -> None:
        await node.refused(await node.cookie())

    served(world, case)


def test_a_secret_in_the_address_signs_nobody_in(world: World) -> None:
    async def case(node: Node) -> None:
        token = (await node.token())["Authorization"].removeprefix("Bearer ")
        async with node.open(query=f"?token={token}&access_token={token}&ticket={token}") as connection:
            await settle(lambda: node.world.hub.connections)
            await node.world.hands.pass_by(6)
            assert 4501 == await node.closing_code(connection)

    served(world, case)


@pytest.mark.parametrize("headers", [{"Authorization": "Bearer tl_agent_x"}, {"Authorization": "Basic YTpi"}])
def test_a_wrong_token_is_told_its_code_after_the_upgrade(world: World, headers: dict[str, str]) -> None:
    async def case(node: Node) -> None:
        async with node.open(headers) as connection:
            assert 4501 == await node.closing_code(connection)

    served(world, case)


def test_a_revoked_token_closes_its_socket(world: World) -> None:
    async def case(node: Node) -> None:
        headers = await node.token()
        async with node.open(headers) as connection:
            await watch(connection)
            principal = node.gate.authenticate({"authorization": headers["Authorization"]})
            assert principal is not None
            await node.gate.revoke_token(principal.id)
            node.world.hub.ring(node.world.append(("c-1", a_message(item_id="t-2"))))
            with pytest.raises(ConnectionClosed):
                await told(connection, "changes")
            assert 4501 == connection.close_code

    served(world, case)


@pytest.mark.parametrize(("said", "code"), [([" " * 65_537], 4513), (["{}"] * 30, 4429)])
def test_who_goes_beyond_a_limit_is_told_the_code(world: World, said: list[str], code: int) -> None:
    async def case(node: Node) -> None:
        async with node.open(await node.token()) as connection:
            with contextlib.suppress(ConnectionClosed):
                for text in said:
                    await connection.send(text)
            assert code == await node.closing_code(connection)

    served(world, case)


def test_the_wrong_role_is_told_its_code(world: World) -> None:
    async def case(node: Node) -> None:
        async with node.open(await node.token("admin", "Root")) as connection:
            assert 4503 == await node.closing_code(connection)

    served(world, case)


def test_an_error_of_ours_closes_with_a_code_that_comes_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("app.live.hub.Hub.admit", broken)

    async def case(node: Node) -> None:
        async with node.open(await node.token()) as connection:
            assert 4000 == await node.closing_code(connection)

    served(world, case)


async def open_slow(node: Node, headers: dict[str, str]) -> ClientConnection:
    """A client that has read its snapshot and reads no more; its kernel takes in next to nothing."""
    small = socket.socket()
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    small.connect(("127.0.0.1", node.port))
    slow = await node.open(headers, sock=small)
    await watch(slow)
    slow.transport.pause_reading()
    return slow


async def flood(node: Node) -> int:
    """Record more than all buffers on the way can hold; returns the page's version."""
    for number in range(12):
        node.world.hub.ring(node.world.append(("c-1", a_message(item_id=f"t-9{number}", text="x" * 30_000))))
        await settle(rounds=50)
    return (await node.world.pages.open("demo", "c-1")).version


def stuck(node: Node, name: str) -> bool:
    """Whether a send to somebody waits for them to read."""
    return any(
        connection._sending_since is not None
        for connection in node.world.hub.connections
        if connection.principal is not None and connection.principal.name == name
    )


def test_who_does_not_read_is_closed_and_holds_up_nobody(world: World) -> None:
    async def case(node: Node) -> None:
        slow = await open_slow(node, await node.token("lead", "Marek"))
        quick = await node.open(await node.token())
        await watch(quick)
        got = [0]

        async def read() -> None:
            while True:
                got[0] = json.loads(await quick.recv())["to"]

        reading = asyncio.create_task(read())
        version = await flood(node)
        await settle(lambda: got[0] == version)
        assert stuck(node, "Marek")
        await node.world.hands.pass_by(11)
        await settle(lambda: len(node.world.hub.connections) == 1)
        slow.transport.resume_reading()
        assert 4408 == await node.closing_code(slow)
        assert not reading.done()
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await quick.close()

    served(world, case)


def test_who_never_reads_again_is_dropped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.live.protocol._STUCK_GRACE_SECONDS", 0.1)

    async def case(node: Node) -> None:
        slow = await open_slow(node, await node.token())
        await flood(node)
        assert stuck(node, "Anna")
        assert node.server.server_state.connections
        await node.world.hands.pass_by(11)
        await settle(lambda: not node.world.hub.connections)
        await settle(lambda: not node.server.server_state.connections)
        slow.transport.abort()

    served(world, case)


def test_a_server_without_our_protocol_still_closes(world: World) -> None:
    async def case(node: Node) -> None:
        async with node.open(await node.token("admin", "Root")) as connection:
            assert 4503 == await node.closing_code(connection)

    served(world, case, protocol="websockets-sansio")


def test_draining_reaches_every_socket_and_waits_no_longer_than_for_the_last(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "DRAIN_SECONDS", SECONDS)

    async def case(node: Node) -> None:
        headers = await node.token()
        connections = [await node.open(headers) for _ in range(20)]
        for connection in connections:
            await told(connection, "welcome")
        async with asyncio.timeout(SECONDS / 3):  # it might take SECONDS, were anybody still there
            await node.world.hub.drain()
        assert not node.world.hub.connections
        for connection in connections:
            assert "bye" == (await told(connection, "bye"))["type"]
            assert 4000 == await node.closing_code(connection)

    served(world, case)


def test_the_more_say_goodbye_at_once_the_later_the_last_comes_back(world: World) -> None:
    world.hub._random = random.Random(7)  # pyright: ignore[reportPrivateUsage]
    few = {world.hub.retry_ms() for _ in range(5_000)}
    world.hub.connections = dict.fromkeys(range(5_000))  # type: ignore[assignment]
    many = {world.hub.retry_ms() for _ in range(5_000)}
    assert 500 <= min(few) and max(few) <= 5_000 < 9_000 < max(many) <= 10_000
    world.hub.connections = {}
