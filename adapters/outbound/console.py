"""The development way out: a code is shown to whoever runs the service, with the masked address; nothing leaves the machine."""

from collections.abc import Callable

from domain.identity.masked import masked
from domain.ports_outbound import CODE, Outgoing, Refused, Sent


class ConsoleSender:
    """Switched on by a setting alone: who reads the service's output could prove anybody to be anybody."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    async def send(self, outgoing: Outgoing) -> Sent | Refused:
        """Show a code; of any other message only that there was one, because its words are personal."""
        words = outgoing.text if outgoing.what == CODE else f"({len(outgoing.text)} characters)"
        self._write(f"[outbound] {outgoing.kind} {masked(outgoing.kind, outgoing.address)}: {words}")
        return Sent()
