"""What an operator asks about read models: where they stopped and to try again, to make them anew, to check them.

A job runs inside the service; the command line starts it, then asks how far it is until it is over.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from adapters.log.reading import LogReader
from adapters.views.files import FileInUse
from adapters.views.store import Parked, Views
from app.control import CommandError, Handler
from app.logs import logger

Told = Callable[
    [int, int], None
]  # events (or what a model counts) done, in all; raises JobStopped when the service ends
RETRY_SECONDS = 10.0  # of one call


class JobStopped(Exception):
    """The service ends, and its jobs with it."""


class ReadModel(Protocol):
    """Something folded from the log and kept. Add one to the list in app/main.py, and it is rebuilt and checked too."""

    name: str

    async def rebuild(self, told: Told) -> None:
        """Make it anew from the log, also while it is in use."""
        ...

    async def check(self, told: Told) -> str | None:
        """Compare it with a fresh replay: the first place that differs, without anything personal; None if none does."""
        ...


class Retrying(Protocol):
    """A follower that can stop for one customer."""

    name: str

    async def retry(self, parked: Parked) -> bool:
        """Try again for this customer; whether everything was taken."""
        ...


class ParkedShown(msgspec.Struct, frozen=True, kw_only=True):
    """`held`: events of this customer that wait, the parked one among them."""

    view: str
    tenant: str
    customer_id: str
    position: int
    version: int
    held: int
    reason: str


class Retried(msgspec.Struct, frozen=True, kw_only=True):
    """`parked`: how many are parked still. `next`: ask again with this `after`, there are more to try; 0: all were tried."""

    retried: int
    parked: int
    next: int


class Step(msgspec.Struct):
    """One read model's part of a job: what is done of all, and for how long (seconds)."""

    model: str
    done: int = 0
    total: int = 0
    seconds: float = 0.0


class Progress(msgspec.Struct, kw_only=True):
    """A job: the read models it has come to, the last one in hand until it is over, and how it ended."""

    job: str
    steps: list[Step] = []
    over: bool = False
    difference: str = ""
    failed: str = ""


class Projections:
    """`models` in the order in which they are rebuilt and checked. `monotonic` is a clock in seconds."""

    def __init__(self, reader: LogReader, views: Views, followers: Sequence[Retrying], models: Sequence[ReadModel],
                 monotonic: Callable[[], float] = time.monotonic) -> None:  # fmt: skip
        self._reader, self._views, self._monotonic = reader, views, monotonic
        self._followers: Mapping[str, Retrying] = {each.name: each for each in followers}
        self._models = models
        self._progress: Progress | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = False

    async def stop(self) -> None:
        """End the job in hand."""
        self._stopping = True
        if self._task is not None:
            await self._task

    def commands(self) -> dict[str, Handler]:
        """For the control socket."""

        async def rebuild(_: dict[str, Any]) -> object:
            return msgspec.to_builtins(self.begin("rebuild"))

        async def check(_: dict[str, Any]) -> object:
            return msgspec.to_builtins(self.begin("check"))

        async def progress(_: dict[str, Any]) -> object:
            return msgspec.to_builtins(self._progress)

        async def parked(_: dict[str, Any]) -> object:
            return msgspec.to_builtins(await self.parked())

        async def retry(args: dict[str, Any]) -> object:
            return msgspec.to_builtins(await self.retry(None, args.get("customer"), args.get("after", 0)))

        return {"projections.rebuild": rebuild, "projections.check": check, "projections.progress": progress,
                "projections.parked": parked, "projections.retry": retry}  # fmt: skip

    async def parked(self, tenant: str | None = None) -> list[ParkedShown]:
        """Where followers stopped, of one tenant if named."""
        return await asyncio.to_thread(self._shown, tenant)

    async def retry(self, tenant: str | None, customer_id: str | None = None, after: int = 0) -> Retried:
        """Try again for those parked after a position, for some seconds: whoever asks cannot wait for ever."""
        wanted = [each for each in await asyncio.to_thread(self._views.parked, None, tenant) if each.position > after
                  and customer_id in (None, each.stream) and each.view in self._followers]  # fmt: skip
        until = self._monotonic() + RETRY_SECONDS
        tried, last = 0, 0
        for each in wanted:
            if self._monotonic() > until and each.position > last:  # one event may be parked in several views
                break
            await self._followers[each.view].retry(each)
            tried, last = tried + 1, each.position
        left = await asyncio.to_thread(self._views.parked, None, tenant)
        return Retried(retried=tried, parked=len(left), next=last if tried < len(wanted) else 0)

    def begin(self, job: str) -> Progress:
        """Start to rebuild or check every read model. Raises CommandError while another job runs."""
        if self._task is not None and not self._task.done():
            assert self._progress is not None
            raise CommandError(f"A {self._progress.job} is running already: wait for its end.")
        self._progress = Progress(job=job)
        self._task = asyncio.create_task(self._run(self._progress))
        return self._progress

    async def _run(self, progress: Progress) -> None:
        try:
            for model in self._models:
                told = self._begin_model(progress, model.name)
                if progress.job == "rebuild":
                    await model.rebuild(told)
                else:
                    progress.difference = await model.check(told) or ""
                if progress.difference:
                    break
        except JobStopped:
            progress.failed = "The service ended before the job did."
        except FileInUse as error:
            progress.failed = str(error)
        except Exception as fault:
            logger.error("a job on read models failed", exc_info=fault)
            progress.failed = f"It failed ({type(fault).__name__}); the read models are as they were."
        progress.over = True

    def _begin_model(self, progress: Progress, name: str) -> Told:
        step, began = Step(name), self._monotonic()
        progress.steps.append(step)

        def told(done: int, total: int) -> None:
            step.done, step.total, step.seconds = done, total, self._monotonic() - began
            if self._stopping:
                raise JobStopped

        return told

    def _shown(self, tenant: str | None) -> list[ParkedShown]:
        return [ParkedShown(
            view=each.view, tenant=each.tenant, customer_id=each.stream, position=each.position, version=each.version,
            held=(self._reader.version(each.tenant, each.stream) or each.version) - each.version + 1, reason=each.reason)
            for each in self._views.parked(None, tenant)]  # fmt: skip
