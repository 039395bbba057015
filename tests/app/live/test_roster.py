"""Everybody sees who is present on all nodes, whatever becomes of the messages between them. A failing story names its seed."""

import asyncio
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest

from app.live import roster_words as words
from app.live.company import Company
from app.live.frames import Present, State
from app.live.roster import DIGEST_SECONDS, SILENT_SECONDS, Roster

SEEDS = int(os.environ.get("ROSTER_SEEDS", "300"))
STATES: list[State] = ["viewing", "editing", "idle"]
CALM = 3 * DIGEST_SECONDS + SILENT_SECONDS  # seconds after which all is as it is


class Net:
    """Nodes that tick once a second, and messages that arrive when and if they like."""

    def __init__(self, seed: int, nodes: int = 3) -> None:
        self.chance, self.now, self.lives = random.Random(seed), 0.0, 0
        self.kind, self.dead_until = "wild", 0.0
        self.under_way: list[tuple[float, int, str, bytes]] = []
        self.alive: dict[str, Roster] = {}
        self.died: dict[str, float] = {}
        self.truth: dict[str, dict[tuple[str, str], Present]] = {}
        for _ in range(nodes):
            self.begin()

    def begin(self) -> None:
        self.lives += 1
        name = f"n{self.lives}"
        self.alive[name], self.truth[name] = Roster(name, self.now), {}
        self.send(name, self.alive[name].back(self.now))

    def kill(self, goodbye: bool) -> None:
        name = self.chance.choice(list(self.alive))
        roster = self.alive.pop(name)
        if goodbye:
            self.send(name, roster.leave())
        self.died[name] = self.now
        del self.truth[name]

    def act(self) -> None:
        """Somebody does something somewhere, or several do at once."""
        name = self.chance.choice(list(self.alive))
        changes: dict[tuple[str, str], Present | None] = {}
        for _ in range(self.chance.choice([1, 1, 2, 5])):
            where = f"c-{self.chance.randint(1, 3)}", f"p-{self.chance.randint(1, 4)}"
            present = Present(where[1].upper(), self.chance.choice(STATES)) if self.chance.random() < 0.7 else None
            if present is not None:
                self.truth[name][where] = present
            elif self.truth[name].pop(where, None) is None:
                continue
            changes[where] = present
        if changes:
            said = self.alive[name].put([(*where, present) for where, present in changes.items()], self.now)
            self.send(name, said)

    def send(self, node: str, say: list[bytes]) -> None:
        for said in say:
            for other in self.alive:
                if other != node:
                    for _ in range(self.copies()):
                        delay = self.chance.random() * (4 if self.kind == "wild" else 0.1)
                        self.under_way.append((self.now + delay, self.chance.getrandbits(32), other, said))

    def copies(self) -> int:
        if self.now < self.dead_until:
            return 0
        return self.chance.choice([0, 1, 1, 2]) if self.kind == "wild" else 1

    def pass_by(self, seconds: float, acting: bool) -> None:
        """Let time pass in tenths of a second."""
        for _ in range(round(seconds * 10)):
            self.now += 0.1
            self.deliver()
            if acting and self.chance.random() < 0.3:
                self.act()
            if round(self.now * 10) % 10 == 0:
                for name, roster in list(self.alive.items()):
                    self.send(name, roster.tick(self.now).say)
                self.no_ghosts()

    def deliver(self) -> None:
        due = sorted(each for each in self.under_way if each[0] <= self.now)
        self.under_way = [each for each in self.under_way if each[0] > self.now]
        for _, _, node, said in due:
            if node in self.alive:
                self.send(node, self.alive[node].hear(said, self.now).say)

    def no_ghosts(self) -> None:
        """Nobody speaks for a node any more that has long been dead."""
        for roster in self.alive.values():
            for name, died in self.died.items():
                if self.now - died > 15 + 4:  # and the longest way of its last message
                    assert name not in roster._peers, f"{name} is a ghost"

    def seen(self) -> Iterator[tuple[Any, Any]]:
        """For each node and customer: who is there on other nodes, and who is seen."""
        for name, roster in self.alive.items():
            for number in range(1, 4):
                yield expected(self.truth, name, f"c-{number}"), roster.at(f"c-{number}")


def expected(truth: dict[str, dict[tuple[str, str], Present]], viewer: str, customer: str) -> dict[str, Present]:
    found: dict[str, Present] = {}
    order = ["editing", "viewing", "idle"]
    for name, theirs in truth.items():
        for (where, person), present in theirs.items():
            if name != viewer and where == customer:
                before = found.get(person, present)
                found[person] = min(before, present, key=lambda each: order.index(each.state))
    return found


