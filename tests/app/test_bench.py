import json
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.bench.asked import Asked
from app.bench.benches import BENCHES
from app.bench.ground import Ground, file_system
from app.bench.live_load import PONG, Load, masked
from app.bench.live_node import stamp
from app.bench.live_ours import TEXT
from app.bench.live_run import unbroken
from app.bench.ours import Ours, run
from app.bench.shoppers import Shoppers
from app.bench.told import Told, Window, window_of
from app.bench.worst import WORST
from app.cli import main
from domain.memory.extract import find
from tests.patience import SECONDS

TINY = {"rounds": 1, "seconds": 0.05, "producers": 4, "customers": 5}


def told_of(bench, tmp_path, **asked):
    return json.loads(BENCHES[bench](Asked(**(TINY | asked)), Ground(tmp_path, "")).json())


def test_append_measures_ours_the_library_and_the_database_alone(tmp_path):
    told = told_of("append", tmp_path)
    assert ("append", "sqlite") == (told["bench"], told["store"])
    names = ("ours", "ours, 1 % conflicts", "ours, 1 % duplicates", "library, Application.save loop",
             "library, its recorder, 512 a transaction", "database alone, 1,000 rows a transaction")  # fmt: skip
    assert list(names) == list(told["arms"])
    assert all(1 == len(arm["rounds"]) and arm["min"] <= arm["median"] <= arm["max"] for arm in told["arms"].values())
    assert {"p50_ms", "p99_ms", "events_per_commit", "answered_per_second"} <= told["arms"]["ours"].keys()
    assert {"cores", "file system", "SQLite"} <= told["machine"].keys()
    assert 5 == len(told["ratios"])
    assert all({"name", "value", "at_least", "at_most", "reached"} == ratio.keys() for ratio in told["ratios"])


def test_replay_reads_both_logs_with_and_without_sealing(tmp_path):
    told = told_of("replay", tmp_path, events=60)
    assert {"ours, sealed", "ours, the same in clear", "library, no cipher", "database alone, rows only"} <= told["arms"].keys()  # fmt: skip
    assert "events/s" == told["arms"]["ours, sealed"]["unit"]


def test_page_opens_a_long_customer_beside_a_short_one(tmp_path):
    told = told_of("page", tmp_path, events=200)
    assert "ms" == told["arms"]["ours, 200 items"]["unit"]
    assert "ours: 200 items / 100" == told["ratios"][0]["name"]


def test_growth_compares_an_old_log_with_a_young_one(tmp_path, monkeypatch):
    monkeypatch.setattr("app.bench.growth.YOUNG", 40)
    told = told_of("growth", tmp_path, events=80)
    assert {"ours, 80 events", "ours, young beside, 80 events", "database alone, 80 events"} <= told["arms"].keys()


def test_memory_reads_the_demos_messages_and_texts_made_to_hurt(tmp_path):
    told = told_of("memory", tmp_path)
    assert ["µs", "ms", "ms"] == [arm["unit"] for arm in told["arms"].values()]
    assert told["asked"]["messages"] > 100
    assert told["arms"]["a usual message"]["p99_us"] > told["arms"]["a usual message"]["median"] > 0


def test_a_bench_leaves_nothing_behind(tmp_path):
    told_of("append", tmp_path)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["conflicts", "duplicates"])
def test_every_hundredth_is_answered_as_it_should_be_and_does_not_count(kind, tmp_path):
    async def work():
        log = Ours(place, 5)
        await log.start()
        before, windows = log.reader.head(), []
        while not windows or windows[-1].more["answered"] < 100:  # on a busy machine a round may be over too soon
            windows.append(await log.measure(0.2 * 2 ** len(windows), 4, kind))
        grown = log.reader.head() - before
        await log.stop()
        return windows, grown

    with Ground(tmp_path, "").place() as place:
        windows, grown = run(work)
    assert grown == sum(window.more["accepted"] for window in windows)
    for window in windows:
        assert window.more["answered"] // 100 == window.more["answered"] - window.more["accepted"]


