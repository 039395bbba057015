"""Lives of a node under load, one after the other: each killed at a seeded moment, each log looked at by the oracle."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.faults.nodes import Life, NodeProcess
from tests.faults.oracle import Heard, Log

PRODUCERS = 24
AGAIN = 15  # acknowledged operations that are sent once more in the next life
SOONEST, LATEST = 0.005, 0.150  # seconds from the first operation to the kill
A_LOG = 50  # lives of one log; then everything is sent again, and the next one begins empty


class Story:
    """One log over many lives of its node."""

    def __init__(self, node: NodeProcess, folder: Path, seed: int, url: str = "", planted: str = "") -> None:
        self._node, self._folder, self._job = node, folder, {"url": url, "seed": seed, "planted": planted}
        self._chosen = random.Random(seed)
        self.heard, self.log = Heard(seed), Log(folder, url)
        self.first, self.again = 0, list[int]()
        self.unknown = 0

    def live_and_die(self) -> list[str]:
        """One life, killed under load; what was not answered is sent again in the next. Returns what is wrong."""
        life = self._live(kill_after=self._chosen.uniform(SOONEST, LATEST), first=self.first)
        self._note(life)
        return self.log.grown(self.heard, life.acknowledged)

    def end_well(self) -> list[str]:
        """A life that sends everything again and ends by itself. Returns what is wrong."""
        life = self._live(first=0, limit=self.first)
        self.heard.add(life.acknowledged)
        return self.log.whole(self.heard) + ([] if life.status == 0 else [f"the last life ended with {life.status}"])

    def _live(self, kill_after: float | None = None, **job: Any) -> Life:
        again = [] if kill_after is None else self.again
        return self._node.live(self._folder, kill_after, again=again, producers=PRODUCERS, **self._job, **job)

    def _note(self, life: Life) -> None:
        """Numbers go out in order and each producer has one on its way: so many more than answered may have been sent."""
        self.heard.add(life.acknowledged)
        fresh = sum(number >= self.first for number, _ in life.acknowledged)
        sent = {*self.again, *range(self.first, self.first + fresh + PRODUCERS)}
        unheard = sorted(sent - self.heard.receipts.keys())
        self.unknown += len(unheard)
        self.first += fresh + PRODUCERS
        known = sorted(self.heard.receipts)
        self.again = unheard + self._chosen.sample(known, min(AGAIN, len(known)))


def wrong_after(story: Story, lives: int) -> list[str]:
    """Live and die so often, or until something is wrong, then end well. Returns what is wrong."""
    for life in range(lives):
        wrong = story.live_and_die()
        if wrong:
            return [f"life {life}: {each}" for each in wrong]
    return story.end_well()


def sums(stories: Sequence[Story]) -> dict[str, int]:
    """What the figures say of these logs."""
    return {
        "acknowledged": sum(len(story.heard.receipts) for story in stories),
        "repeated": sum(story.heard.repeats for story in stories),
        "sent_again": sum(story.unknown for story in stories),
        "events": sum(len(story.log.rows) for story in stories),
    }
