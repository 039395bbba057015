"""Clients that keep no rules of websockets: each gets a code, none gets memory, and nobody else notices."""

import asyncio
import json
import zlib
from typing import Any

import pytest

from app.live.limits import FRAGMENTS
from tests.app.live.node import Node, served, told, watch
from tests.app.live.raw import BINARY, CONT, PING, PONG, TEXT, Raw, connect_raw, frame
from tests.app.live.world import World, settle
from tests.examples import a_message
from tests.patience import SECONDS

SUBSCRIBE = json.dumps({"type": "subscribe", "id": "page", "customer_id": "c-1"}).encode()


async def welcomed(node: Node, **headers: str) -> Raw:
    raw = await connect_raw(node.port, {**await node.token(), **headers})
    assert raw.answer.startswith("HTTP/1.1 101")
    assert "welcome" == json.loads((await raw.read())[1])["type"]
    return raw


async def next_text(raw: Raw) -> dict[str, Any]:
    while True:
        opcode, payload = await raw.read()
        if opcode == TEXT:
            return json.loads(payload)


def test_a_frame_in_fragments_with_a_ping_between_is_one_frame(world: World) -> None:
    async def case(node: Node) -> None:
        raw = await welcomed(node)
        raw.say(frame(TEXT, SUBSCRIBE[:10], fin=False), frame(PING, b"?"), frame(CONT, SUBSCRIBE[10:20], fin=False))
        raw.say(frame(CONT, b"", fin=False), frame(CONT, SUBSCRIBE[20:]))
        assert (PONG, b"?") == await raw.read()
        assert "snapshot" == (await next_text(raw))["type"]
        raw.hang_up()

    served(world, case)


def test_who_does_not_wait_for_the_answer_to_the_handshake_is_dropped(world: World) -> None:
    async def case(node: Node) -> None:
        raw = await connect_raw(node.port, await node.token(), frame(TEXT, SUBSCRIBE))
        assert raw.answer.startswith("HTTP/1.1 400")
        assert b"urn:throughline:problem:too-soon" in await raw.rest()
        assert not node.world.hub.connections

    served(world, case)


BROKEN: dict[str, tuple[list[bytes], int]] = {
    "over 64 KB in two fragments": ([frame(TEXT, b" " * 40_000, fin=False), frame(CONT, b" " * 40_000)], 4513),
    "one empty fragment too many": ([frame(TEXT, b"", fin=False), *[frame(CONT, b"", fin=False)] * FRAGMENTS], 4513),
    "fragments for ever": ([frame(TEXT, b"{", fin=False), *[frame(CONT, b" ", fin=False)] * 5_000], 4513),
    "binary over 64 KB": ([frame(BINARY, b"\x00" * 65_537)], 4513),
    "a length that lies": ([frame(TEXT, b"", length=2**40)], 1009),
    "200 KB in two fragments": ([frame(TEXT, b" " * 100_000, fin=False), frame(CONT, b" " * 100_000)], 1009),
    "pings": ([frame(PING, b"x")] * 30, 4429),
    "pongs nobody asked for": ([frame(PONG, b"x")] * 30, 4429),
    "a long ping": ([frame(PING, b"x" * 126)], 1002),
    "a ping in fragments": ([frame(PING, b"x", fin=False)], 1002),
    "no mask": ([frame(TEXT, SUBSCRIBE, mask=False)], 1002),
    "compressed": ([frame(TEXT, zlib.compress(SUBSCRIBE), rsv=4)], 1002),
    "an opcode nobody knows": ([frame(3, b"x")], 1002),
    "a fragment of nothing": ([frame(CONT, b"x")], 1002),
    "a frame within a frame": ([frame(TEXT, b"{", fin=False), frame(TEXT, b"{")], 1002),
    "not UTF-8": ([frame(TEXT, b"\xff\xfe")], 1007),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_who_breaks_the_rules_is_closed_with_a_code(world: World, broken: str) -> None:
    sent, code = BROKEN[broken]

    async def case(node: Node) -> None:
        async with node.open(await node.token("lead", "Marek")) as other:
            await watch(other)
            raw = await welcomed(node)
            raw.say(*sent)
            async with asyncio.timeout(SECONDS):
                assert code == await raw.closing_code()
            raw.hang_up()
            node.world.hub.ring(node.world.append(("c-1", a_message(item_id="t-7"))))
            assert 2 == (await told(other, "changes"))["to"]
            await settle(lambda: len(node.world.hub.connections) == 1)

    served(world, case)


def test_binary_json_is_read_like_text_and_anything_else_is_a_problem(world: World) -> None:
    async def case(node: Node) -> None:
        raw = await welcomed(node)
        raw.say(frame(BINARY, b"\x80\x04K\x01."), frame(BINARY, SUBSCRIBE))
        assert ["problem", "snapshot"] == [(await next_text(raw))["type"] for _ in range(2)]
        raw.hang_up()

    served(world, case)


def test_compression_is_not_agreed_to(world: World) -> None:
    async def case(node: Node) -> None:
        raw = await connect_raw(node.port, {**await node.token(), "Sec-WebSocket-Extensions": "permessage-deflate"})
        assert raw.answer.startswith("HTTP/1.1 101")
        assert "sec-websocket-extensions" not in raw.answer.lower()
        raw.hang_up()

    served(world, case)


def test_pings_to_which_nobody_reads_the_answers_pile_nothing_up(world: World) -> None:
    async def case(node: Node) -> None:
        raw = await welcomed(node)
        for _ in range(100):
            raw.say(*[frame(PING, b"x" * 125)] * 1_000)
            await asyncio.sleep(0)
        await settle(lambda: not node.world.hub.connections)
        assert [] == [each.transport.get_write_buffer_size() for each in node.server.server_state.connections
                      if each.transport.get_write_buffer_size() > 300_000]  # fmt: skip
        raw.hang_up()

    served(world, case)


@pytest.mark.parametrize("headers", [
    {"Origin": "null"},
    {"Origin": "http://LOCALHOST:{port}"},
    {"Origin": "http://localhost"},
    {"Origin": "http://localhost:80{port}"},
    {"Origin": "http://localhost:{port}@evil.example"},
    {"Origin": "http://[::1]:{port}"},
    {"Origin": "http://evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"},
    {"Origin": "http://evil.example", "Forwarded": "host=evil.example;proto=http", "X-Original-Host": "evil.example"},
    {"Origin": "https://localhost:{port}", "X-Forwarded-Proto": "https"},
], ids=lambda headers: "-".join(headers))  # fmt: skip
def test_no_header_of_a_proxy_makes_another_origin_ours(world: World, headers: dict[str, str]) -> None:
    async def case(node: Node) -> None:
        sent = {name: value.format(port=node.port) for name, value in headers.items()}
        raw = await connect_raw(node.port, {**await node.cookie(), **sent})
        assert raw.answer.startswith("HTTP/1.1 403")

    served(world, case)


def test_headers_of_a_proxy_do_not_make_our_own_origin_foreign(world: World) -> None:
    async def case(node: Node) -> None:
        forwarded = {"X-Forwarded-Host": "care.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
        raw = await connect_raw(node.port, {**await node.cookie(), **forwarded, "Origin": node.origin})
        assert raw.answer.startswith("HTTP/1.1 101")
        raw.hang_up()

    served(world, case)
