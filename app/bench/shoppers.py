"""Shoppers as identity meets them: households, kiosks, people who come back, records of the shop's; seeded."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime

from app.bench.ours import TENANT
from domain.customer.events import Event, FactRecorded, HandlesPresented, InteractionStarted
from domain.customer.identified import Presented
from domain.record import Actor, Recorded

HANDLES_EACH = 3  # a telephone, an address, a device
HOUSEHOLD_IN, KIOSK_OF = 20, 2_000  # every so-manieth shares a telephone with the next; so many use one kiosk
_NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
_ACTOR = Actor(kind="customer")
_FIRST = ("Anna", "Piotr", "Katarzyna", "Tomasz", "Ewa", "Marek", "Zofia", "Jan", "Oliver", "Emily", "Harry", "Grace")
_LAST = ("Nowak", "Kowalski", "Zieliński", "Wójcik", "Lewandowski", "Mazur", "Taylor", "Brown", "Evans", "Walker",
         "Krawczyk", "Pawlak", "Dudek", "Hughes", "Green", "Baran", "Sikora", "Carter", "Cooper", "Wrona")  # fmt: skip


class Shoppers:
    """So many people, and what they do. The same seed says the same."""

    def __init__(self, people: int, seed: int = 1) -> None:
        self.people, self._random, self._count = people, random.Random(seed), 0  # noqa: S311

    def all_known(self) -> Iterator[tuple[Recorded, bool]]:
        """Everybody's record and one interaction, what stands before anything is measured; and whether there is
        anything to work out: they share a telephone.
        """
        for number in range(self.people):
            shares = number % HOUSEHOLD_IN < 2
            yield self._recorded(number, self.record(number)), shares
            yield self._recorded(number, self.wrote(number, number % 3)), shares

    def next(self) -> list[Recorded]:
        """What somebody does next: mostly a person who was here before."""
        roll = self._random.random()
        number = self._random.randrange(self.people)
        if roll < 0.2:
            number, self.people = self.people, self.people + 1
        if roll > 0.95:
            return [self._recorded(number, self.at_kiosk(number), home=f"c-kiosk-{number}")]
        event = self.record(number) if roll > 0.9 else self.wrote(number, self._random.randrange(3))
        told = [self._recorded(number, self.said(number, event))] if isinstance(event, InteractionStarted) and roll < 0.5 else []  # fmt: skip
        return [self._recorded(number, event), *told]

    def record(self, number: int) -> HandlesPresented:
        """The shop's own record of somebody."""
        self._count += 1
        presented = f"r-{number}"
        handles, values = _pairs(("email", self.email(number), 2), ("phone", self.phone(number), 2))
        return HandlesPresented(presented_id=presented, what="record", handles=handles, values=values,
                                party_name=self.name(number))  # fmt: skip

    def wrote(self, number: int, way: int) -> InteractionStarted:
        """By e-mail, by telephone, or in a chat with the address typed."""
        if way == 0:
            return self._started("email", self.name(number), ("email", self.email(number), 2))
        if way == 1:
            return self._started("phone", "", ("phone", self.phone(number), 1))
        typed = ("email", self.email(number), 0)
        return self._started("chat", self.name(number), ("chat_device", f"d-{number}", 1), typed)

    def at_kiosk(self, number: int) -> InteractionStarted:
        """At a terminal in a store, with a name and an address typed."""
        device = ("chat_device", f"kiosk-{number // KIOSK_OF}", 1)
        return self._started("chat", self.name(number), device, ("email", self.email(number), 0))

    def said(self, number: int, event: InteractionStarted) -> FactRecorded:
        """They say their name."""
        name = self.name(number)
        return FactRecorded(
            fact_id=f"f-{event.interaction_id}", key="name", item_id="t-1", channel=event.channel, stated_by="customer",
            span=(0, 1), extracted_by="rule", confidence=1.0, interaction_id=event.interaction_id, value=name, norm=name.lower())  # fmt: skip

    def name(self, number: int) -> str:
        """Whose it is."""
        return f"{_FIRST[number % len(_FIRST)]} {_LAST[number // len(_FIRST) % len(_LAST)]}"

    def email(self, number: int) -> str:
        """An address of their own."""
        return f"u{number:07}@mail.example"

    def phone(self, number: int) -> str:
        """Their telephone, or their household's."""
        return f"+48{600_000_000 + (number - 1 if number % HOUSEHOLD_IN == 1 else number)}"

    def _started(self, channel: str, name: str, *said: tuple[str, str, int]) -> InteractionStarted:
        self._count += 1
        handles, values = _pairs(*said)
        return InteractionStarted(interaction_id=f"i-{self._count:08}", channel=channel, direction="inbound", handles=handles,
                                  values=values, party_name=name)  # fmt: skip

    def _recorded(self, number: int, event: Event, home: str = "") -> Recorded:
        return recorded(home or f"c-{number:07}", event, self._count)


def recorded(stream: str, event: Event, position: int) -> Recorded:
    """An event in a customer's stream."""
    return Recorded(position=position, tenant=TENANT, stream=stream, version=1, event_id="e", occurred_at=_NOW,
                    recorded_at=_NOW, actor=_ACTOR, event=event)  # fmt: skip


def _pairs(*said: tuple[str, str, int]) -> tuple[tuple[Presented, ...], tuple[str, ...]]:
    handles = tuple(
        Presented(kind=kind, digest=f"{kind}:{value}".encode().hex(), level=level) for kind, value, level in said
    )
    return handles, tuple(value for _, value, _ in said)
