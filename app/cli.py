"""The `throughline` command. Each command imports only what it needs: making a token must not load a web framework."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace

from app.commands import audit, bench, derive, identity, keys, memory, projections, sessions, watch
from app.commands.beside import ask_gate, open_service, read_settings
from app.settings import Settings, SettingsError, describe

_FAILED, _INTERRUPTED = 1, 130
GROUPS: tuple[Any, ...] = (
    audit,
    bench,
    derive,
    identity,
    keys,
    memory,
    projections,
    sessions,
    watch,
)  # modules of app.commands, each with `add(commands)`


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Every refusal is one sentence on standard error."""
    from app.control import CommandError
    from app.lock import FolderInUse, FolderUnfit

    options = command_line().parse_args(arguments)
    os.umask(0o077)  # whatever we write is for this account alone
    try:
        return options.run(options)
    except (SettingsError, CommandError, FolderInUse, FolderUnfit) as error:
        print(f"throughline: {error}", file=sys.stderr)
        return _FAILED
    except KeyboardInterrupt:
        return _INTERRUPTED


def command_line() -> argparse.ArgumentParser:
    """Every command and what it takes."""
    parser = argparse.ArgumentParser(prog="throughline", description="One memory of a customer over all channels.")
    parser.add_argument("--version", action=_Version)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _serve_parser(commands)
    settings = commands.add_parser("settings", help="show every setting with its meaning, default and present value")
    settings.set_defaults(run=_settings)
    _token_parser(commands)
    _link_parser(commands)
    migrate = commands.add_parser("migrate", help="bring the database to this version")
    migrate.add_argument(
        "--restored", action="store_true", help="the log was restored from a backup: begin a new life of it"
    )
    migrate.set_defaults(run=_migrate)
    _demo_parser(commands)
    for group in GROUPS:
        group.add(commands)
    return parser


