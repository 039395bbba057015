"""F3: a full disk and a failing one. Writes are refused, nothing acknowledged is lost, and it goes on when the disk is well."""

from pathlib import Path

from tests.faults.conftest import SmallDisk
from tests.faults.figures import Figure, first_seed, times
from tests.faults.nodes import Life, NodeProcess, node_process
from tests.faults.oracle import Heard, Log
from tests.faults.parts import make_log

LEAST_KB, STEP_KB, LARGE_KB = 900, 67, 65_536
REFUSALS = 30  # so many refused while the disk is full, then it gets larger
MANY = 800  # operations, more than the smallest disk holds
AFTERWARDS = 60  # so many acknowledged after that, by the same process, untouched


class FullDisk:
    """Watches a life: makes the disk larger after enough refusals, ends the life when it has written again."""

    def __init__(self, node: NodeProcess, disk: SmallDisk) -> None:
        self._node, self._disk = node, disk
        self.before = -1
        self.wrong: list[str] = []

    def __call__(self, life: Life) -> None:
        if self.before < 0 and len(life.refused) >= REFUSALS:
            self.before = len(life.acknowledged)
            self._disk.resize(LARGE_KB)
        elif self.before >= 0 and len(life.acknowledged) >= self.before + AFTERWARDS:
            self._node.kill()


def test_a_full_disk_refuses_writes_and_recovers_by_itself(small_disk: SmallDisk):
    figure, points, acknowledged, refused = Figure("F3 disk full", store="sqlite"), times("FULL_DISKS", 20), 0, 0
    with node_process() as node:
        for point in range(points):
            small_disk.mount(LEAST_KB + point * STEP_KB)
            life = filled(node, small_disk, first_seed() + point)
            acknowledged, refused = acknowledged + len(life.acknowledged), refused + len(life.refused)
            small_disk.unmount()
    figure.say(points=points, acknowledged=acknowledged, refused=refused, lost=0, doubled=0, out_of_order=0)


def test_the_oracle_sees_a_full_disk_that_was_ignored(small_disk: SmallDisk):
    small_disk.mount(LEAST_KB)
    make_log(small_disk.folder)
    heard, log = Heard(first_seed()), Log(small_disk.folder)
    with node_process() as node:
        life = node.live(small_disk.folder, seed=first_seed(), first=0, limit=MANY, planted="failed commit ignored")
    heard.add(life.acknowledged)
    assert [] != log.grown(heard, life.acknowledged)


def filled(node: NodeProcess, disk: SmallDisk, seed: int) -> Life:
    """One life on a disk that fills up and is made larger; then another that sends everything again."""
    make_log(disk.folder)
    heard, log, watch = Heard(seed), Log(disk.folder), FullDisk(node, disk)
    node.begin(disk.folder, seed=seed, first=0)
    life = node.hear(watch=watch)
    heard.add(life.acknowledged)
    assert 0 < watch.before < len(life.acknowledged), "filled, refused, and written again by the same process"
    assert {error for _, error in life.refused} <= {"OutcomeUnknown", "KeysUnavailable"}
    assert [] == log.grown(heard, life.acknowledged)
    again = node.live(disk.folder, seed=seed, first=0, limit=len(life.acknowledged) + len(life.refused))
    heard.add(again.acknowledged)
    assert [] == log.whole(heard)
    return life


def test_an_fsync_that_fails_loses_nothing_acknowledged(tmp_path: Path, fsync_shim: str):
    figure, points, met = Figure("F3 fsync error", store="sqlite"), times("FSYNC_ERRORS", 20), 0
    with node_process(LD_PRELOAD=fsync_shim) as node:
        for point in range(1, points + 1):
            refused, wrong = failing(node, tmp_path / str(point), point)
            assert [] == wrong, f"the sync number {point}"
            met += refused > 0
    assert met >= points // 3, "the others fell on opening and on checkpoints, where nobody waits"
    figure.say(points=points, met=met, lost=0, doubled=0, out_of_order=0)


def test_the_oracle_sees_an_fsync_error_that_was_ignored(tmp_path: Path, fsync_shim: str):
    with node_process(LD_PRELOAD=fsync_shim) as node:
        wrong = [failing(node, tmp_path / str(point), point, "failed commit ignored")[1] for point in range(9, 16, 2)]
    assert any(wrong)


def failing(node: NodeProcess, folder: Path, point: int, planted: str = "") -> tuple[int, list[str]]:
    """A life one of whose syncs fails, then a well one that sends everything again. Returns refusals, what is wrong.

    Odd points are syncs of the log, even ones of the keys: number 1, 1, 2, 2, …
    """
    make_log(folder)
    count, heard, log = 40 + 8 * point, Heard(point), Log(folder)
    fault = {"FSYNC_FAIL_AT": str((point + 1) // 2), "FSYNC_ONLY": "log.db" if point % 2 else "keys.db"}
    job = {"seed": point, "first": 0, "limit": count, "producers": 4, "planted": planted}
    life = node.live(folder, environment=fault, **job)
    heard.add(life.acknowledged)
    wrong = log.grown(heard, life.acknowledged)
    well = node.live(folder, environment={"FSYNC_FAIL_AT": ""}, **job)
    heard.add(well.acknowledged)
    assert well.status == 0 and len(well.acknowledged) == count
    return len(life.refused), wrong + log.whole(heard)
