"""A disk whose power can be cut: ext4 in a file that a copy-on-write file system can freeze at any moment.

The outer file system (XFS, reflink) is loop-mounted; a file in it is a disk by a loop device with direct I/O. A cut is a
reflink copy of that file: what had not reached the disk by then is not in it. Limits: no lost device cache, no torn
sectors.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.mounts import own_mounts
from tests.patience import SECONDS

OUTER_MB, INNER_MB = 1_500, 500
UNMOUNT_SECONDS = 5
PROGRAMS = ("mkfs.xfs", "mkfs.ext4", "losetup", "mount", "umount")


class NoRig(Exception):
    """This machine does not let us; the text says why."""


class Disk:
    """The running disk at `folder`; `cut` freezes it, `frozen` shows what would be found after the lights went out."""

    def __init__(self, base: Path) -> None:
        self._base, self._outer = base, base / "outer"
        self.folder, self._snap = base / "disk", base / "after"

    def start(self) -> None:
        """Make and mount everything. Raises NoRig."""
        missing = [name for name in PROGRAMS if shutil.which(name) is None]
        if missing:
            raise NoRig(f"needs {', '.join(missing)} (Debian: xfsprogs, e2fsprogs, mount)")
        for folder in (self._outer, self.folder, self._snap):
            folder.mkdir(parents=True)
        image, inner = self._base / "outer.img", self._outer / "inner.img"
        _sparse(image, OUTER_MB)
        _run("mkfs.xfs", "-q", "-m", "reflink=1", str(image))
        _run("mount", "-o", "loop", str(image), str(self._outer))
        _sparse(inner, INNER_MB)
        _run("mkfs.ext4", "-q", "-F", "-b", "4096", str(inner))
        device = _run("losetup", "--direct-io=on", "-f", "--show", str(inner)).strip()
        try:
            _run("mount", device, str(self.folder))
        finally:
            _run("losetup", "-d", device)  # as soon as it is mounted no more: nobody need be there to do it then
        self.settle()

    def settle(self) -> None:
        """Bring everything there is to the disk: what a test is not about."""
        _run("sync", "-f", str(self.folder))

    def cut(self) -> None:
        """The lights go out: the disk as it is at this moment is kept aside; the running one knows nothing of it."""
        _run("cp", "--reflink=always", str(self._outer / "inner.img"), str(self._outer / "snap.img"))

    @contextmanager
    def frozen(self) -> Iterator[Path]:
        """The disk of the last cut, mounted again after its recovery."""
        _run("mount", "-o", "loop", str(self._outer / "snap.img"), str(self._snap))
        try:
            yield self._snap
        finally:
            _unmount(self._snap)
            (self._outer / "snap.img").unlink()

    def stop(self) -> None:
        """Take everything apart, also what a failed test left behind."""
        for folder in (self._snap, self.folder, self._outer):
            subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


def _sparse(path: Path, megabytes: int) -> None:
    with path.open("wb") as file:
        file.truncate(megabytes * 1024 * 1024)


def _unmount(folder: Path) -> None:
    """Let go of it; the last process of a server that was stopped at once may need a moment more."""
    until = time.monotonic() + UNMOUNT_SECONDS
    while subprocess.run(["umount", str(folder)], check=False, capture_output=True).returncode != 0:
        if time.monotonic() > until:
            _run("umount", "-l", str(folder))
            return
        time.sleep(0.05)


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    if done.returncode != 0:
        raise NoRig(f"{command[0]} failed: {done.stderr.strip()}")
    return done.stdout


@contextmanager
def running_disk(base: Path) -> Iterator[Disk]:
    """A disk for the length of a `with`. Raises NoRig."""
    if os.geteuid() != 0:
        raise NoRig("needs root for loop devices and mounts")
    with own_mounts():
        disk = Disk(base)
        try:
            disk.start()
            yield disk
        finally:
            disk.stop()
