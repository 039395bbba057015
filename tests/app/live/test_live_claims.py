"""Claims and read markers over the live socket: who has a customer, and what one person has not read."""

import json
import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from adapters.markers.store import Marker, MarkerStore
from app.live.hub import Hub
from app.live.markers import LONGEST_PAUSE_SECONDS, TURNS, Markers, Reader
from domain.customer import events as happened
from tests.app.http.merging import ZOFIA, Desk
from tests.app.live.seat import frame, played, watching
from tests.app.live.world import World
from tests.app.running import Running
from tests.examples import NOON, a_message
from tests.patience import SECONDS

CLAIMED = happened.Claimed(claim_id="l-1", by="p-1", expires_at=NOON, by_name="Anna")


def test_a_claim_is_told_when_it_changes_and_only_then(world: World) -> None:
    async def case(world: World) -> None:
        wire = await watching(world)
        told: list[Any] = []
        for event in (CLAIMED, a_message(item_id="t-9"), happened.Released(claim_id="l-1", why="released", by="p-1")):
            world.hub.ring(world.append(("c-1", event)))
            told.append((await frame(wire, "changes")).get("claim", "silent"))
        assert [{"by": "p-1", "name": "Anna", "expires_at": "2026-11-20T12:00:00Z"}, "silent", None] == told

    played(world, case)


def test_a_page_is_opened_with_its_claim(world: World) -> None:
    async def case(world: World) -> None:
        for expected in (None, "Anna"):
            wire = world.connect()
            wire.say(type="subscribe", id="page", customer_id="c-1")
            claim = (await frame(wire, "snapshot"))["claim"]
            assert expected == (claim and claim["name"])
            world.hub.ring(world.append(("c-1", CLAIMED)))

    played(world, case)


# ---- what is not read ------------------------------------------------------------------------------------------------


def told(socket: ClientConnection, kind: str, id: str) -> dict[str, Any]:
    """The next frame of a kind to a subscription."""
    while True:
        found = json.loads(socket.recv(timeout=SECONDS))
        if (kind, id) == (found["type"], found.get("id")):
            return found


def test_what_is_seen_on_the_page_is_read_in_the_queue(running: Running):
    desk = Desk(running.shop())
    zofia = desk.writes(ZOFIA, "Dzień dobry")["customer_id"]
    running.settled()
    address = running.url.replace("http", "ws") + "/v1/live"
    subprotocol: Any = "throughline.v1"
    signed_in = {"Authorization": desk.client.headers["Authorization"]}
    with connect(address, subprotocols=[subprotocol], additional_headers=signed_in) as socket:
        socket.send(json.dumps({"type": "subscribe", "id": "q", "inbox": "team"}))
        snapshot = told(socket, "snapshot", "q")
        assert [True] == [row["unread"] for row in snapshot["customers"]]
        socket.send(json.dumps({"type": "subscribe", "id": "page", "customer_id": zofia}))
        version = told(socket, "snapshot", "page")["version"]
        socket.send(json.dumps({"type": "seen", "id": "page", "version": version}))
        changes = told(socket, "changes", "q")
        assert (snapshot["version"], [(zofia, False)]) == (
            changes["from"], [(row["customer_id"], row["unread"]) for row in changes["customers"]])  # fmt: skip
        assert changes["to"] > changes["from"], "a reader drops what leads nowhere"
        desk.writes(ZOFIA, "Halo?", minute=1)
        assert [True] == [row["unread"] for row in told(socket, "changes", "q")["customers"]]


def test_markers_outlive_the_process_and_never_go_back(tmp_path: Path):
    markers = Markers(MarkerStore(tmp_path / "markers.db"))
    assert [True, False, True] == [markers.mark("demo", "p-1", "c-1", version) for version in (5, 3, 8)]
    markers.close()
    again = Markers(MarkerStore(tmp_path / "markers.db"))
    assert [8, 0] == [again.of("demo", person).read("c-1") for person in ("p-1", "p-2")]
    again.close()


def test_the_file_of_markers_keeps_those_read_last(tmp_path: Path):
    store = MarkerStore(tmp_path / "markers.db", most=3)
    for number in (1, 2, 3, 4, 2):
        store.put_soon([Marker("demo", "p-1", f"c-{number}", number)])
    assert ["c-3", "c-4", "c-2"] == [each.customer_id for each in store.load()]
    store.close()


def test_what_was_read_while_another_program_held_the_file_is_kept_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("adapters.markers.store.PATIENCE", 0.01)
    path = tmp_path / "markers.db"
    store = MarkerStore(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store.put_soon([Marker("demo", "p-1", "c-1", 5)])
        assert [] == store.load(), "it was tried in vain"
    store.put_soon([Marker("demo", "p-1", "c-2", 7)])
    assert [("c-1", 5), ("c-2", 7)] == [(each.customer_id, each.version) for each in store.load()]
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store.put_soon([Marker("demo", "p-1", "c-3", 9)])
        assert 2 == len(store.load())
    store.close()
    again = MarkerStore(path)
    assert "c-3" == again.load()[-1].customer_id, "the end keeps what waits"
    again.close()


def test_what_was_read_while_another_program_held_the_file_is_tried_again_by_itself(
    tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("adapters.markers.store.PATIENCE", 0.01)
    path = tmp_path / "markers.db"
    store = MarkerStore(path)
    tries: list[float] = []
    put = store._put
    monkeypatch.setattr(store, "_put", lambda: (tries.append(world.hands.time), put()))

    async def case(world: World) -> None:
        hub = Hub(world.pages, world.queue, world.settings, world.hands.clock, Markers(store))
        await hub.start()
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            hub.mark_read("demo", "p-1", "c-1", 5)
            for _ in range(400):
                await world.hands.pass_by(0.5)
                assert [] == store.load(), "it was tried in vain"
        assert 10 > len(tries), "each time after a longer pause"
        assert LONGEST_PAUSE_SECONDS >= max(later - tried for tried, later in pairwise(tries)) - 2
        await world.hands.pass_by(LONGEST_PAUSE_SECONDS + 2)
        assert [Marker("demo", "p-1", "c-1", 5)] == store.load()
        written = len(tries)
        await world.hands.pass_by(2 * LONGEST_PAUSE_SECONDS)
        assert written == len(tries), "and no more"
        await hub.stop()

    played(world, case)
    store.close()


def test_a_queue_is_told_once_of_what_was_read_between_two_positions():
    reader = Reader()
    first = reader.stamp(7, reader.news(None))
    reader.moved("c-1")
    assert {"c-1"} == reader.news(first)
    second = reader.stamp(7, {"c-1"})
    assert 7 * TURNS == first < second < reader.stamp(8, set())
    assert [set(), {"c-1"}] == [reader.news(second), reader.news(first)]
