"""`throughline derive`: what follows from messages, worked out in a process of its own."""

import argparse
import os
import sys
from typing import TYPE_CHECKING, Any

from app.commands.beside import opened, read_settings
from app.settings import Settings

if TYPE_CHECKING:  # other commands start without loading it
    from app.deriving import Deriving

NICE = 10  # of nice(1): on one machine those go first for whom somebody waits


def add(commands: Any) -> None:
    """Add the command."""
    derive = commands.add_parser("derive", help="only derive (facts, cases, links), beside nodes on one PostgreSQL")
    derive.add_argument(
        "--nice", type=_nice, default=NICE, metavar="N", help="give way to others, 0 to 19; 10 by default"
    )
    derive.set_defaults(run=_derive)


def _nice(text: str) -> int:
    if not text.isdigit() or int(text) > 19:
        raise argparse.ArgumentTypeError("must be 0 to 19")
    return int(text)


def _derive(options: argparse.Namespace) -> int:
    settings = read_settings()
    from app.server import ServerError, serve

    os.nice(options.nice)
    try:
        return serve(settings, lambda settings: opened(settings, _built), greet=_greeting)
    except ServerError as error:
        print(f"throughline: {error}", file=sys.stderr)
        return 1


def _built(settings: Settings) -> "Deriving":
    from app.deriving import Deriving

    return Deriving(settings)


async def _greeting(settings: Settings, _: Any) -> str:
    return f"Throughline derives; {settings.base_url}/readyz says how far."
