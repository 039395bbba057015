"""A server to be watched by many, for the live bench: ours, whole; or one of its peers. Spoken to by lines of JSON.

`python -m app.bench.live_node ours|deriving|broadcast|bare|channels`; ours take their settings from the environment.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from app.bench.ours import as_served

PERSON_SOCKETS = 60  # a person may have 64


class Served(Protocol):
    """What may be asked of a server."""

    async def start(self, core: int | None) -> dict[str, Any]:
        """Listen; says on which port."""
        ...

    async def customers(self, count: int) -> dict[str, Any]:
        """Make customers; says which, and as whom to sign in."""
        ...

    async def publish(self, to: list[int], what: str, size: int) -> None:
        """Something new of these customers. `what`: event, talk (over all channels) or presence; `size` of the text, for peers."""
        ...

    async def behind(self) -> int:
        """How many events its slowest follower has still to take in."""
        ...

    async def stop(self) -> None:
        """End."""
        ...


def stamp(nanoseconds: int) -> str:
    """A moment at the head of a message, found again on its screen. So long that no rule reads it as the number of something."""
    return f"ts@{nanoseconds:019}"


def resident() -> int:
    """Bytes of memory this process holds."""
    with open("/proc/self/statm") as found:
        return int(found.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def tell(what: dict[str, Any]) -> None:
    """Say one line to whoever drives this."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


async def obey(served: Served) -> None:
    """Do what each line asks until there is none."""
    reader = asyncio.StreamReader(limit=2**22)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    asks: dict[str, Callable[[dict[str, Any]], Awaitable[dict[str, Any] | None]]] = {
        "customers": lambda asked: served.customers(asked["count"]),
        "publish": lambda asked: served.publish(asked["to"], asked["what"], asked.get("size", 0)),
        "behind": lambda _: _behind(served),
        "used": _used,
    }
    publishing: set[asyncio.Task[Any]] = set()
    while line := await reader.readline():
        asked = json.loads(line)
        if asked["do"] == "publish":
            task = asyncio.create_task(served.publish(asked["to"], asked["what"], asked.get("size", 0)))
            publishing.add(task)
            task.add_done_callback(publishing.discard)
        else:
            answer = await asks[asked["do"]](asked)
            if answer is not None:
                tell(answer)
    await served.stop()


async def _behind(served: Served) -> dict[str, Any]:
    return {"behind": await served.behind()}


async def _used(_: dict[str, Any]) -> dict[str, Any]:
    return {"bytes": resident(), "cpu": time.process_time()}


def made(kind: str) -> Served:
    """A server of this kind."""
    if kind == "ours":
        from app.bench.live_ours import OursServed

        return OursServed()
    if kind == "deriving":
        from app.bench.live_deriving import DerivingServed

        return DerivingServed()
    from app.bench import live_peers

    return {"broadcast": live_peers.Broadcast, "channels": live_peers.Channels, "bare": live_peers.Bare}[kind]()


async def _serve(kind: str, core: int | None) -> None:
    served = made(kind)
    tell(await served.start(core))
    await obey(served)


def main() -> None:
    """Serve until whoever drives this hangs up."""
    from uvloop import new_event_loop

    kind, core = sys.argv[1], int(sys.argv[2])
    if core >= 0:
        os.sched_setaffinity(0, {core})
    with as_served(), asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(_serve(kind, core))


if __name__ == "__main__":
    main()
