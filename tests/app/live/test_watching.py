"""The client on the real service: whatever becomes of the service, the page it holds is the one a fresh client gets."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager, suppress
from pathlib import Path
from typing import Any, get_args

import httpx
import msgspec
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from adapters.client import frames as client
from adapters.client.line import Line, Refused
from adapters.client.watching import State, Watching
from app.live import frames
from tests.app.running import Running, Shop, running_service
from tests.faults.service import ROOT, Service, a_message
from tests.patience import SECONDS


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_service(tmp_path_factory.mktemp("watching")) as running:
        yield running


def said(shop: Shop, number: int, text: str = "") -> str:
    """Somebody writes; whose page it is on."""
    event = a_message(1) | {"id": f"w-{number}", "source": shop.source("sms/main")}
    event["data"] = event["data"] | {"parts": [{"type": "text", "text": text or f"słowo {number}"}]}
    return shop.sent(event)["customer_id"]


async def until(states: AsyncGenerator[State], wanted: Callable[[State], bool]) -> State:
    async with asyncio.timeout(SECONDS):
        async for state in states:
            if wanted(state):
                return state
    raise AssertionError("the states ended")


async def fresh(url: str, token: str, customer_id: str) -> dict[str, Any]:
    """What a client gets that comes now."""
    async with aclosing(Watching(url, token, customer_id).states()) as states:
        return shown(await until(states, lambda state: state.what == "page"))


def shown(state: State) -> dict[str, Any]:
    """A page but for who else has it open."""
    assert state.page is not None
    return {name: value for name, value in msgspec.to_builtins(state.page).items() if name != "presence"}


def test_the_client_s_frames_have_the_fields_of_the_server_s():
    known = {*get_args(client.PageFrame), *get_args(client.QueueFrame)}
    ours = {each.__name__.replace("Queue", "Inbox"): each for each in known}
    for frame in get_args(frames.ServerFrame):
        sent = {each.encode_name for each in msgspec.structs.fields(frame)} - {"id", "limits"}
        assert sent == {each.encode_name for each in msgspec.structs.fields(ours[frame.__name__])}, frame.__name__
    for asked in (client.Subscribe(id="p", customer_id="c-1", language="en"), client.Subscribe(id="q", inbox="mine")):
        assert isinstance(frames.read_frame(client.encode(asked)), frames.Subscribe)


def test_a_page_is_followed_as_it_grows(running: Running):
    shop = running.shop()
    customer_id = said(shop, 1)

    async def case() -> None:
        token = await asyncio.to_thread(shop.token, "agent")
        async with aclosing(Watching(running.url, token, customer_id).states()) as states:
            first = await until(states, lambda state: state.what == "page")
            assert ["słowo 1"] == [each.text for each in first.items]
            await asyncio.to_thread(said, shop, 2, "Numer zamówienia: PL-48213.")
            await until(states, lambda state: any("PL-48213" in each.text for each in state.items))
            await asyncio.to_thread(running.settled)
            version = (await asyncio.to_thread(shop.timeline, customer_id))["version"]
            last = first if first.page and first.page.version == version else await until(
                states, lambda state: state.page is not None and state.page.version == version)  # fmt: skip
            assert await fresh(running.url, token, customer_id) == shown(last)
            assert "PL-48213" in {each.value for each in last.page.facts} if last.page else False

    asyncio.run(case())


def test_who_watches_somebody_that_is_merged_goes_on_with_who_they_are_now(running: Running):
    shop = running.shop()
    customer_id = said(shop, 1)
    other = a_message(2) | {"id": "w-other", "source": shop.source("sms/main")}
    survivor = shop.sent(other)["customer_id"]

    def decide(what: str, **body: Any) -> str:
        answer = shop.agent.post(f"/v1/{what}", json=body, headers={"Idempotency-Key": what})
        assert answer.is_success, answer.text
        return answer.json()["merge_id"]

    async def case() -> None:
        token = await asyncio.to_thread(shop.token, "agent")
        async with aclosing(Watching(running.url, token, customer_id).states()) as states:
            await until(states, lambda state: state.what == "page")
            merge_id = await asyncio.to_thread(
                decide, f"customers/{survivor}/merges", absorb=customer_id, evidence=["told"])  # fmt: skip
            assert "moved" == (await until(states, lambda state: state.what == "reset")).reason
            anew = await until(states, lambda state: state.what == "page")
            assert anew.page is not None and survivor == anew.page.customer_id
            assert {"słowo 1", "słowo 2"} == {each.text for each in anew.items}
            await asyncio.to_thread(decide, f"merges/{merge_id}/reversal", allot={})
            assert "moved" == (await until(states, lambda state: state.what == "reset")).reason
            parted = await until(states, lambda state: state.what == "page")
            assert parted.page is not None and customer_id == parted.page.customer_id
            assert ["słowo 1"] == [each.text for each in parted.items]

    asyncio.run(case())


def test_a_ticket_opens_its_own_shop_once_and_for_a_minute(running: Running, monkeypatch: pytest.MonkeyPatch):
    ours, theirs = running.shop(), running.shop()
    customer_id = said(ours, 1)
    address = running.url.replace("http", "ws", 1) + "/v1/live"

    def ticket(shop: Shop) -> str:
        return shop.agent.post("/v1/live/tickets").json()["ticket"]

    async def come(with_ticket: str) -> tuple[list[dict[str, Any]], int | None]:
        """What is told to whoever says hello and asks for our customer, and how it ends; no code: it is still open."""
        told: list[dict[str, Any]] = []
        async with connect(address, subprotocols=["throughline.v1"], proxy=None) as line:  # type: ignore[list-item]
            with suppress(ConnectionClosed):
                await line.send(json.dumps({"type": "hello", "ticket": with_ticket}))
                await line.send(json.dumps({"type": "subscribe", "id": "p", "customer_id": customer_id}))
                while not told or told[-1]["type"] not in ("problem", "snapshot"):
                    told.append(json.loads(await line.recv()))
            return told, line.close_code

    async def case() -> None:
        foreign, used, late = [await asyncio.to_thread(ticket, shop) for shop in (theirs, ours, ours)]
        (_, refused), _ = await come(foreign)
        assert ("problem", "not-found") == (refused["type"], refused["slug"])
        assert ["welcome", "snapshot"] == [each["type"] for each in (await come(used))[0]]
        assert ([], 4501) == await come(used)
        terms = running.service.gate._tickets._terms
        elapsed = terms._elapsed
        monkeypatch.setattr(terms, "_elapsed", lambda: elapsed() + 61)
        assert ([], 4501) == await come(late)

    asyncio.run(case())


@pytest.mark.parametrize(("token", "customer", "code"), [("tl_agent_x", "", 4501), ("", "c-nobody", 0)])
def test_who_is_refused_is_told_and_does_not_come_back(running: Running, token: str, customer: str, code: int):
    shop = running.shop()
    customer_id = said(shop, 1)

    async def case() -> None:
        mine = token or await asyncio.to_thread(shop.token, "agent")
        async with aclosing(Watching(running.url, mine, customer or customer_id).states()) as states:
            with pytest.raises(Refused) as refusal:
                await until(states, lambda state: False)
            assert code == refusal.value.code

    asyncio.run(case())


def test_a_service_that_says_goodbye_is_left_alone_as_long_as_it_says_and_a_dead_one_longer_each_time():
    line = Line("http://127.0.0.1:1", "t", chance=lambda: 0.0)
    assert [0.25, 0.5, 1.0, 2.0] == [line._wait() for _ in range(4)]
    line._told_ms = 800
    assert 0.4 == line._wait()
    assert 15.0 == [line._wait() for _ in range(10)][-1]
    late = Line("http://127.0.0.1:1", "t", chance=lambda: 1.0)
    assert 0.5 == late._wait()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_service_killed_and_started_again_leaves_no_gap(tmp_path: Path, how: signal.Signals):
    async def case() -> None:
        service = Service(tmp_path)
        adapter, agent = service.token(), service.token("agent")
        token = agent["Authorization"].removeprefix("Bearer ")

        async def post(number: int) -> str:
            async with httpx.AsyncClient(base_url=service.url, headers=adapter, timeout=SECONDS) as sender:
                answer = await sender.post("/v1/intake", json=a_message(40 * number))
                assert 201 == answer.status_code, answer.text
                return answer.json()["customer_id"]

        await service.start()
        try:
            customer_id = await post(1)
            async with aclosing(Watching(service.url, token, customer_id, chance=lambda: 0.0).states()) as states:
                await until(states, lambda state: state.what == "page")
                await post(2)
                service.kill(how)
                lost = await until(states, lambda state: state.what == "lost")
                assert lost.page is not None and lost.wait_s > 0
                await service.start()
                await post(3)
                back = await until(states, lambda state: state.what == "resumed")
                assert back.page is not None
                await until(states, lambda state: any("słowo 120" == each.text for each in state.items))
                await compared(states, lambda: fresh(service.url, token, customer_id), back)
        finally:
            service.kill(signal.SIGKILL)

    asyncio.run(case())


async def compared(states: AsyncGenerator[State], anew: Callable[[], Awaitable[dict[str, Any]]], state: State) -> None:
    """What is held is what a fresh client gets, as soon as what is derived has come to both."""
    async with asyncio.timeout(SECONDS):
        while (wanted := await anew()) != shown(state):
            assert state.page is not None
            if wanted["version"] > state.page.version:
                state = await until(states, lambda each: each.what == "changes")


def ctrl_c_is_heard() -> None:
    """Whoever started the tests in the background has them ignore it, and all they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def killed_at_last(process: subprocess.Popen[str]) -> Iterator[None]:
    try:
        yield
    finally:
        process.kill()


def test_the_command_tells_the_page_goes_on_and_ends_well_on_ctrl_c(running: Running):
    shop = running.shop()
    customer_id = said(shop, 1)
    environment = os.environ | {"THROUGHLINE_TOKEN": shop.token("agent"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "app.cli", "watch", customer_id, "--url", running.url]
    with (
        subprocess.Popen(
            [*command, "--json"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=ctrl_c_is_heard,
        ) as watching,
        killed_at_last(watching),
    ):
        assert watching.stdout is not None
        first = json.loads(watching.stdout.readline())
        assert ("page", ["słowo 1"]) == (first["what"], [each["text"] for each in first["page"]["items"]])
        said(shop, 2)
        told = (json.loads(line) for line in watching.stdout)
        assert any("słowo 2" == item["text"] for each in told for item in each.get("items", []))
        watching.send_signal(signal.SIGINT)
        assert 0 == watching.wait(SECONDS)


def test_without_a_token_the_command_says_how_to_get_one():
    environment = {name: value for name, value in os.environ.items() if name != "THROUGHLINE_TOKEN"}
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "watch", "c-1"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert (1, True) == (done.returncode, "token create" in done.stderr)
