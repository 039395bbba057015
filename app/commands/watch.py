"""`throughline watch`: a customer's page or a queue in the terminal, live, until Ctrl-C."""

import argparse
import asyncio
import os
import sys
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any

TOKEN_VARIABLE = "THROUGHLINE_TOKEN"  # noqa: S105 - not an argument: every user of the machine may read those


def add(commands: Any) -> None:
    """Add the command to the parser."""
    watch = commands.add_parser("watch", help="follow a customer's page or a queue in the terminal")
    which = watch.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "customer", metavar="CUSTOMER", nargs="?", help="an id, c-…; one that was merged opens the page it is on now"
    )
    which.add_argument("--inbox", choices=["mine", "waiting", "team"], help="a queue, as the token's owner sees it")
    watch.add_argument("--url", default="", help="of the service, the one set up here by default")
    watch.add_argument(
        "--token", default="", help=f"an agent's, a lead's or an auditor's; ${TOKEN_VARIABLE} by default"
    )
    watch.add_argument("--language", choices=["pl", "en"], default="pl")
    watch.add_argument("--json", action="store_true", help="one JSON object a line, for programs")
    watch.set_defaults(run=_watch)


def _watch(options: argparse.Namespace) -> int:
    from adapters.client.line import Refused
    from app.commands.beside import read_settings
    from app.control import CommandError

    token = options.token or os.environ.get(TOKEN_VARIABLE, "")
    if not token:
        raise CommandError(f"Give --token or ${TOKEN_VARIABLE}; `throughline token create --role agent` makes one.")
    settings = read_settings()
    try:
        follow = _follow_queue if options.inbox else _follow
        asyncio.run(follow(options, options.url or settings.base_url, token, settings.timezone))
    except KeyboardInterrupt:
        return 0  # that is how watching ends
    except BrokenPipeError:  # whoever read this has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Refused as no:
        raise CommandError(f"Watching is refused: {no}") from None
    return 0


async def _follow(options: argparse.Namespace, url: str, token: str, timezone: str) -> None:
    from zoneinfo import ZoneInfo

    from adapters.client.watching import Watching
    from app.commands.watch_lines import Lines, as_json

    lines = Lines(options.language, ZoneInfo(timezone))
    watching = Watching(url, token, options.customer, language=options.language)
    async with aclosing(watching.states()) as states:
        async for state in states:
            told = [as_json(state)] if options.json else lines.told(state, datetime.now(UTC))
            if told:
                print("\n".join(told), flush=True)


async def _follow_queue(options: argparse.Namespace, url: str, token: str, timezone: str) -> None:
    from zoneinfo import ZoneInfo

    from adapters.client.queue import WatchingQueue
    from app.commands.watch_queue import QueueLines, as_json

    lines = QueueLines(options.language, ZoneInfo(timezone))
    async with aclosing(WatchingQueue(url, token, options.inbox).states()) as states:
        async for state in states:
            now = datetime.now(UTC)
            told = [as_json(state, now)] if options.json else lines.told(state, now)
            if told:
                print("\n".join(told), flush=True)
