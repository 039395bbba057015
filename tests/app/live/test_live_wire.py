"""What lies between a connection and the network: frames of one turn together, and little for a socket that is idle."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import Any

from app.live.limits import Close
from app.live.post import AT_ONCE_BYTES, Post, post_of
from app.live.protocol import LiveProtocol
from app.live.waiting import Flag, Letters
from tests.app.live.node import Node, served, told, watch
from tests.app.live.raw import CLOSE, TEXT, connect_raw
from tests.app.live.world import ANNA, World, settle
from tests.examples import a_message


class Noted:
    """A transport that notes what is written to it."""

    def __init__(self, closing: bool = False) -> None:
        self.written: list[bytes] = []
        self.closing = closing

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def is_closing(self) -> bool:
        return self.closing


class Overheard:
    """A transport that says when something is written to it."""

    def __init__(self, to: asyncio.Transport, heard: Callable[[], object]) -> None:
        self._to, self._heard = to, heard

    def __getattr__(self, name: str) -> Any:
        return getattr(self._to, name)

    def write(self, data: bytes) -> None:
        self._heard()
        self._to.write(data)


def posted(case: Callable[[Post], Awaitable[None]]) -> None:
    async def play() -> None:
        await case(post_of(asyncio.get_running_loop()))

    asyncio.run(play())


def test_what_one_peer_gets_in_one_turn_is_one_write_in_order() -> None:
    async def case(post: Post) -> None:
        one, other = Noted(), Noted()
        for to, framed in ((one, b"a"), (other, b"x"), (one, b"b")):
            post.put(to, framed)  # type: ignore[arg-type]
        assert ([], []) == (one.written, other.written)
        await asyncio.sleep(0)
        assert ([b"ab"], [b"x"]) == (one.written, other.written)
        post.put(one, b"c")  # type: ignore[arg-type]
        await asyncio.sleep(0)
        assert [b"ab", b"c"] == one.written

    posted(case)


def test_much_does_not_wait_and_overtakes_nothing() -> None:
    async def case(post: Post) -> None:
        to, much = Noted(), b"m" * AT_ONCE_BYTES
        post.put(to, b"a")  # type: ignore[arg-type]
        post.put(to, much)  # type: ignore[arg-type]
        assert [b"a" + much] == to.written
        post.put(to, b"z")  # type: ignore[arg-type]
        await asyncio.sleep(0)
        assert [b"a" + much, b"z"] == to.written

    posted(case)


def test_nothing_is_written_to_who_is_leaving_and_the_others_get_theirs() -> None:
    async def case(post: Post) -> None:
        leaving, staying = Noted(), Noted()
        post.put(leaving, b"a")  # type: ignore[arg-type]
        post.put(staying, b"b")  # type: ignore[arg-type]
        leaving.closing = True
        await asyncio.sleep(0)
        assert ([], [b"b"]) == (leaving.written, staying.written)

    posted(case)


def test_the_closing_frame_comes_behind_what_was_sent_in_the_same_turn(world: World) -> None:
    async def case(node: Node) -> None:
        raw = await connect_raw(node.port, await node.token())
        assert TEXT == (await raw.read())[0]
        (line,) = [each for each in node.server.server_state.connections if isinstance(each, LiveProtocol)]
        line.push('"last"')
        line.cut(Close.COME_BACK)
        assert [(TEXT, b'"last"'), (CLOSE, (4000).to_bytes(2, "big"))] == [await raw.read(), await raw.read()]
        raw.hang_up()

    served(world, case)


def test_an_open_socket_keeps_neither_the_calls_nor_the_headers_that_led_to_it(world: World) -> None:
    async def case(node: Node) -> None:
        tasks = len(asyncio.all_tasks())
        sent = {**await node.token(), "X-Marked": "mark-1"}
        raw = await connect_raw(node.port, sent)
        await raw.read()
        await settle()
        assert 1 == len(asyncio.all_tasks()) - tasks
        gc.collect()
        (line,) = [each for each in node.server.server_state.connections if isinstance(each, LiveProtocol)]
        assert ([], {}) == (list(line.request.headers.raw_items()), line.scope)
        raw.hang_up()

    served(world, case)


def test_changes_still_come_in_order_when_many_are_made_in_one_turn(world: World) -> None:
    async def case(node: Node) -> None:
        async with node.open(await node.token()) as connection:
            await watch(connection)
            for number in range(5):
                touched = node.world.append(("c-1", a_message(item_id=f"t-{number}0")))
                node.world.hub.ring(touched)
            frames = [await told(connection, "changes")]
            while frames[-1]["to"] < 6:
                frames.append(await told(connection, "changes"))
            assert all(one["to"] == other["from"] for one, other in pairwise(frames))

    served(world, case)


def test_a_screen_gets_its_frame_before_anything_else_that_follows_from_an_event(world: World) -> None:
    async def case(node: Node) -> None:
        async with node.open(await node.token()) as connection:
            await watch(connection)
            (line,) = [each for each in node.server.server_state.connections if isinstance(each, LiveProtocol)]
            to, order, loop = line.transport, list[str](), asyncio.get_running_loop()
            line.transport = Overheard(to, lambda: order.append("the frame"))  # type: ignore[assignment]
            node.world.hub.ring(node.world.append(("c-1", a_message(item_id="t-10"))))
            loop.call_soon(order.append, "what follows")
            await told(connection, "changes")
            assert ["the frame", "what follows"] == order
            line.transport = to

    served(world, case)


def test_screens_of_several_customers_get_their_frames_behind_the_last_look_of_a_turn(world: World) -> None:
    async def case(node: Node) -> None:
        async with node.open(await node.token()) as one, node.open(await node.token()) as other:
            await watch(one)
            await other.send('{"type": "subscribe", "id": "page", "customer_id": "c-2"}')
            await told(other, "snapshot")
            order = list[str]()
            for line in (each for each in node.server.server_state.connections if isinstance(each, LiveProtocol)):
                line.transport = Overheard(line.transport, lambda: order.append("a frame"))  # type: ignore[assignment]
            for customer_id in ("c-1", "c-2"):
                node.world.hub.ring(node.world.append((customer_id, a_message(item_id=f"t-{customer_id}"))))
            asyncio.get_running_loop().call_soon(order.append, "what follows")
            await told(one, "changes")
            await told(other, "changes")
            assert ["a frame", "a frame", "what follows"] == order

    served(world, case)


def test_whoever_leaves_with_their_last_frame_wakes_the_others_no_deeper(world: World) -> None:
    """A page that turns out to be another one: everybody's subscription ends, and with it who is present there."""

    class Leaving:
        def __init__(self, feed: Any) -> None:
            self.feed, self.over, self.wants = feed, False, "its last frame"
            self.version = self.turn = 0

        def behind(self) -> bool:
            return not self.over

        def wake(self) -> None:
            self.over = True
            del self.feed.watchers[self]
            self.feed.wake()

    async def play() -> None:
        feed = await world.hub.feeds.open(ANNA.tenant, "c-1")
        everybody = [Leaving(feed) for _ in range(1_500)]
        feed.watchers.update(dict.fromkeys(everybody))
        feed.wake()
        assert [] == [each for each in everybody if not each.over]

    asyncio.run(play())


def test_a_flag_lets_everybody_go_on_and_who_comes_later_waits() -> None:
    async def play() -> None:
        flag = Flag()
        waiting = [asyncio.create_task(flag.wait()) for _ in range(2)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        flag.set()
        assert [True] == [each for each in await asyncio.gather(*waiting, return_exceptions=True) if each is True]
        flag.clear()
        late = asyncio.create_task(flag.wait())
        await asyncio.sleep(0)
        assert (False, False) == (late.done(), flag.is_set())
        flag.set()
        assert await late

    asyncio.run(play())


def test_letters_are_taken_out_in_order_also_after_a_reader_gave_up() -> None:
    async def play() -> None:
        letters = Letters()
        gave_up = asyncio.create_task(letters.get())
        await asyncio.sleep(0)
        gave_up.cancel()
        await asyncio.gather(gave_up, return_exceptions=True)
        reader = asyncio.create_task(letters.get())
        await asyncio.sleep(0)
        for letter in (1, 2, 3):
            letters.put_nowait(letter)
        assert [1, 2, 3] == [await reader, await letters.get(), await letters.get()]
        assert letters.empty()

    asyncio.run(play())
