"""Neighbourhoods that grow without end: one terminal, a chain of households, one person who never stops writing."""

from collections.abc import Callable, Iterator

from app.bench.shoppers import Shoppers, recorded
from domain.customer.events import InteractionStarted
from domain.customer.identified import Presented
from domain.record import Recorded

SESSIONS, HOUSEHOLDS, THREADS, CHAIN = 10_000, 2_000, 5_000, 2_000


def kiosk() -> Iterator[Recorded]:
    """One device, and each time somebody else with a name and an address."""
    shoppers = Shoppers(SESSIONS)
    for number in range(SESSIONS):
        shown = ("chat_device", "kiosk", 1), ("email", shoppers.email(number), 0)
        yield _started(f"c-{number}", number, shoppers.name(number), *shown)


def nameless_kiosk() -> Iterator[Recorded]:
    """One device, and nobody ever says who they are: nothing contradicts."""
    for number in range(SESSIONS):
        yield _started("c-kiosk", number, "", ("chat_device", "kiosk", 1))


def households() -> Iterator[Recorded]:
    """A telephone of two, one of whom has another with a third, and so on; all with names of their own."""
    shoppers = Shoppers(HOUSEHOLDS)
    for number in range(HOUSEHOLDS):
        name = shoppers.name(number * 7)
        for turn, line in enumerate((number, number + 1)):
            shown = ("phone", shoppers.phone(2 * line), 2), ("email", shoppers.email(number), 2)
            yield _started(f"c-{number}", 2 * number + turn, name, *shown)


def one_person() -> Iterator[Recorded]:
    """Thread after thread from one number."""
    for number in range(THREADS):
        yield _started("c-1", number, "Anna Nowak", ("whatsapp", "+48601000214", 2))


def chain() -> Iterator[Recorded]:
    """Each contact proves two addresses, one of them with the next: all one, as far as anybody can tell."""
    for number in range(CHAIN):
        shown = ("app_user", f"a-{number}", 2), ("app_user", f"a-{number + 1}", 2)
        yield _started(f"c-{number}", number, "", *shown)


WORST: dict[str, Callable[[], Iterator[Recorded]]] = {
    "a terminal, 10,000 sessions": kiosk, "a terminal, nobody says a name": nameless_kiosk,
    "2,000 households in a chain": households, "one person, 5,000 threads": one_person,
    "2,000 accounts in a chain": chain}  # fmt: skip


def _started(stream: str, number: int, name: str, *shown: tuple[str, str, int]) -> Recorded:
    handles = tuple(
        Presented(kind=kind, digest=f"{kind}:{value}".encode().hex(), level=level) for kind, value, level in shown
    )
    event = InteractionStarted(interaction_id=f"i-{number:06}", channel="chat", direction="inbound", handles=handles,
                               values=tuple(value for _, value, _ in shown), party_name=name)  # fmt: skip
    return recorded(stream, event, number + 1)
