"""Read models from the command line: rebuild, check, where they stopped, and try again."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

Ask = Callable[[str], Awaitable[Any]]
_LOOK_SECONDS = 0.2


def add(commands: Any) -> None:
    """Add the group to the parser."""
    group = commands.add_parser("projections", help="rebuild and check what is folded from the log")
    actions = group.add_subparsers(required=True, metavar="ACTION")
    rebuild = actions.add_parser("rebuild", help="make every read model anew from the log, also while the service runs")
    rebuild.set_defaults(run=_rebuild)
    check = actions.add_parser(
        "check", help="exit 0 if each read model equals a fresh replay, else 1 and the difference"
    )
    check.set_defaults(run=_check)
    parked = actions.add_parser("parked", help="list the customers for whom a read model stopped, and why")
    parked.set_defaults(run=_parked)
    retry = actions.add_parser("retry", help="try again for them, after a fix")
    retry.add_argument("--customer", metavar="ID", help="only for this one")
    retry.set_defaults(run=_retry)


def _rebuild(_: argparse.Namespace) -> int:
    print(f"Made anew from the log: {_models(_job('rebuild'))}.")
    return 0


def _check(_: argparse.Namespace) -> int:
    over = _job("check")
    if over["difference"]:
        print(f"{over['steps'][-1]['model']} differs from a fresh replay: {over['difference']}")
        return 1
    print(f"Every read model equals a fresh replay: {_models(over)}.")
    return 0


def _parked(_: argparse.Namespace) -> int:
    from app.commands.beside import ask

    for each in ask("projections.parked"):
        print(f"{each['view']}  {each['tenant']}  {each['customer_id']}  at v{each['version']} (position "
              f"{each['position']}), {each['held']} held: {each['reason']}")  # fmt: skip
    return 0


def _retry(options: argparse.Namespace) -> int:
    from app.commands.beside import ask

    wanted = {"customer": options.customer} if options.customer else {}
    answer = ask("projections.retry", **wanted)
    tried = answer["retried"]
    while answer["next"]:
        answer = ask("projections.retry", **wanted, after=answer["next"])
        tried += answer["retried"]
    print(f"Tried again: {tried}. Parked still: {answer['parked']}.")
    return 0 if not answer["parked"] else 1


def _job(name: str) -> dict[str, Any]:
    """Start a job, tell how far it is, and wait for its end. Raises CommandError when it fails."""
    from app.commands.beside import read_settings
    from app.control import CommandError, ask_running
    from app.lock import hold

    settings = read_settings()

    async def running(command: str) -> Any:
        reply = await asyncio.to_thread(ask_running, settings.data_dir, command)
        if reply is None:
            raise CommandError("The running service stopped before the job was over.")
        return reply.ok

    if ask_running(settings.data_dir, "projections.progress") is not None:
        over = asyncio.run(_watched(running, name))
    else:
        with hold(settings.data_dir):
            over = asyncio.run(_alone(settings, name))
    if over["failed"]:
        raise CommandError(over["failed"])
    return over


async def _alone(settings: Any, name: str) -> dict[str, Any]:
    from app.commands.beside import open_service

    service = open_service(settings)

    async def here(command: str) -> Any:
        return await service.commands()[command]({})

    try:
        await service.start()
        return await _watched(here, name)
    finally:
        await service.stop()


async def _watched(ask: Ask, name: str) -> dict[str, Any]:
    await ask(f"projections.{name}")
    shown: dict[str, str] = {}
    while True:
        progress = await ask("projections.progress")
        for step in progress["steps"]:
            line = _line(progress["job"], step) if step["total"] else ""
            if line and line != shown.get(step["model"]):
                shown[step["model"]] = line
                print(line, file=sys.stderr, flush=True)
        if progress["over"]:
            return progress
        await asyncio.sleep(_LOOK_SECONDS)


def _line(job: str, step: dict[str, Any]) -> str:
    done, total, seconds = step["done"], step["total"], step["seconds"]
    rate = done / seconds if seconds else 0.0
    left = f", {(total - done) / rate:,.0f} s left" if rate and done < total else ""
    return f"{job} {step['model']}: {100 * done // total} % of {total:,}, {rate:,.0f} a second{left}"


def _models(over: dict[str, Any]) -> str:
    return ", ".join(f"{step['model']} ({step['done']:,})" for step in over["steps"])
