"""One process per data folder: the files in it have one writer each."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


class FolderInUse(Exception):
    """Another process holds the data folder; the text names it."""


class FolderUnfit(Exception):
    """Nothing can be kept in the data folder; the text names it and says why."""


@contextmanager
def hold(data_dir: Path) -> Generator[None]:
    """Hold the folder, making it if need be. Raises FolderInUse, FolderUnfit. The system lets go when a process dies."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(data_dir / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise FolderUnfit(f"Nothing can be kept in {data_dir} (THROUGHLINE_DATA_DIR): {error.strerror}.") from error
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUse(
                f"Another process is using the data folder {data_dir.resolve()}. Stop it first."
            ) from None
        yield
    finally:
        os.close(file)
