"""History read again: what rules read otherwise now is retracted or recorded, once; people's word and events stay."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.control import serve_control
from app.memory import threads
from app.memory.reinterpreting import Reread
from domain.memory.extract import Finding, hear
from tests.app.memory.test_what_is_remembered import QUESTION, facts, said
from tests.app.running import Running, Shop, running_service
from tests.patience import SECONDS

Heard = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def run(running: Running, **args: Any) -> Reread:
    """A run to its end, on the service's own loop."""
    running.settled()
    service = running.service

    async def to_the_end() -> Reread:
        begun = service.reinterpreter.begin(**({"dry": False} | args))
        assert service.reinterpreter._task is not None
        await service.reinterpreter._task
        return begun

    over = running.ask(to_the_end())
    assert "" == over.failed
    running.settled()
    return over


def numbers(over: Reread) -> tuple[int, int]:
    return sum(each.new for each in over.counts), sum(each.gone for each in over.counts)


def told(running: Running, shop: Shop, customer: str, key: str) -> list[tuple[str, bool]]:
    """The values of a key in the order told, and whether each stands."""
    found = [each for each in facts(running, shop, customer) if each["key"] == key]
    return [(each["value"], each["superseded_by"] is None and not each["retracted"]) for each in found]


def otherwise(change: Callable[[str, list[Finding]], list[Finding]]) -> Heard:
    """The rules, as another version has them."""

    def heard(role: str, text: str, *rest: Any) -> Any:
        found, asked = hear(role, text, *rest)
        return change(text, found), asked

    return heard


def without_names(text: str, found: list[Finding]) -> list[Finding]:
    return [each for each in found if each.key != "name"]


def renamed(text: str, found: list[Finding]) -> list[Finding]:
    return [msgspec.structs.replace(each, rule=f"{each.rule.partition('.')[0]}.99") for each in found]


def shorter_names(text: str, found: list[Finding]) -> list[Finding]:
    """Only the first name is read."""
    short: list[Finding] = []
    for each in found:
        first = each.value.split()[0]
        span = (each.span[0], each.span[0] + len(first))
        short.append(
            msgspec.structs.replace(each, value=first, norm=first.casefold(), span=span) if each.key == "name" else each
        )
    return short


def told_by_orla(shop: Shop) -> str:
    customer = shop.sent(said(shop, 1, "customer", "My lamp is broken", 0))["customer_id"]
    shop.sent(said(shop, 2, "agent", QUESTION, 1))
    shop.sent(said(shop, 3, "customer", "Sure, Orla Finnegan, 40817263", 2))
    return customer


def test_the_present_rules_find_nothing_to_do_in_what_they_have_read_themselves(folder: Path):
    with running_service(folder) as running:
        shop = running.shop()
        customer = told_by_orla(shop)
        shop.sent(said(shop, 5, "customer", "Orla, again: order PL-48213. I want a refund, not a replacement.", 4))
        shop.sent(said(shop, 4, "agent", "May I have your name and e-mail?", 3))  # late
        shop.sent(said(shop, 6, "customer", "No, it is orla@example.org, and my number is 601 000 214", 5))
        note = said(
            shop, 7, "agent", "She comes to the shop tomorrow, 129 zł to pay", 6, kind="note", direction="internal"
        )
        shop.sent(note | {"type": "throughline.note.added.v1"})
        before = facts(running, shop, customer)
        assert {"2026-11-21", "129.00 PLN"} <= {each["norm"] for each in before}
        over = run(running)
        assert (0, 0) == numbers(over), over.counts
        assert 7 == over.items
        assert before == facts(running, shop, customer)


def test_what_was_not_found_before_is_recorded_and_what_is_found_no_more_retracted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    with running_service(folder) as running:
        shop = running.shop()
        with monkeypatch.context() as patched:
            patched.setattr(threads, "hear", otherwise(without_names))
            customer = told_by_orla(shop)
            assert [] == told(running, shop, customer, "name")
        assert (1, 0) == numbers(run(running))
        assert [("Orla Finnegan", True)] == told(running, shop, customer, "name")
        assert (0, 0) == numbers(run(running))
        with monkeypatch.context() as patched:
            patched.setattr(threads, "hear", otherwise(without_names))
            assert (0, 1) == numbers(run(running))
            assert [("Orla Finnegan", False)] == told(running, shop, customer, "name")
        assert (1, 0) == numbers(run(running)), "found again: the third time round, too"
        assert [("Orla Finnegan", False), ("Orla Finnegan", True)] == told(running, shop, customer, "name")


def test_a_dry_run_shows_ids_and_no_values_and_writes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch):
    with running_service(folder) as running:
        shop = running.shop()
        customer = told_by_orla(shop)
        running.settled()
        head = running.service.reader.head()
        monkeypatch.setattr(threads, "hear", otherwise(shorter_names))
        over = run(running, dry=True, show=True)
        assert (1, 1) == numbers(over)
        assert head == running.service.reader.head()
        name = next(each for each in facts(running, shop, customer) if each["key"] == "name")
        assert [name["fact_id"]] == [line.split()[-1] for line in over.lines if line.startswith("gone")]
        assert "orla" not in " ".join(over.lines).lower()


