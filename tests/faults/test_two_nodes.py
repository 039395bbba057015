"""F5 and F8 on PostgreSQL: two nodes write at once in bad weather, and whoever follows the log sees every event once, in order."""

import signal
import threading
import time
from pathlib import Path

import psycopg

from tests.faults.figures import Figure, first_seed, times
from tests.faults.nodes import Life, NodeProcess, node_process
from tests.faults.oracle import Heard, Log
from tests.faults.parts import make_log
from tests.patience import SECONDS
from tests.peers.postgres import Postgres

WRITERS = 3  # on each node; those of the other node send the same numbers, so that every delivery comes twice
APART = 1_000_000  # between the numbers of one writer and the next


class Hunt:
    """Both nodes write and tail the log; over when both have sent everything and both tails stand at the head."""

    def __init__(self, nodes: list[NodeProcess], url: str) -> None:
        self._nodes, self._url = nodes, url
        self._lives: dict[int, Life] = {}
        self._lock = threading.Lock()
        self._head = 0

    def run(self) -> list[Life]:
        """Hear both to the end."""
        threads = [threading.Thread(target=self._hear, args=(number,)) for number in range(len(self._nodes))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return list(self._lives.values())

    def _hear(self, number: int) -> None:
        self._nodes[number].hear(watch=lambda life: self._watch(number, life))

    def _watch(self, number: int, life: Life) -> None:
        with self._lock:
            self._lives[number] = life
            if len(self._lives) < len(self._nodes) or not all(life.done for life in self._lives.values()):
                return
            self._head = self._head or newest(self._url)  # asked once, when nobody writes any more
            if all(life.tailed and life.tailed[-1][0] >= self._head for life in self._lives.values()):
                for node in self._nodes:
                    node.kill()


def newest(url: str) -> int:
    """The highest position in the log."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT MAX(position) FROM event").fetchone()
    assert row is not None
    return row[0]


def test_nobody_who_follows_the_log_misses_an_event_or_sees_one_twice(tmp_path: Path, postgres: Postgres):
    figure, count = Figure("F5 skipped events", store="postgresql"), times("HUNT", 500)
    url = postgres.fresh()
    lives = hunt(tmp_path, url, count, "troubled commits")
    log, heard = Log(tmp_path, url), Heard(first_seed())
    heard.add(
        sorted(
            (each for life in lives for each in life.acknowledged), key=lambda each: each[1]["outcome"] != "recorded"
        )
    )
    assert [] == log.whole(heard)
    assert [[], []] == [misseen(life, log) for life in lives]
    refused = sum(len(life.refused) for life in lives)
    figure.say(writers=2 * WRITERS, events=len(log.rows), acknowledged=len(heard.receipts), sent_twice=heard.repeats,
               refused=refused, skipped=0, twice=0, lost=0, doubled=0, out_of_order=0)  # fmt: skip


def test_the_hunt_finds_what_a_bare_sequence_skips(tmp_path: Path, postgres: Postgres):
    url = postgres.fresh()
    make_log(tmp_path, url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE SEQUENCE naive_position INCREMENT 1000")
    lives = hunt(tmp_path, url, 300, "bare sequence")
    log = Log(tmp_path, url)
    assert any(misseen(life, log) for life in lives)


def hunt(folder: Path, url: str, count: int, planted: str) -> list[Life]:
    """Two nodes send the same while a third party sits in an open transaction with an id of its own."""
    make_log(folder, url)
    job = {
        "url": url,
        "seed": first_seed(),
        "firsts": [APART * number for number in range(1, WRITERS + 1)],
        "limit": count,
    }
    with node_process() as one, node_process() as two, psycopg.connect(url) as idle:
        idle.execute("SELECT pg_current_xact_id()")
        for name, node in (("a", one), ("b", two)):
            node.begin(folder, node=name, tail=True, planted=planted, **job)
        return Hunt([one, two], url).run()


def misseen(life: Life, log: Log) -> list[int]:
    """Positions that a tail did not see exactly where the log has them."""
    seen = dict(life.tailed)
    there = log.events()
    wrong = [position for position, event_id in there.items() if seen.get(position) != event_id]
    in_order = sorted(seen) == [position for position, _ in life.tailed]
    return wrong if in_order else [*wrong, -1]


def test_a_node_stopped_inside_its_transaction_holds_the_others_up_for_a_bounded_time(
    tmp_path: Path, postgres: Postgres
):
    url = postgres.fresh()
    through, woken, waited = stopped_and_woken(tmp_path, url, 40)
    assert (0, 40, 0) == (through.status, len(through.acknowledged), len(through.refused))
    assert waited < SECONDS
    assert 0 == woken.status and woken.refused, "its own transaction was taken from it, and it went on"
    heard = Heard(first_seed())
    heard.add(sorted(through.acknowledged + woken.acknowledged, key=lambda each: each[1]["outcome"] != "recorded"))
    assert [] == Log(tmp_path, url).whole(heard)


def test_without_the_servers_limit_a_stopped_node_holds_the_others_up(tmp_path: Path, postgres: Postgres):
    through, _, _ = stopped_and_woken(tmp_path, postgres.fresh(), 4, "patient server+")
    assert through.refused


def stopped_and_woken(folder: Path, url: str, count: int, planted: str = "") -> tuple[Life, Life, float]:
    """One node stops inside its transaction, the other sends so much meanwhile. Returns both lives, and seconds waited."""
    make_log(folder, url)
    job = {"url": url, "seed": first_seed(), "first": 0, "producers": 4}
    with node_process() as stopped, node_process() as other:
        stopped.begin(folder, node="a", limit=150, planted=f"{planted}stopped in the transaction", **job)
        wait_until_stopped(stopped)
        began = time.monotonic()
        through = other.live(folder, node="b", limit=count, planted=planted.rstrip("+"), **job)
        waited = time.monotonic() - began
        stopped.kill(signal.SIGCONT)
        return through, stopped.hear(), waited


def wait_until_stopped(node: NodeProcess) -> None:
    """Until the system says that the process is stopped (proc(5): state T)."""
    until = time.monotonic() + SECONDS
    while Path(f"/proc/{node.pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
        assert time.monotonic() < until, "it did not stop"
        time.sleep(0.01)
