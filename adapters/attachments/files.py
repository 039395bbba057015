"""Attachments of one node: a file each in the data folder, so that a copy of the folder holds them.

    attachments/staged/<tenant>/<upload>      attachments/kept/<tenant>/<stream>/<address>

Tenants stand in hexadecimal: their letters are theirs to choose. A file has its name only once it is whole and durable.
"""

import os
import secrets
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path

from adapters.attachments.parts_file import PartsFile, read_head, read_parts
from adapters.attachments.store import KEPT, STAGED, AttachmentsUnavailable, Place, Waiting
from adapters.durable import sync

_UNFINISHED = ".writing"
_UNFINISHED_SECONDS = 86_400.0  # nobody sends one file for so long


class FileAttachments:
    """See AttachmentStore."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._removing = folder, threading.Lock()
        with _told():
            for area in (STAGED, KEPT):
                _made(folder / area)

    def begin(self, place: Place) -> "FileWriting":
        """See AttachmentStore."""
        with _told():
            return FileWriting(self._path(place))

    def head(self, place: Place) -> bytes | None:
        """See AttachmentStore."""
        with _told():
            return read_head(self._path(place))

    def parts(self, place: Place) -> Iterator[bytes]:
        """See AttachmentStore."""
        with _told():
            yield from read_parts(self._path(place))

    def remove(self, place: Place, head: bytes | None = None) -> None:
        """See AttachmentStore. One at a time: what is looked at is what is removed. The folder has one process."""
        path = self._path(place)
        with _told(), self._removing:
            if head is not None and read_head(path) != head:
                return
            path.unlink(missing_ok=True)
            if path.parent.exists():
                sync(path.parent)

    def remove_owners(self, owners: Sequence[tuple[str, str]]) -> None:
        """See AttachmentStore."""
        faults = list[AttachmentsUnavailable]()
        for tenant, owner in owners:
            folder = self._path(Place(KEPT, tenant, owner, "")).parent
            try:
                with _told():
                    if folder.exists():
                        shutil.rmtree(folder)
                        sync(folder.parent)
            except AttachmentsUnavailable as fault:
                faults.append(fault)
        if faults:
            raise faults[0]

    def waiting(self, tenant: str) -> Waiting:
        """See AttachmentStore."""
        count = size = 0
        folder = self._path(Place(STAGED, tenant, "", "")).parent
        with _told(), suppress(FileNotFoundError), os.scandir(folder) as found:
            for each in found:
                with suppress(FileNotFoundError):
                    size += each.stat().st_size
                    count += 1
        return Waiting(count, size)

    def staged(self, before: float) -> dict[Place, float]:
        """See AttachmentStore."""
        found: dict[Place, float] = {}
        with _told():
            for path in self._every():
                if path.suffix == _UNFINISHED:
                    if _since(path) < before - _UNFINISHED_SECONDS:
                        path.unlink(missing_ok=True)
                elif path.parts[-3] == STAGED and (at := _since(path)) <= before:
                    found[Place(STAGED, _tenant(path.parent), "", path.name)] = at
        return found

    def _every(self) -> Iterator[Path]:
        """Every file; a folder that goes away meanwhile is passed over."""
        for folder, _, names in os.walk(self._folder, onerror=_unless_gone):
            yield from (Path(folder, name) for name in names)

    def _path(self, place: Place) -> Path:
        tenant = self._folder / place.area / place.tenant.encode().hex()
        return (tenant / place.owner if place.area == KEPT else tenant) / (place.name or "none")


class FileWriting:
    """See Writing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        _made(path.parent)
        self._file = PartsFile(path.with_name(f"{path.name}.{secrets.token_hex(6)}{_UNFINISHED}"))

    def put(self, part: bytes) -> None:
        """See Writing."""
        with _told():
            self._file.put(part)

    def end(self, head: bytes) -> bool:
        """See Writing."""
        try:
            with _told():
                self._file.end(head)
                os.link(self._file.path, self._path)  # unlike a rename it never takes another's place
                sync(self._path.parent)
                return True
        except FileExistsError:
            return False
        finally:
            self._file.drop()

    def drop(self) -> None:
        """See Writing."""
        self._file.drop()


def _since(path: Path) -> float:
    """When it was written; never, of what was moved on meanwhile."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return inf


def _unless_gone(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def _tenant(folder: Path) -> str:
    return bytes.fromhex(folder.name).decode()


def _made(folder: Path) -> None:
    """Make a folder and its parents, durable."""
    if folder.exists():
        return
    _made(folder.parent)
    folder.mkdir(exist_ok=True, mode=0o700)
    sync(folder.parent)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        raise AttachmentsUnavailable(f"The folder of attachments cannot be used ({type(error).__name__}).") from error
