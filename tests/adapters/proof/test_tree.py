"""The tree against the published vectors of Certificate Transparency, a book-keeper's tree, and another library."""

import hashlib
import os
import random
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from adapters.proof.store import TornTree, TreeStore
from adapters.proof.tree import EMPTY, Frontier, leaf_hash, node_hash
from app.audit.verify import consistent, path_root

# The eight leaves, the roots and the proofs that every implementation of RFC 6962 tests itself with.
LEAVES = [bytes.fromhex(each) for each in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A, B, C, D, E, F = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
)  # fmt: skip
INCLUSION = {(0, 1): [], (0, 8): [A, B, C], (5, 8): [D, E, ROOTS[4]], (2, 3): [ROOTS[2]], (1, 5): [ROOTS[1], B, D]}
CONSISTENCY = {(1, 1): [], (1, 8): [A, B, C], (6, 8): [F, E, ROOTS[4]], (2, 5): [B, D],
               (6, 7): [F, "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f", ROOTS[4]]}  # fmt: skip


def tree_of(folder: Path, leaves: Sequence[bytes]) -> TreeStore:
    tree = TreeStore(folder / "proof.db")
    tree.begin("life")
    tree.append(leaves)
    return tree


def hexed(path: Sequence[bytes]) -> list[str]:
    return [each.hex() for each in path]


def test_the_published_roots(tmp_path: Path):
    tree, walk = tree_of(tmp_path, LEAVES), Frontier()
    assert ROOTS == [tree.root(size).hex() for size in range(9)]
    assert ROOTS[0] == walk.root().hex() == EMPTY.hex()
    for size, leaf in enumerate(LEAVES, 1):
        walk.push(leaf)
        assert ROOTS[size] == walk.root().hex()


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_the_published_inclusion_proofs(tmp_path: Path, index: int, size: int):
    path = tree_of(tmp_path, LEAVES).inclusion(index, size)
    assert INCLUSION[index, size] == hexed(path)
    assert ROOTS[size] == (path_root(leaf_hash(LEAVES[index]), index, size, path) or b"").hex()


@pytest.mark.parametrize(("first", "second"), CONSISTENCY)
def test_the_published_consistency_proofs(tmp_path: Path, first: int, second: int):
    path = tree_of(tmp_path, LEAVES).consistency(first, second)
    assert CONSISTENCY[first, second] == hexed(path)
    assert consistent(first, bytes.fromhex(ROOTS[first]), second, bytes.fromhex(ROOTS[second]), path)


def test_the_example_of_the_rfc(tmp_path: Path):
    """RFC 6962, section 2.1.3: the tree of seven leaves, by the names its figure gives to the nodes."""
    tree = tree_of(tmp_path, [f"d{number}".encode() for number in range(7)])
    a, b, c, d, e, f, j = (leaf_hash(f"d{number}".encode()) for number in range(7))
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, m = node_hash(g, h), node_hash(i, j)
    assert node_hash(k, m) == tree.root(7)
    assert [[b, h, m], [c, g, m], [f, j, k], [i, k]] == [tree.inclusion(at, 7) for at in (0, 3, 4, 6)]
    assert [[c, d, g, m], [m], [i, j, k]] == [tree.consistency(size, 7) for size in (3, 4, 6)]


