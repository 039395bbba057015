"""Many watchers in one process, for the live bench: counts what comes by looking for a mark in the bytes.

A Python program that unpacked every frame would be slower than what it measures. One buffer, one poll, one search a read:
when much has come, one read takes much, so it is never the slower side for long. Spoken to by lines of JSON.
"""

import base64
import json
import os
import re
import select
import socket
import sys
import time
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

TEXT, PONG = 0x81, 0x8A
MARK = b'"ts@'
BEGUN = b'"type":"snapshot"'
_STAMP = re.compile(rb'"ts@(\d+)')
_APPENDED = re.compile(
    rb'"recorded_at":"([^"]{20,40})"[^{}]*"ts@'
)  # when the writer gave it its place, before the commit
_PING = (
    b"\x89\x04"  # what a server asks every twenty seconds, with four bytes to be said back (RFC 6455, section 5.5.2)
)
_PING_BYTES = len(_PING) + 4
_TAIL = len(BEGUN) - 1
_READ_BYTES = 262_144
_MEASURED = 2_000_000  # waits kept


class Socket(NamedTuple):
    """One watcher."""

    line: socket.socket
    tail: bytearray  # of the last read, where it may have ended inside a mark


class Load:
    """The sockets of one run. `each` marks a line is told; with `stamps` every mark's time is read."""

    def __init__(self, asked: dict[str, Any]) -> None:
        self._port, self._path, self._stamps = asked["port"], asked["path"], asked.get("stamps", False)
        self._each = asked.get("each", 0)
        self._epoll = select.epoll()
        self._wanted = len(asked["sockets"])
        self._sockets: dict[int, Socket] = {}
        self._buffer = bytearray(_READ_BYTES)
        self.marks = self.begun = self.bytes = self.reads = 0
        self.first = self.last = 0.0
        self.waits: list[float] = []
        self.since_append: list[float] = []
        self.closed = 0
        self.why = ""  # the last one was closed
        for token, text in asked["sockets"]:
            self._open(token, text)
            for fd, _ in self._epoll.poll(0):  # opening many takes long: whoever waits for an answer meanwhile gets it
                self.read(fd)

    @classmethod
    def counting(cls, line: socket.socket) -> "Load":
        """One that counts what comes on a socket that is open already."""
        load = cls({"port": 0, "path": "", "sockets": []})
        load._wanted = 1
        load._sockets[line.fileno()] = Socket(line, bytearray())
        load._epoll.register(line.fileno(), select.EPOLLIN)
        return load

    def _open(self, token: str, text: str) -> None:
        line = socket.create_connection(("127.0.0.1", self._port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        grant = f"Authorization: Bearer {token}\r\n" if token else ""
        key = base64.b64encode(os.urandom(16)).decode()
        line.sendall(
            f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{grant}\r\n".encode()
        )
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += line.recv(4_096)
        if b" 101 " not in answer.split(b"\r\n", 1)[0]:
            raise SystemExit(f"the handshake was answered: {answer[:80]!r}")
        line.sendall(masked(text.encode()))
        line.setblocking(False)
        here = self._sockets[line.fileno()] = Socket(line, bytearray())
        self._epoll.register(line.fileno(), select.EPOLLIN)
        early = answer.partition(b"\r\n\r\n")[2]
        self._buffer[: len(early)] = early
        if early:
            self._take(here, len(early))

    def run(self) -> None:
        """Read whatever comes until whoever drives this hangs up."""
        begun = False
        self._epoll.register(sys.stdin.fileno(), select.EPOLLIN)
        while True:
            for fd, _ in self._epoll.poll(1.0):
                if fd != sys.stdin.fileno():
                    self.read(fd)
                elif not sys.stdin.readline():
                    return
                else:
                    tell(self._report())
            if not begun and (self.closed or self.begun == self._wanted):
                begun = True
                tell({"begun": self.begun, "closed": self.closed, "why": self.why})

    def read(self, fd: int) -> None:
        """Take in what has come on one socket."""
        here, error = self._sockets[fd], ""
        try:
            size = here.line.recv_into(self._buffer)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as fault:
            size, error = 0, type(fault).__name__
        if size:
            self._take(here, size)
        else:
            self.closed += 1
            self.why = f"{error or 'its end'} after {bytes(here.tail)!r}"
            self._epoll.unregister(fd)
            if self._each:
                tell({"marks": self.marks, "closed": self.closed, "why": self.why})

    def _report(self) -> dict[str, Any]:
        """What has come since the last report."""
        found = {
            "marks": self.marks, "seconds": self.last - self.first, "bytes": self.bytes, "reads": self.reads,
            "closed": self.closed, "why": self.why,
            "waits": parts_of(self.waits), "since_append": parts_of(self.since_append)}  # fmt: skip
        self.marks = self.bytes = self.reads = 0
        self.waits.clear()
        self.since_append.clear()
        return found

    def _take(self, here: Socket, size: int) -> None:
        buffer, tail = self._buffer, here.tail
        if tail:
            seam = bytes(tail + buffer[: min(size, _TAIL)])
            self._count(seam, 0, len(seam), len(tail))
            self._answer_pings(here.line, seam, 0, len(seam), len(tail))
        self._count(buffer, 0, size, 0)
        self._answer_pings(here.line, buffer, 0, size, 0)
        self.bytes += size
        self.reads += 1
        tail.clear()
        if buffer[size - 1] != 0x7D:  # no frame ends here
            tail += buffer[max(0, size - _TAIL) : size]

    def _count(self, data: bytes | bytearray, low: int, high: int, seam: int) -> None:
        """Count marks; in a seam only those that begin in its first part and end in its second."""
        if seam:
            marks = sum(at < seam < at + len(MARK) for at in _places(data, MARK))
            begun = sum(at < seam < at + len(BEGUN) for at in _places(data, BEGUN))
        else:
            marks, begun = data.count(MARK, low, high), data.count(BEGUN, low, high)
        if self.begun < self._wanted:  # what a snapshot holds is not news
            self.begun += begun
        elif marks:
            self._mark(marks)
            if self._stamps and len(self.waits) < _MEASURED:
                self._time(data[low:high] if not seam else data)

    def _answer_pings(self, line: socket.socket, data: bytes | bytearray, low: int, high: int, seam: int) -> None:
        """A server closes on whoever says nothing for long. What only looks like a ping is answered, too: nobody minds."""
        at = data.find(_PING, low, high)
        while at >= 0:
            if seam < at + _PING_BYTES <= high and (at < seam or not seam):  # in a seam as in `_count`
                with suppress(OSError):
                    line.send(masked(bytes(data[at + len(_PING) : at + _PING_BYTES]), PONG))
            at = data.find(_PING, at + 1, high)

    def _time(self, part: bytes | bytearray) -> None:
        now, clock = time.monotonic_ns(), time.time()
        self.waits += ((now - int(each)) / 1e6 for each in _STAMP.findall(part))
        for each in _APPENDED.findall(part):
            self.since_append.append(1e3 * (clock - datetime.fromisoformat(bytes(each).decode()).timestamp()))

    def _mark(self, marks: int) -> None:
        self.last = time.monotonic()
        if not self.marks:
            self.first = self.last
        before = self.marks // self._each if self._each else 0
        self.marks += marks
        if self._each and self.marks // self._each != before:
            tell({"marks": self.marks, "closed": self.closed})


def parts_of(waits: list[float]) -> list[float]:
    """The middle, what 99 in 100 stay below, and the longest; nothing of nothing."""
    ordered = sorted(waits)
    return [ordered[int((len(ordered) - 1) * part)] for part in (0.5, 0.99, 1.0)] if ordered else []


def _places(data: bytes | bytearray, mark: bytes) -> list[int]:
    found, at = [], data.find(mark)
    while at >= 0:
        found.append(at)
        at = data.find(mark, at + 1)
    return found


def masked(payload: bytes, kind: int = TEXT) -> bytes:
    """A client's frame under a mask of zeros, which changes nothing (RFC 6455, section 5.3)."""
    size = len(payload)
    head = bytes((kind, 0x80 | size)) if size < 126 else bytes((kind, 0xFE)) + size.to_bytes(2, "big")
    return head + bytes(4) + payload


def tell(what: dict[str, Any]) -> None:
    """Say one line to whoever drives this."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Open the sockets asked for on the first line; answer each further line with what has come since the last one."""
    asked = json.loads(sys.stdin.readline())
    if asked.get("core") is not None:
        os.sched_setaffinity(0, {asked["core"]})
    Load(asked).run()


if __name__ == "__main__":
    main()
