"""Runs the service: one listening socket, one loop, and an end that says goodbye to everybody first."""

import asyncio
import contextlib
import errno
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from types import FrameType
from typing import Any, Protocol

import uvicorn

from adapters.access.store import AccessUnavailable
from adapters.durable import explain
from app.collecting import collect_little
from app.control import Handler, serve_control
from app.http.arriving import RequestProtocol
from app.live.protocol import LiveProtocol
from app.lock import hold
from app.logs import configure_logging, logger
from app.security.gate import Gate
from app.settings import Settings

DESK_ENVIRONMENT = "THROUGHLINE_DEMO_DESK_TOKEN"
PLAYER_ENVIRONMENT = "THROUGHLINE_DEMO_TOKEN"  # not an argument: every user may read those
_SEND_BUFFER_BYTES = 131_072  # what a slow reader can pile up in the kernel
_WAITING_TO_BE_ACCEPTED = 4_096  # a node that went down sends its clients here at once
_IDLE_SECONDS = 75  # longer than a proxy keeps an idle connection: whoever hangs up first must be the proxy
_FILES = 65_536  # where the system names no limit
_DRAIN_SECONDS = 2.0
_GRACE_SECONDS = 5
_PEOPLE = (("agent", "Anna Wójcik"), ("lead", "Marek Zieliński"), ("auditor", "Ewa Lis"))


class Service(Protocol):
    """What the composition root hands over to be run."""

    front: Any  # the application to be served
    gate: Gate
    faulted: asyncio.Event  # set when this process must end, so that a new one can go on
    why: str  # it must, in a sentence for the operator

    async def start(self) -> None:
        """Open what is needed; nothing is served before this returns."""
        ...

    async def stop(self) -> None:
        """Close it again; nothing is served any more."""
        ...

    async def drain(self) -> None:
        """Say goodbye to every open socket."""
        ...

    def commands(self) -> dict[str, Handler]:
        """What the command line may ask of it."""
        ...


class ServerError(Exception):
    """The service cannot run; the text is a sentence for the operator."""


