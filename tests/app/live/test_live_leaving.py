"""Who ends a connection and goes on reading nothing: what was meant for them is let go of in a bounded time."""

import asyncio
import json
import socket
from collections.abc import Callable

import pytest

from app.live import protocol
from app.live.limits import Close
from app.live.protocol import LiveProtocol
from tests.app.live.node import Node, served
from tests.app.live.raw import CLOSE, CONT, frame
from tests.app.live.world import World, settle
from tests.patience import SECONDS

SLOW_READER = b"\x88\x02" + (4408).to_bytes(2, "big")
MUCH = 4_000_000  # bytes: more than lies in the kernel between two who are on one machine


class Deaf:
    """A client that shakes hands, and from then on reads nothing; `line` is its end."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.line = socket.create_connection(("127.0.0.1", port))
        lines = {"Host": "127.0.0.1", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                 "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="} | headers  # fmt: skip
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self.line.sendall(f"GET /v1/live HTTP/1.1\r\n{head}\r\n".encode())

    def reads_on(self, end: bytes = b"") -> bytes:
        """The last that comes, up to this end of it. Raises ConnectionResetError where the other side broke it off."""
        self.line.settimeout(SECONDS)
        last = b""
        while (came := self.line.recv(1 << 20)) and not (end and (last + came).endswith(end)):
            last = came[-16:]
        return last + came


async def deaf(node: Node) -> tuple[Deaf, LiveProtocol]:
    """One to whom much was sent, and the service's side of it."""
    client = Deaf(node.port, await node.token())
    lines = node.server.server_state.connections
    await settle(lambda: any(isinstance(each, LiveProtocol) and each.ready for each in lines))
    (line,) = [each for each in lines if isinstance(each, LiveProtocol)]
    line.push(json.dumps("x" * MUCH))
    assert not line.ready
    return client, line


def says_goodbye(client: Deaf, _: LiveProtocol) -> None:
    client.line.sendall(frame(CLOSE, (1000).to_bytes(2, "big")))


def breaks_the_rules(client: Deaf, _: LiveProtocol) -> None:
    client.line.sendall(frame(CONT, b"of nothing"))


def ends_its_half(client: Deaf, _: LiveProtocol) -> None:
    client.line.shutdown(socket.SHUT_WR)


def answers_no_ping(_: Deaf, line: LiveProtocol) -> None:
    line.keepalive_timeout()


def answers_the_close_unread(client: Deaf, line: LiveProtocol) -> None:
    line.cut(Close.COME_BACK)
    says_goodbye(client, line)


def is_there_at_the_end(_: Deaf, line: LiveProtocol) -> None:
    line.shutdown()


WAYS = [says_goodbye, breaks_the_rules, ends_its_half, answers_no_ping, answers_the_close_unread, is_there_at_the_end]


@pytest.mark.parametrize("leaves", WAYS, ids=lambda each: each.__name__)
def test_whoever_leaves_without_reading_is_let_go_of(
    world: World, monkeypatch: pytest.MonkeyPatch, leaves: Callable[[Deaf, LiveProtocol], None]
) -> None:
    monkeypatch.setattr(protocol, "_GRACE_SECONDS", 0.1)

    async def case(node: Node) -> None:
        client, _ = await deaf(node)
        leaves(client, _)
        await settle(lambda: not node.server.server_state.connections)
        with pytest.raises(ConnectionResetError):
            await asyncio.to_thread(client.reads_on)
        client.line.close()
        await settle(lambda: not node.world.hub.connections)

    served(world, case)


@pytest.mark.parametrize("in_time", [True, False])
def test_who_was_stuck_is_told_why_if_they_read_on_in_time_and_else_sees_a_reset(
    world: World, monkeypatch: pytest.MonkeyPatch, in_time: bool
) -> None:
    monkeypatch.setattr(protocol, "_STUCK_GRACE_SECONDS", SECONDS if in_time else 0.1)

    async def case(node: Node) -> None:
        client, line = await deaf(node)
        line.cut(Close.SLOW_READER)
        if in_time:
            assert (await asyncio.to_thread(client.reads_on, SLOW_READER)).endswith(SLOW_READER)
        else:
            await settle(lambda: line.disconnected)
            with pytest.raises(ConnectionResetError):
                await asyncio.to_thread(client.reads_on)
        client.line.close()

    served(world, case)
