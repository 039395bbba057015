"""One server and its watchers in processes of their own, each on a core of its own where there are two."""

import itertools
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

AT_ONCE = 4  # rounds under way: a server that is behind finds that much to catch up with


class Process:
    """Spoken to by lines of JSON."""

    def __init__(self, *command: str, environment: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-P", "-m", *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, **(environment or {})})  # fmt: skip

    def tell(self, what: Mapping[str, Any]) -> None:
        """Say a line."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()

    def hear(self, within: float = 300.0) -> dict[str, Any]:
        """The next line, within seconds. Raises RuntimeError when it has ended instead, or says nothing."""
        assert self._process.stdout is not None
        late = threading.Timer(within, self._process.kill)
        late.start()
        try:
            line = self._process.stdout.readline()
        finally:
            late.cancel()
        if not line:
            raise RuntimeError("a process of the bench ended early")
        return json.loads(line)

    def ask(self, **what: Any) -> dict[str, Any]:
        """Say a line and hear the answer."""
        self.tell(what)
        return self.hear()

    def end(self) -> None:
        """Hang up, and wait for its end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


def unbroken(told: dict[str, Any], when: str = "while they were watched") -> dict[str, Any]:
    """What the watchers say. Raises RuntimeError when they lost a socket: what they counted is not the whole then."""
    if told["closed"]:
        raise RuntimeError(f"{told['closed']} sockets were closed {when}: {told['why']}")
    return told


def cores() -> tuple[int, int]:
    """One for the server and one for the watchers; -1 where there is only one for all."""
    mine = sorted(os.sched_getaffinity(0))
    return (mine[0], mine[1]) if len(mine) > 1 else (-1, -1)


class Arm:
    """A server with customers of its own."""

    def __init__(self, kind: str, customers: int, environment: Mapping[str, str] | None = None, *,
                 pinned: bool = True) -> None:  # fmt: skip
        self.kind = kind
        self._cores = cores() if pinned else (-1, -1)
        self.node = Process("app.bench.live_node", kind, str(self._cores[0]), environment=environment)
        where = self.node.hear()
        self.port, self.path = where["port"], where["path"]
        self.folder = Path()  # of its data, where it was told one
        self.watchers = 0  # of a page that all of them watch
        made = self.node.ask(do="customers", count=customers)
        self.customers, self.tokens, self.adapter = made["customers"], made["tokens"], made.get("adapter", "")
        self.links: dict[str, str] = made.get("links", {})  # by role: by which one browser signs in

    @contextmanager
    def watched(self, by: Sequence[str], *, each: int = 0, stamps: bool = False) -> Iterator[Process]:
        """Sockets that follow these customers, one each."""
        tokens = itertools.cycle(self.tokens)
        sockets = [
            (next(tokens), json.dumps({"type": "subscribe", "id": "page", "customer_id": customer})) for customer in by]  # fmt: skip
        load = Process("app.bench.live_load")
        try:
            core = self._cores[1]
            load.tell({"port": self.port, "path": self.path, "sockets": sockets, "each": each, "stamps": stamps,
                       "core": core if core >= 0 else None})  # fmt: skip
            unbroken(load.hear(), "before they began")
            yield load
        finally:
            load.end()

    def rounds(self, load: Process, count: int, to: Sequence[int], what: str, size: int = 0) -> dict[str, Any]:
        """Publish so many rounds, a few under way at a time; what the watchers say of it, when all has come."""
        load.ask()
        published = done = 0
        while done < count:
            while published < min(count, done + AT_ONCE):
                self.node.tell({"do": "publish", "to": to, "what": what, "size": size})
                published += 1
            told = unbroken(load.hear())
            done = max(done, told["marks"] // self._marks_a_round(to))
        return load.ask()

    def _marks_a_round(self, to: Sequence[int]) -> int:
        return self.watchers if len(to) == 1 else len(to)

    def settle(self) -> None:
        """Wait until every follower has taken in what there is."""
        while self.node.ask(do="behind")["behind"]:
            time.sleep(0.05)

    def used(self) -> dict[str, float]:
        """Bytes of memory that the server holds, and seconds of a processor that it has used."""
        return self.node.ask(do="used")

    def end(self) -> None:
        """Stop it."""
        self.node.end()
