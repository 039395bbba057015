"""How the nodes of one installation wake each other: the bus the settings name, and what is done when it rings."""

from collections.abc import Callable, Sequence

from adapters.bus.port import Bus, BusRefused
from adapters.keys.keyring import Keyring
from adapters.log.appends import Touched
from app.settings import Settings
from app.storage import CannotOpen


def open_bus(settings: Settings, keyring: Keyring) -> Bus:
    """This node's end. Nodes find each other by the keys they share. Raises CannotOpen."""
    if not settings.bus_url:
        from adapters.bus.local import LocalBus

        return LocalBus()
    from adapters.bus.frames import Seal

    seal = Seal(keyring.tenant_cipher("", "bus"), keyring.keyed_hash("", "bus", "room").hex()[:16])
    if settings.bus_url.startswith("postgresql://"):
        from adapters.bus import postgres

        try:
            return postgres.open_bus(settings.bus_url, seal)
        except BusRefused as error:
            raise CannotOpen(str(error)) from error
    from adapters.bus.nats import NatsBus

    return NatsBus(settings.bus_url, seal)


class NodeEars:
    """What this node does when others ring (`adapters.bus.port.Ears`)."""

    def __init__(
        self,
        wake: Callable[[Sequence[Touched]], None],
        heard: Callable[[str, bytes], None],
        look_everywhere: Callable[[], None],
    ) -> None:
        self._wake, self._heard, self._look_everywhere = wake, heard, look_everywhere

    def rung(self, touched: Sequence[Touched]) -> None:
        """Another node's streams grew: as if ours had."""
        self._wake(touched)

    def heard(self, tenant: str, said: bytes) -> None:
        """Another node says who is present where."""
        self._heard(tenant, said)

    def back(self) -> None:
        """Bells may have been missed."""
        self._look_everywhere()
