"""One file of parts: each behind its length, the head last, and behind that the head's length, so that it is found at once."""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_LENGTH = struct.Struct(">I")


class PartsFile:
    """A file being written under a name that nobody looks for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] = path.open("xb")

    def put(self, part: bytes) -> None:
        """Write the next part. Raises OSError."""
        self._file.write(_LENGTH.pack(len(part)))
        self._file.write(part)

    def end(self, head: bytes) -> None:
        """Write the head and make the file's content durable. Raises OSError."""
        self._file.write(head)
        self._file.write(_LENGTH.pack(len(head)))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def drop(self) -> None:
        """Remove it, whatever became of what was written: a full disk says so again at the end."""
        try:
            self._file.close()
        except OSError:
            pass
        finally:
            self.path.unlink(missing_ok=True)


def read_head(path: Path) -> bytes | None:
    """The head; None where there is no such file, or it was cut. Raises OSError."""
    try:
        with path.open("rb") as file:
            return _head(file)[0]
    except FileNotFoundError:
        return None


def read_parts(path: Path) -> Iterator[bytes]:
    """Every part; none where there is no such file. Ends at a part that was cut. Raises OSError."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        _, end = _head(file)
        file.seek(0)
        while file.tell() < end:
            told = file.read(_LENGTH.size)
            (length,) = _LENGTH.unpack(told) if len(told) == _LENGTH.size else (0,)
            if not 0 < length <= end - file.tell():
                return
            yield file.read(length)


def _head(file: IO[bytes]) -> tuple[bytes | None, int]:
    """The head and where it begins."""
    size = file.seek(0, os.SEEK_END)
    if size < _LENGTH.size:
        return None, 0
    file.seek(size - _LENGTH.size)
    (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
    begin = size - _LENGTH.size - length
    if begin < 0:
        return None, 0
    file.seek(begin)
    return file.read(length), begin
