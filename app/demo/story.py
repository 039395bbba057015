"""What the journey files hold, and the one order in which all of it arrives at the shop."""

from collections.abc import Iterable
from datetime import datetime
from importlib.resources import files
from typing import Any

import msgspec

from app.demo.calendar import Anchor, event_id, resolve, rfc3339


class Handle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    value: str


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One customer of a journey, and the handles that find the customer's page."""

    name: str
    handles: list[Handle]


class Scene(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One CloudEvent as written in a journey: no `time` yet, but a day and a clock, or minutes before the anchor."""

    id: str
    type: str
    source: str
    subject: str
    data: dict[str, Any]
    day: int | None = None
    clock: str = "00:00:00"
    minutes_ago: float | None = None
    arrives_after: str | None = None  # the id of the scene it is held up behind: a late delivery
    again_after: str | None = None  # the id of the scene behind which the very same event comes once more
    who: int = 0  # which member of the cast

    @property
    def live(self) -> bool:
        return self.minutes_ago is not None

    def occurred_at(self, anchor: Anchor) -> datetime:
        if self.minutes_ago is not None:
            return anchor.ago(self.minutes_ago)
        return anchor.at(self.day or 0, self.clock)


class Journey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    journey: str
    language: str
    title: dict[str, str]
    cast: list[Member]
    events: list[Scene]


class Arrival(msgspec.Struct, frozen=True):
    """One delivery to the intake door."""

    scene: Scene
    journey: Journey
    event: dict[str, Any]  # the complete CloudEvent
    again: bool = False

    @property
    def person(self) -> str:
        return self.journey.cast[self.scene.who].name


def read_journeys() -> list[Journey]:
    """Return every journey packed with the product, by name."""
    folder = files("app.demo") / "journeys"
    pages = sorted((page for page in folder.iterdir() if page.name.endswith(".json")), key=lambda page: page.name)
    return [msgspec.json.decode(page.read_bytes(), type=Journey) for page in pages]


def arrival_order(journeys: Iterable[Journey], anchor: Anchor, tenant: str) -> list[Arrival]:
    """Merge the journeys by the clock, so that several customers move at once.

    The late scene stands behind the one it is held up by, the doubled one stands there twice.
    """
    pairs = [(scene, journey) for journey in journeys for scene in journey.events]
    pairs.sort(key=lambda pair: pair[0].occurred_at(anchor))  # stable: equal times keep the order of the files
    on_time = [pair for pair in pairs if pair[0].arrives_after is None]
    arrivals: list[Arrival] = []
    for scene, journey in on_time:
        arrivals.append(_arrival(scene, journey, anchor, tenant))
        arrivals += [_arrival(*pair, anchor, tenant) for pair in pairs if pair[0].arrives_after == scene.id]
        arrivals += [_arrival(*pair, anchor, tenant, again=True) for pair in pairs if pair[0].again_after == scene.id]
    return arrivals


def _arrival(scene: Scene, journey: Journey, anchor: Anchor, tenant: str, again: bool = False) -> Arrival:
    event = {
        "specversion": "1.0",
        "id": event_id(scene.id, anchor),
        "source": scene.source.replace("{tenant}", tenant),
        "type": scene.type,
        "subject": scene.subject,
        "time": rfc3339(scene.occurred_at(anchor)),
        "datacontenttype": "application/json",
        "data": resolve(scene.data, anchor),
    }
    return Arrival(scene, journey, event, again)
