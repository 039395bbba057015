"""F3, the whole service: what callers see of a full disk and of a failing one."""

import asyncio
import signal
from pathlib import Path
from typing import Any

import httpx

from tests.faults.conftest import SmallDisk
from tests.faults.service import Service, a_message, problem_of
from tests.patience import SECONDS

FULL_KB, LARGE_KB, MANY = 3_000, 65_536, 4_000
REFUSED = {"outcome-unknown", "overloaded", "keys-unavailable"}


def test_callers_are_told_to_come_back_reading_goes_on_and_nobody_restarts_anything(small_disk: SmallDisk):
    small_disk.mount(FULL_KB)
    full, feed, later = asyncio.run(filled(small_disk))
    assert (503, True) == (full[0], full[2]) and full[1] in REFUSED
    assert (200, True) == (feed.status_code, len(feed.json()) > 0)
    assert (201, 0) == later


async def filled(disk: SmallDisk) -> tuple[tuple[int, str, bool], httpx.Response, tuple[int, int]]:
    service = Service(disk.folder)
    token = service.token("adapter", "--feed")
    await service.start()
    async with httpx.AsyncClient(base_url=service.url, headers=token, timeout=SECONDS) as client:
        refused = await until_refused(client)
        feed = await client.get("/v1/events")
        disk.resize(LARGE_KB)
        again = await client.post("/v1/intake", json=a_message(refused[0]))
        await until_followed(client)
    return problem_of(refused[1]), feed, (again.status_code, service.kill(signal.SIGINT))


async def until_followed(client: httpx.AsyncClient) -> None:
    """Until every follower has come to the log's head again: queue, facts, proof."""
    async with asyncio.timeout(SECONDS):
        while not settled(await client.get("/readyz")):
            await asyncio.sleep(0.05)


def settled(answer: httpx.Response) -> bool:
    """Whether it is able to serve, which it may not be just after, and nobody is behind."""
    return answer.status_code == 200 and not any(answer.json()["behind"].values())


async def until_refused(client: httpx.AsyncClient) -> tuple[int, httpx.Response]:
    """Send until one is refused. Returns its number and the refusal."""
    for number in range(MANY):
        answer = await client.post("/v1/intake", json=a_message(number))
        if answer.status_code != 201:
            return number, answer
    raise AssertionError("the disk did not fill")


def test_after_a_failed_sync_nothing_more_is_acknowledged_and_the_process_ends(tmp_path: Path, fsync_shim: str):
    before, refusals, went_on, code, again = asyncio.run(failing(tmp_path, fsync_shim))
    assert not went_on, "the disk is well again, but this process may not know what it holds"
    assert {"outcome-unknown", "overloaded"} >= {slug for _, slug, _ in refusals} and refusals
    assert {(503, True)} == {(status, retry) for status, _, retry in refusals}
    assert 0 != code, "who supervises it starts it again"
    for event_id, receipt in before.items():
        assert {**receipt, "outcome": "duplicate"} == again[event_id]


def test_the_oracle_sees_a_process_that_goes_on_after_a_failed_sync(tmp_path: Path, fsync_shim: str):
    assert asyncio.run(failing(tmp_path, fsync_shim, "no fence"))[2]


Failing = tuple[dict[str, Any], list[tuple[int, str, bool]], bool, int, dict[str, Any]]


async def failing(folder: Path, shim: str, planted: str = "") -> Failing:
    """Fifty events, then a sync that fails, then a well disk. Returns receipts, refusals, whether the same process
    acknowledged anything afterwards, its exit code, and what the next process answers to the same events.
    """
    flag, data = folder / "the disk fails", folder / "data"
    service = Service(data, planted)
    token = service.token()
    await service.start(LD_PRELOAD=shim, FSYNC_FAIL_FILE=str(flag), FSYNC_ONLY="log.db")
    async with httpx.AsyncClient(base_url=service.url, headers=token, timeout=SECONDS) as client:
        before = {f"m-{n}": (await client.post("/v1/intake", json=a_message(n))).json() for n in range(50)}
        flag.touch()
        refusals = await refused_until_gone(client)
        flag.unlink()
        went_on = await acknowledges(client)
    code = service.kill(signal.SIGINT) if went_on else await service.ended()
    await service.start()
    async with httpx.AsyncClient(base_url=service.url, headers=token, timeout=SECONDS) as client:
        again = {f"m-{n}": (await client.post("/v1/intake", json=a_message(n))).json() for n in range(60)}
    service.kill(signal.SIGINT)
    return before, refusals, went_on, code, again


async def acknowledges(client: httpx.AsyncClient) -> bool:
    """Whether this process still says yes to a new event."""
    try:
        return (await client.post("/v1/intake", json=a_message(100))).status_code == 201
    except httpx.TransportError:
        return False


async def refused_until_gone(client: httpx.AsyncClient) -> list[tuple[int, str, bool]]:
    refusals: list[tuple[int, str, bool]] = []
    for number in range(50, 60):
        try:
            refusals.append(problem_of(await client.post("/v1/intake", json=a_message(number))))
        except httpx.TransportError:  # it has ended
            break
    return refusals
