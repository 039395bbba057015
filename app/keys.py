"""Where master keys come from, and `throughline keys rotate`: from one to the next while the service goes on."""

import asyncio
import os
import secrets
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import msgspec

from adapters.durable import explain, sync
from adapters.keys.keyring import KeyDamaged, Keyring, KeysUnavailable, WrongMasterKey
from adapters.keys.sqlite import SqliteKeys
from adapters.keys.store import KeyStore
from app.control import CommandError, Handler
from app.setting_values import parse_master_key
from app.settings import Settings, SettingsError

STEP_SECONDS = 5.0  # of re-wrapping between two answers: the control socket does not wait for ever
_OWN, _NEXT = "master.key", "master.key.new"
_NOTHING_TO_DO = (
    "Every key is under the present master key. To go to a new one, give the new one as THROUGHLINE_MASTER_KEY (or _FILE) "
    "and the present one as THROUGHLINE_MASTER_KEY_PREVIOUS (or _FILE), start, and say this again."
)
_SHARED = (
    "Other nodes may use these keys, and master.key is this node's own file. Give every node the present key as "
    "THROUGHLINE_MASTER_KEY_PREVIOUS (or _FILE) and a new one as THROUGHLINE_MASTER_KEY (or _FILE) first."
)


class Given(msgspec.Struct, frozen=True):
    """The master keys an operator gave: the one wanted, and those that may still be in use."""

    wanted: bytes
    previous: list[bytes]


def open_keyring(settings: Settings) -> Keyring:
    """The keys of this node. Raises WrongMasterKey, KeysUnavailable, SettingsError, OSError, sqlite3.Error."""
    store = _open_store(settings)
    try:
        if _is_own(settings) and not (settings.data_dir / _OWN).exists():
            if store.masters():
                raise WrongMasterKey(f"{settings.data_dir / _OWN} is missing, and the keys were wrapped under it.")
            _write(settings.data_dir / _OWN)
        given = master_keys(settings)
        return Keyring(store, given.wanted, os.urandom, given.previous)
    except BaseException:
        store.close()
        raise


def master_keys(settings: Settings) -> Given:
    """Read the master keys: as given, or from the file beside the data (and its successor, while a rotation is unfinished)."""
    previous = [key for key in (settings.master_key_previous, _read(settings.master_key_previous_file)) if key]
    wanted = settings.master_key or _read(settings.master_key_file)
    if wanted is not None:
        return Given(wanted, previous)
    own, following = _required(settings.data_dir / _OWN), settings.data_dir / _NEXT
    if following.exists():
        return Given(_required(following), [own, *previous])
    return Given(own, previous)


def key_commands(settings: Settings, keyring: Keyring) -> dict[str, Handler]:
    """The commands about keys, for a running service and for the command line itself."""
    running = threading.Lock()

    async def rotate(_: dict[str, Any]) -> object:
        if not running.acquire(blocking=False):
            raise CommandError("A rotation is running already.")
        try:
            return await asyncio.to_thread(rotate_for_a_while, settings, keyring)
        except (KeysUnavailable, SettingsError, OSError) as error:
            raise CommandError(f"The rotation stopped: {error} Nothing is lost; say the command again.") from error
        except KeyDamaged as error:
            raise CommandError(
                f"A wrapped key is damaged ({error}): it stays as it is, and the previous master key stays in use."
            ) from error
        finally:
            running.release()

    return {"keys.rotate": rotate}


def rotate_for_a_while(settings: Settings, keyring: Keyring, seconds: float = STEP_SECONDS) -> dict[str, Any]:
    """Go on with the rotation, or begin one: `done`, and how many keys were `rewrapped` now.

    Given master keys are read again, so that changed files count without a restart. Raises CommandError when there is
    nothing to go to.
    """
    own = _is_own(settings)
    if own and settings.on_server:
        raise CommandError(_SHARED)
    if own and not (settings.data_dir / _NEXT).exists():
        _write(settings.data_dir / _NEXT)
    given = master_keys(settings)
    if not own and not given.previous and keyring.settled(given.wanted):
        raise CommandError(_NOTHING_TO_DO)
    keyring.hold(given.previous)
    until, rewrapped = time.monotonic() + seconds, 0
    for count in keyring.rotate(given.wanted):
        rewrapped += count
        if rewrapped and time.monotonic() > until and not keyring.settled(given.wanted):
            return {"done": False, "rewrapped": rewrapped, "own": own}
    if own:
        os.replace(settings.data_dir / _NEXT, settings.data_dir / _OWN)
        sync(settings.data_dir)
    return {"done": True, "rewrapped": rewrapped, "own": own, "master": keyring.current_master}


def _is_own(settings: Settings) -> bool:
    """Whether the master key is the one we made ourselves, in a file beside the data."""
    return settings.master_key is None and settings.master_key_file is None


def _open_store(settings: Settings) -> KeyStore:
    if not settings.on_server:
        path = settings.data_dir / "keys.db"
        try:
            return SqliteKeys(path)
        except sqlite3.Error as error:
            raise KeysUnavailable(f"{path} cannot be opened: {explain(error)}") from error
    from adapters.keys.postgres import PostgresKeys  # a fifth of a second to import

    return PostgresKeys(settings.keys_database)


def _read(path: Path | None) -> bytes | None:
    return None if path is None else _required(path)


def _required(path: Path) -> bytes:
    try:
        key = parse_master_key(path.read_text().strip())
    except ValueError as error:
        raise SettingsError(f"{path} {error}") from None
    if key is None:
        raise SettingsError(
            f"{path} is empty: it must hold the master key, 32 bytes as base64 or 64 hexadecimal digits."
        )
    return key


def _write(path: Path) -> None:
    """Make a master key: whole and on stable storage before its name is there, for this account alone."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(file, secrets.token_hex(32).encode() + b"\n")
        os.fsync(file)
    finally:
        os.close(file)
    os.replace(part, path)
    sync(path.parent)
