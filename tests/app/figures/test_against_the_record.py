"""Every number a lead is shown is that of a second count of the raw record, by other code."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from domain.figures import FIGURES
from tests.app.figures.by_hand import COUNTED, figure
from tests.app.figures.groups import ZONE, Asked
from tests.app.figures.record import Read
from tests.app.figures.shop import ANCHOR, Hands, play, record_of
from tests.app.running import Running, Shop

Rows = dict[tuple[str, ...], tuple[int, int, float | None]]


@pytest.fixture(scope="module", params=["the demo", "held up, and worked on by hand"])
def shop(request: pytest.FixtureRequest, running: Running) -> Iterator[Shop]:
    shop = running.shop()
    random = Random(20261121)
    if request.param == "the demo":
        play(shop, random, a_week=4, held_up=0.0)
    else:
        play(shop, random, a_week=4, held_up=0.05)
        done = Hands(shop, random).act(55)
        assert len(done) >= 10, done
    yield shop
    shop.close()


def shown(shop: Shop, name: str, asked: Asked) -> Rows:
    query = {
        "from": asked.start.isoformat(),
        "to": asked.end.isoformat(),
        "by": ",".join(asked.by) or None,
        "team": asked.team,
    }
    answer = shop.lead.get(
        f"/v1/figures/{name}", params={key: value for key, value in query.items() if value is not None}
    )
    assert 200 == answer.status_code, answer.text
    return {
        tuple(row["keys"].values()): (row["numerator"], row["denominator"], row["value"])
        for row in answer.json()["rows"]
    }


def questions(random: Random, name: str, teams: list[str]) -> Iterator[Asked]:
    midnight = ANCHOR.anchor.astimezone(ZONE).replace(hour=0, minute=0)
    whole = (midnight - timedelta(days=120), midnight + timedelta(days=400))
    ways = [way for way in FIGURES[name].ways if way != "day"]
    for number in range(14):
        start = midnight - timedelta(days=random.randrange(1, 90))
        begin, end = whole if number < 3 else (start, start + timedelta(days=random.choice([1, 7, 28])))
        by = tuple(random.sample(ways, random.randrange(3)))
        yield Asked(begin, end, by, random.choice([None, None, *teams]) if number else None, midnight)


def differences(shop: Shop, name: str) -> list[Any]:
    read = Read(record_of(shop))
    teams = sorted({talk.team for talk in read.talks.values()})
    found: list[Any] = []
    for asked in questions(Random(name), name, teams):
        mine, theirs = at_one_moment(shop, read, name, asked)
        wrong = {
            key: (mine.get(key), theirs.get(key))
            for key in mine.keys() | theirs.keys()
            if mine.get(key) != theirs.get(key)
        }
        if wrong:
            found.append(
                (asked.start.isoformat(), asked.end.isoformat(), asked.by, asked.team, dict(sorted(wrong.items())[:6]))
            )
    return found


def at_one_moment(shop: Shop, read: Read, name: str, asked: Asked) -> tuple[Rows, Rows]:
    """Both counts of a moment at which nothing falls due: a promise does between one count and the other, once in its life."""
    while True:
        before = figure(read, name, asked._replace(now=datetime.now(UTC)))
        theirs = shown(shop, name, asked)
        if before == figure(read, name, asked._replace(now=datetime.now(UTC))):
            return before, theirs


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_that_of_a_second_count(shop: Shop, name: str):
    assert set(FIGURES) == set(COUNTED)
    assert [] == differences(shop, name)
