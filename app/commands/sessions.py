"""`throughline session`: who is signed in, ending it, and giving somebody another role."""

import argparse
from typing import Any

from app.commands.beside import ask_gate


def add(commands: Any) -> None:
    """Add the commands."""
    session = commands.add_parser("session", help="list, end and change sessions of the console")
    actions = session.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="list the open sessions")
    listing.set_defaults(run=_list)
    end = actions.add_parser("end", help="end a session at once, on every node within five seconds")
    end.add_argument("id", help="as `session list` shows it, s-…")
    end.set_defaults(run=_end)
    role = actions.add_parser("role", help="give a session another role, on every node within five seconds")
    role.add_argument("id", help="as `session list` shows it, s-…")
    role.add_argument("role", choices=["agent", "lead", "auditor"])
    role.set_defaults(run=_role)


def _list(_: argparse.Namespace) -> int:
    for session in ask_gate("session.list"):
        seen = f"since {session['created_at'][:16]}, last seen {session['seen_at'][:16]}"
        print(f"{session['id']}  {session['tenant']}  {session['role']}  {session['name']}  {seen}")
    return 0


def _end(options: argparse.Namespace) -> int:
    ask_gate("session.end", session_id=options.id)
    return 0


def _role(options: argparse.Namespace) -> int:
    ask_gate("session.role", session_id=options.id, role=options.role)
    return 0
