"""How fast the log takes events, beside the event-sourcing library's own SQLite recorder, in one run.

    .venv/bin/python -m tests.bench.append [events] [rounds]

Both write the same sealed bodies to files in the same folder with synchronous=FULL semantics; ours assigns versions and
positions, checks the delivery's key and hashes each row besides. Prints medians and the ratio; judges nothing.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path

from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from tests.adapters.log.opened import OpenLog, open_log
from tests.examples import a_message

IN_FLIGHT = 256


async def ours(log: OpenLog, count: int) -> float:
    """Events a second through the group-commit writer, from 256 callers that each wait for their answer."""
    log.writer.loop = asyncio.get_running_loop()
    appends = [log.append(a_message(), key=os.urandom(32)) for _ in range(count)]
    began = time.perf_counter()

    async def caller(first: int) -> None:
        for append in appends[first::IN_FLIGHT]:
            await log.writer.append(append)

    await asyncio.gather(*(caller(first) for first in range(IN_FLIGHT)))
    return count / (time.perf_counter() - began)


def theirs(folder: Path, bodies: list[bytes]) -> float:
    """Events a second through the library's recorder, one durable insert after the other."""
    recorder = SQLiteApplicationRecorder(SQLiteDatastore(str(folder / f"{uuid.uuid4().hex}.db")))
    recorder.create_table()
    stream = uuid.uuid4()
    began = time.perf_counter()
    for version, body in enumerate(bodies, 1):
        recorder.insert_events([StoredEvent(stream, version, "message-received", body)])
    return len(bodies) / (time.perf_counter() - began)


def main(count: int = 20_000, rounds: int = 3) -> None:
    """Measure in turn and print."""
    fast, slow = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as name, open_log(Path(name)) as log:
            fast.append(asyncio.run(ours(log, count)))
            bodies = [log.new(a_message()).state for _ in range(count // 10)]
            slow.append(theirs(Path(name), bodies))
    one, other = statistics.median(fast), statistics.median(slow)
    print(f"group commit {one:,.0f} events/s; the library's recorder {other:,.0f} events/s; ratio {one / other:.1f}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