class _Version(argparse.Action):
    """Say which version this is, and no more. Looking it up reads files, so that it is done only when asked."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="say which version this is")

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version

        print(f"throughline {version('throughline')}")
        parser.exit()


def _serve_parser(commands: Any) -> None:
    serve = commands.add_parser("serve", help="run the service")
    serve.add_argument("--demo", action="store_true", help="play the demo journeys into it")
    serve.add_argument("--demo-speed", type=_speed, default=1.0, metavar="X", help="how fast, 1 by default")
    serve.set_defaults(run=_serve)


def _token_parser(commands: Any) -> None:
    token = commands.add_parser("token", help="make, list and revoke bearer tokens")
    actions = token.add_subparsers(required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make a token and print it, once")
    create.add_argument("--role", required=True, choices=["adapter", "agent", "lead", "auditor", "admin"])
    create.add_argument("--name", required=True, help="whose it is")
    create.add_argument("--source", default="", help="adapters: //tenant/adapter/account, a trailing * for all parts")
    create.add_argument("--tenant", default="")
    create.add_argument("--feed", action="store_true", help="adapters: may read the event feed too")
    create.add_argument("--days", type=int, default=365, help="how long it lasts, 365 by default")
    create.set_defaults(run=_token_create)
    listing = actions.add_parser("list", help="list every token (never its secret)")
    listing.set_defaults(run=_token_list)
    revoke = actions.add_parser("revoke", help="end a token at once")
    revoke.add_argument("id", help="as `token list` shows it, k-…")
    revoke.set_defaults(run=_token_revoke)


def _link_parser(commands: Any) -> None:
    link = commands.add_parser("link", help="make sign-in links for the console")
    actions = link.add_subparsers(required=True, metavar="ACTION")
    create = actions.add_parser("create", help="print a link that works once, for ten minutes")
    create.add_argument("--role", required=True, choices=["agent", "lead", "auditor"])
    create.add_argument("--name", required=True)
    create.add_argument("--tenant", default="")
    create.set_defaults(run=_link_create)


def _demo_parser(commands: Any) -> None:
    demo = commands.add_parser("demo", help="play the demo journeys into a running service")
    demo.add_argument("--speed", type=_speed, default=1.0, metavar="X", help="how fast, 1 by default")
    demo.add_argument("--url", default="", help="of the service, the one set up here by default")
    demo.add_argument("--token", default="", help="an adapter's token; made through the running service by default")
    demo.set_defaults(run=_demo)


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0
    if not 0 < speed <= 1_000:
        raise argparse.ArgumentTypeError("must be above 0 and at most 1000")
    return speed


def _serve(options: argparse.Namespace) -> int:
    settings = read_settings()
    from app.server import ServerError, serve

    if options.demo and not settings.outbound:  # nobody of the demo has a phone: its codes are shown where it runs
        settings = replace(settings, outbound={"*": "console"})
    if options.demo and settings.started_on is None:  # the demo's shop works so since some weeks
        settings = replace(settings, started_on=_demo_started(settings))
    if options.demo and not settings.teams:
        from app.demo.past import TEAMS

        settings = replace(settings, teams=TEAMS)
    try:
        return serve(settings, open_service, demo_speed=options.demo_speed if options.demo else None)
    except ServerError as error:
        print(f"throughline: {error}", file=sys.stderr)
        return _FAILED


def _demo_started(settings: Settings) -> date:
    from app.demo.calendar import ANCHOR_FILE, Anchor, keep_anchor
    from app.demo.past import started_on

    now = Anchor(datetime.now(UTC))
    played = (settings.data_dir / ANCHOR_FILE).exists()
    return started_on(keep_anchor(settings.data_dir, lambda: now.anchor) if played else now)


def _settings(_: argparse.Namespace) -> int:
    print("\n\n".join(describe(os.environ)))
    return 0


def _token_create(options: argparse.Namespace) -> int:
    asked = {name: getattr(options, name) for name in ("role", "name", "source", "feed", "days")}
    print(ask_gate("token.create", **asked, tenant=_tenant(options)))
    return 0


def _token_list(_: argparse.Namespace) -> int:
    for token in ask_gate("token.list"):
        state = f"revoked {token['revoked_at'][:10]}" if token["revoked_at"] else f"until {token['expires_at'][:10]}"
        used = f"last used {token['used_at'][:16]}" if token["used_at"] else "never used"
        what = f"{token['role']}{' with feed' if token['feed'] else ''} {token['source']}".strip()
        print(f"{token['id']}  {token['shown']}…  {token['tenant']}  {what}  {token['name']}  {state}, {used}")
    return 0


def _token_revoke(options: argparse.Namespace) -> int:
    ask_gate("token.revoke", token_id=options.id)
    return 0


def _link_create(options: argparse.Namespace) -> int:
    print(ask_gate("link.create", role=options.role, name=options.name, tenant=_tenant(options)))
    return 0


def _tenant(options: argparse.Namespace) -> str:
    """Say which tenant is meant: as told here; if not at all, the running service knows its own."""
    return options.tenant or os.environ.get("THROUGHLINE_TENANT", "").strip()


def _migrate(options: argparse.Namespace) -> int:
    settings = read_settings()
    from adapters.access.store import AccessUnavailable
    from app.control import CommandError
    from app.lock import hold
    from app.security.adopting import adopt
    from app.storage import CannotOpen, bring_up, renew_life

    try:
        with hold(settings.data_dir):
            done = bring_up(settings)
            if options.restored:
                done = f"{done} {renew_life(settings)}"
            asyncio.run(adopt(settings) if settings.on_server else _open_once(settings))
    except (CannotOpen, AccessUnavailable) as error:
        raise CommandError(str(error)) from error
    print(done)
    return 0


async def _open_once(settings: Settings) -> None:
    """Make or check the other files of the data folder: keys, views, access records."""
    service = open_service(settings)
    try:
        await service.start()
    finally:
        await service.stop()


def _demo(options: argparse.Namespace) -> int:
    settings = read_settings()
    token = options.token or os.environ.get("THROUGHLINE_DEMO_TOKEN", "")
    if not token:
        token = _demo_token(settings)
    from app.demo import player

    desk = os.environ.get("THROUGHLINE_DEMO_DESK_TOKEN", "")
    return player.main(options.url or settings.base_url, token, settings.tenant, options.speed, settings.data_dir, desk)


def _demo_token(settings: Settings) -> str:
    from app.control import CommandError, ask_running

    source = f"//{settings.tenant}/*"
    asked = {"role": "adapter", "name": "Demo player", "source": source, "tenant": settings.tenant, "days": 1}
    reply = ask_running(settings.data_dir, "token.create", **asked)
    if reply is None:
        raise CommandError("No service is running on this data folder: start it first, or give --url and --token.")
    return str(reply.ok)


if __name__ == "__main__":
    sys.exit(main())
