"""How a command reaches the running service: one JSON line each way over a socket only its owner may open."""

import asyncio
import os
import socket
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from app.logs import logger

Handler = Callable[[dict[str, Any]], Awaitable[object]]

_PATH_BYTES_MAX = 100  # the system's limit is 107 on Linux, 103 elsewhere
_LINE_BYTES_MAX = 1_048_576
_ANSWER_SECONDS = 30


class CommandError(Exception):
    """The command was refused; the text is a sentence for the operator."""


class Reply(msgspec.Struct, frozen=True):
    """What the running service answered. A struct, so that an answer of nothing differs from nobody there."""

    ok: Any = None


@asynccontextmanager
async def serve_control(data_dir: Path, handlers: Mapping[str, Handler]) -> AsyncGenerator[None]:
    """Answer commands while the body runs. Whoever calls this holds the folder's lock."""
    path = _place_socket(data_dir)
    listener = _listen(path)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(await _answer(await reader.readline(), handlers) + b"\n")
            await writer.drain()
        except (ConnectionError, ValueError):  # they went away, or sent a line without end
            pass
        finally:
            writer.close()

    server = await asyncio.start_unix_server(answer, sock=listener, limit=_LINE_BYTES_MAX)
    try:
        yield
    finally:
        server.close()
        _remove_socket(data_dir)


async def _answer(line: bytes, handlers: Mapping[str, Handler]) -> bytes:
    try:
        asked = msgspec.json.decode(line, type=dict[str, Any])
        handler = handlers.get(str(asked.pop("command", "")))
        if handler is None:
            raise CommandError("The running service does not know this command: is it of another version?")
        return msgspec.json.encode({"ok": await handler(asked)})
    except CommandError as error:
        return msgspec.json.encode({"error": str(error)})
    except Exception as error:  # whatever happens, the command line gets an answer
        logger.error("a command failed", exc_info=error)
        return msgspec.json.encode({"error": "The running service could not do this; its log says where it failed."})


def ask_running(data_dir: Path, command: str, /, **args: object) -> Reply | None:
    """Have the running service do a command. None if no service runs; raises CommandError if it refused."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_ANSWER_SECONDS)
            connection.connect(str(_find_socket(data_dir)))
            connection.sendall(msgspec.json.encode({"command": command, **args}) + b"\n")
            with connection.makefile("rb") as answers:
                line = answers.readline()
    except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError):
        return None
    except OSError as error:
        raise CommandError("The running service did not answer.") from error
    return _read(line)


def _read(line: bytes) -> Reply:
    try:
        answer = msgspec.json.decode(line, type=dict[str, Any])
    except msgspec.DecodeError:
        raise CommandError("The running service stopped before it answered.") from None
    if "error" in answer:
        raise CommandError(str(answer["error"]))
    return Reply(answer.get("ok"))


def _place_socket(data_dir: Path) -> Path:
    """Choose where the socket lies: in the data folder, or, if that path is too long, where a file there says."""
    _remove_socket(data_dir)  # left by a process that died: we hold the lock, so nobody listens there
    path = data_dir / "control.sock"
    if len(os.fsencode(path)) <= _PATH_BYTES_MAX:
        return path
    path = Path(tempfile.mkdtemp(prefix="throughline-", dir="/tmp")) / "control.sock"
    (data_dir / "control.path").write_text(str(path))
    return path


def _find_socket(data_dir: Path) -> Path:
    """Say where the socket lies. Raises FileNotFoundError if there cannot be one."""
    path, pointer = data_dir / "control.sock", data_dir / "control.path"
    if pointer.exists():
        return Path(pointer.read_text())
    if len(os.fsencode(path)) > _PATH_BYTES_MAX:
        raise FileNotFoundError(path)
    return path


def _remove_socket(data_dir: Path) -> None:
    pointer = data_dir / "control.path"
    (data_dir / "control.sock").unlink(missing_ok=True)
    if pointer.exists():
        elsewhere = Path(pointer.read_text())
        elsewhere.unlink(missing_ok=True)
        with suppress(OSError):
            elsewhere.parent.rmdir()
        pointer.unlink()


def _listen(path: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)  # so that there is no moment in which others could connect
    try:
        listener.bind(str(path))
    finally:
        os.umask(before)
    return listener
