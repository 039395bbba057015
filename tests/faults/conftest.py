"""What the fault tests need of the machine: a compiler for the shim, root for mounts. What is missing is said, not hidden."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.mounts import own_mounts

SHIM = Path(__file__).with_name("shims") / "fsync.c"


@pytest.fixture(scope="session")
def fsync_shim(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of the compiled shim, for LD_PRELOAD."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("needs a C compiler for the fsync shim")
    made = tmp_path_factory.mktemp("shims") / "fsync.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(made), str(SHIM), "-ldl"], check=True)
    return str(made)


class SmallDisk:
    """A file system in memory that can be full, and be made larger while it is in use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mount(self, kilobytes: int) -> None:
        """Put it there, empty."""
        self.folder.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(self.folder)], check=True)

    def resize(self, kilobytes: int) -> None:
        """Make it larger."""
        subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", str(self.folder)], check=True)

    def unmount(self) -> None:
        """Take it away, with everything on it."""
        subprocess.run(["umount", "-l", str(self.folder)], check=False, capture_output=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a small file system")
    with own_mounts():
        disk = SmallDisk(tmp_path / "disk")
        try:
            yield disk
        finally:
            disk.unmount()
