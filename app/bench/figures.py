"""The dozen questions that the lead's view asks at once: each read by itself, and with what another one read a moment ago.

Marks are put into views of their own, in the proportions of the demo; processor time of the thread, SQLite's included.
"""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from adapters.log.codec import microseconds
from adapters.views import schema
from adapters.views.recent import Recent
from adapters.views.store import Views
from app.bench.asked import Asked
from app.bench.ground import Ground
from app.bench.told import Told, Window
from app.http.figures import Asked as Question
from app.http.figures import counted
from domain.figures import FIGURES, Period
from domain.figures.marks import ADDED, ASKED, CLOSED, FOUND, KEPT, MADE, OPENED, REOPENED, SWITCHED, TOLD

TENANT, END, WEEKS, ZONE = "demo", datetime(2026, 11, 20, 12, 0, tzinfo=UTC), 13, ZoneInfo("Europe/Warsaw")
INTERACTIONS = 20_000
CHANNELS = ("chat", "phone", "email", "in_store", "whatsapp")
GO_ON = 45  # of a hundred interactions go on with a need that was there before
# How many of a hundred interactions have such a mark; what it is about is that of an earlier one.
_OF_HUNDRED = (
    (ASKED, 6),
    (TOLD, 3),
    (SWITCHED, 15),
    (FOUND, 2),
    (CLOSED, 40),
    (REOPENED, 3),
    (MADE[1], 20),
    (KEPT, 15),
)
VIEW = (
    ("repeat-story", ("week", "channel"), 13), ("cross-channel", ("week",), 13), ("switches", ("week",), 13), ("promises-kept", ("week",), 13),
    ("first-contact", ("week",), 13), ("time-to-context", ("week",), 13), ("repeat-story", ("team",), 4), ("promises", ("team",), 4),
    ("journeys", (), 4), ("journey-map", (), 4), ("reopening-response", ("channel",), 4),
)  # fmt: skip


def bench(asked: Asked, ground: Ground) -> Told:
    """The same questions, in turn by the two ways."""
    size = asked.events or INTERACTIONS
    told = Told(bench="figures", store="sqlite", asked={"rounds": asked.rounds, "interactions": size}, machine=ground.machine())  # fmt: skip
    with ground.place() as place:
        views = Views(place.folder / "views.db")
        fill(views, size)
        alone, together = "each by itself", "with what was read"
        for turn in range(asked.rounds):
            for name, recent in ((alone, None), (together, Recent())):
                told.add(name, Window(figure=_took(views, recent, turn) * 1e3), "ms")
        views.close()
    told.over("each by itself / with what was read", alone, together, at_least=1.3)
    return told


def _took(views: Views, recent: Recent | None, upto: int) -> float:
    start = time.thread_time()
    for name, ways, weeks in VIEW:
        period = Period(END - timedelta(weeks=weeks), END, ZONE, END)
        counted(views, Question(TENANT, FIGURES[name], ways, period, None, None), recent, upto)
    return time.thread_time() - start


def fill(views: Views, size: int, end: datetime = END) -> None:
    """Put interactions of twice the weeks up to `end` into views, and their marks behind those that are there."""
    chance = random.Random(7)  # noqa: S311 - bench data, no secrets
    with views.writing() as connection:
        interactions = list(_interactions(chance, size, end))
        connection.execute(sa.insert(schema.interaction), interactions)
        marks = [
            mark for number, each in enumerate(interactions) for mark in _marks(chance, interactions, number, each)
        ]
        there = connection.scalar(sa.select(sa.func.max(schema.mark.c.position))) or 0
        for position, mark in enumerate(marks, there + 1):
            mark.update(position=position, event_id=f"e-{position}")
        connection.execute(sa.insert(schema.mark), marks)


def _interactions(chance: random.Random, size: int, end: datetime) -> Iterator[dict[str, Any]]:
    for number in range(size):
        channel = chance.choice(CHANNELS)
        at = end - timedelta(weeks=2 * WEEKS) * (1 - number / size)
        yield {"tenant": TENANT, "interaction_id": f"i-{number}", "customer_id": f"c-{chance.randrange(size // 4)}", "channel": channel,
               "entry_point": f"{channel} desk {chance.randrange(2)}", "started_at": microseconds(at)}  # fmt: skip


def _marks(
    chance: random.Random, interactions: list[dict[str, Any]], number: int, here: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    earlier = chance.randrange(max(0, number - 50), number + 1)
    mark = {"tenant": TENANT, "at": here["started_at"] + 1, "customer_id": here["customer_id"], "interaction_id": here["interaction_id"],
            "item_id": "", "channel": here["channel"], "key": "question", "before": "", "other": interactions[earlier]["interaction_id"],
            "due_at": None, "known": True, "by_hand": False}  # fmt: skip
    goes_on = chance.randrange(100) < GO_ON
    yield mark | {"kind": ADDED if goes_on else OPENED, "ref": f"k-{earlier}" if goes_on else f"k-{number}"}
    for kind, share in _OF_HUNDRED:
        if chance.randrange(100) < share:
            yield mark | {"kind": kind, "ref": f"p-{earlier}" if kind in (KEPT, *MADE) else f"k-{earlier}"}
