"""`throughline audit`: write evidence of one customer, check such a file, check the whole log."""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.commands.beside import ask, read_settings
from app.settings import Settings

SPEAK_SECONDS = 2.0


def add(commands: Any) -> None:
    """Add the group to the command line."""
    audit = commands.add_parser("audit", help="write evidence of a customer's history, and check evidence or the log")
    actions = audit.add_subparsers(required=True, metavar="ACTION")
    export = actions.add_parser("export", help="write a customer's rows with proofs and a fresh signed head to a file")
    export.add_argument(
        "--customer", required=True, metavar="ID", help="one that moved gives the one it belongs to now"
    )
    export.add_argument("--out", required=True, metavar="FILE", type=Path)
    export.add_argument("--tenant", default="")
    export.add_argument(
        "--since", metavar="HEAD_FILE", type=Path, help="prove also that the log continues this kept head"
    )
    export.set_defaults(run=_export)
    verify = actions.add_parser("verify", help="check such a file; needs no service and no database")
    verify.add_argument("file", metavar="FILE")
    verify.add_argument("--key", metavar="PUBLIC_KEY_FILE", help="the signer you expect: a copy of head.pub")
    verify.add_argument("--kept", metavar="HEAD_FILE", help="a signed head that you kept, the last one of the file")
    verify.set_defaults(run=_verify)
    check = actions.add_parser("check", help="check the whole log, also beside a running service")
    check.add_argument("--kept", metavar="HEADS_FILE", type=Path, help="signed heads that you kept elsewhere")
    check.add_argument("--key", metavar="PUBLIC_KEY_FILE", type=Path, help="the signer you expect, by default head.pub")
    check.set_defaults(run=_check)


def _export(options: argparse.Namespace) -> int:
    from app.control import CommandError

    try:
        since = options.since.read_text().splitlines()[-1] if options.since else ""
    except (OSError, IndexError, UnicodeDecodeError):
        raise CommandError(f"The kept head cannot be read from {options.since}.") from None
    written = ask(
        "audit.export", customer=options.customer, tenant=options.tenant, out=str(options.out.absolute()), since=since
    )
    sys.stdout.write(f"{options.out}: {written['said']}\n")
    return 0


def _verify(options: argparse.Namespace) -> int:
    from app.audit.verify import run

    return run(options.file, options.key, options.kept)


def _check(options: argparse.Namespace) -> int:
    from adapters.proof.signing import read_public
    from app.audit.check import LogBroken, check_log
    from app.audit.opening import heads_file, tree_file
    from app.control import CommandError

    settings = read_settings()
    folder = settings.data_dir
    pinned = options.key or (folder / "head.pub" if (folder / "head.pub").exists() else None)
    reader = _reader(settings)
    try:
        key = read_public(pinned) if pinned else None
        found = check_log(
            reader, heads_file(settings), options.kept, tree_file(settings), key, _progress(reader.head())
        )
    except LogBroken as broken:
        sys.stdout.write(f"broken: {broken}\n")
        return 1
    except OSError as error:
        raise CommandError(f"The check cannot begin: {error.filename} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise CommandError(f"The check cannot begin: {error}") from error
    finally:
        reader.close()
    sys.stdout.write(f"whole: {found.events} events in {found.streams} streams, as {found.heads} signed heads say; "
                     f"root {found.root.hex()}\n")  # fmt: skip
    return 0


def _reader(settings: Settings) -> Any:
    """The log, to be read only; whoever runs it may go on. Raises CommandError."""
    from app.control import CommandError

    try:
        if settings.on_server:
            from adapters.log.postgres_reader import PostgresReader

            reader: Any = PostgresReader(settings.database_url)
        else:
            from adapters.log.sqlite import SqliteReader

            reader = SqliteReader(settings.log_file)
        reader.life()
    except Exception as error:  # each database has faults of its own
        where = "the database server" if settings.on_server else str(settings.log_file)
        raise CommandError(f"There is no log that could be read at {where}.") from error
    return reader


def _progress(total: int) -> Callable[[int], None]:
    """Say on standard error, every few seconds, how far the check is."""
    said = time.monotonic()

    def progress(position: int) -> None:
        nonlocal said
        if time.monotonic() - said >= SPEAK_SECONDS:
            said = time.monotonic()
            sys.stderr.write(f"{position} of {total} events\n")

    return progress
