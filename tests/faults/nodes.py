"""The test's end of tests/faults/node.py: starts it, gives it lives, kills them, and hears what was acknowledged."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.patience import SECONDS

BETWEEN_LOOKS = 1.0  # seconds
LONGEST_SILENCE = SECONDS  # seconds; a life that says nothing for so long is a finding, not a reason to wait
ROOT = Path(__file__).parents[2]


class Life:
    """What one life of a node said until its end."""

    def __init__(self) -> None:
        self.acknowledged: list[tuple[int, dict[str, Any]]] = []
        self.refused: list[tuple[int, str]] = []
        self.tailed: list[tuple[int, str]] = []  # position, event
        self.done = False  # everything was sent
        self.status = 0


Watch = Callable[[Life], None]


class NodeProcess:
    """One forking node. `environment` is for all its lives (a preloaded shim, say)."""

    def __init__(self, **environment: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.node"], cwd=ROOT, env=os.environ | environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
        assert self._process.stdout is not None and self._process.stdin is not None
        self._lines, self._jobs = self._process.stdout, self._process.stdin
        assert "loaded" == self._lines.readline().strip(), "the node did not load"
        self.pid = 0
        self._spoke = 0.0

    def live(self, folder: Path, kill_after: float | None = None, **job: Any) -> Life:
        """One life: killed so many seconds after it began to send, or run to its end."""
        self.begin(folder, **job)
        return self.hear(kill_after)

    def begin(self, folder: Path, **job: Any) -> None:
        """Start a life; `hear` must follow."""
        self._jobs.write(json.dumps({"folder": str(folder), **job}) + "\n")
        self._jobs.flush()
        self.pid = int(self._lines.readline().split()[1])

    def hear(self, kill_after: float | None = None, watch: Watch | None = None) -> Life:
        """Listen to the end of the life; it may be killed after so many seconds. `watch` is called after every answer."""
        life = Life()
        over = threading.Event()
        threading.Thread(target=self._watch_over, args=(over,), daemon=True).start()
        try:
            self._hear(life, kill_after, watch)
        finally:
            over.set()
        return life

    def _watch_over(self, over: threading.Event) -> None:
        self._spoke = time.monotonic()
        while not over.wait(BETWEEN_LOOKS):
            if time.monotonic() - self._spoke > LONGEST_SILENCE:
                self.kill()

    def _hear(self, life: Life, kill_after: float | None, watch: Watch | None) -> None:
        for line in self._lines:
            self._spoke = time.monotonic()
            word, _, rest = line.strip().partition(" ")
            if word == "a":
                number, _, receipt = rest.partition(" ")
                life.acknowledged.append((int(number), json.loads(receipt)))
            elif word == "r":
                number, _, error = rest.partition(" ")
                life.refused.append((int(number), json.loads(error)["error"]))
            elif word == "t":
                words = rest.split(" ")
                life.tailed += [(int(words[at]), words[at + 1]) for at in range(0, len(words), 2)]
            elif word == "done":
                life.done = True
            elif word == "ready" and kill_after is not None:
                timer = threading.Timer(kill_after, self.kill)
                timer.start()
            elif word == "end":
                life.status = int(rest)
                return
            if watch is not None and word in ("a", "r", "t", "done"):
                watch(life)

    def kill(self, how: int = signal.SIGKILL) -> None:
        """Signal the life that runs now; it stays a zombie until its parent has waited, so the number is its own."""
        with suppress(ProcessLookupError):  # it has ended by itself
            os.kill(self.pid, how)

    def close(self) -> None:
        """End the process itself."""
        self._jobs.close()
        self._process.wait(SECONDS)
        self._lines.close()


@contextmanager
def node_process(**environment: str) -> Iterator[NodeProcess]:
    """A node for the length of a `with`."""
    node = NodeProcess(**environment)
    try:
        yield node
    finally:
        node.close()
