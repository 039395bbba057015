"""The player posts everything once, in order, waits when asked to, and goes on where it stopped."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from app.demo.calendar import Anchor, keep_anchor
from app.demo.pictures import FILES
from app.demo.player import play
from app.demo.story import arrival_order, read_journeys

FIRST_PLAY = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
AT_ONCE = 1e9  # speed


class Shop(ThreadingHTTPServer):
    """A service that only remembers what was posted, and refuses what it is told to refuse."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Intake)
        self.posted: list[dict[str, Any]] = []
        self.recorded: dict[str, bytes] = {}
        self.files: list[tuple[str, bytes]] = []
        self.refusals: list[tuple[int, dict[str, Any]]] = []  # answered before anything else, one a request
        self.headers: set[tuple[str, str, str]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, body: bytes) -> tuple[int, dict[str, Any]]:
        if self.refusals:
            return self.refusals.pop(0)
        event = json.loads(body)
        self.posted.append(event)
        if event["id"] not in self.recorded:
            self.recorded[event["id"]] = body
            return 201, {"outcome": "recorded"}
        same = self.recorded[event["id"]] == body
        return (
            (200, {"outcome": "duplicate"}) if same else (409, {"type": "urn:throughline:problem:idempotency-conflict"})
        )


class Intake(BaseHTTPRequestHandler):
    server: Shop  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/v1/attachments":
            status, answer = 201, {"dataref": f"urn:throughline:attachment:{self.headers['Idempotency-Key']}"}
            self.server.files.append((self.headers["Content-Type"], body))
        else:
            self.server.headers.add((self.path, self.headers["Content-Type"], self.headers["Authorization"]))
            status, answer = self.server.answer(body)
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        if status in (429, 503):
            self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: pytest shows what matters."""


@pytest.fixture
def shop() -> Iterator[Shop]:
    server = Shop()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def perform(shop: Shop, folder: Path, **changes: Any) -> list[str]:
    lines: list[str] = []
    play(shop.url, "a-token", "demo", AT_ONCE, folder, **{"out": lines.append, "now": lambda: FIRST_PLAY, **changes})
    return lines


def test_files_are_sent_before_the_events_that_name_them_and_are_small(shop: Shop, tmp_path: Path):
    perform(shop, tmp_path)
    named = [part["dataref"] for event in shop.posted for part in event["data"].get("parts", ()) if "dataref" in part]
    assert len(FILES) == len(named) == len(shop.files) and all(each.startswith("urn:throughline:") for each in named)
    assert all(len(content) < 3_000 for _, content in shop.files)


def test_everything_is_posted_in_the_order_of_arrival(shop: Shop, tmp_path: Path):
    lines = perform(shop, tmp_path)
    expected = arrival_order(read_journeys(), Anchor(FIRST_PLAY), "demo")
    assert [arrival.event["id"] for arrival in expected] == [event["id"] for event in shop.posted]
    assert {("/v1/intake", "application/cloudevents+json", "Bearer a-token")} == shop.headers
    assert "Katarzyna Wiśniewska · salon → telefon" in lines
    assert "Olivia Bennett · chat → e-mail" in lines
    assert "Demo: all journeys are played." == lines[-1]


def test_a_second_play_days_later_posts_the_same_and_records_nothing_new(shop: Shop, tmp_path: Path):
    perform(shop, tmp_path)
    count = len(shop.recorded)
    lines = perform(shop, tmp_path, now=lambda: datetime(2026, 12, 1, tzinfo=UTC))
    assert count == len(shop.recorded)
    assert ["Demo: played before, nothing new to add."] == lines


class Impatient(threading.Event):
    """Notes how long somebody would wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0.0)
        return False


def test_what_was_played_before_costs_no_waiting(shop: Shop, tmp_path: Path):
    first, again = Impatient(), Impatient()
    for stop in (first, again):
        play(shop.url, "a-token", "demo", 1.0, tmp_path, out=lambda _: None, stop=stop)
    assert 60 < sum(first.waits)
    assert [] == again.waits


def test_an_interrupted_play_goes_on_where_it_stopped(shop: Shop, tmp_path: Path):
    stop = threading.Event()
    perform(shop, tmp_path, stop=stop, out=lambda _: stop.set())
    begun = len(shop.recorded)
    perform(shop, tmp_path)
    assert 1 <= begun < 5
    assert len(shop.recorded) == len({scene.id for journey in read_journeys() for scene in journey.events})


def test_an_overloaded_service_is_asked_again(shop: Shop, tmp_path: Path):
    shop.refusals = [(503, {}), (429, {})]
    perform(shop, tmp_path)
    assert len(shop.recorded) + 1 == len(shop.posted)  # the doubled one only


def test_a_refusal_is_told_in_one_line_and_the_rest_goes_on(shop: Shop, tmp_path: Path):
    problem = {
        "type": "urn:throughline:problem:unprocessable",
        "errors": [{"pointer": "/data/kind", "detail": "is wrong"}],
    }
    shop.refusals = [(422, problem)]
    lines = perform(shop, tmp_path)
    assert 1 == len([line for line in lines if "refused: 422 unprocessable /data/kind is wrong" in line])
    assert len(shop.recorded) > 100


def test_journeys_that_changed_since_the_first_play_are_told_in_one_line(shop: Shop, tmp_path: Path):
    perform(shop, tmp_path)
    shop.recorded = dict.fromkeys(shop.recorded, b"other words")
    lines = perform(shop, tmp_path)
    deliveries = len(arrival_order(read_journeys(), Anchor(FIRST_PLAY), "demo"))
    assert [
        f"Demo: {deliveries} events differ from what was played into this data folder before.",
        "Demo: played before, nothing new to add.",
    ] == lines


def test_a_token_that_is_not_accepted_ends_the_play(shop: Shop, tmp_path: Path):
    shop.refusals = [(401, {})]
    assert ["Demo stopped: the service does not accept the demo's token."] == perform(shop, tmp_path)
    assert [] == shop.posted


def test_ctrl_c_ends_quietly(shop: Shop, tmp_path: Path):
    def interrupt(_: str) -> None:
        raise KeyboardInterrupt

    perform(shop, tmp_path, out=interrupt)
    assert len(shop.posted) < 5


def test_the_anchor_is_written_once(tmp_path: Path):
    first = keep_anchor(tmp_path / "var", lambda: FIRST_PLAY)
    assert first == keep_anchor(tmp_path / "var", lambda: datetime(2030, 1, 1, tzinfo=UTC))
    assert FIRST_PLAY == first.anchor
