"""Promises in real agents' words that nobody here wrote: how many are recorded, which, and at what cost; a sample is printed.

Whether the sample is right is for a reader to say: docs/promises.md tells what was counted. The data stands beside the
checkout where it stands at all; elsewhere this skips.
"""

import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.memory.promising import RECORDED, promises_in
from tests.cost import seconds_of

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
SETS = ("star_chat", "continuity", "tau_retail_simulated")
LONDON = ZoneInfo("Europe/London")
SAID_AT = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
SEED = 5
SAMPLE = 40
MOST_OFTEN = 0.02  # of agents' texts: more could not all be promises
MOST_US = 50  # in the mean

pytestmark = pytest.mark.skipif(
    not (DATA / SETS[0]).is_dir(), reason="the shared data does not stand beside this checkout"
)


def of_agents(name: str) -> Iterator[str]:
    """What agents wrote; what was played over again from another set only once."""
    file = "feed.jsonl.gz" if name == "continuity" else "interactions.jsonl.gz"
    with gzip.open(DATA / name / file, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            again = name == "continuity" and (row["delivery"] > 1 or str(row["source"]).startswith(("star", "tau")))
            if row["author_role"] == "agent" and row["text"] and not again:
                yield row["text"]


@pytest.mark.parametrize("name", SETS)
def test_few_of_the_things_agents_say_are_promises(name: str):
    texts = list(of_agents(name))
    sure: Counter[tuple[str, str]] = Counter()
    unsure = 0
    for text in texts:
        for each in promises_in(text, SAID_AT, LONDON):
            unsure += each.confidence < RECORDED
            if each.confidence >= RECORDED:
                sure[each.kind, re.sub(r"\d", "0", each.what.lower())] += 1
    print(
        f"{name}: {len(texts)} texts of agents, {sum(sure.values())} promises recorded ({len(sure)} different), {unsure} only offered"
    )
    for (kind, what), count in random.Random(SEED).sample(sorted(sure.items()), min(SAMPLE, len(sure))):
        print(f"  {count:4} {kind:12} {what[:160]}")
    assert sum(sure.values()) <= MOST_OFTEN * len(texts) or len(sure) < SAMPLE


def test_reading_an_agents_message_takes_little() -> None:
    texts = list(of_agents("star_chat"))[:5_000]
    took = seconds_of(lambda: [promises_in(text, SAID_AT, LONDON) for text in texts], len(texts) * MOST_US / 1e6)
    took *= 1e6 / len(texts)
    print(f"{took:.1f} µs a message")
    assert took <= MOST_US
