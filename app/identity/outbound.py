"""The ways out that the settings name."""

from adapters.outbound.console import ConsoleSender
from adapters.outbound.ways import WaysOut
from domain.ports_outbound import Outbound


def ways_out(named: dict[str, str]) -> WaysOut:
    """Ways by kind of handle, as THROUGHLINE_OUTBOUND says (`console`, or `phone=console,email=console`)."""
    senders: dict[str, Outbound] = {"console": ConsoleSender(_shown)}
    return WaysOut({kind: senders[name] for kind, name in named.items()})


def _shown(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - that is all this way out does, and only where it was switched on