class Server(uvicorn.Server):
    """Uvicorn, which by itself cuts every websocket off before the application hears of the end."""

    def __init__(self, service: Service, listening: Callable[[], None]) -> None:
        super().__init__(_config(service.front))
        self._service = service
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen; then leave everything loaded by now out of every later garbage collection."""
        await super().startup(sockets=sockets)
        collect_little()
        self._listening()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nobody new, say goodbye, and only then let uvicorn close what is left.

        Connections that wait for a next request are closed first: a proxy keeps some, and would bring back by them
        whoever is told goodbye.
        """
        for listener in self.servers:
            listener.close()
        for connection in list(self.server_state.connections):
            if isinstance(connection, RequestProtocol):
                connection.shutdown()
        try:
            await asyncio.wait_for(self._service.drain(), _DRAIN_SECONDS)
        except Exception as fault:  # an end that fails halfway must still be an end
            logger.error("not everybody could be told goodbye", exc_info=fault)
        await super().shutdown(sockets=sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End on Ctrl-C or SIGTERM, at once on the second Ctrl-C.

        Unlike uvicorn's own, it does not raise the signal again afterwards: a wanted end is a clean one, exit code 0.
        """
        if self.should_exit and sig == signal.SIGINT:
            self.force_exit = True
        self.should_exit = True


def _config(app: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=RequestProtocol,  # httptools, with a limit for heads
        ws=LiveProtocol,  # websockets-sansio, which lets go of a peer that reads nothing
        ws_max_size=131_072,  # twice our own limit, so that our own close code can be sent
        ws_per_message_deflate=False,
        access_log=False,
        log_config=None,
        lifespan="off",  # the service is begun and ended outside; a hurried end would leave its task to be cut, with a traceback
        server_header=False,
        proxy_headers=False,  # nobody else says where a caller is
        backlog=_WAITING_TO_BE_ACCEPTED,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


Greet = Callable[[Settings, Gate], Awaitable[str]]


def serve(settings: Settings, build: Callable[[Settings], Service], *, demo_speed: float | None = None,
          greet: Greet | None = None) -> int:  # fmt: skip
    """Run the service until it is told to end. `demo_speed` plays the demo beside it, `greet` says what is printed once it
    listens. Returns the exit code.

    Raises FolderInUse or ServerError, each with a sentence.
    """
    configure_logging()
    _open_as_many_as_one_may()
    with (
        hold(settings.data_dir),
        listen(settings.host, settings.port) as listener,
        asyncio.Runner(loop_factory=_loop_factory()) as runner,
    ):
        return runner.run(_serve(settings, build(settings), listener, demo_speed, greet or greet_people))


async def _serve(settings: Settings, service: Service, listener: socket.socket, demo_speed: float | None,
                 greet: Greet) -> int:  # fmt: skip
    listening = asyncio.Event()
    server = Server(service, listening.set)
    async with AsyncExitStack() as running:
        running.push_async_callback(service.stop)
        try:
            await service.start()
        except Exception as fault:
            running.pop_all()  # some of it runs, some does not: nothing of it can be asked to end well
            raise _cannot_start(fault) from fault
        await running.enter_async_context(serve_control(settings.data_dir, service.commands()))
        try:
            greeting = await greet(settings, service.gate)
        except AccessUnavailable as fault:
            raise _cannot_start(fault) from fault
        beside = [
            asyncio.create_task(_beside(settings, service.gate, listening, greeting, demo_speed)),
            asyncio.create_task(_end_on_fault(service, server)),
        ]
        try:
            await server.serve(sockets=[listener])
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
    return 0 if server.started and not service.faulted.is_set() else 1


def _open_as_many_as_one_may() -> None:
    """Every connection is a file to the system, which begins with a thousand or so, and lets one ask for more."""
    given, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most if most != resource.RLIM_INFINITY else max(given, _FILES)
    with contextlib.suppress(OSError, ValueError):  # some systems say more than they give
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _cannot_start(fault: Exception) -> ServerError:
    logger.error("the service could not start", exc_info=fault)
    return ServerError(f"The service could not start: {explain(getattr(fault, 'orig', None) or fault)}")


async def _end_on_fault(service: Service, server: Server) -> None:
    """A log that failed underneath is opened anew by a new process only: whatever supervises this one starts it."""
    await service.faulted.wait()
    told = f"throughline: {service.why} What was acknowledged is safe. Start the service again."
    print(told, file=sys.stderr, flush=True)
    server.should_exit = True


async def greet_people(settings: Settings, gate: Gate) -> str:
    """Say where the service is and how to get in."""
    links = [f"  {role:8} {name:16} {await gate.create_link(role, name)}" for role, name in _PEOPLE]
    hint = "  Each link works once, for ten minutes; `throughline link create` makes more."
    return "\n".join([f"Throughline is running at {settings.base_url}", "Sign in as:", *links, hint])


async def _beside(
    settings: Settings, gate: Gate, listening: asyncio.Event, greeting: str, demo_speed: float | None
) -> None:
    """Do what goes on beside serving, until cancelled: greet, and play the demo if asked."""
    await listening.wait()
    print(greeting, flush=True)
    if demo_speed is not None:
        async with _demo(settings, gate, demo_speed):
            await asyncio.Event().wait()


@asynccontextmanager
async def _demo(settings: Settings, gate: Gate, speed: float) -> AsyncGenerator[None]:
    """Play the demo from a process of its own, as any other sender, with a token that ends with it."""
    token = await gate.create_token("adapter", "Demo player", source=f"//{settings.tenant}/*", days=1)
    desk = await gate.create_token("agent", "Demo desk", days=1)
    player = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "app.cli", "demo", "--speed", str(speed)),
        env={**os.environ, PLAYER_ENVIRONMENT: token, DESK_ENVIRONMENT: desk},
        stdin=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        await _end(player)
        for each in (token, desk):
            principal = await gate.recognise({"authorization": f"Bearer {each}"})
            if principal is not None:
                await gate.revoke_token(principal.id)


async def _end(player: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        player.terminate()
        try:
            await asyncio.wait_for(player.wait(), _DRAIN_SECONDS)
        except TimeoutError:
            player.kill()


def listen(host: str, port: int) -> socket.socket:
    """Open the listening socket. Raises ServerError if the address is taken or not ours."""
    try:
        family, _, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, socket.SOCK_STREAM, protocol)  # named, or asyncio leaves Nagle on
    except OSError:
        raise ServerError(f"There is no address {host} on this machine to listen on.") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
        listener.bind(address)
        listener.listen(_WAITING_TO_BE_ACCEPTED)  # here, so that a taken port is known before anything else begins
    except OSError as error:
        listener.close()
        raise ServerError(_bind_fault(error, host, port)) from None
    return listener


def _bind_fault(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken: stop what uses it, or set THROUGHLINE_PORT (make run PORT=8001)."
    if error.errno == errno.EACCES:
        return f"Port {port} on {host} may not be used by this account: choose one above 1023."
    return f"Port {port} on {host} cannot be opened: {os.strerror(error.errno or 0)}."


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop
    except ImportError:  # it does not run everywhere; the standard loop does
        return asyncio.new_event_loop
    return uvloop.new_event_loop
