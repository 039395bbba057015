"""A node that can be killed as often as one likes: one process loads everything once and forks a child for every life.

It reads jobs as JSON lines and writes lines: `pid`, `ready`, then `a NUMBER RECEIPT` for what was acknowledged,
`r NUMBER ERROR` for what was not, `t POSITION EVENT …` for what a tailing reader saw, `done` when everything was sent;
`end STATUS` when the child is gone. The pipe is outside the child, so what was
acknowledged is known whatever becomes of it.
"""

import asyncio
import contextlib
import json
import os
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any

from adapters.log.reading import LogReader
from tests.faults import planted
from tests.faults.load import Sender, a_delivery
from tests.faults.parts import Parts, open_parts

TAILED = 50  # rows a tailing reader asks for: no more than one write to a pipe takes whole


def main() -> None:
    """Serve jobs until standard input ends."""
    _warm_up()
    say("loaded")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _live(json.loads(line))
        _, status = os.waitpid(child, 0)
        say(f"end {os.waitstatus_to_exitcode(status)}")


def say(line: str) -> None:
    """One line to whoever listens, in one write."""
    os.write(1, line.encode() + b"\n")


def _live(job: dict[str, Any]) -> None:
    say(f"pid {os.getpid()}")
    code = 1
    try:
        os.environ.update(job.get("environment", {}))
        planted.plant(job.get("planted", ""))
        asyncio.run(_work(job))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


async def _work(job: dict[str, Any]) -> None:
    """As many writers as there are `firsts`: each with its own connections, keys and numbers."""
    firsts = job.get("firsts") or [job["first"]]
    everyone = [open_parts(Path(job["folder"]), job.get("url", "")) for _ in firsts]
    for parts in everyone:
        parts.writer.start()
    say("ready")
    if job.get("tail"):
        threading.Thread(target=_tail, args=(everyone[0].reader,), daemon=True).start()
    await asyncio.gather(*(_send(job, *each) for each in zip(everyone, firsts, strict=True)))
    say("done")
    if job.get("tail"):
        await asyncio.Event().wait()  # until killed
    for parts in everyone:
        parts.writer.stop()


async def _send(job: dict[str, Any], parts: Parts, first: int) -> None:
    sender = Sender(
        parts, job["seed"], f"{job.get('node', 'a')}{first}",
        told=lambda number, receipt: say(f"a {number} {json.dumps(receipt)}"),
        refused=lambda number, error: say(f"r {number} {json.dumps(error)}"))  # fmt: skip
    await sender.send(job.get("again", []), first, job.get("limit", -1), job.get("producers", 24))


def _tail(reader: LogReader) -> None:
    """Follow the log by position, as every follower does, and say what was seen; until killed."""
    position = 0
    while True:
        rows = reader.since(position, TAILED)
        if not rows:
            time.sleep(0.0005)
            continue
        say("t " + " ".join(f"{row.position} {row.event_id.hex()}" for row in rows))
        position = rows[-1].position


def _warm_up() -> None:
    """Load what is loaded at the first use, once for all children."""
    import psycopg  # noqa: F401

    from adapters.cloudevents.translate import translate
    from adapters.log import postgres, postgres_reader  # noqa: F401
    from adapters.log.codec import moment

    with contextlib.suppress(ImportError):
        import uvloop  # noqa: F401
    translate(a_delivery(0, 0), moment(0), lambda kind, norm: kind.encode(), "PL")


if __name__ == "__main__":
    main()
