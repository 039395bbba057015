"""What every bus promises, whichever it is: it wakes the others, and nothing it loses, repeats or invents does harm."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest
from nats.aio.client import Client
from nats.errors import TimeoutError as NatsTimeout

from adapters.bus import outbox
from adapters.bus.frames import Bells
from adapters.bus.port import SAID_BYTES
from adapters.log.appends import Touched
from tests.contracts.buses import Heard, Kind, Node, a_seal, nodes, until
from tests.patience import SECONDS


def play(kind: Kind, case: Callable[[list[Node]], Awaitable[None]], count: int = 2) -> None:
    async def whole() -> None:
        async with nodes(kind, count) as made:
            await case(made)

    asyncio.run(whole())


def grown(number: int = 1, stream: str = "c-1", tenant: str = "demo") -> list[Touched]:
    return [Touched(tenant, stream, number, 100 + number)]


def test_a_bell_reaches_every_other_node_and_not_the_one_that_rang(kind: Kind):
    async def case(made: list[Node]) -> None:
        made[0].bus.ring(grown(7))
        await until(lambda: all(grown(7) == each.heard.touched for each in made[1:]))
        made[2].bus.ring(grown(8))
        await until(lambda: grown(8)[0] in made[0].heard.touched and grown(8)[0] in made[1].heard.touched)
        assert [[8], [7, 8], [7]] == [[each.version for each in node.heard.touched] for node in made]

    play(kind, case, 3)


def test_what_is_said_reaches_the_others_whole_up_to_its_limit(kind: Kind):
    async def case(made: list[Node]) -> None:
        said = bytes(range(256)) * (SAID_BYTES // 256)
        made[0].bus.say("demo", said)
        made[0].bus.say("other-shop", b"")
        await until(lambda: 2 == len(made[1].heard.said))
        assert {("demo", said), ("other-shop", b"")} == set(made[1].heard.said)

    play(kind, case)


def test_many_bells_at_once_arrive_in_frames_the_bus_can_carry(kind: Kind):
    rung = [Touched(f"shop-{each % 3}", f"c-{each:036}", each, 2**40 + each) for each in range(5_000)]

    async def case(made: list[Node]) -> None:
        for start in range(0, len(rung), 500):
            made[0].bus.ring(rung[start : start + 500])
        await until(lambda: len(made[1].heard.touched) >= len(rung))
        assert set(rung) == set(made[1].heard.touched)

    play(kind, case)


def test_a_stranger_on_the_bus_is_not_believed_and_disturbs_nobody(kind: Kind):
    if not kind.has_broker:
        pytest.skip("nobody else can be on it")
    forged = Bells("stranger", "demo", [("c-1", 1, 1)])
    shouts = [
        b"",
        b"hello",
        b"\xff" * 200,
        b"A" * 7_000,
        a_seal(b"\x06" * 32).close(forged),
        a_seal().close(forged)[:-1],
    ]

    async def case(made: list[Node]) -> None:
        for shout in shouts:
            await kind.shout(shout.replace(b"\0", b"0") if kind.name == "postgresql" else shout)
        await until(lambda: len(shouts) == made[1].bus.counts["foreign"])
        made[0].bus.ring(grown(3))
        await until(lambda: grown(3) == made[1].heard.touched)
        assert not made[1].heard.said

    play(kind, case)


def test_while_the_broker_is_away_nobody_waits_and_what_waits_is_bounded(kind: Kind):
    if not kind.has_broker:
        pytest.skip("has no broker")

    async def case(made: list[Node]) -> None:
        await asyncio.to_thread(kind.go_away)
        await until(lambda: bool(made[0].bus.warnings()))
        before = made[0].bus.counts["dropped"]
        for each in range(outbox.BELLS + 5_000):
            made[0].bus.ring(grown(each, f"c-{each}"))
        for _ in range(outbox.SAYINGS + 100):
            made[0].bus.say("demo", b"!")
        assert 5_000 + 100 <= made[0].bus.counts["dropped"] - before <= 5_000 + 100 + 10
        backs = [each.heard.backs for each in made]
        await asyncio.to_thread(kind.come_back)
        await until(lambda: all(each.heard.backs > before for each, before in zip(made, backs, strict=True)))
        await until(lambda: not made[0].bus.warnings())
        await again(made)

    play(kind, case)


class Deaf(Heard):
    """Whoever is told fails, three times in each way."""

    def __init__(self) -> None:
        super().__init__()
        self.failing = {"rung": 3, "back": 3}

    def rung(self, touched: Sequence[Touched]) -> None:
        self._fail("rung")
        super().rung(touched)

    def back(self) -> None:
        self._fail("back")
        super().back()

    def _fail(self, what: str) -> None:
        if self.failing[what]:
            self.failing[what] -= 1
            raise ZeroDivisionError


def test_who_fails_when_told_is_told_of_and_hears_the_next(kind: Kind):
    if not kind.has_broker:
        pytest.skip("is told by who rings")

    async def case(made: list[Node]) -> None:
        deaf = Node(kind.make(1))
        deaf.heard = Deaf()
        await deaf.bus.start(deaf.heard)
        try:
            await until(lambda: any("ZeroDivisionError" in each for each in deaf.bus.warnings()))
            await until(lambda: 1 <= deaf.heard.backs and not deaf.bus.warnings())
            await again([made[0], deaf])
            await until(lambda: 6 <= deaf.bus.counts["fault"] and not deaf.bus.warnings())
        finally:
            await deaf.bus.stop()

    play(kind, case, 1)


async def again(made: list[Node]) -> None:
    """Bells ring again; one that was lost on the way is rung by the next event."""
    number = 1_000_000
    async with asyncio.timeout(SECONDS):
        while not any(each.stream == "c-again" for each in made[1].heard.touched):
            number += 1
            made[0].bus.ring(grown(number, "c-again"))
            await asyncio.sleep(0.1)


def test_a_node_that_starts_while_the_broker_is_away_finds_it_later(kind: Kind):
    if not kind.has_broker:
        pytest.skip("has no broker")

    async def case() -> None:
        kind.go_away()
        node, heard = kind.make(0), Heard()
        await node.start(heard)
        assert node.warnings() and 0 == heard.backs
        await asyncio.to_thread(kind.come_back)
        await until(lambda: heard.backs > 0)
        await until(lambda: not node.warnings())
        await node.stop()

    asyncio.run(case())


def test_a_first_word_that_is_answered_late_or_never_is_said_again_and_listened_for(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
):
    if kind.name != "nats":
        pytest.skip("has no such word")
    flush, late = Client.flush, [NatsTimeout(), NatsTimeout()]

    async def flushed(self: Client, timeout: int = 10) -> None:
        if late:
            if 1 == len(late):
                await self.close()  # as after a refusal; it has forgotten what it listened to
            raise late.pop()
        await flush(self, timeout)

    monkeypatch.setattr(Client, "flush", flushed)

    async def case(made: list[Node]) -> None:
        assert [1, 1] == [each.heard.backs for each in made] and not late

    play(kind, case)


def test_an_end_that_was_stopped_leaves_nothing_behind(kind: Kind):
    async def case() -> None:
        await until(lambda: 0 == kind.ends())  # the server may still be about to end those of earlier tests
        async with nodes(kind) as made:
            assert not kind.counts_ends or kind.ends()
        await until(lambda: 0 == kind.ends())
        made[0].bus.ring(grown(1))
        made[0].bus.say("demo", b"!")
        await asyncio.sleep(0.05)
        assert [] == made[1].heard.touched
        await until(lambda: {asyncio.current_task()} == asyncio.all_tasks())

    asyncio.run(case())
