"""What people say of themselves in real talk that nobody here wrote: how much of it the rules find, how much is right; figures printed.

The data stands beside the checkout where it stands at all; elsewhere this skips.
"""

import gzip
import hashlib
import json
import re
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.memory.threads import Turn, asked_before, told_in
from domain.memory.extract import Finding
from domain.memory.facts import OF_ANOTHER
from domain.memory.secrets import mask

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "continuity"
KEYS = {
    "name": "name", "full_name": "name", "email": "email", "phone": "phone", "order_id": "order_no", "account_id": "account_no",
    "account_number": "account_no", "username": "username", "zip_code": "postcode", "street_address": "address", "date_of_birth": "birth_date",
    "pin": "pin", "pin_number": "pin", "security_answer_1": "security_answer", "security_answer_2": "security_answer",
}  # fmt: skip
ROLES = {"customer": "customer", "agent": "agent", "system": "system", "mixed": "unknown"}
SECRET = ("pin", "security_answer")
LEAST = {
    "name": 0.9, "account_no": 0.97, "username": 0.93, "order_no": 0.97, "postcode": 0.95, "birth_date": 0.94, "email": 0.99, "phone": 0.97, "address": 0.95,
}  # fmt: skip


def rows(name: str) -> list[dict[str, Any]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def tuned(customer_id: str) -> bool:
    """Whether a customer's talk was looked at when the rules were written."""
    return int(hashlib.md5(customer_id.encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 0


def everything_told() -> dict[str, list[Finding]]:
    """The findings of each item, masked as it would be stored, in the order of talk."""
    threads: dict[str, list[Turn]] = defaultdict(list)
    for row in sorted(rows("feed.jsonl.gz"), key=lambda row: row["occurred_at"]):
        said = ((ROLES[row["author_role"]], mask(row["text"])),)
        if row["delivery"] == 1 and row["conversation_key"] and row["author_role"] != "system":
            threads[row["conversation_key"]].append(
                Turn(datetime.fromisoformat(row["occurred_at"]), 0, row["interaction_id"], said)
            )
    found: dict[str, list[Finding]] = {}
    for turns in threads.values():
        for number, turn in enumerate(turns):
            told, _ = told_in(turn, asked_before(turns[:number]))
            found[turn.item_id] = [finding for _, finding in told]
    return found


@pytest.mark.skipif(not DATA.exists(), reason="the evaluation data is not beside this checkout")
def test_what_people_say_of_themselves_is_found(capsys: pytest.CaptureFixture[str]):
    found, gold, hits = everything_told(), Counter[str](), Counter[str]()
    halves: dict[str, dict[bool, list[bool]]] = defaultdict(
        lambda: {True: [], False: []}
    )  # rules were tuned on one of them
    named: dict[str, set[str]] = defaultdict(set)
    customer_of: dict[str, str] = {}
    for fact in rows("gold_facts.jsonl.gz"):
        key = KEYS.get(fact["slot"])
        customer_of[fact["interaction_id"]] = fact["customer_id"]
        if key is None:
            continue
        right = {plain(fact["value"]), plain(fact["norm"])}
        here = [each for each in found.get(fact["interaction_id"], []) if each.key == key]
        gold[key] += 1
        hit = any(key in SECRET or bool(right & {plain(each.value), plain(each.norm)}) for each in here)
        hits[key] += hit
        halves[key][tuned(fact["customer_id"])].append(hit)
        if key == "name":
            named[fact["customer_id"]] |= right
    names = [
        (plain(each.value), named[customer_of[item]])
        for item, findings in found.items() for each in findings
        if each.key == "name" and not each.rule.startswith(OF_ANOTHER) and named.get(customer_of.get(item, ""))
    ]  # fmt: skip
    backed = sum(any(value in name or name in value for name in known) for value, known in names) / len(names)
    figures = {key: (round(hits[key] / gold[key], 3), gold[key]) for key in sorted(gold)}
    apart = {
        key: tuple(round(sum(each) / max(1, len(each)), 3) for each in both.values()) for key, both in halves.items()
    }
    with capsys.disabled():
        print(
            f"\ntold, recall at the item and number of gold facts: {figures}; names the gold of their customer has: {backed:.3f} of {len(names)}"
            f"\nthe half the rules were tuned on, and the other: {apart}"
        )
    assert {} == {key: figures[key] for key, least in LEAST.items() if figures[key][0] < least}
    assert 0.97 <= backed