class ByTheBook:
    """The definitions of section 2.1, word for word, on a list of leaves."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.leaves = leaves

    def root(self, low: int, high: int) -> bytes:
        if high - low == 0:
            return hashlib.sha256(b"").digest()
        if high - low == 1:
            return hashlib.sha256(b"\x00" + self.leaves[low]).digest()
        k = split(high - low)
        return hashlib.sha256(b"\x01" + self.root(low, low + k) + self.root(low + k, high)).digest()

    def path(self, m: int, low: int, high: int) -> list[bytes]:
        if high - low == 1:
            return []
        k = split(high - low)
        if m < k:
            return [*self.path(m, low, low + k), self.root(low + k, high)]
        return [*self.path(m - k, low + k, high), self.root(low, low + k)]

    def proof(self, m: int, low: int, high: int, known: bool = True) -> list[bytes]:
        if m == high - low:
            return [] if known else [self.root(low, high)]
        k = split(high - low)
        if m <= k:
            return [*self.proof(m, low, low + k, known), self.root(low + k, high)]
        return [*self.proof(m - k, low + k, high, False), self.root(low, low + k)]


def split(count: int) -> int:
    k = 1
    while 2 * k < count:
        k *= 2
    return k


def test_every_proof_of_every_size_is_by_the_book(tmp_path: Path):
    leaves = [bytes([number]) * 32 for number in range(40)]
    tree, book = tree_of(tmp_path, leaves), ByTheBook(leaves)
    for size in range(1, 41):
        assert book.root(0, size) == tree.root(size)
        for at in range(size):
            assert book.path(at, 0, size) == tree.inclusion(at, size)
            assert book.proof(at + 1, 0, size) == tree.consistency(at + 1, size)


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> tuple[TreeStore, list[bytes], list[bytes]]:
    """70,000 leaves, over two full heights of tiles, taken in by batches of every kind; and the root of each size."""
    chance = random.Random(6962)
    leaves = [chance.randbytes(32) for _ in range(70_000)]
    walk = Frontier()
    roots = [walk.root()]
    for leaf in leaves:
        walk.push(leaf)
        roots.append(walk.root())
    tree, at = tree_of(tmp_path_factory.mktemp("big"), []), 0
    while at < len(leaves):
        step = chance.choice([1, 7, 255, 256, 257, 513, 5_000])
        tree.append(leaves[at : at + step])
        at += step
    return tree, leaves, roots


def test_batches_of_any_size_give_one_tree(big: tuple[TreeStore, list[bytes], list[bytes]]):
    tree, leaves, roots = big
    chance = random.Random(9162)
    sizes = [1, 255, 256, 257, 65_535, 65_536, 65_537, 70_000, *(chance.randrange(1, 70_001) for _ in range(400))]
    for size in sizes:
        assert roots[size] == tree.root(size)
        at, first = chance.randrange(size), chance.randrange(size + 1)
        assert roots[size] == path_root(leaf_hash(leaves[at]), at, size, tree.inclusion(at, size))
        assert consistent(first, roots[first], size, roots[size], tree.consistency(first, size))


def test_a_proof_reads_a_few_tiles_only(big: tuple[TreeStore, list[bytes], list[bytes]]):
    tree, _, _ = big
    asked: list[str] = []
    tree._open.clear()  # pyright: ignore[reportPrivateUsage]
    tree._sql.set_trace_callback(asked.append)  # pyright: ignore[reportPrivateUsage]
    tree.inclusion(12_345, 69_999)
    tree.consistency(12_345, 69_999)
    tree._sql.set_trace_callback(None)  # pyright: ignore[reportPrivateUsage]
    assert 0 < len(asked) <= 6


def test_tiles_are_written_once_and_a_reopened_tree_goes_on(tmp_path: Path):
    leaves = [os.urandom(32) for _ in range(1_500)]
    tree = tree_of(tmp_path, leaves[:700])
    written = tree._sql.execute("SELECT * FROM tile").fetchall()  # pyright: ignore[reportPrivateUsage]
    tree.close()
    tree = TreeStore(tmp_path / "proof.db")
    assert ("life", 700) == (tree.life, tree.size)
    tree.append(leaves[700:])
    assert written == tree._sql.execute("SELECT * FROM tile LIMIT 2").fetchall()  # pyright: ignore[reportPrivateUsage]
    assert ByTheBook(leaves).root(0, 1_500) == tree.root(1_500)
    with pytest.raises(sqlite3.OperationalError):
        TreeStore(tmp_path / "proof.db", read_only=True).begin("other")


def test_a_batch_that_cannot_be_written_leaves_the_tree_as_it_was(tmp_path: Path):
    leaves = [os.urandom(32) for _ in range(600)]
    tree = tree_of(tmp_path, leaves[:200])
    tree._sql.execute("INSERT INTO tile VALUES (0, 1, x'00')")  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(sqlite3.IntegrityError):
        tree.append(leaves[200:])
    assert 200 == tree.size
    tree._sql.execute("DELETE FROM tile")  # pyright: ignore[reportPrivateUsage]
    tree.append(leaves[200:])
    assert ByTheBook(leaves).root(0, 600) == tree.root(600)


def test_a_torn_tile_is_said_and_never_guessed(tmp_path: Path):
    tree = tree_of(tmp_path, [os.urandom(32) for _ in range(300)])
    tree._sql.execute("UPDATE tile SET hashes = substr(hashes, 1, 100)")  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(TornTree):
        tree.root(200)


@pytest.mark.parametrize(("index", "size"), [(-1, 8), (8, 8), (0, 0), (9, 10)])
def test_what_is_not_in_the_tree_has_no_proof(tmp_path: Path, index: int, size: int):
    tree = tree_of(tmp_path, LEAVES)
    with pytest.raises(IndexError):
        tree.inclusion(index, size)


def test_no_consistency_with_a_future_or_backwards(tmp_path: Path):
    tree = tree_of(tmp_path, LEAVES)
    for first, second in ((5, 4), (1, 9), (-1, 3)):
        with pytest.raises(IndexError):
            tree.consistency(first, second)
    assert consistent(0, EMPTY, 8, tree.root(8), tree.consistency(0, 8))


def test_a_leaf_outside_the_tree_has_no_root():
    for index, size in ((-1, 1), (1, 1), (0, 0), (8, 8), (-1, 8)):
        assert path_root(leaf_hash(b""), index, size, []) is None
        assert path_root(leaf_hash(b""), index, size, [bytes(32)] * 3) is None


def test_a_wrong_path_proves_nothing(tmp_path: Path):
    chance = random.Random(2024)
    leaves = [chance.randbytes(32) for _ in range(60)]
    tree = tree_of(tmp_path, leaves)
    for _ in range(2_000):
        size = chance.randrange(2, 61)
        at, first = chance.randrange(size), chance.randrange(1, size)
        path, between = tree.inclusion(at, size), tree.consistency(first, size)
        other = chance.choice([each for each in range(size) if each != at])
        assert tree.root(size) != path_root(leaf_hash(leaves[at]), other, size, path)
        assert tree.root(size) != path_root(leaf_hash(leaves[at]), at, size, spoilt(path, chance))
        assert not consistent(first, tree.root(first), size, tree.root(size), spoilt(between, chance))
        assert not consistent(first, os.urandom(32), size, tree.root(size), between)


def spoilt(path: list[bytes], chance: random.Random) -> list[bytes]:
    """One hash changed, left out, doubled or added."""
    at = chance.randrange(len(path))
    match chance.choice(["flip", "drop", "double", "add"]):
        case "flip":
            return [*path[:at], bytes([path[at][0] ^ 1]) + path[at][1:], *path[at + 1 :]]
        case "drop":
            return path[:at] + path[at + 1 :]
        case "double":
            return path[: at + 1] + path[at:]
        case _:
            return [*path, bytes(32)]


def test_another_library_agrees(tmp_path: Path):
    try:
        import pymerkle
    except ImportError:
        if os.environ.get("CI"):
            raise
        pytest.skip("needs pymerkle 7 (requirements/peers.txt), which is not in our locks because of its licence")
    chance = random.Random(7)
    leaves = [chance.randbytes(32) for _ in range(300)]
    ours, theirs = tree_of(tmp_path, leaves), pymerkle.InmemoryTree(algorithm="sha256")
    assert 7 == int(pymerkle.__version__.split(".")[0])
    for leaf in leaves:
        theirs.append_entry(leaf)
    for size in (1, 2, 3, 7, 8, 200, 255, 256, 257, 300):
        assert theirs.get_root(size) == ours.root(size)
        for at in {0, size - 1, *(chance.randrange(size) for _ in range(10))}:
            proof = theirs.prove_inclusion(at + 1, size)
            assert proof.path[0] == leaf_hash(leaves[at])
            assert set(proof.path[1:]) == set(ours.inclusion(at, size))
            pymerkle.verify_inclusion(leaf_hash(leaves[at]), ours.root(size), proof)
        first = chance.randrange(1, size + 1)
        proof = theirs.prove_consistency(first, size)
        pymerkle.verify_consistency(ours.root(first), ours.root(size), proof)
