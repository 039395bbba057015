"""The example of several nodes (nginx, two of them, PostgreSQL, NATS) from the machine's own programs: one may die, one drain."""

import asyncio
import os
import signal
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from tests.app.live.several import Screen, Several, until
from tests.patience import SECONDS
from tests.peers.nats import running_nats
from tests.peers.nginx import Nginx, NoNginx
from tests.peers.ports import free_port
from tests.peers.postgres import Postgres

SCREENS = 6
WRITERS = 4


def a_proxy(folder: Path, nodes: list[int], front: str) -> Nginx:
    try:
        return Nginx(folder, int(front.rsplit(":", 1)[1]), nodes)
    except NoNginx as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))


def test_nginx_itself_finds_nothing_wrong_with_the_example(tmp_path: Path):
    assert "" == a_proxy(tmp_path / "nginx", [8_001, 8_002], f"http://127.0.0.1:{free_port()}").check()


def test_people_sign_in_at_one_node_work_at_both_and_lose_nothing_when_one_dies(tmp_path: Path, postgres: Postgres):
    front = f"http://127.0.0.1:{free_port()}"
    with running_nats(tmp_path / "nats", servers=1) as nats:
        nodes = Several(tmp_path, postgres, front, nats.url)
        proxy = a_proxy(tmp_path / "nginx", [nodes.one.port, nodes.two.port], front)
        try:
            asyncio.run(nodes.start())
            with proxy:
                asyncio.run(story(nodes))
        finally:
            nodes.stop()


async def story(nodes: Several) -> None:
    cookie = await signed_in(nodes)
    adapter = nodes.two.token()
    customer_id = (await nodes.post(adapter))["customer_id"]
    screens = [Screen(nodes.front, cookie, customer_id, origin=nodes.front) for _ in range(SCREENS)]
    following = [asyncio.create_task(screen.run()) for screen in screens]
    try:
        await everybody_has(screens, 1)
        nodes.one.kill(signal.SIGKILL)
        for _ in range(5):
            await nodes.post(adapter)
        await everybody_has(screens, 6)
        dropped = [screen for screen in screens if screen.codes]
        assert 0 < len(dropped) < SCREENS, "the proxy had put all of them on one node"
        await nodes.one.start()
        told = await drained_while_writing(nodes, adapter)
        await everybody_has(screens, 6 + len(told))
        assert told <= set(screens[0].items), "what was acknowledged by a node that drains stands"
        assert all(4_000 in screen.codes for screen in screens), "who drains says goodbye"
        assert SCREENS == len({screen.byes[0] for screen in screens}), "and to everybody another time"
        for screen in screens:
            first, *later = began(screen)
            assert "snapshot" == first
            assert {"resumed"} <= set(later) <= {"resumed", "bye"}, "nobody began anew; who leaves may say so"
            assert 0 == screen.held.skipped, "no gap"
        assert 1 == len({tuple(screen.items) for screen in screens})
    finally:
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)


def began(screen: Screen) -> list[str]:
    """What came first on each of a screen's connections."""
    return [after for before, after in pairwise(screen.heard) if before == "welcome" != after]


async def drained_while_writing(nodes: Several, adapter: dict[str, str]) -> set[str]:
    """End a node while several write without a pause, through the proxy; the items of all receipts."""
    told: list[str] = []

    async def write() -> None:
        while not ending.done():
            told.append((await nodes.post(adapter))["item_id"])

    assert nodes.two.process is not None
    ending = asyncio.create_task(nodes.two.ended())
    writing = [asyncio.create_task(write()) for _ in range(WRITERS)]
    await until(lambda: len(told) > WRITERS)
    nodes.two.process.send_signal(signal.SIGTERM)
    await asyncio.gather(*writing)
    assert (0, len(told)) == (await ending, len(set(told)))
    return set(told)


async def signed_in(nodes: Several) -> dict[str, str]:
    """By a link made at one node and opened through the proxy; the session is good at both."""
    link = nodes.one.command("link", "create", "--role", "agent", "--name", "Anna")
    assert link.startswith(nodes.front)
    async with httpx.AsyncClient(timeout=SECONDS) as browser:
        answer = await browser.get(link)
        assert (303, "/console") == (answer.status_code, answer.headers["location"])
        cookie = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}
        for url in (nodes.one.url, nodes.two.url, nodes.front):
            assert "Anna" == (await browser.get(f"{url}/v1/session", headers=cookie)).json()["name"]
        assert "/console#link-expired" == (await browser.get(link)).headers["location"]
        assert 403 == (await browser.get(f"{nodes.front}/metrics")).status_code
    return cookie


async def everybody_has(screens: list[Screen], count: int) -> None:
    await until(lambda: all(count == len(screen.items) for screen in screens))
