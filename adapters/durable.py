"""Makes files last: what is renamed or made in a folder is there after a power cut only when the folder is synced too."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Make a file, or a folder's list of files, durable."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
