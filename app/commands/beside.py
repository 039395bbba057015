"""Commands that work beside a running service and without one: asked of it over its socket, or done here under the lock."""

import asyncio
import os
from collections.abc import Callable
from typing import Any, TypeVar

from app.settings import Settings

Built = TypeVar("Built")


def read_settings() -> Settings:
    """The settings of this environment. Raises SettingsError."""
    return Settings.read(os.environ)


def ask(command: str, /, **args: object) -> Any:
    """Do one of the service's commands (Service.commands): in the running one, or in one opened here for it alone.

    Raises CommandError, FolderInUse, SettingsError, each a sentence.
    """
    settings = read_settings()
    from app.control import ask_running
    from app.lock import hold

    reply = ask_running(settings.data_dir, command, **args)
    if reply is not None:
        return reply.ok
    with hold(settings.data_dir):
        return asyncio.run(_alone(settings, command, args))


def ask_gate(command: str, /, **args: object) -> Any:
    """Do a command about credentials: in the running service, or here, opening nothing but where they are kept.

    Raises CommandError, FolderInUse, SettingsError, each a sentence.
    """
    settings = read_settings()
    from adapters.access.store import AccessUnavailable
    from app.control import CommandError, ask_running
    from app.lock import hold
    from app.security.commands import gate_commands
    from app.security.gate import Gate

    reply = ask_running(settings.data_dir, command, **args)
    if reply is not None:
        return reply.ok
    with hold(settings.data_dir):
        try:
            gate = Gate.open(settings)
        except AccessUnavailable as error:
            raise CommandError(str(error)) from error
        try:
            return asyncio.run(_awaited(gate_commands(gate)[command](dict(args))))
        finally:
            gate.close()


async def _awaited(answer: Any) -> Any:
    return await answer


async def _alone(settings: Settings, command: str, args: dict[str, Any]) -> object:
    service = open_service(settings)
    try:
        await service.start()
        return await service.commands()[command](args)
    finally:
        await service.stop()


def open_service(settings: Settings) -> Any:
    """Put the service together; what the operator can mend is one sentence. Raises CommandError."""

    def build(settings: Settings) -> Any:
        from app.main import build

        return build(settings)

    return opened(settings, build)


def opened(settings: Settings, build: Callable[[Settings], Built]) -> Built:
    """Put a process together by `build`, called when the tables are there. Raises CommandError."""
    import sqlite3

    from adapters.access.store import AccessUnavailable
    from adapters.keys.keyring import KeysUnavailable
    from app.control import CommandError
    from app.storage import CannotOpen, check_tables

    try:
        check_tables(settings)  # first: loading all the rest takes a while, and may be for nothing
        return build(settings)
    except (AccessUnavailable, CannotOpen) as error:
        raise CommandError(str(error)) from error
    except (KeysUnavailable, OSError, sqlite3.Error) as error:
        raise CommandError(f"The service cannot open its files: {error}") from error
