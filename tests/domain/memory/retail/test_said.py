"""Retail support as it is spoken and typed: what is asked, told, promised, contradicted and kept secret in it."""

import pytest

from domain.memory.asking import questions_in
from domain.memory.extract import Asked, hear
from domain.memory.promising import RECORDED, promises_in
from domain.memory.secrets import NOTHING, hide, listen
from tests.domain.memory.contradicting.world import two
from tests.domain.memory.extract.telling import SUNDAY
from tests.domain.memory.promising.said import SAID_AT, WARSAW
from tests.domain.memory.retail import kept, later, said


@pytest.mark.parametrize(("text", "keys"), said.ASKED + later.ASKED)
def test_what_an_agent_asks_for_is_seen(text: str, keys: str):
    assert set(keys.split()) == {each.key for each in questions_in(text)}


@pytest.mark.parametrize(("asked", "text", "gold"), said.TOLD + later.TOLD)
def test_what_a_customer_tells_is_found(asked: str, text: str, gold: str):
    told, _ = hear("customer", text, Asked(tuple(asked.split())), SUNDAY, WARSAW)
    found = {f"{each.key}={each.norm}" for each in told}
    for each in gold.split(";"):
        key, _, norms = each.partition("=")
        assert not found.isdisjoint(f"{key}={norm}" for norm in norms.split("|")), each


@pytest.mark.parametrize(("text", "kind", "due"), said.PROMISED + later.PROMISED)
def test_what_is_promised_is_found_with_its_day(text: str, kind: str | None, due: str):
    offered = promises_in(text, SAID_AT, WARSAW)
    if kind is None:
        assert [] == [each for each in offered if each.confidence >= RECORDED]
        return
    assert offered[0].kind in kind.split("|")
    at = offered[0].due_at.astimezone(WARSAW).strftime("%m-%d %H:%M") if offered[0].due_at else ""
    assert due == "*" or any(at == each or (each.endswith("*") and at.startswith(each[:-1])) for each in due.split("|"))


@pytest.mark.parametrize(("kind", "left", "right"), kept.DIFFER + later.DIFFER)
def test_two_agents_who_say_otherwise_are_seen(kind: str, left: str, right: str):
    assert [kind] in (two(left, right, 1).kinds, two(right, left, 1).kinds)


@pytest.mark.parametrize(("left", "right"), kept.AGREE + later.AGREE)
def test_two_agents_who_speak_of_two_things_are_not(left: str, right: str):
    assert [] == two(left, right, 1).kinds
    assert [] == two(right, left, 1).kinds


@pytest.mark.parametrize(("turns", "gone"), kept.SECRET + later.SECRET)
def test_a_secret_is_dots(turns: list[tuple[str, str]], gone: list[str]):
    left = " ¶ ".join(heard(turns))
    assert [] == [each for each in gone if each in left]


@pytest.mark.parametrize("turns", kept.PLAIN + later.PLAIN)
def test_what_only_looks_like_a_secret_stays(turns: list[tuple[str, str]]):
    assert [text for _, text in turns] == heard(turns)


def heard(turns: list[tuple[str, str]]) -> list[str]:
    """What is left to read of each turn."""
    awaited, left = NOTHING, list[str]()
    for role, text in turns:
        hidden, awaited = listen(role, text, awaited)
        left.append(hide(text, hidden))
    return left
