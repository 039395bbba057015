"""Who is present on all nodes, for one tenant, when messages between them may be lost, repeated and reordered.

Each node speaks for its own sockets alone, and numbers what it says: of one entry the last number counts, whatever came
last. A change is told at once; every five seconds a digest of all a node has, and whoever cannot make that digest of what
they heard asks for the whole. A node that is silent for fifteen seconds is gone, with everybody it spoke for. No clock, no
I/O: the time is given, what is to be said is returned.
"""

from collections.abc import Sequence
from typing import NamedTuple, cast

from app.live import roster_words as words
from app.live.frames import Present, State
from app.live.presence import FIRST
from app.live.roster_peer import Entry, Peer, Where, total, weight

DIGEST_SECONDS = 5.0
SILENT_SECONDS = 14.0  # looked at every second: gone within fifteen
LEFT_SECONDS = 60.0  # so long a late message of a node that said goodbye is not taken for a new node's
FULL_SECONDS = 1.0  # the whole is told at most so often, to all who ask
LATELY_SECONDS = 20.0  # an empty node's digests end so long after its last change


class Heard(NamedTuple):
    """What came of something: whose pages look different now, and what is to be said."""

    changed: set[str] = set()
    say: list[bytes] = []


Change = tuple[str, str, Present | None]  # customer, person, what they do; None: they are gone


class Roster:
    """`node` is a name that is new with every life of the node."""

    def __init__(self, node: str, now: float) -> None:
        self.node = node
        self._own: dict[Where, Present] = {}
        self._weighed: dict[Where, int] = {}  # what `_sum` is the sum of
        self._unweighed: dict[
            Where, None
        ] = {}  # changed since: weighed when the next digest is due, once for all changes
        self._seq = self._sum = 0
        self._changed_at = now
        self._digest_at = self._full_at = float("-inf")
        self._peers: dict[str, Peer] = {}
        self._left: dict[str, float] = {}

    def idle(self, now: float) -> bool:
        """Nobody is here, and nobody was lately: others who did not hear of the last who left may still ask."""
        return not (self._own or self._peers or self._left) and now - self._changed_at > LATELY_SECONDS

    def put(self, changes: Sequence[Change], now: float) -> list[bytes]:
        """What people do on this node now."""
        rows: list[words.Row] = []
        for customer, person, present in changes:
            where = customer, person
            self._unweighed[where] = None
            if present is None:
                self._own.pop(where, None)
                rows.append((customer, person, "", ""))
            else:
                self._own[where] = present
                rows.append((customer, person, present.name, present.state))
        self._seq += len(rows)
        self._changed_at = now
        return list(words.changes(self.node, self._seq, rows))

    def at(self, customer: str) -> dict[str, Present]:
        """Who is on a customer's page on other nodes; of one person the state that matters most to others."""
        found: dict[str, tuple[int, str, Present]] = {}
        for node, peer in self._peers.items():
            for person, entry in peer.at(customer):
                if entry.state in FIRST:  # a later version may know more
                    ranked = FIRST[entry.state], node, Present(entry.name, cast(State, entry.state))
                    found[person] = min(found.get(person, ranked), ranked, key=lambda each: each[:2])
        return {person: ranked[2] for person, ranked in sorted(found.items())}

    def hear(self, said: bytes, now: float) -> Heard:
        """Take in what another node said; what we do not understand is nothing."""
        word = words.read(said)
        if word is None or (word.node == self.node and not isinstance(word, words.Ask)):
            return Heard()
        if isinstance(word, words.Ask):
            return Heard(say=self._whole(now) if word.node in ("", self.node) else [])
        if isinstance(word, words.Left):
            return Heard(self._forget(word.node, now))
        if word.node in self._left:
            return Heard()
        peer = self._peers.setdefault(word.node, Peer(now))
        peer.heard_at = now
        match word:
            case words.Changed():
                entry = Entry(word.name, word.state) if word.state else None
                return Heard(peer.change(word.seq, (word.customer, word.person), entry))
            case words.Changes():
                changed: set[str] = set()
                for seq, row in enumerate(word.rows, word.seq - len(word.rows) + 1):
                    changed |= peer.change(seq, row[:2], Entry(*row[2:]) if row[3] else None)
                return Heard(changed)
            case words.Digest():
                agreed = peer.agree(word.seq, word.count, word.sum)
                return Heard(say=[] if agreed else [words.write(words.Ask(word.node))])
            case words.Part():
                return Heard(peer.take(word))

    def tick(self, now: float) -> Heard:
        """What time brings about: our digest, and nodes that are gone."""
        changed: set[str] = set()
        for node, peer in list(self._peers.items()):
            if now - peer.heard_at >= SILENT_SECONDS:
                del self._peers[node]
                changed |= peer.customers()
        self._left = {node: since for node, since in self._left.items() if now - since < LEFT_SECONDS}
        due = now - self._digest_at >= DIGEST_SECONDS
        return Heard(changed, self.digest(now) if due else [])

    def digest(self, now: float) -> list[bytes]:
        """All we have, in three numbers; nothing from a node that has long had nobody."""
        if not self._own and now - self._changed_at > LATELY_SECONDS:
            return []
        self._digest_at = now
        self._weigh()
        return [words.write(words.Digest(self.node, self._seq, len(self._own), total(self._sum)))]

    def back(self, now: float) -> list[bytes]:
        """The bus is there again: say what we have, and ask everybody for theirs."""
        return [*self.digest(now), words.write(words.Ask(""))]

    def leave(self) -> list[bytes]:
        """Say goodbye: nobody has to wait for our silence."""
        return [words.write(words.Left(self.node))] if self._seq else []

    def _whole(self, now: float) -> list[bytes]:
        if now - self._full_at < FULL_SECONDS or not self._seq:
            return []
        self._full_at = now
        rows = [(customer, person, each.name, each.state) for (customer, person), each in self._own.items()]
        return [words.write(part) for part in words.parts(self.node, self._seq, rows)]

    def _weigh(self) -> None:
        for where in self._unweighed:
            self._sum -= self._weighed.pop(where, 0)
            present = self._own.get(where)
            if present is not None:
                weighed = self._weighed[where] = weight(where, Entry(present.name, present.state))
                self._sum += weighed
        self._unweighed.clear()

    def _forget(self, node: str, now: float) -> set[str]:
        self._left[node] = now
        peer = self._peers.pop(node, None)
        return peer.customers() if peer is not None else set()
