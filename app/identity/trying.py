"""Rules of linking tried on history: the log is replayed beside the service, and nothing is written anywhere."""

import asyncio
import hashlib
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.identity.store import IdentityStore
from adapters.keys.keyring import KeyDestroyed
from adapters.log.codec import UNREADABLE, Codec
from adapters.log.reading import LogReader
from app.identity.dry import Dry
from app.identity.follower import WATCHED
from app.identity.writing import ACTOR
from domain.customer import events as happened
from domain.identity.rules import STANDARD, Rules
from domain.identity.units import INTERACTION
from domain.record import Recorded

BATCH = 1_000
TOLD = WATCHED | {"match-suggested", "handle-shared"}
Pair = tuple[str, str]


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """One link: `one` is an interaction or a customer, `other` the customer; `today`: it stands so already."""

    what: str  # attach, merge, suggest
    one: str
    other: str
    evidence: tuple[str, ...] = ()
    score: float | None = None
    today: bool = False


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """A link the rules would make that a person has undone or refused: `how` says by what."""

    what: str
    one: str
    other: str
    how: str  # reversal, dismissal, reassignment


class Outcome(msgspec.Struct, kw_only=True):
    """What one set of rules makes of the log. Handles are named by kind and the log's own keyed hash."""

    links: list[Linked] = []
    undone: list[Linked] = []  # stands today by a rule, and would not
    shared: dict[str, tuple[str, str]] = {}  # digest -> kind, why
    mistakes: list[Mistake] = []


class Tried(msgspec.Struct, kw_only=True):
    """The rules in force beside those tried."""

    events: int
    present: Outcome
    tried: Outcome


class Today:
    """What stands in the log, whoever did it; and what people took back."""

    def __init__(self) -> None:
        self.homes: dict[str, str] = {}
        self.absorbed: dict[str, str] = {}
        self.by_rule: dict[str, str] = {}  # absorbed customer -> merge, where a rule did it
        self.suggested: set[Pair] = set()
        self.shared: set[str] = set()
        self.born: dict[str, str] = {}
        self.refused: dict[Pair, str] = {}
        self.placed: dict[str, str] = {}  # interaction -> whose it is, as a person said
        self.since: dict[str, datetime] = {}
        self._merges: dict[str, Pair] = {}

    def root(self, customer: str) -> str:
        """Who answers for a customer."""
        return _root(customer, self.absorbed)

    def note(self, recorded: Recorded) -> None:
        """Take in one event."""
        event = recorded.event
        match event:
            case happened.InteractionStarted():
                self.homes[event.interaction_id] = event.identity or recorded.stream
                self.since[event.interaction_id] = recorded.occurred_at
            case happened.InteractionReassigned():
                self._moved(recorded, event)
            case happened.CustomersMerged():
                self.absorbed[event.absorbed] = event.survivor
                self._merges[event.merge_id] = (event.survivor, event.absorbed)
                if not event.by:
                    self.by_rule[event.absorbed] = event.merge_id
            case happened.CustomersUnmerged():
                self._unmerged(event)
            case happened.MatchSuggested():
                pair = _pair(recorded.stream, event.other_customer)
                (self.suggested.add if event.score > 0 else self.suggested.discard)(pair)
            case happened.MatchDismissed() if event.by:
                self.refused.setdefault(_pair(recorded.stream, event.other_customer), "dismissal")
            case happened.HandleShared():
                (self.shared.add if event.shared else self.shared.discard)(event.digest)
            case _:
                pass

    def _moved(self, recorded: Recorded, event: happened.InteractionReassigned) -> None:
        to = event.identity or event.to_customer
        self.homes[event.interaction_id] = to
        if event.provisional:
            for interaction_id in [each for each, home in self.homes.items() if home == event.from_customer]:
                self.homes[interaction_id] = to
        elif event.by:
            self.placed[event.interaction_id] = to
        elif recorded.actor == ACTOR:
            self.born.setdefault(event.interaction_id, to)

    def _unmerged(self, event: happened.CustomersUnmerged) -> None:
        pair = self._merges.get(event.merge_id)
        if pair is not None and self.absorbed.get(pair[1]) == pair[0]:
            del self.absorbed[pair[1]]
            self.by_rule.pop(pair[1], None)
            if event.by:
                self.refused[_pair(*pair)] = "reversal"


class OwnKeys:
    """Keys of this replay alone: nothing it keeps can be opened after it, and an erased person's was never open."""

    def __init__(self) -> None:
        self._cipher, self._secret = AESGCM(os.urandom(32)), os.urandom(32)

    def key(self, _tenant: str, _stream: str) -> AESGCM:
        """One for all."""
        return self._cipher

    def keyed_hash(self, tenant: str, *parts: str) -> bytes:
        """As Keyring's."""
        said = b"".join(len(each.encode()).to_bytes(4, "big") + each.encode() for each in (tenant, *parts))
        return hashlib.blake2b(said, key=self._secret, digest_size=32).digest()


