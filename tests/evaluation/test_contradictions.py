"""What agents say in real talk that nobody here wrote: how often they state something, and how often the rules see a contradiction.

The data stands beside the checkout where it stands at all; elsewhere this skips. Nobody marked contradictions in it: each
one found is printed to be judged by eye, and there are to be next to none.
"""

import gzip
import json
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from domain.customer import events as happened
from domain.lending import Lending
from domain.memory.contradicting.context import Threads, stated_in
from domain.memory.contradicting.finding import Found, contradicted_by
from domain.memory.contradicting.marks import kinds_of
from domain.page import Page
from tests.domain.memory.contradicting.world import WARSAW, Log
from tests.evaluation.people import looked_at
from tests.examples import LATE_WINDOW, recorded

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
SETS = {
    "continuity": ("continuity/feed.jsonl.gz", "customer"),
    "star_chat": ("star_chat/interactions.jsonl.gz", "conversation_key"),
    "tau_retail_simulated": ("tau_retail_simulated/interactions.jsonl.gz", "customer_key"),
}
EVENTS = {"customer": happened.MessageReceived, "agent": happened.MessageSent, "mixed": happened.CallTranscribed}
MOST = 0.5  # of a thousand messages of agents


def rows(name: str) -> list[dict[str, Any]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def pages(name: str, key: str) -> dict[str, list[dict[str, Any]]]:
    """Lines by customer, in the order they were said."""
    whose: dict[str, str] = {}
    if key == "customer":
        whose = {
            segment["segment_key"]: each["customer_id"]
            for each in rows("continuity/gold_customers.jsonl.gz")
            for segment in each["segments"]
        }
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows(name):
        owner = whose.get(row["conversation_key"]) if whose else row[key] or row["conversation_key"]
        if owner and row.get("delivery") != 2 and row["author_role"] in EVENTS:
            found[owner].append(row)
    return {
        owner: sorted(lines, key=lambda row: row["occurred_at"] or "")
        for owner, lines in found.items()
        if looked_at(owner)
    }


def read(lines: list[dict[str, Any]], stated: Counter[str]) -> list[Found]:
    """What the rule finds on one page as it grows."""
    page, lending, found = Page("c-1", LATE_WINDOW), Lending(Log(), LATE_WINDOW), list[Found]()
    for number, row in enumerate(lines, 1):
        event = EVENTS[row["author_role"]](
            item_id=f"t-{number}", channel=row["channel"] or "chat", kind="message", direction="both", text=row["text"] or "",
            author_role={"mixed": "unknown"}.get(row["author_role"], row["author_role"]), author_id=row.get("agent_id") or "",
            interaction_id=row["conversation_key"])  # fmt: skip
        at = datetime.fromisoformat(row["occurred_at"] or "2026-01-01T00:00:00+00:00")
        page.apply(recorded(event, number, occurred_at=at, recorded_at=at), lending)
        if kinds_of(event):
            item = page.timeline.by_id[event.item_id]
            stated.update(
                each.statement.kind for each in stated_in(item, WARSAW, Threads(page.timeline.of_interaction))
            )
            found += contradicted_by(page, item, WARSAW)
    return found


@pytest.mark.skipif(not DATA.exists(), reason="the evaluation data is not beside this checkout")
@pytest.mark.parametrize("name", SETS)
def test_in_real_talk_next_to_nothing_is_called_a_contradiction(name: str, capsys: pytest.CaptureFixture[str]):
    lives, stated, found = pages(*SETS[name]), Counter[str](), list[Found]()
    for lines in lives.values():
        found += read(lines, stated)
    agents = sum(row["author_role"] == "agent" for lines in lives.values() for row in lines)
    with capsys.disabled():
        print(
            f"\n{name}: {len(lives)} pages, {agents} messages of agents, stated {dict(stated)}, contradictions {len(found)}"
        )
        for each in found[:50]:
            print(f"  {each.after.statement.kind} {each.after.statement.subject}: {each.before.words!r} ({each.before.statement.norm})"
                  f" | {each.after.words!r} ({each.after.statement.norm})")  # fmt: skip
    assert 1000 * len(found) / agents <= MOST
