"""Makes files last, and says what is wrong with one.

What is renamed or made in a folder is there after a power cut only when the folder is synced too.
"""

import os
import sqlite3
from pathlib import Path

_TO_DO = {
    sqlite3.SQLITE_BUSY: " Another program holds it: end that, then try again. Nothing was changed.",
    sqlite3.SQLITE_READONLY: " It must be writable for this account, and so must its folder.",
    sqlite3.SQLITE_CANTOPEN: " It must be writable for this account, and so must its folder.",
    sqlite3.SQLITE_FULL: " Make room on the disk, then try again.",
}
_SPOILT = frozenset({sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_SCHEMA})


def sync(path: Path) -> None:
    """Make a file, or a folder's list of files, durable."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def is_spoilt(error: sqlite3.Error) -> bool:
    """Whether a database that can be made again should be: it is damaged, or of another make.

    One that is locked, full, read-only or cannot be read just now may be well, and somebody else may be in the middle of it.
    """
    code = getattr(error, "sqlite_errorcode", None)
    return code is None or code & 0xFF in _SPOILT


def explain(error: BaseException) -> str:
    """What a database says is wrong, in a sentence, and what can be done where we know."""
    told = str(error).strip().splitlines() or [type(error).__name__]
    code = getattr(error, "sqlite_errorcode", 0)
    return f"{told[0].rstrip('.')}.{_TO_DO.get(code & 0xFF, '')}"
