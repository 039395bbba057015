"""Once the journeys were told, each of their people is one customer, and nobody is anybody else."""

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from app.demo.calendar import keep_anchor
from app.demo.story import arrival_order, read_journeys
from tests.app.running import Running


def test_everything_of_a_person_stands_on_one_page(running: Running, tmp_path: Path):
    shop, journeys = running.shop(), read_journeys()
    anchor = keep_anchor(tmp_path, lambda: datetime(2026, 11, 20, 12, 0, tzinfo=UTC))
    told: dict[str, set[str]] = defaultdict(set)
    for arrival in arrival_order(journeys, anchor, shop.tenant):
        receipt = shop.send(arrival.event).json()
        stands = (
            f"interactions/{receipt['interaction_id']}"
            if receipt["interaction_id"]
            else f"customers/{receipt['customer_id']}"
        )
        told[arrival.journey.cast[arrival.scene.who].name].add(stands)
    running.settled()
    homes = {
        name: {shop.agent.get(f"/v1/{each}").json()["customer_id"] for each in places} for name, places in told.items()
    }
    assert dict.fromkeys(told, 1) == {name: len(found) for name, found in homes.items()}
    assert len(told) == len(set().union(*homes.values()))
