"""What is remembered, from the command line: history read again with the present rules."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

Ask = Callable[..., Awaitable[Any]]
_LOOK_SECONDS = 0.2


def add(commands: Any) -> None:
    """Add the group to the parser."""
    group = commands.add_parser("memory", help="what is remembered of customers")
    actions = group.add_subparsers(required=True, metavar="ACTION")
    again = actions.add_parser(
        "reinterpret", help="read history with the present rules; retract facts found no more, record new ones"
    )
    again.add_argument("--dry-run", action="store_true", help="show the difference, write nothing")
    again.add_argument("--customer", metavar="ID", default="", help="only this one")
    again.add_argument("--tenant", default="", help="whose, with --customer; this service's own by default")
    again.add_argument("--show", action="store_true", help="name each fact and item by its id, never a value")
    again.set_defaults(run=_reinterpret)


def _reinterpret(options: argparse.Namespace) -> int:
    from app.control import CommandError

    over = _job({"dry": options.dry_run, "customer": options.customer, "tenant": options.tenant, "show": options.show})
    if over["items"] or not over["failed"]:
        print("\n".join(_told(over)))
    if over["failed"]:
        raise CommandError(over["failed"])
    return 0


def _told(over: dict[str, Any]) -> list[str]:
    lines = [*over["lines"], ""] if over["lines"] else []
    if over["counts"]:
        lines.append(f"{'fact':18} {'rule':28} {'new':>8} {'gone':>8}")
        lines += [f"{each['key']:18} {each['rule']:28} {each['new']:>8,} {each['gone']:>8,}" for each in over["counts"]]
    new, gone = (sum(each[what] for each in over["counts"]) for what in ("new", "gone"))
    done = "Nothing was written" if over["dry"] else "Written" if new or gone else "Nothing to do"
    lines.append(f"Read again: {over['items']:,} items of {over['customers']:,} customers. New facts: {new:,}, found no more: "
                 f"{gone:,}, in {over['changed']:,} items. {done}.")  # fmt: skip
    return lines


def _job(wanted: dict[str, Any]) -> dict[str, Any]:
    """Start a run in the running service, or in one opened here for it alone, and wait for its end. Raises CommandError."""
    from app.commands.beside import read_settings
    from app.control import CommandError, ask_running
    from app.lock import hold

    settings = read_settings()

    async def running(command: str, **args: Any) -> Any:
        reply = await asyncio.to_thread(ask_running, settings.data_dir, command, **args)
        if reply is None:
            raise CommandError("The running service stopped before it was over: start again.")
        return reply.ok

    if ask_running(settings.data_dir, "memory.progress") is not None:
        return asyncio.run(_watched(running, wanted))
    with hold(settings.data_dir):
        return asyncio.run(_alone(settings, wanted))


async def _alone(settings: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    from app.commands.beside import open_service

    service = open_service(settings)

    async def here(command: str, **args: Any) -> Any:
        return await service.commands()[command](args)

    try:
        await service.start()
        return await _watched(here, wanted)
    finally:
        await service.stop()


async def _watched(ask: Ask, wanted: dict[str, Any]) -> dict[str, Any]:
    await ask("memory.reinterpret", **wanted)
    shown = ""
    while True:
        over = await ask("memory.progress")
        line = f"{over['customers']:,} of {over['of']:,} customers, {over['items']:,} items"
        if over["of"] and line != shown:
            shown = line
            print(line, file=sys.stderr, flush=True)
        if over["over"]:
            return over
        await asyncio.sleep(_LOOK_SECONDS)
