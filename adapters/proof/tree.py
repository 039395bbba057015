"""The Merkle tree of RFC 6962 section 2.1: roots, inclusion and consistency proofs over complete subtrees kept elsewhere.

A node is named by (level, index): the hash of the leaves index·2^level up to (index + 1)·2^level, all of them there. Such a
hash never changes again, whatever is appended, so any proof of any earlier size can be made from what is kept.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

Node = Callable[[int, int], bytes]
EMPTY = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def root_hash(size: int, node: Node) -> bytes:
    """The root of the first `size` leaves."""
    return _range(0, size, node) if size else EMPTY


def inclusion_path(index: int, size: int, node: Node) -> list[bytes]:
    """PATH(index, D[size]) of section 2.1.1, leaf's neighbour first. Raises IndexError outside the tree."""
    if not 0 <= index < size:
        raise IndexError(index)
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_range(middle, high, node))
            high = middle
        else:
            path.append(_range(low, middle, node))
            low = middle
    return path[::-1]


def consistency_path(first: int, second: int, node: Node) -> list[bytes]:
    """PROOF(first, D[second]) of section 2.1.2; empty if one of them has nothing to prove. Raises IndexError."""
    if not 0 <= first <= second:
        raise IndexError(first)
    path: list[bytes] = []
    low, high = 0, second
    while 0 < first - low < high - low:
        middle = low + _split(high - low)
        if first <= middle:
            path.append(_range(middle, high, node))
            high = middle
        else:
            path.append(_range(low, middle, node))
            low = middle
    if low and path:  # the old tree is not itself a node that the verifier holds
        path.append(_range(low, high, node))
    return path[::-1]


class Frontier:
    """The roots of a growing tree in a few dozen hashes, for a walk over the whole log."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # of complete subtrees, largest first: one for each bit set in `size`

    def push(self, data: bytes) -> None:
        """Append a leaf."""
        node = leaf_hash(data)
        size = self.size
        while size & 1:
            node = node_hash(self._peaks.pop(), node)
            size >>= 1
        self._peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The root of what was pushed."""
        return _folded(self._peaks) if self._peaks else EMPTY


def _split(count: int) -> int:
    """The largest power of two smaller than `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def _range(low: int, high: int, node: Node) -> bytes:
    """The hash of leaves low up to high; `low` is aligned as the RFC's splits make it."""
    peaks: list[bytes] = []
    while low < high:
        level = (high - low).bit_length() - 1
        peaks.append(node(level, low >> level))
        low += 1 << level
    return _folded(peaks)


def _folded(peaks: Sequence[bytes]) -> bytes:
    hashed = peaks[-1]
    for peak in reversed(peaks[:-1]):
        hashed = node_hash(peak, hashed)
    return hashed
