"""Signed heads: what is signed, what is refused, and what a restart, a lost file or a rolled-back log makes of them."""

import asyncio
import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.keys.keyring import WrongMasterKey
from adapters.log.reading import LogReader
from adapters.log.sqlite import SqliteReader
from adapters.proof.heads import Head, NotAHead, read_head, read_heads, sign_head, signed_part
from adapters.proof.signing import PURPOSE, open_key, read_public
from adapters.proof.tree import EMPTY
from app.audit import proof as proofs
from app.audit.follower import ProofFollower
from app.audit.proof import Proof, ProofRefused
from app.audit.verify import Broken, consistent, signed_by
from app.audit.verify import read_head as read_head_alone
from tests.app.audit.evidence import NOW, Evidence, evidence
from tests.peers.postgres import Postgres

FIVE = ("c-1", "c-2", "c-1", "c-3", "c-1")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Evidence]:
    with evidence(tmp_path, *FIVE) as made:
        yield made


def heads(kept: Evidence) -> list[Head]:
    return read_heads(kept.heads_file.path)


def test_a_head_covers_the_whole_log_and_anybody_can_check_it(kept: Evidence):
    head = kept.proof.fresh()
    assert (kept.log.reader.life(), 5, "2026-11-18T11:06:40.000000Z") == (head.life, head.size, head.time)
    assert [head] == heads(kept)
    assert read_public(kept.folder / "head.pub") == head.key
    assert signed_by(head.key, signed_part(head).encode(), head.signature)
    assert head.root == read_head_alone(head.line.encode()).root


def test_the_line_is_exactly_as_documented():
    head = sign_head("life-1", 7, bytes(32), "2026-11-21T09:18:00.000000Z", bytes(32), lambda signed: bytes(64))
    assert (
        f'{{"format":"throughline-head-1","life":"life-1","size":7,"root":"{"00" * 32}",'
        f'"time":"2026-11-21T09:18:00.000000Z","key":"{"00" * 32}","signature":"{"00" * 64}"}}'
    ) == head.line
    with pytest.raises(NotAHead):
        sign_head('"', 7, bytes(32), "2026-11-21T09:18:00.000000Z", bytes(32), lambda signed: bytes(64))


def test_both_readers_refuse_every_changed_byte_of_a_head(kept: Evidence):
    line = kept.proof.fresh().line
    for at in range(len(line)):
        for changed in (line[:at] + chr(ord(line[at]) ^ 1) + line[at + 1 :], line[:at] + line[at + 1 :]):
            with pytest.raises(NotAHead):
                read_head(changed)
            if at % 7 == 0:  # the other one is slow
                with pytest.raises(Broken):
                    read_head_alone(changed.encode())


def test_each_head_continues_the_one_before(kept: Evidence):
    first = kept.proof.fresh()
    kept.grow("c-2", "c-4")
    second = kept.proof.fresh()
    between = kept.proof.consistency(5, 7)
    assert consistent(5, first.root, 7, second.root, between.path)
    assert [5, 7] == [head.size for head in heads(kept)]


def test_an_empty_log_has_a_head_too(tmp_path: Path):
    with evidence(tmp_path) as kept:
        assert (0, EMPTY) == kept.proof.fresh()[1:3]


def test_after_a_restart_the_tree_and_the_heads_go_on(kept: Evidence):
    before = kept.proof.fresh()
    kept.proof.close()
    kept.grow("c-2")
    after = kept.reopened()
    assert (5, before) == (after.size, after.last)
    assert 6 == after.fresh().size


def test_a_lost_tree_is_made_again_from_the_log_and_compared(kept: Evidence):
    root = kept.proof.fresh().root
    kept.proof.close()
    remove(kept.folder, "proof.db")
    assert 0 == kept.reopened().size
    assert root == kept.proof.fresh().root
    assert [5, 5] == [head.size for head in heads(kept)]


def test_a_lost_file_of_heads_is_written_again_from_our_own(kept: Evidence):
    first = kept.proof.fresh()
    kept.proof.close()
    kept.heads_file.path.unlink()
    kept.reopened()
    assert [first] == heads(kept)
    kept.grow("c-9")
    second = kept.proof.fresh()
    assert [first, second] == heads(kept)


