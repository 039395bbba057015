"""Several nodes on one log sign with one key, and none signs what contradicts another."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from adapters.access.heads import SharedHeads
from adapters.access.migrate import migrate_server
from adapters.keys.keyring import WrongMasterKey
from adapters.proof.heads import HeadsFile, read_heads
from adapters.proof.signing import PURPOSE, open_key, read_public
from adapters.proof.store import TreeStore
from app.audit.proof import FOREIGN, REWRITTEN, ROLLED_BACK, Proof, ProofRefused
from tests.app.audit.evidence import NOW, Evidence, evidence
from tests.peers.postgres import Postgres


class Nodes:
    """One log, and the proof of as many nodes as a test opens."""

    def __init__(self, kept: Evidence, url: str, folder: Path) -> None:
        self.kept, self.url, self._folder = kept, url, folder
        self._closing = ExitStack()

    def open(self, name: str) -> Proof:
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        shared = SharedHeads(self.url)
        key = open_key(folder, self.kept.log.keyring.tenant_cipher("", PURPOSE), os.urandom, shared)
        tree, file = TreeStore(folder / "proof.db"), HeadsFile(folder / "heads.jsonl")
        proof = Proof(self.kept.log.reader, tree, file, key, lambda: NOW, shared)
        self._closing.callback(proof.close)
        proof.open()
        return proof

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def close(self) -> None:
        self._closing.close()


@pytest.fixture
def nodes(tmp_path: Path, postgres: Postgres) -> Iterator[Nodes]:
    url = postgres.fresh()
    migrate_server(url)
    with evidence(tmp_path, "c-1", "c-2", "c-1", url=url) as kept:
        nodes = Nodes(kept, url, tmp_path)
        yield nodes
        nodes.close()


def test_every_node_signs_with_the_same_key_and_says_whose_it_is(nodes: Nodes, tmp_path: Path):
    one, two = nodes.open("one"), nodes.open("two")
    assert one.fresh().key == two.fresh().key == one.public_key
    assert read_public(tmp_path / "one" / "head.pub") == read_public(tmp_path / "two" / "head.pub")
    assert not (tmp_path / "one" / "head.key").exists()


def test_the_key_a_node_had_before_becomes_that_of_all(nodes: Nodes, tmp_path: Path):
    (tmp_path / "one").mkdir()
    own = open_key(tmp_path / "one", nodes.kept.log.keyring.tenant_cipher("", PURPOSE), os.urandom)
    assert own.public == nodes.open("one").public_key == nodes.open("two").public_key


def test_a_key_sealed_under_other_keys_is_refused(nodes: Nodes, tmp_path_factory: pytest.TempPathFactory):
    nodes.open("one")
    with evidence(tmp_path_factory.mktemp("other")) as other, pytest.raises(WrongMasterKey):
        cipher = other.log.keyring.tenant_cipher("", PURPOSE)
        open_key(other.folder, cipher, os.urandom, SharedHeads(nodes.url))


def test_a_node_that_is_behind_takes_in_what_another_signed_before_it_signs(nodes: Nodes):
    one, two = nodes.open("one"), nodes.open("two")
    two.fresh()
    nodes.kept.grow("c-3", "c-4")
    assert 5 == one.fresh().size
    assert 3 == two.size
    assert 5 == two.sign().size


def test_a_new_node_does_not_sign_a_log_that_is_not_the_one_another_signed(nodes: Nodes):
    nodes.open("one").fresh()
    nodes.run("UPDATE event SET hash = sha256('another') WHERE position = 2")
    with pytest.raises(ProofRefused, match=REWRITTEN):
        nodes.open("two").fresh()


def test_a_new_node_does_not_sign_a_log_that_is_shorter_than_another_signed(nodes: Nodes):
    nodes.open("one").fresh()
    nodes.run("DELETE FROM event WHERE position = 3")
    nodes.run("UPDATE log_head SET position = 2")
    with pytest.raises(ProofRefused, match=ROLLED_BACK):
        nodes.open("two").fresh()


def test_a_head_that_nobody_of_ours_signed_stops_nobody_and_is_told(nodes: Nodes, tmp_path: Path):
    one = nodes.open("one")
    one.fresh()
    nodes.run("UPDATE throughline_access.head SET line = replace(line, '\"size\":3', '\"size\":9'), size = 9")
    assert 3 == one.fresh().size
    assert [FOREIGN] == one.warnings()
    assert [3, 3] == [head.size for head in read_heads(tmp_path / "one" / "heads.jsonl")]
