"""A projector stopped at any statement, then started again, leaves the views that a fresh replay gives."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from adapters.log.rows import Row
from adapters.views.projector import Projector
from tests.adapters.log.opened import OpenLog, open_log
from tests.adapters.views.histories import Kept, replayed
from tests.faults.stopping import PROJECTORS, Countdown, Stopped, a_history, killing, raising, went_on
from tests.patience import LONG

STRIDE = int(os.environ.get("THROUGHLINE_CRASH_STRIDE", "1"))  # of the kills; 1: every statement
Told = tuple[OpenLog, Sequence[Row], dict[str, Any]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """A log, its rows, and the tables that a fresh replay gives."""
    folder = tmp_path_factory.mktemp("log")
    with open_log(folder) as log:
        rows = a_history(log)
        yield log, rows, replayed(log, folder / "fresh.db", rows)


def never() -> None:
    raise AssertionError("the countdown was not to end")


def statements(told: Told, path: Path, kind: Any) -> int:
    """How many statements the whole history takes."""
    log, rows, tables = told
    countdown = Countdown(-1, never)
    kept = Kept(log, path, kind(countdown))
    countdown.left = before = 1_000_000
    went_on(kept, rows)
    count = before - countdown.left
    assert tables == kept.tables()
    kept.close()
    return count


def raised_at(number: int, told: Told, path: Path, projector: type[Projector]) -> dict[str, Any]:
    """The tables after a stop at this statement and a start anew."""
    log, rows, _ = told

    def stop() -> None:
        raise Stopped

    countdown = Countdown(-1, stop)
    kept = Kept(log, path, raising(countdown), projector)
    countdown.left = number
    with pytest.raises(Stopped):
        went_on(kept, rows)
    countdown.left = -1
    kept.close()
    return gone_on(told, path)


def gone_on(told: Told, path: Path) -> dict[str, Any]:
    log, rows, _ = told
    kept = Kept(log, path)
    went_on(kept, rows)
    try:
        return kept.tables()
    finally:
        kept.close()


def test_a_stop_at_any_statement_leaves_the_views_equal_to_a_replay(told: Told, tmp_path: Path):
    count = statements(told, tmp_path / "whole.db", raising)
    assert len(told[2]["parked"]) and len(told[1]) > 40
    wrong = [n for n in range(count) if told[2] != raised_at(n, told, tmp_path / f"{n}.db", Projector)]
    print(f"stopped at each of {count} statements")
    assert [] == wrong


def test_a_projector_that_keeps_its_position_first_is_found_out(told: Told, tmp_path: Path):
    count = statements(told, tmp_path / "whole.db", raising)
    wrong = [n for n in range(count // 2) if told[2] != raised_at(n, told, tmp_path / f"{n}.db", PROJECTORS["checkpoint-first"])]  # fmt: skip
    print(f"checkpoint first: {len(wrong)} of {count // 2} stops leave other views")
    assert len(wrong) > count // 10


@pytest.mark.parametrize("kind", sorted(PROJECTORS))
def test_a_kill_at_any_statement_leaves_the_views_equal_to_a_replay_but_for_the_planted_fault(
    told: Told, tmp_path: Path, kind: str
):
    folder = told[0].path.parent
    count = statements(told, tmp_path / "whole.db", killing)
    numbers = range(0, count, STRIDE if kind == "ours" else 5 * STRIDE)
    words = [sys.executable, "-m", "tests.faults.stopping", str(folder), kind, "0", str(count), str(numbers.step)]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=LONG)
    assert len(numbers) == int(done.stdout), done.stderr
    wrong = [n for n in numbers if told[2] != gone_on(told, folder / f"{kind}-{n}.db")]
    print(f"{kind}: {len(wrong)} of {len(numbers)} kills (of {count} statements) leave other views")
    assert (kind == "checkpoint-first") == bool(wrong)
