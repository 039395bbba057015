"""The README and the pages of docs/ as a stranger follows them: what they name exists, what they show works."""

import re
import shlex
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.cli import command_line
from app.security.policy import POLICY
from tests.app.running import Running

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
NAMES = [page.name for page in PAGES]


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text()
    return [block for said, block in BLOCK.findall(text) if said == language]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_command_shown_is_one_that_the_command_line_takes(page: Path):
    for _, block in BLOCK.findall(page.read_text()):
        for line in block.splitlines():
            for said in re.findall(r"(?:^|\$\()(?:\.venv/bin/)?throughline ([^)#]*)", line):
                command_line().parse_args(shlex.split(said))


def test_a_command_that_is_not_there_is_found():
    with pytest.raises(SystemExit):
        command_line().parse_args(shlex.split("audit verify"))


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_address_named_has_a_route(page: Path):
    known = [(method, re.compile(re.sub(r"\{\w+\}", "[^/]+", path))) for (method, path) in POLICY]
    for named, path in re.findall(r"(GET|POST)\s(/v1/[\w/{}-]*[\w}])", page.read_text()):
        assert any(method == named and pattern.fullmatch(path) for method, pattern in known), f"{named} {path}"


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_page_that_is_pointed_to_is_there(page: Path):
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_every_variable_named_is_read_somewhere():
    read = "".join(
        each.read_text() for folder in ("app", "adapters", "tests") for each in (ROOT / folder).rglob("*.py")
    )
    for page in PAGES:
        named = set(re.findall(r"THROUGHLINE_[A-Z_]*[A-Z]", page.read_text()))
        assert set() == {each for each in named if f'"{each}' not in read}, page.name


def test_the_request_that_the_readme_sends_is_recorded(running: Running):
    (sent,) = (block for block in blocks("README.md", "") if "curl" in block)
    event = msgspec.json.decode(re.search(r"-d '(.*)'", sent, re.DOTALL)[1])  # type: ignore[index]
    answer = running.shop("demo").send(event)
    assert (201, "recorded") == (answer.status_code, answer.json()["outcome"])


POST: dict[str, Any] = {"id": "p-1", "topic": 7, "user": "gosia", "name": "Gosia", "signed_in": True, "staff": False, "likes": 2,
                        "text": "Czy namiot Bies ma wentylację?", "written_at": "2026-11-21T09:18:00Z"}  # fmt: skip
STAFF = POST | {"id": "p-2", "user": "ola", "name": "Ola", "staff": True, "text": "Ma, z obu stron."}


def test_the_adapter_of_the_page_brings_posts_and_carries_replies(running: Running):
    shop, page = running.shop("demo"), dict[str, Any]()
    exec("\n".join(blocks("docs/adapters.md", "python")), page)
    door = shop.client("adapter", "forum", source="//demo/forum/*", feed=True)
    wrong = POST | {"id": "p-3", "written_at": "yesterday"}
    refused = page["deliver"](door, [POST, STAFF, POST, wrong])
    assert [(422, "/time")] == [(each["status"], each["errors"][0]["pointer"]) for each in refused]
    customer_id = shop.send(page["event_of"](POST)).json()["customer_id"]
    running.settled()
    _, position = page["replies"](door, 0)
    seen = shop.timeline(customer_id)
    assert [POST["text"], STAFF["text"]] == [item["text"] for item in seen["items"]]
    reply = {"text": "Proszę sprawdzić metkę.", "channel": "social", "seen_version": seen["version"]}
    shop.agent.post(
        f"/v1/customers/{customer_id}/messages", json=reply, headers={"Idempotency-Key": "r"}
    ).raise_for_status()
    ((carried,), _) = page["replies"](door, position)
    assert (reply["text"], "topic:7") == (carried["text"], carried["thread"])
    assert [] == page["replies"](door, 0)[0][1:]
    told = page["reported"](carried["item_id"], "p-9", "2026-11-21T10:00:00Z")
    assert 201 == door.post("/v1/intake", json=told).status_code
    assert "delivered" == shop.timeline(customer_id)["items"][-1]["delivery"]["state"]


def test_the_rules_shown_are_rules(tmp_path: Path):
    from app.identity.ruling import read_rules

    (shown, *_) = blocks("docs/identity.md", "toml")
    rules = tmp_path / "rules.toml"
    rules.write_text(shown)
    assert read_rules(rules, {}) is not None


def test_every_number_of_a_threat_or_promise_is_defined():
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    used, _, meant = text.partition("## What the numbers mean")
    numbers = re.compile(r"\b[TP]\d{1,2}\b")
    defined = {each for line in meant.splitlines() for each in numbers.findall(line.partition(" | ")[0])}
    assert len(defined) > 40 and set() == set(numbers.findall(used)) - defined