def try_rules(reader: LogReader, codec: Codec, tenant: str, rules: Rules, present: Rules = STANDARD,
              since: datetime | None = None) -> Tried:  # fmt: skip
    """Replay a tenant's log under both. Reads only. `since` leaves out links of interactions that began before."""
    today, events = Today(), 0
    for recorded in _history(reader, codec, tenant, TOLD):
        today.note(recorded)
        events += 1
    runs = {"present": (present, True), "tried": (rules, True)}
    if today.refused or today.placed:  # once more without what people decided: would the rules have known?
        runs |= {"present, untold": (present, False), "tried, untold": (rules, False)}
    done = asyncio.run(_replayed(reader, codec, tenant, runs, today))
    found = {name: _outcome(run, today, done.get(f"{name}, untold", run), since) for name, run in done.items()}
    for run in done.values():
        run.close()
    return Tried(events=events, present=found["present"], tried=found["tried"])


async def _replayed(reader: LogReader, codec: Codec, tenant: str, runs: Mapping[str, tuple[Rules, bool]],
                    today: Today) -> dict[str, Dry]:  # fmt: skip
    keys: Any = OwnKeys()
    made = {
        name: Dry(IdentityStore(Path(":memory:"), "try"), keys, rules, today.born) for name, (rules, _) in runs.items()
    }
    for recorded in _history(reader, codec, tenant, WATCHED):
        if recorded.actor == ACTOR:
            continue  # what the rules of that day did: these do their own
        for name, (_, told) in runs.items():
            if told or not getattr(recorded.event, "by", ""):
                await made[name].take(recorded)
    return made


def _history(reader: LogReader, codec: Codec, tenant: str, types: frozenset[str]) -> Iterator[Recorded]:
    position = 0
    while rows := reader.since(position, BATCH, tenant):
        position = rows[-1].position
        for row in rows:
            if row.type in types:
                try:
                    yield codec.open(row)
                except (KeyDestroyed, *UNREADABLE):
                    continue  # an erased person's


# ---- what came of it -------------------------------------------------------------------------------------------------


def _outcome(run: Dry, today: Today, untold: Dry, since: datetime | None) -> Outcome:
    outcome = Outcome()
    absorbed = run.graph.store.all_absorbed()
    units = {unit_id: home for unit_id, what, home in run.graph.store.units.all() if what == INTERACTION}
    recent = {each for each in units if since is None or today.since.get(each, since) >= since}
    people = {_root(units[each], absorbed) for each in recent}
    for customer, survivor in sorted(absorbed.items()):
        act = run.merged.get(customer)
        if act is not None and (since is None or _root(customer, absorbed) in people):
            same = today.root(customer) == today.root(survivor)
            outcome.links.append(Linked(what="merge", one=customer, other=survivor, evidence=act.evidence, today=same))
    for unit_id, act in sorted(run.given.items()):
        if unit_id in recent:
            to = _root(units[unit_id], absorbed)
            same = today.root(today.homes.get(unit_id, "")) == today.root(to)
            outcome.links.append(Linked(what="attach", one=unit_id, other=to, evidence=act.evidence, today=same))
    for (one, other), (score, evidence) in sorted(run.suggested.items()):
        if since is None or not people.isdisjoint((one, other)):
            outcome.links.append(Linked(what="suggest", one=one, other=other, score=score, evidence=evidence,
                                        today=(one, other) in today.suggested))  # fmt: skip
    outcome.undone = [Linked(what="merge", one=customer, other=today.absorbed[customer], today=True)
                      for customer in sorted(today.by_rule) if _root(customer, absorbed) != _root(today.absorbed[customer], absorbed)]  # fmt: skip
    outcome.shared = _shared(run)
    outcome.mistakes = _mistakes(untold, today)
    return outcome


def _shared(run: Dry) -> dict[str, tuple[str, str]]:
    digests = run.digests
    return {digests[anchor]: (anchor[0], why) for anchor, why in sorted(run.shared.items()) if anchor in digests}


def _mistakes(untold: Dry, today: Today) -> list[Mistake]:
    absorbed = untold.graph.store.all_absorbed()
    units = {unit_id: home for unit_id, _, home in untold.graph.store.units.all()}
    found: list[Mistake] = []
    for (one, other), how in sorted(today.refused.items()):
        if _root(one, absorbed) == _root(other, absorbed):
            found.append(Mistake(what="merge", one=one, other=other, how=how))
        elif _pair(_root(one, absorbed), _root(other, absorbed)) in untold.suggested:
            found.append(Mistake(what="suggest", one=one, other=other, how=how))
    for unit_id, to in sorted(today.placed.items()):
        home = units.get(unit_id)
        if home is not None and _root(home, absorbed) != _root(to, absorbed):
            found.append(Mistake(what="attach", one=unit_id, other=_root(home, absorbed), how="reassignment"))
    return found


def _root(customer: str, absorbed: Mapping[str, str]) -> str:
    while customer in absorbed:
        customer = absorbed[customer]
    return customer


def _pair(one: str, other: str) -> Pair:
    low, high = sorted((one, other))
    return low, high
