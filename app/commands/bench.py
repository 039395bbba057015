"""Benches from the command line: our log beside the event-sourcing library's and the bare database."""

import argparse
import sys
from pathlib import Path
from typing import Any

_ABOUT = {
    "append": "durable appends a second from many producers, and how long each waits",
    "replay": "reading and opening the whole log",
    "page": "opening a long customer page beside a short one",
    "growth": "the append rate of a log that has grown",
    "memory": "reading one message for facts, questions, promises and contradictions",
    "figures": "the dozen questions of the lead's view at once",
    "live": "many watchers of one page, each of their own, idle; from posting to the screen",
    "console": "the agent's page in Chromium: from an event to its paint, the first page, what it weighs",
    "views": "the auditor's and the lead's views in Chromium: the scrubber of a long history, figures over many events",
    "identity": "working out who is who, an event, with up to a million handles",
}


def add(commands: Any) -> None:
    """Add the group to the parser."""
    group = commands.add_parser("bench", help="measure the log on this machine, beside its peers")
    kinds = group.add_subparsers(required=True, metavar="WHAT")
    for name, about in _ABOUT.items():
        kind = kinds.add_parser(name, help=about)
        kind.add_argument("--store", choices=["sqlite", "postgresql"], default="sqlite")
        kind.add_argument("--url", default="", help="of a PostgreSQL server; databases are made there and dropped")
        kind.add_argument("--dir", type=Path, help="on which disk, the data folder's by default")
        kind.add_argument("--rounds", type=_some, default=5, help="of each arm in turn, 5 by default")
        kind.add_argument("--seconds", type=float, default=3.0, help="a round of an arm takes, 3 by default")
        kind.add_argument("--producers", type=_some, default=256, help="who wait for their answers, 256 by default")
        kind.add_argument(
            "--customers", type=_some, default=10_000, help="who write at the same time, 10000 by default"
        )
        if name == "identity":
            kind.add_argument("--handles", dest="events", type=_some, default=0, help="how many, 1000000 by default")
        elif name == "live":
            kind.add_argument("--sockets", dest="events", type=_some, default=0, help="how many, 1000 by default")
        else:
            kind.add_argument("--events", type=_some, default=0, help="how large the log or the page grows")
        kind.add_argument("--json", action="store_true", help="print one JSON object")
        kind.set_defaults(run=_bench, bench=name)


def _some(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _bench(options: argparse.Namespace) -> int:
    from app.bench.asked import Asked
    from app.bench.benches import BENCHES
    from app.bench.ground import Ground
    from app.control import CommandError

    if (options.store == "postgresql") != bool(options.url):
        raise CommandError("--store postgresql needs --url of a server, and --store sqlite takes none.")
    asked = Asked(store=options.store, rounds=options.rounds, seconds=options.seconds, producers=options.producers,
                  customers=options.customers, events=options.events)  # fmt: skip
    told = BENCHES[options.bench](asked, Ground(_near(options.dir), options.url))
    print(told.json() if options.json else told.text())
    if told.machine["file system"] == "tmpfs":
        print("The folder lies in memory, where an fsync is free: give --dir on a real disk.", file=sys.stderr)
    return 0


def _near(folder: Path | None) -> Path:
    """A folder on the disk asked for; the data folder's nearest parent that exists, if none was."""
    from app.commands.beside import read_settings

    near = folder or read_settings().data_dir
    near = near.absolute()
    while not near.is_dir():
        near = near.parent
    return near
