"""Secrets in talk that nobody here wrote: how many stay visible, how many ordinary numbers are masked; figures printed.

Rules were tuned on one half of the conversations (by a digest of their key) and are held on the other one too.
"""

import gzip
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.memory.secrets import NOTHING, hide, listen, mask

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
ROLES = {"mixed": "unknown"}
PINS, ANSWERS = {"pin", "pin_number"}, {"security_answer_1", "security_answer_2"}
SECRET_SLOTS = ("PIN", "SecurityAnswer1", "SecurityAnswer2")
ORDINARY = ("utterances_en", "utterances_pl", "handover_notes_en")
KINDS = {"card number": "finance.card_number", "password": "software.password"}
_NUMBER = re.compile(r"(?<!\w)\d{3,}(?!\w)")
_NAMES_CARD, _NAMES_PASSWORD = re.compile(r"card|credit|visa"), re.compile(r"pass ?w|pwd|pswd|passcode")

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the evaluation data is not beside this checkout")


def rows(*path: str) -> Iterator[dict[str, Any]]:
    with gzip.open(DATA.joinpath(*path), "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def conversations(lines: Iterator[dict[str, Any]], when: str) -> Iterator[list[dict[str, Any]]]:
    """Whole conversations in time order, each line once."""
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for line in lines:
        found[line["conversation_key"]].setdefault(line.get("interaction_id") or str(line["seq"]), line)
    for each in found.values():
        yield sorted(each.values(), key=lambda line: line[when])


def heard(said: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    """Each line with what is left to read of it."""
    awaited = NOTHING
    for line in said:
        role = ROLES.get(str(line["author_role"]), str(line["author_role"]))
        hidden, awaited = listen(role, line["text"], awaited)
        yield line, hide(line["text"], hidden)


def half(key: str) -> int:
    return hashlib.md5(key.encode(), usedforsecurity=False).digest()[0] % 2


def test_pins_and_security_answers_of_journeys_are_not_visible(capsys: pytest.CaptureFixture[str]):
    kept = {
        line["interaction_id"]: text
        for said in conversations(rows("continuity", "feed.jsonl.gz"), "occurred_at") for line, text in heard(said)
    }  # fmt: skip
    figures: Counter[str] = Counter()
    for fact in rows("continuity", "gold_facts.jsonl.gz"):
        slot = "pin" if fact["slot"] in PINS else "answer" if fact["slot"] in ANSWERS else ""
        if slot:
            name = f"{slot}, half {half(fact['conversation_key'])}"
            figures[name] += 1
            shown = kept[fact["interaction_id"]][max(fact["start"] - 2, 0) : fact["end"] + 2]
            figures[f"{name}, visible"] += fact["value"] in shown
    with capsys.disabled():
        print(f"\nsecrets of journeys: {json.dumps(figures)}")
    for number in (0, 1):
        assert figures[f"pin, half {number}, visible"] <= 0.02 * figures[f"pin, half {number}"]
        assert figures[f"answer, half {number}, visible"] <= 0.15 * figures[f"answer, half {number}"]


def test_ordinary_texts_are_left(capsys: pytest.CaptureFixture[str]):
    figures: dict[str, str] = {}
    for name in ORDINARY:
        texts = [line["text"] for line in rows("short_customer_texts", f"{name}.jsonl.gz")]
        masked = [text for text in texts if mask(text) != text]
        figures[name] = f"{len(masked)} of {len(texts)}"
        assert len(masked) <= 0.001 * len(texts), masked[:5]
    with capsys.disabled():
        print(f"\ntexts masked: {json.dumps(figures)}")


def test_in_chats_nearly_only_secrets_are_masked(capsys: pytest.CaptureFixture[str]):
    """Numbers that a person typed into a form field of another kind (an amount, an account) must stay."""
    count = false = 0
    for said in conversations(rows("star_chat", "interactions.jsonl.gz"), "seq"):
        for line, text in heard(said):
            count += 1
            false += any(
                "•" in text[fact["start"] : fact["end"]] and any(map(str.isdigit, fact["value"]))
                for fact in line["facts"] if fact["start"] is not None and not fact["slot"].endswith(SECRET_SLOTS)
            )  # fmt: skip
    with capsys.disabled():
        print(f"\nchats: {false} texts with another labelled number masked, of {count}")
    assert false <= 0.0005 * count


def test_cards_and_passwords_that_are_named_are_masked_and_ordinary_numbers_are_not(
    capsys: pytest.CaptureFixture[str],
):
    """The set has only one side of each talk: a bare number says nothing there, so that named ones are counted."""
    figures: Counter[str] = Counter()
    for line in rows("multidogo_customer_turns", "interactions.jsonl.gz"):
        text, low = line["text"], line["text"].lower()
        kept = mask(text)
        secret: list[tuple[int, int]] = []
        for fact in line["facts"]:
            if fact["start"] is None or not any(kind in fact["slot"] for kind in ("card", "password", "ssn")):
                continue
            secret.append((fact["start"], fact["end"]))
            card = fact["slot"] == "finance.card_number" and sum(map(str.isdigit, fact["value"])) >= 12
            kind = "card" if card and _NAMES_CARD.search(low) else ""
            kind = "password" if fact["slot"] == "software.password" and _NAMES_PASSWORD.search(low) else kind
            if kind:
                figures[kind] += 1
                figures[f"{kind} masked"] += kept.count(fact["value"]) < text.count(fact["value"])
        for number in _NUMBER.finditer(text):
            if not any(start < number.end() and number.start() < end for start, end in secret):
                figures["ordinary"] += 1
                figures["ordinary masked"] += "•" in kept[number.start() : number.end()]
    with capsys.disabled():
        print(f"\none side of talks: {json.dumps(figures)}")
    assert 0.98 * figures["card"] <= figures["card masked"]
    assert 0.98 * figures["password"] <= figures["password masked"]
    assert figures["ordinary masked"] <= 0.01 * figures["ordinary"]


def test_cards_and_passwords_are_masked_behind_the_question_for_them(capsys: pytest.CaptureFixture[str]):
    """The shop's side is missing in that set: a question is put before each labelled answer, named in it or not."""
    figures: Counter[str] = Counter()
    asked = {kind: listen("agent", f"Could you tell me your name and your {kind}, please?")[1] for kind in KINDS}
    for line in rows("multidogo_customer_turns", "interactions.jsonl.gz"):
        if line["domain"] == "software" and not any(fact["slot"] == KINDS["password"] for fact in line["facts"]):
            figures["without a password"] += 1
            figures["without a password, masked"] += bool(listen("customer", line["text"], asked["password"])[0])
        for fact in line["facts"]:
            kind = next((kind for kind, slot in KINDS.items() if slot == fact["slot"]), "")
            if (
                fact["start"] is None
                or not kind
                or (kind == "card number" and sum(map(str.isdigit, fact["value"])) < 12)
            ):
                continue
            hidden, _ = listen("customer", line["text"], asked[kind])
            figures[kind] += 1
            kept = hide(line["text"], hidden)  # "orla … password orla 12": the label may lie on the name, as above
            figures[f"{kind} masked"] += kept.count(fact["value"]) < line["text"].count(fact["value"])
            figures[f"{kind} dots at the label"] += "•" in kept[fact["start"] : fact["end"]]
    with capsys.disabled():
        print(f"\nbehind a question: {json.dumps(figures)}")
    assert (
        figures["without a password, masked"] <= 0.12 * figures["without a password"]
    )  # each is put behind the question
    assert 0.98 * figures["card number"] <= figures["card number masked"]
    assert 0.98 * figures["password"] <= figures["password masked"]
