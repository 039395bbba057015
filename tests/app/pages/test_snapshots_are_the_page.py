"""Wherever a page was cut, kept and opened again: with the rest folded on it shows what the fold of everything shows.

THROUGHLINE_HISTORIES lives are played (300); a failing one names its seed.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.pages.store import PageStore
from app.memory import threads
from domain.memory.brief import prepare_brief
from domain.memory.turns import Turn
from domain.page import Page
from domain.sameness import first_difference
from domain.snapshot import Cut
from domain.timeline import lines
from domain.timeline.archive import Archive
from domain.timeline.timeline import Timeline
from tests.app.pages.histories import MAIN, Lives
from tests.app.pages.plain import plain_brief, plain_standing
from tests.examples import LATE_WINDOW

HISTORIES = int(os.environ.get("THROUGHLINE_HISTORIES", "300"))
TURNS = 3  # of an interaction that a follower remembers here: more than one reading brings
FIRST = int(os.environ.get("THROUGHLINE_FIRST_HISTORY", "0"))
ZONE = ZoneInfo("Europe/Warsaw")
_encode = msgspec.json.Encoder(order="deterministic").encode


class OneKey:
    """A ring with one key for everybody."""

    def __init__(self) -> None:
        self._key = AESGCM(bytes(32))

    def key(self, tenant: str, stream: str) -> AESGCM:
        return self._key


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PageStore]:
    store = PageStore(tmp_path / "pages.db", OneKey(), os.urandom)  # type: ignore[arg-type]
    yield store
    store.close()


def no_rescue(items: int, facts: int) -> Archive:
    raise AssertionError("an archive was found damaged")


class Watched:
    """One page that lives with a store: grown, written, dropped and opened again, as chance will have it."""

    def __init__(self, lives: Lives, store: PageStore, chance: random.Random) -> None:
        self.lives, self.store, self.chance = lives, store, chance
        self.page = Page(MAIN, LATE_WINDOW)
        self.tail, self.most = chance.randrange(0, 6), chance.randrange(4, 20)
        self.waiting: tuple[Cut, Archive] | None = None
        self.happened: Counter[str] = Counter()

    def step(self) -> None:
        version = min(self.page.version + self.chance.randrange(1, 9), len(self.lives.streams[MAIN]))
        was = self.page.timeline.archive.count
        self.lives.grow(self.page, version)
        self.happened["brought back"] += was > self.page.timeline.archive.count
        chance = self.chance.random()
        if self.waiting is not None:
            self.settle()
        elif chance < 0.5:
            self.write()
        elif chance < 0.7:
            self.open_again()
        self.happened["lifted"] += bool(self.page.timeline.lifted)
        self.happened["facts lifted"] += bool(self.page.memory.lifted)

    def write(self) -> None:
        cut = self.page.cut(self.tail, self.most)
        if self.chance.random() < 0.3:  # the writer is slow, and the page goes on
            self.lives.grow(self.page, self.page.version + self.chance.randrange(5))
        archive = self.store.write("demo", cut, "stamp", no_rescue)
        self.waiting = cut, archive
        if self.chance.random() < 0.5:
            self.settle()

    def settle(self) -> None:
        assert self.waiting is not None
        self.happened["settled" if self.page.settle(*self.waiting) else "not settled"] += 1
        self.waiting = None

    def open_again(self) -> None:
        kept = self.store.read("demo", MAIN, "stamp", lambda _: no_rescue)
        if kept is None:
            return
        assert self.lives.streams[MAIN][kept.version - 1].hash == kept.hash
        then = self.page.version
        self.page = Page.restored(MAIN, LATE_WINDOW, kept.version, kept.hash, kept.state, kept.archive)
        assert first_difference(self.page, self.lives.page(kept.version), ZONE) is None
        self.lives.grow(self.page, then)
        self.happened["opened"] += 1


def test_a_page_opened_from_its_snapshot_is_the_fold_of_all_its_events(
    store: PageStore, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(lines, "READ_BACK", 2)
    monkeypatch.setattr(threads, "KEPT", TURNS)
    seen: Counter[str] = Counter()
    for seed in range(FIRST, FIRST + HISTORIES):
        seen += play(seed, store)
        store.forget("demo", MAIN)
    assert not [what for what in WANTED if seen[what] < HISTORIES // 10], seen


WANTED = (
    "settled",
    "not settled",
    "opened",
    "brought back",
    "lifted",
    "facts lifted",
    "archived items",
    "archived facts",
)


def play(seed: int, store: PageStore) -> Counter[str]:
    lives, chance = Lives(seed), random.Random(~seed)
    watched = Watched(lives, store, chance)
    last = len(lives.streams[MAIN])
    while watched.page.version < last:
        watched.step()
        if watched.page.version == last or chance.random() < 0.2:
            difference = compare(watched.page, lives.page(watched.page.version), chance)
            assert difference is None, f"seed {seed}, version {watched.page.version}: {difference} differs"
        watched.happened["archived items"] += watched.page.timeline.archive.count > 0
        watched.happened["archived facts"] += watched.page.memory.archive.facts > 0
    return watched.happened


def said_last(page: Page, plain: Timeline, position: int) -> list[list[Turn]]:
    """The last turns recorded before a position: as a follower reads them, and of all there are."""
    said = [item for item in plain.of_interaction(f"i-{MAIN}-1") if item.event in threads.SAID]
    turns = sorted(threads.turn_of(each, each.occurred_at, each.position) for each in said if each.position < position)
    return [threads.last_said(page, f"i-{MAIN}-1", position), turns[-TURNS:]]


def compare(page: Page, plain: Page, chance: random.Random) -> str | None:
    """The first thing that a page tells otherwise than one folded from its first event, all in memory."""
    difference = first_difference(page, plain, ZONE)
    if difference is not None:
        return difference
    one, other = page.timeline, plain.timeline
    for language in ("pl", "en"):
        brief = [(line.text, line.items) for line in prepare_brief(page, language, ZONE).lines]
        if brief != plain_brief(plain, language, ZONE):
            return f"plain brief {language}"
    if {key: fact.fact_id for key, fact in page.memory.standing().items()} != plain_standing(plain):
        return "plain standing"
    start, since = chance.randrange(len(other) + 1), chance.randrange(page.version + 1)
    stop = chance.choice([None, start + chance.randrange(9)])
    newest = chance.randrange(len(plain.memory) + 3)
    problems = [fact for fact in plain.memory.told() if fact.key == "problem"]
    answers = {
        "slice": [_encode(each.in_order(start, stop)) for each in (one, other)],
        "changes": [_encode(each.changed_since(since)) for each in (one, other)],
        "last changes": [sorted(each.last_changes(since).items()) for each in (one, other)],
        "few changes": [min(3, len(each.last_changes(since, 3))) for each in (one, other)],
        "problems": [_encode(each) for each in (page.memory.newest("problem"), problems[::-1])],
        "newest facts": [_encode(list(islice(each, newest))) for each in (page.told_last(), reversed(plain.told()))],
        "interaction": [_encode(each.of_interaction(f"i-{MAIN}-1")) for each in (one, other)],
        "interaction, from its end": [
            _encode([item for _, item in one.back_through(f"i-{MAIN}-1")]),
            _encode(other.of_interaction(f"i-{MAIN}-1")[::-1]),
        ],
        "said last": said_last(page, other, chance.randrange(len(other) + 2)),
        "nothing": [[each.find("t-none"), each.index_of("t-none")] for each in (one, other)],
    }
    for number in chance.sample(range(len(other)), min(5, len(other))):
        at, item_id = other.at(number)
        answers |= {
            f"place {number}": [(each.at(number), each.index_of(item_id)) for each in (one, other)],
            f"before {number}": [(each.before(at, False), each.before(at, True)) for each in (one, other)],
            f"item {item_id}": [_encode(each.find(item_id)) for each in (one, other)],
        }
    return next((name for name, (here, there) in answers.items() if here != there), None)