def a_story(seed: int) -> Net:
    net = Net(seed)
    for _ in range(4):
        net.pass_by(net.chance.uniform(3, 12), acting=True)
        match net.chance.randint(0, 4):
            case 0:
                net.dead_until = net.now + 10
            case 1 if len(net.alive) > 1:
                net.kill(goodbye=net.chance.random() < 0.5)
            case 2 if len(net.alive) < 5:
                net.begin()
            case _:
                pass
    net.kind = "calm"
    net.pass_by(4 + CALM, acting=False)
    return net


@pytest.mark.parametrize("seed", range(SEEDS))
def test_when_the_bus_is_calm_again_everybody_sees_who_is_there(seed: int):
    for there, seen in a_story(seed).seen():
        assert there == seen, f"seed {seed}"


def test_the_stories_need_the_digest(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Roster, "digest", lambda self, now: [])
    monkeypatch.setattr("app.live.roster.SILENT_SECONDS", 1e9)
    monkeypatch.setattr(Net, "no_ghosts", lambda self: None)
    assert any(there != seen for seed in range(20) for there, seen in a_story(seed).seen())


def changed(seq: int, state: str) -> bytes:
    return words.write(words.Changed("other", seq, "c-1", "p-1", "Anna", state))


def test_the_owners_last_word_counts_whatever_comes_last():
    roster = Roster("me", 0)
    assert {"c-1"} == roster.hear(changed(4, "editing"), 0).changed
    assert set() == roster.hear(changed(3, "viewing"), 0).changed
    assert {"p-1": Present("Anna", "editing")} == roster.at("c-1")
    roster.hear(changed(6, ""), 0)
    assert set() == roster.hear(changed(5, "viewing"), 0).changed
    assert {} == roster.at("c-1")


def test_a_node_that_says_nothing_is_gone_within_fifteen_seconds_and_one_that_says_goodbye_at_once():
    roster = Roster("me", 0)
    roster.hear(changed(1, "viewing"), 0.5)
    assert set() == roster.tick(14).changed
    assert {"c-1"} == roster.tick(15).changed
    roster.hear(changed(2, "viewing"), 16)
    assert {"c-1"} == roster.hear(words.write(words.Left("other")), 17).changed
    assert set() == roster.hear(changed(1, "viewing"), 18).changed, "its last words came late"


def test_of_one_person_on_two_nodes_editing_is_shown():
    roster = Roster("me", 0)
    for node, state in (("a", "idle"), ("b", "editing"), ("c", "viewing")):
        roster.hear(words.write(words.Changed(node, 1, "c-1", "p-1", "Anna", state)), 0)
    assert {"p-1": Present("Anna", "editing")} == roster.at("c-1")


def test_a_thousand_people_are_told_in_parts_that_fit_a_saying():
    one, other = Roster("one", 0), Roster("other", 0)
    one.put([(f"c-{number}", f"p-{number}", Present("Żółć" * 5, "viewing")) for number in range(1_000)], 0)
    said = one.hear(other.back(0)[-1], 0).say
    assert len(said) > 10 and max(map(len, said)) <= 4_000
    found = set[str]()
    for part in (said[0], *reversed(said)):
        found |= other.hear(part, 0).changed
    assert 1_000 == len(found)
    assert [] == other.hear(one.digest(0)[0], 0).say


@pytest.mark.parametrize("said", [b"", b"\xc1", b"\x92\x09\x01", b"\x95\x01\x01\x01\x01\x01", b"\xff" * 4_000])
def test_what_is_not_understood_changes_nothing(said: bytes):
    roster = Roster("me", 0)
    assert (set(), []) == roster.hear(said, 0)
    assert roster.idle(100)


def test_a_state_of_a_later_version_is_kept_but_not_shown():
    roster = Roster("me", 0)
    roster.hear(changed(1, "typing"), 0)
    assert {} == roster.at("c-1")
    whole = words.write(words.Digest("other", 1, 1, 0))
    assert roster.hear(whole, 0).say, "and is part of the sum"


@pytest.mark.parametrize(("alone", "words_said"), [(False, 2), (True, 0)])
def test_a_node_that_no_other_could_hear_says_nothing_and_keeps_nothing_to_be_said(alone: bool, words_said: int):
    said: list[bytes] = []

    async def case() -> None:
        company = Company(lambda: 0.0, lambda tenant, customers: None)
        company.say, company.alone = lambda tenant, word: said.append(word), alone
        company.told("demo", "c-1", "p-1", Present("Anna", "viewing"))
        company.tell()  # what this turn of the loop would do at its end
        company.back()

    asyncio.run(case())
    assert words_said == sum(isinstance(words.read(each), words.Changed | words.Digest) for each in said)
