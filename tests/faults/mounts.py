"""Mounts that end with whoever made them: in a mount namespace of this thread and of all that it starts.

A run that is killed takes nothing apart. What it had mounted went on holding its folder, and every later run of tests that
wanted the folder away was told that it is busy.
"""

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CLONE_FS, CLONE_NEWNS = 0x00000200, 0x00020000  # sched.h
_HERE = "/proc/thread-self/ns/mnt"
_libc = ctypes.CDLL(None, use_errno=True)


@contextmanager
def own_mounts() -> Iterator[None]:
    """For the length of a `with`; whatever is mounted in it is seen nowhere else. Raises OSError where the machine does not let us."""
    folder, outside = Path.cwd(), os.open(_HERE, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _do(_libc.unshare, CLONE_NEWNS)
        try:
            subprocess.run(["mount", "--make-rslave", "/"], check=True, capture_output=True)
            yield
        finally:
            _do(_libc.unshare, CLONE_FS)  # from threads begun meanwhile: who shares a working folder may not leave
            _do(_libc.setns, outside, CLONE_NEWNS)
            os.chdir(folder)  # it went to the root
    finally:
        os.close(outside)


def _do(call: "ctypes._NamedFuncPointer", *arguments: int) -> None:
    if call(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
