"""What may be asked of the log, whatever database keeps it."""

from collections.abc import Collection, Sequence
from typing import Protocol

from adapters.log.rows import Row

KeptRow = tuple[str, str, str, str, int, str]  # entry id, source, type, reason, received_at (microseconds), state


class LogUnavailable(ConnectionError):
    """The log cannot be read just now; asking again is safe."""


class EventReader(Protocol):
    """What those who follow the log ask of it. Reads on the calling thread."""

    def close(self) -> None:
        """Let go of this thread's connection."""
        ...

    def life(self) -> str:
        """Which life of the log this is."""
        ...

    def head(self) -> int:
        """The last position; 0 of an empty log."""
        ...

    def version(self, tenant: str, stream: str) -> int | None:
        """The stream's last version; None when there is no such stream."""
        ...

    def stream(self, tenant: str, stream: str, after: int = 0, upto: int | None = None, limit: int = -1) -> list[Row]:
        """Rows of a stream with a version greater than `after` and at most `upto`, oldest first; -1: no limit."""
        ...

    def since(self, position: int, limit: int, tenant: str | None = None) -> list[Row]:
        """Rows of the whole log after a position, in order; of one tenant if named."""
        ...

    def claim(self, tenant: str, key: bytes) -> bytes | None:
        """What a claim holds."""
        ...

    def by_intake_key(self, key: bytes) -> Row | None:
        """The row that recorded a delivery."""
        ...


class LogReader(EventReader, Protocol):
    """Reads on the calling thread; what was answered 2xx is there."""

    def of_types(self, tenant: str, stream: str, types: Collection[str]) -> list[Row]:
        """Rows of a stream that are of these types, oldest first: of a long stream mostly few, and only they are read."""
        ...

    def since(self, position: int, limit: int, tenant: str | None = None, upto: int | None = None) -> list[Row]:
        """The same, not beyond `upto`: of one tenant's events that stand far apart a long stretch would be looked through."""
        ...

    def hashes(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """(position, hash) of the whole log's events after a position, in order."""
        ...

    def kept(self, tenant: str, limit: int = 10_000, begins: str = "") -> list[KeptRow]:
        """Quarantined deliveries whose source begins so, newest first."""
        ...

    def kept_body(self, tenant: str, entry_id: str) -> tuple[str, str, bytes] | None:
        """One quarantined delivery: (source, state, sealed body)."""
        ...

    def library_events(self, tenant: str, stream: str, low: int, high: int, descending: bool, limit: int | None
                       ) -> Sequence[tuple[str, int, str, bytes]]:  # fmt: skip
        """For the event-sourcing library: (stream, version, type, state), low < version <= high."""
        ...

    def library_notifications(self, tenant: str, after: int, upto: int, types: Sequence[str], limit: int
                              ) -> Sequence[tuple[str, int, str, bytes, int]]:  # fmt: skip
        """For the event-sourcing library: (stream, version, type, state, position), after < position <= upto."""
        ...

    def library_tracking(self, application: str) -> int | None:
        """How far a process of the event-sourcing library has come; None before its first step."""
        ...
