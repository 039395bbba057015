"""The client of a queue on the real service, and its command: what it holds is what a fresh client gets, in the same order."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from adapters.client import frames
from adapters.client.held import Gap
from adapters.client.queue import HeldQueue, QueueState, WatchingQueue
from app.commands.watch_queue import WORDS, QueueLines
from domain.inbox.rows import InboxRow, shown_to
from tests.app.http.merging import EWA, JAN, ZOFIA, Desk
from tests.app.intake.deliveries import at
from tests.app.live.test_watching import ctrl_c_is_heard, killed_at_last
from tests.app.running import Running
from tests.faults.service import ROOT
from tests.patience import SECONDS


async def until(states: AsyncGenerator[QueueState], wanted: Callable[[QueueState], bool]) -> QueueState:
    async with asyncio.timeout(SECONDS):
        async for state in states:
            if wanted(state):
                return state
    raise AssertionError("the states ended")


def ids(state: QueueState) -> list[str]:
    assert state.queue is not None
    return [row.customer_id for row in state.queue.in_order(datetime.now(UTC))]


def test_a_queue_is_followed_in_the_order_of_need_and_resumed(running: Running):
    desk = Desk(running.shop())
    customers = [desk.writes(phone, "Dzień dobry", minute=minute)["customer_id"]
                 for minute, phone in enumerate((ZOFIA, EWA))]  # fmt: skip
    running.settled()

    async def case() -> None:
        watching = WatchingQueue(
            running.url, await asyncio.to_thread(desk.shop.token, "agent"), "team", chance=lambda: 0.0
        )
        async with aclosing(watching.states()) as states:
            assert customers == ids(await until(states, lambda state: state.what == "queue"))
            await asyncio.to_thread(desk.done, f"customers/{customers[1]}/promises",
                                    {"kind": "callback", "what": "telefon", "due_at": at(0)})  # fmt: skip
            last = await until(states, lambda state: any(row.pills for row in state.came))
            assert [*reversed(customers)] == ids(last), "whose promise is overdue stands first"
            await watching._line._connection.close()
            await asyncio.to_thread(desk.writes, JAN, "Halo?")
            assert "lost" == (await until(states, lambda state: state.what != "changes")).what
            assert "resumed" == (await until(states, lambda state: state.what != "changes")).what
            while len(ids(last)) < 3:
                last = await until(states, lambda state: state.what == "changes")
            asked = desk.client.get("/v1/inbox", params={"tab": "team"}).json()["customers"]
            assert [each["customer_id"] for each in asked] == ids(last)

    asyncio.run(case())


def a_row(customer_id: str, **changes: Any) -> Any:
    return shown_to(
        InboxRow(**({"customer_id": customer_id, "path": ("chat", "phone"), "preview": "Halo?"} | changes)), "p", 0
    )


def held() -> HeldQueue:
    return HeldQueue.of(frames.QueueSnapshot(inbox="mine", version=5, epoch="e", customers=[a_row("c-1")], more=False))


def test_what_does_not_follow_is_a_gap_and_what_is_older_is_passed_over():
    queue = held()
    assert not queue.apply(frames.QueueChanges(from_=3, to=5, customers=[], gone=["c-1"]))
    with pytest.raises(Gap):
        queue.apply(frames.QueueChanges(from_=6, to=7, customers=[], gone=["c-1"]))
    assert ["c-1"] == list(queue.rows)
    assert queue.apply(frames.QueueChanges(from_=5, to=7, customers=[a_row("c-2")], gone=["c-1"]))
    assert (7, ["c-2"]) == (queue.version, list(queue.rows))


@pytest.mark.parametrize(("language", "shown"), [
    ("pl", ["", "Moje: 1", "c-1  klient bez nazwy  czat → telefon  Halo?"]),
    ("en", ["", "Mine: 1", "c-1  customer without a name  chat → phone  Halo?"])])  # fmt: skip
def test_a_queue_in_the_terminal(language: str, shown: list[str]):
    lines, now = QueueLines(language, ZoneInfo("Europe/Warsaw")), datetime.now(UTC)
    assert shown == lines.told(QueueState(what="queue", queue=held()), now)
    evil = a_row("c-1", display_name="\x1b[2J")
    assert ["− �[2J"] == lines.told(QueueState(what="changes", queue=held(), gone=(evil,)), now)
    assert WORDS["pl"].keys() == WORDS["en"].keys()


def test_the_command_follows_a_queue(running: Running):
    desk = Desk(running.shop())
    zofia = desk.writes(ZOFIA, "Dzień dobry")["customer_id"]
    running.settled()
    environment = os.environ | {"THROUGHLINE_TOKEN": desk.shop.token("agent"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "app.cli", "watch", "--inbox", "waiting", "--url", running.url, "--json"]
    with (
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, preexec_fn=ctrl_c_is_heard
        ) as watching,
        killed_at_last(watching),
    ):
        assert watching.stdout is not None
        first = json.loads(watching.stdout.readline())
        assert ("queue", [zofia]) == (first["what"], [each["customer_id"] for each in first["customers"]])
        desk.done(f"customers/{zofia}/claim", {})
        told = (json.loads(line) for line in watching.stdout)
        assert any([zofia] == each.get("gone") for each in told)
        watching.send_signal(signal.SIGINT)
        assert 0 == watching.wait(SECONDS)