def test_a_median_and_a_ratio_say_whether_the_promise_is_kept():
    told = Told(bench="append", store="sqlite", asked={}, machine={})
    for figure in (10.0, 30.0, 20.0):
        told.add("ours", Window(figure=figure))
        told.add("theirs", Window(figure=figure / 10))
    told.over("ours / theirs", "ours", "theirs", at_least=10)
    told.over("theirs / ours", "theirs", "ours", at_most=0.05)
    told.over("never measured", "ours", "nobody")
    assert [(10.0, True), (0.1, False)] == [(ratio.value, ratio.reached) for ratio in told.ratios]
    assert "10 to 30" in told.text()
    assert "NOT reached" in told.text()


def test_waits_are_told_in_milliseconds_by_their_percentiles():
    window = window_of(100, 2.0, [each / 1_000 for each in range(1, 101)], commits=10)
    assert (50.0, 51.0, 100.0, 10.0) == (window.figure, window.p50_ms, window.p99_ms, window.events_per_commit)


@pytest.mark.parametrize("arguments", [["--store", "postgresql"], ["--url", "postgresql://nobody@localhost/none"]])
def test_a_store_and_a_url_that_do_not_fit_are_refused_in_a_sentence(arguments, capsys):
    assert 1 == main(["bench", "append", *arguments])
    assert "--store postgresql needs --url" in capsys.readouterr().err


def test_the_command_prints_one_json_object(tmp_path, capsys):
    options = ["--rounds", "1", "--seconds", "0.05", "--producers", "2", "--customers", "2", "--events", "20"]
    assert 0 == main(["bench", "replay", "--dir", str(tmp_path), "--json", *options])
    assert "replay" == json.loads(capsys.readouterr().out)["bench"]


def test_the_file_system_of_a_folder_is_known(tmp_path):
    assert file_system(tmp_path) not in {"", "unknown"}


def test_a_bench_on_a_server_makes_a_database_and_drops_it(postgres, tmp_path):
    import psycopg

    url = postgres.url()
    told = json.loads(BENCHES["append"](Asked(store="postgresql", **TINY), Ground(tmp_path, url)).json())
    assert {"ours", "database alone, 1,000 rows a transaction"} <= told["arms"].keys()
    assert "PostgreSQL" in told["machine"]
    with psycopg.connect(url) as connection:
        left = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'throughline_bench%'").fetchall()
    assert [] == left


def test_identity_measures_events_at_growing_numbers_of_handles_and_the_worst_of_them(tmp_path, monkeypatch):
    monkeypatch.setattr("app.bench.identity.SMALLEST", 30)
    monkeypatch.setattr("app.bench.identity.MEASURED", 20)
    for name in ("SESSIONS", "HOUSEHOLDS", "THREADS", "CHAIN"):
        monkeypatch.setattr(f"app.bench.worst.{name}", 12)
    told = told_of("identity", tmp_path, events=300)
    assert {"30 handles", "300 handles", *WORST} == told["arms"].keys()
    assert "µs" == told["arms"]["300 handles"]["unit"]
    assert [200.0, 1.5] == [ratio["at_most"] for ratio in told["ratios"][:2]]
    assert [] == list(tmp_path.iterdir())


def test_shoppers_of_the_same_seed_do_the_same():
    one, other = ([each.event for _ in range(50) for each in Shoppers(40).next()] for _ in range(2))
    assert one == other