def test_a_head_torn_by_a_power_cut_is_forgotten(kept: Evidence):
    head = kept.proof.fresh()
    kept.proof.close()
    with kept.heads_file.path.open("a") as file:
        file.write(head.line[:100])
    kept.reopened()
    assert [head] == heads(kept)


def test_a_signing_key_of_another_key_database_is_refused(kept: Evidence, tmp_path_factory: pytest.TempPathFactory):
    with evidence(tmp_path_factory.mktemp("other")) as other, pytest.raises(WrongMasterKey):
        open_key(kept.folder, other.log.keyring.tenant_cipher("", PURPOSE), os.urandom)


def test_the_signing_key_can_be_carried_to_another_node_of_the_same_keys(kept: Evidence, tmp_path: Path):
    there = tmp_path / "there"
    there.mkdir()
    shutil.copy(kept.folder / "head.key", there / "head.key")
    key = open_key(there, kept.log.keyring.tenant_cipher("", PURPOSE), os.urandom)
    assert kept.proof.public_key == key.public == read_public(there / "head.pub")
    assert b"PRIVATE" not in (there / "head.key").read_bytes()


# ---- what contradicts a head -------------------------------------------------------------------------------------------


class Log:
    """Another copy of the log behind the same proof."""

    def __init__(self, kept: Evidence, change: str) -> None:
        path = kept.folder / "copy.db"
        with sqlite3.connect(kept.log.path) as source, sqlite3.connect(path) as copy:
            source.backup(copy)
        with sqlite3.connect(path) as copy:
            copy.executescript(change)
        self.reader: LogReader = SqliteReader(path)


def behind(kept: Evidence, change: str, tree: bool = True) -> Proof:
    """The proof as it starts over a log that was changed meanwhile, with or without its tree."""
    kept.proof.close()
    if not tree:
        remove(kept.folder, "proof.db")
    whole, kept.log.reader = kept.log.reader, Log(kept, change).reader
    try:
        return kept.reopened()
    finally:
        kept.log.reader = whole


def remove(folder: Path, name: str) -> None:
    for each in folder.glob(f"{name}*"):
        each.unlink()


@pytest.mark.parametrize("tree", [True, False])
def test_a_rolled_back_log_is_refused_loudly(kept: Evidence, tree: bool, caplog: pytest.LogCaptureFixture):
    kept.proof.fresh()
    proof = behind(kept, "DELETE FROM event WHERE position > 3", tree)
    assert [proofs.ROLLED_BACK] == proof.warnings(), "at once, whether or not a head is due"
    with pytest.raises(ProofRefused, match="rolled back"):
        proof.fresh()
    assert [proofs.ROLLED_BACK] == proof.warnings()
    assert [logging.ERROR] == [record.levelno for record in caplog.records]
    assert 1 == len(heads(kept))


def test_a_log_rolled_back_below_its_tree_is_refused_even_if_no_head_covers_the_end(kept: Evidence):
    kept.proof.catch_up()
    proof = behind(kept, "DELETE FROM event WHERE position > 3")
    with pytest.raises(ProofRefused, match="rolled back"):
        proof.fresh()


def test_a_rewritten_last_event_is_found_before_the_next_is_taken(kept: Evidence):
    kept.proof.catch_up()
    proof = behind(kept, "UPDATE event SET hash = zeroblob(32) WHERE position = 5")
    with pytest.raises(ProofRefused, match="changed"):
        proof.fresh()


def test_a_rewritten_log_without_its_tree_is_found_by_the_last_head(kept: Evidence):
    kept.proof.fresh()
    proof = behind(kept, "UPDATE event SET hash = zeroblob(32) WHERE position = 2", tree=False)
    with pytest.raises(ProofRefused, match="changed"):
        proof.fresh()
    assert not proof.grown()
    assert [5] == [head.size for head in heads(kept)]


def test_a_hole_in_the_log_is_never_taken_in(kept: Evidence):
    proof = behind(kept, "DELETE FROM event WHERE position = 2")
    with pytest.raises(ProofRefused):
        proof.fresh()


