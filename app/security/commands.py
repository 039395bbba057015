"""The commands about credentials, done the same way inside the running service and without one."""

from typing import Any

import msgspec

from adapters.access.store import AccessUnavailable
from app.control import CommandError, Handler
from app.security.gate import Gate, GateError


def gate_commands(gate: Gate) -> dict[str, Handler]:
    """Name each command's handler, for the control socket and for the command line itself."""

    async def create_token(args: dict[str, Any]) -> object:
        return await gate.create_token(**args)

    async def list_tokens(_: dict[str, Any]) -> object:
        return [_shown(msgspec.to_builtins(token)) for token in await gate.tokens()]

    async def revoke_token(args: dict[str, Any]) -> object:
        return await gate.revoke_token(**args)

    async def list_sessions(_: dict[str, Any]) -> object:
        return [_shown(msgspec.to_builtins(session)) for session in await gate.sessions()]

    async def end_session(args: dict[str, Any]) -> object:
        return await gate.end_session(**args)

    async def change_role(args: dict[str, Any]) -> object:
        return await gate.change_role(**args)

    async def create_link(args: dict[str, Any]) -> object:
        return await gate.create_link(**args)

    return {
        "token.create": _refusing(create_token),
        "token.list": _refusing(list_tokens),
        "token.revoke": _refusing(revoke_token),
        "link.create": _refusing(create_link),
        "session.list": _refusing(list_sessions),
        "session.end": _refusing(end_session),
        "session.role": _refusing(change_role),
    }


def _shown(token: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in token.items() if name != "digest"}


def _refusing(handler: Handler) -> Handler:
    async def run(args: dict[str, Any]) -> object:
        try:
            return await handler(args)
        except (GateError, AccessUnavailable) as error:
            raise CommandError(str(error)) from error

    return run