def test_live_measures_ours_and_its_peers_on_one_page_on_own_pages_idle_and_to_the_screen(tmp_path, monkeypatch):
    monkeypatch.setattr("app.bench.live.EVENTS", 6)
    monkeypatch.setattr("app.bench.live.CHANGES", 2)
    monkeypatch.setattr("app.bench.live.RATES", {40: 10.0})
    told = told_of("live", tmp_path, events=12, seconds=0.5)
    kinds, figures = ("ours", "broadcast()", "Channels"), ("one page", "a socket", "own pages")
    screen = {"to the screen, 40/s", "from append to screen, 40/s", "posted node, 40/s"}
    assert {f"{kind}, {figure}" for kind in kinds for figure in figures} | screen == told["arms"].keys()
    shown, appended = told["arms"]["to the screen, 40/s"], told["arms"]["from append to screen, 40/s"]
    assert appended["middle_ms"] < shown["middle_ms"]
    assert 0 < shown["p50_ms"] <= shown["p99_ms"]  # of the answers
    assert all(0 < arm["min"] for name, arm in told["arms"].items() if "a socket" not in name)
    assert "one page: ours / broadcast()" == told["ratios"][0]["name"]
    assert [] == list(tmp_path.iterdir())


def test_the_moment_that_a_message_of_the_benches_bears_tells_nothing_about_its_customer():
    seconds = (
        10,
        3_693,
        5_000,
        90_000,
        900_000,
    )  # since the machine began: of 8 to 15 digits, some with a right check digit
    moments = [at * 1_000_000_000 + more for at in seconds for more in range(20)] + list(range(10_000_000, 10_000_020))
    assert [] == [moment for moment in moments if find(f"{stamp(moment)} {TEXT}")]


@pytest.mark.parametrize("cut", range(1, 24))
def test_a_watcher_counts_a_mark_wherever_a_read_ends(cut):
    here, other = socket.socketpair()
    load = Load.counting(here)
    begun, news = b'{"type":"snapshot","text":"ts@1"}', b'{"items":[{"text":"ts@12 a"},{"text":"ts@13 b"}]}'
    for part in (begun, news[:cut], news[cut:]):
        other.sendall(part)
        load.read(here.fileno())
    other.close()
    here.close()
    assert (1, 2) == (load.begun, load.marks)


PING = b"\x89\x04abcd"


@pytest.mark.parametrize("cut", range(1, len(PING) + 2))
def test_a_watcher_says_back_what_a_server_asks_once_wherever_a_read_ends(cut):
    here, other = socket.socketpair()
    load = Load.counting(here)
    other.setblocking(False)
    for part in (PING[:cut], PING[cut:] + b'{"text":"\xc9\x89 ts"}', PING):
        other.sendall(part)
        load.read(here.fileno())
    assert 2 * masked(PING[2:], PONG) == other.recv(100)
    other.close()
    here.close()


def heard(line, last):
    """What comes on a line up to its last bytes."""
    line.settimeout(SECONDS)
    came = b""
    while not came.endswith(last):
        came += line.recv(4_096)
    return came


def test_a_watcher_says_it_back_while_it_still_opens_other_sockets():
    switching = b"HTTP/1.1 101 Switching Protocols\r\n\r\n"
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as beside:
        server.settimeout(SECONDS)
        asked = {"port": server.getsockname()[1], "path": "/", "sockets": [["", "{}"]] * 3}
        opening = beside.submit(Load, asked)
        lines = []
        for _ in range(2):
            line = server.accept()[0]
            heard(line, b"\r\n\r\n")
            if lines:
                lines[0].sendall(PING)
            line.sendall(switching)
            lines.append(line)
        last = server.accept()[0]
        heard(last, b"\r\n\r\n")
        try:
            assert heard(lines[0], masked(PING[2:], PONG))
        finally:
            last.sendall(switching)
        assert 0 == opening.result(SECONDS).closed
        for line in (*lines, last):
            line.close()


def test_a_run_that_lost_a_socket_says_what_it_heard_last():
    here, other = socket.socketpair()
    load = Load.counting(here)
    other.sendall(b"\x88\x18\x03\xf3keepalive ping timeout")
    other.close()
    load.read(here.fileno())
    load.read(here.fileno())
    here.close()
    with pytest.raises(RuntimeError, match="1 sockets were closed before they began: its end after .*ping timeout"):
        unbroken({"closed": load.closed, "why": load.why}, "before they began")