def test_a_rule_that_is_only_called_otherwise_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch):
    with running_service(folder) as running:
        shop = running.shop()
        told_by_orla(shop)
        running.settled()
        monkeypatch.setattr(threads, "hear", otherwise(renamed))
        assert (0, 0) == numbers(run(running))


def test_a_value_read_otherwise_takes_the_place_of_the_old_one(folder: Path, monkeypatch: pytest.MonkeyPatch):
    with running_service(folder) as running:
        shop = running.shop()
        customer = told_by_orla(shop)
        running.settled()
        monkeypatch.setattr(threads, "hear", otherwise(shorter_names))
        assert (1, 1) == numbers(run(running, customer_id=customer, tenant=shop.tenant))
        assert [("Orla Finnegan", False), ("Orla", True)] == told(running, shop, customer, "name")
        assert (0, 0) == numbers(run(running))


def test_what_is_found_in_an_old_item_does_not_hold_against_what_was_told_since(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    with running_service(folder) as running:
        shop = running.shop()
        with monkeypatch.context() as patched:
            patched.setattr(threads, "hear", otherwise(lambda text, found: [] if "Finnegan" in text else found))
            customer = told_by_orla(shop)
            running.settled()
        shop.sent(said(shop, 5, "customer", "My name is Nora Blake", 9))
        assert [("Nora Blake", True)] == told(running, shop, customer, "name")
        assert (2, 0) == numbers(run(running)), "the name, and the account number of which nothing else was told since"
        assert [("Nora Blake", True), ("Orla Finnegan", False)] == told(running, shop, customer, "name")
        assert [("40817263", True)] == told(running, shop, customer, "account_no")
        assert (0, 0) == numbers(run(running))


def by_hand(shop: Shop, customer: str, fact_id: str, what: str) -> None:
    body = {"customer_id": customer} | ({"reason": "nieprawda"} if what == "retraction" else {})
    answer = shop.agent.post(f"/v1/facts/{fact_id}/{what}", json=body, headers={"Idempotency-Key": f"{what}-{fact_id}"})
    assert 201 == answer.status_code, answer.text


def test_what_people_said_stays(folder: Path, monkeypatch: pytest.MonkeyPatch):
    with running_service(folder) as running:
        shop = running.shop()
        customer = told_by_orla(shop)
        found = {each["key"]: each["fact_id"] for each in facts(running, shop, customer)}
        by_hand(shop, customer, found["name"], "confirmation")
        by_hand(shop, customer, found["account_no"], "retraction")
        assert (0, 0) == numbers(run(running)), "what somebody retracted is not recorded again"
        monkeypatch.setattr(threads, "hear", otherwise(without_names))
        assert (0, 0) == numbers(run(running)), "what somebody confirmed is not retracted"
        assert [("Orla Finnegan", True)] == told(running, shop, customer, "name")


def test_events_are_only_added(folder: Path, monkeypatch: pytest.MonkeyPatch):
    with running_service(folder) as running:
        shop = running.shop()
        told_by_orla(shop)
        running.settled()
        before = running.service.reader.since(0, 1_000)
        monkeypatch.setattr(threads, "hear", otherwise(shorter_names))
        run(running)
        after = running.service.reader.since(0, 1_000)
        assert before == after[: len(before)]
        added = [row.type for row in after[len(before) :]]
        assert ["fact-retracted", "fact-recorded"] == added[:2]


def command(folder: Path, *arguments: str, wrong: bool = False) -> str:
    environment = {"THROUGHLINE_DATA_DIR": str(folder), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-m", "app.cli", "memory", "reinterpret", *arguments], env=environment, text=True,
                          capture_output=True, timeout=SECONDS, check=False)  # fmt: skip
    assert wrong == bool(done.returncode), done.stderr
    return done.stderr if wrong else done.stdout


def test_the_command_works_without_a_service(folder: Path):
    with running_service(folder) as running:
        told_by_orla(running.shop())
        running.settled()
    assert "New facts: 0, found no more: 0, in 0 items. Nothing was written." in command(folder, "--dry-run")
    assert "There is no customer of this id" in command(folder, "--customer", "c-nobody", wrong=True)


def test_the_command_works_beside_a_running_service(folder: Path, monkeypatch: pytest.MonkeyPatch):
    with running_service(folder) as running, ExitStack() as ending:
        shop = running.shop()
        customer = told_by_orla(shop)
        running.settled()
        monkeypatch.setattr(threads, "hear", otherwise(shorter_names))
        stack = AsyncExitStack()
        running.ask(stack.enter_async_context(serve_control(folder, running.service.commands())))
        ending.callback(lambda: running.ask(stack.aclose()))
        shown = command(folder, "--dry-run", "--show", "--customer", customer, "--tenant", shop.tenant)
        assert "New facts: 1, found no more: 1, in 1 items. Nothing was written." in shown and "Orla" not in shown
        assert "New facts: 1, found no more: 1, in 1 items. Written." in command(folder)
        assert "New facts: 0, found no more: 0, in 0 items. Nothing to do." in command(folder)
