"""A run of tests that is killed leaves nothing behind: no mount, no server; its folder can be taken away."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.nodes import ROOT
from tests.patience import SECONDS

HOLDS = """
import sys
from pathlib import Path
from tests.faults.power import NoRig, running_disk
from tests.peers.postgres import running_postgres
try:
    with running_disk(Path(sys.argv[1])) as disk, running_postgres(disk.folder / "pg"):
        disk.cut()
        with disk.frozen():
            print("mounted", flush=True)
            sys.stdin.read()
except NoRig as missing:
    print(missing)
"""


def still_held(folder: Path) -> list[str]:
    """What the system holds for a folder: mounts and loop devices."""
    loops = subprocess.run(["losetup", "-a"], capture_output=True, text=True, check=True).stdout
    return [
        line for line in [*Path("/proc/mounts").read_text().splitlines(), *loops.splitlines()] if str(folder) in line
    ]


def test_a_run_that_is_killed_leaves_no_disk_behind_although_a_server_had_its_data_there(tmp_path: Path):
    run = subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path / "power")], cwd=ROOT, text=True,
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    with run:
        assert run.stdout is not None
        if (said := run.stdout.readline().strip()) != "mounted":
            pytest.skip(f"no power-cut rig: {said}")
        assert still_held(tmp_path)
        run.send_signal(signal.SIGKILL)
    until = time.monotonic() + SECONDS
    while left := still_held(tmp_path):
        assert time.monotonic() < until, left
        time.sleep(0.05)
    shutil.rmtree(tmp_path / "power")