def test_a_damaged_tree_signs_nothing(tmp_path: Path):
    with evidence(tmp_path, *["c-1"] * 300) as kept:
        kept.proof.fresh()
        kept.grow("c-1")
        kept.proof._tree._sql.execute("UPDATE tile SET hashes = x'00'")  # pyright: ignore[reportPrivateUsage]
        kept.proof.close()
        proof = kept.reopened()
        for asked in (lambda: proof.consistency(100, 301), proof.fresh):
            with pytest.raises(ProofRefused, match=r"proof\.db is damaged"):
                asked()


def test_a_restored_log_begins_a_new_life_and_says_what_it_lacks(kept: Evidence):
    kept.proof.fresh()
    proof = behind(kept, "DELETE FROM event WHERE position > 3; UPDATE log_identity SET life = 'second'")
    head = proof.fresh()
    assert ("second", 3) == (head.life, head.size)
    assert [proofs.RESTORED] == proof.warnings()


def test_a_log_restored_whole_needs_no_warning(kept: Evidence):
    first = kept.proof.fresh()
    proof = behind(kept, "UPDATE log_identity SET life = 'second'")
    assert first.root == proof.fresh().root
    assert [] == proof.warnings()


def test_heads_that_cannot_be_written_are_kept_and_written_later(kept: Evidence):
    kept.heads_file.path = kept.folder / "away" / "heads.jsonl"
    with pytest.raises(ProofRefused):
        kept.proof.fresh()
    with pytest.raises(ProofRefused):
        kept.proof.covering(1)
    assert [proofs.UNWRITTEN] == kept.proof.warnings()
    kept.heads_file.path.parent.mkdir()
    kept.grow("c-1")
    kept.proof.fresh()
    assert [5, 5, 6] == [head.size for head in heads(kept)]
    assert [] == kept.proof.warnings()


def test_a_head_cut_short_by_a_full_disk_does_not_spoil_the_next(kept: Evidence):
    head = kept.proof.fresh()
    with kept.heads_file.path.open("a") as file:
        file.write(head.line[:50])
    kept.grow("c-1")
    assert [head, kept.proof.fresh()] == heads(kept)


# ---- when they are signed ----------------------------------------------------------------------------------------------


class Times:
    """A follower whose minutes pass when we say so."""

    def __init__(self, kept: Evidence) -> None:
        self.now = 1_000.0
        self.kept = kept
        self.follower = ProofFollower(kept.proof, timedelta(minutes=10), lambda: self.now)

    async def step(self) -> list[int]:
        self.now += 1
        while await self.follower._step():  # pyright: ignore[reportPrivateUsage]
            pass
        return [head.size for head in heads(self.kept)]


def test_heads_are_signed_at_start_every_ten_minutes_and_at_the_end(kept: Evidence):
    async def story() -> None:
        times = Times(kept)
        assert [5] == await times.step()
        kept.grow("c-1")
        assert [5] == await times.step()
        times.now += 600
        assert [5, 6] == await times.step()
        times.now += 600
        assert [5, 6] == await times.step(), "the log did not grow"
        times.follower._task = asyncio.create_task(asyncio.sleep(0))  # pyright: ignore[reportPrivateUsage]
        kept.grow("c-1")
        await times.follower.stop()
        assert [5, 6, 7] == [head.size for head in heads(kept)]

    asyncio.run(story())


def test_a_long_log_is_taken_in_by_batches(kept: Evidence, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.audit.proof.BATCH", 2)
    monkeypatch.setattr("app.audit.follower.BATCH", 2)

    async def story() -> None:
        times = Times(kept)
        assert [5] == await times.step()
        assert 5 == times.follower.position

    asyncio.run(story())


def test_the_same_over_postgresql(tmp_path: Path, postgres: Postgres):
    with evidence(tmp_path, *FIVE, url=postgres.fresh()) as kept:
        assert 5 == kept.proof.fresh().size
        kept.grow("c-1")
        assert 6 == kept.proof.fresh().size
        assert NOW == kept.log.reader.since(0, 1)[0].occurred_at
