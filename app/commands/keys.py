"""`throughline keys`: the master key that wraps every customer's key goes from one to the next."""

import argparse
import asyncio
from collections.abc import Callable
from typing import Any

from app.commands.beside import read_settings
from app.settings import Settings


def add(commands: Any) -> None:
    """Add the group to the command line."""
    keys = commands.add_parser("keys", help="look after the keys that customers' words are sealed under")
    actions = keys.add_subparsers(required=True, metavar="ACTION")
    rotate = actions.add_parser("rotate", help="wrap every key under a new master key, also while the service runs")
    rotate.set_defaults(run=_rotate)


def _rotate(_: argparse.Namespace) -> int:
    settings = read_settings()
    from app.control import ask_running
    from app.lock import hold

    reply = ask_running(settings.data_dir, "keys.rotate")
    if reply is not None:
        return _until_done(reply.ok, lambda: _of_running(settings))
    with hold(settings.data_dir):
        return _alone(settings)


def _of_running(settings: Settings) -> dict[str, Any]:
    from app.control import CommandError, ask_running

    reply = ask_running(settings.data_dir, "keys.rotate")
    if reply is None:
        raise CommandError("The service stopped before the rotation ended. Say the command again to end it.")
    return reply.ok


def _alone(settings: Settings) -> int:
    import sqlite3

    from adapters.keys.keyring import KeysUnavailable
    from app.control import CommandError
    from app.keys import key_commands, open_keyring

    try:
        keyring = open_keyring(settings)
    except (KeysUnavailable, OSError, sqlite3.Error) as error:
        raise CommandError(f"The keys cannot be opened: {error}") from error
    handler: Any = key_commands(settings, keyring)["keys.rotate"]
    try:
        return _until_done(asyncio.run(handler({})), lambda: asyncio.run(handler({})))
    finally:
        keyring.close()


def _until_done(answer: dict[str, Any], again: Callable[[], dict[str, Any]]) -> int:
    rewrapped = answer["rewrapped"]
    while not answer["done"]:
        print(f"{rewrapped} keys wrapped anew, going on …", flush=True)
        answer = again()
        rewrapped += answer["rewrapped"]
    print(f"{rewrapped} keys wrapped anew; all are under the master key {answer['master']} now.")
    if answer["own"]:
        print("master.key holds it. Backups made before open with the master.key of their time only.")
    else:
        print("The previous master key opens nothing here any more: its setting may go, on every node.")
    return 0
