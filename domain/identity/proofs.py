"""Proof at hand: somebody is checked by an agent or by a code; what that says, and how long it is worth.

A proof is of one handle. It never says more than what ties the handle to the customer: an address that came with a
claim nobody proved proves nothing about whose page it came to.
"""

from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from domain.customer import events as happened
from domain.customer.decisions import Plan
from domain.customer.state import Customer, LinkedHandle
from domain.errors import HandleUnfit, UnknownHandle
from domain.identity.handles import PROVED_NOW, PROVEN, QUOTED
from domain.identity.matching import Holder
from domain.memory.secrets import mask
from domain.ports import Claim, Standing

# How an agent may have checked somebody: the method is recorded, never what was seen or said.
METHODS = ("id_document_seen", "known_in_person", "called_back", "security_questions", "video_call")
ONE_TIME_CODE = "one_time_code"
SENDABLE = frozenset({"phone", "email", "whatsapp", "messenger", "telegram"})
SAME_HANDLE_SCORE = 0.9
NOTE_DIGITS = 4  # a house or shop number; a document's, a card's or a birth date's are longer
_AHEAD = timedelta(minutes=5)  # a channel's clock may be ahead of ours by so much


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """The best that is known now of who this is: `fresh` as long as a sensitive action may rest on it."""

    level: int
    method: str
    kind: str
    at: datetime
    fresh: bool
    until: datetime | None  # while it is fresh


class Prove(msgspec.Struct, frozen=True, kw_only=True):
    """A handle of this customer was proven to be this person's. `digest` is the handle's keyed hash."""

    customer_id: str
    link_id: str
    digest: bytes
    level: int
    method: str
    note: str = ""


def proof_of(customer: Customer, now: datetime, fresh_for: timedelta) -> Proof | None:
    """What stands by now: a fresh proof before an old one, then the higher level, then the later. None without handles."""
    proofs = [proof for handle in customer.handles.values() for proof in _proofs(customer, handle, now, fresh_for)]
    return max(proofs, key=lambda proof: (proof.fresh, proof.level, proof.at), default=None)


def proven_here(customer: Customer, proof: Proof | None) -> bool:
    """Whether the one who is here now is the customer: by the channel they came by, or by a proof just given."""
    if proof is None:
        return False
    return proof.fresh or (customer.proven and customer.here is not None and customer.here.level >= PROVEN)


def _proofs(customer: Customer, handle: LinkedHandle, now: datetime, fresh_for: timedelta) -> list[Proof]:
    """What the link says, and the last time that somebody proved themselves by it, which may be of a lower level."""
    if handle.shared or handle.unfit:
        return []
    told = [(handle.level, handle.method, handle.at)]
    if handle.proved is not None:
        told.append((handle.proved.level, handle.proved.method, handle.proved.at))
    return [
        _proof(handle, min(handle.worth(level), customer.tied), method, at, now, fresh_for)
        for level, method, at in told
    ]


def _proof(handle: LinkedHandle, level: int, method: str, at: datetime, now: datetime, fresh_for: timedelta) -> Proof:
    until = at + fresh_for
    fresh = level >= PROVED_NOW and at <= now + _AHEAD and now < until
    return Proof(level=level, method=method, kind=handle.kind, at=at, fresh=fresh, until=until if fresh else None)


def told_handle(customer: Customer, link_id: str) -> LinkedHandle:
    """The customer's handle of that link. Raises UnknownHandle."""
    handle = customer.handles.get(link_id)
    if handle is None:
        raise UnknownHandle
    return handle


def handle_at(customer: Customer, kind: str, norm: str | None) -> LinkedHandle:
    """The customer's best link of an address. Raises UnknownHandle."""
    found = [
        each for each in customer.handles.values() if each.kind == kind and norm is not None and each.value == norm
    ]
    if not found:
        raise UnknownHandle
    return max(found, key=lambda each: each.level)


def checkable(handle: LinkedHandle) -> LinkedHandle:
    """The handle, if a check of its person may be recorded by it: an address of one person's own. Raises HandleUnfit."""
    if handle.shared or handle.unfit or handle.kind in QUOTED:
        raise HandleUnfit
    return handle


def fit_for_code(customer: Customer, handle: LinkedHandle) -> LinkedHandle:
    """The handle, if a code sent to it would prove its customer. Raises HandleUnfit.

    Not one that several people use, and not one that came here with an unproven claim, or with a customer merged by one:
    whoever made the claim would get the code.
    """
    if handle.kind not in SENDABLE or min(handle.bound, customer.tied) < PROVEN:
        raise HandleUnfit
    return checkable(handle)


def note_tells_too_much(note: str) -> bool:
    """Whether a note may hold what must never be stored: a document's number, a birth date, a secret's answer."""
    return sum(letter.isnumeric() for letter in note) > NOTE_DIGITS or mask(note) != note


def prove(command: Prove, customer: Customer, standing: Standing) -> Plan:
    """Record that a handle was proven. Where another customer holds it, the two are suggested to each other.

    Raises UnknownHandle when the customer lost it meanwhile, HandleUnfit.
    """
    handle = checkable(told_handle(customer, command.link_id))
    home = standing.home(command.customer_id)
    plan = Plan(customer_id=home, identity=home)
    holder = standing.holder(command.digest)
    links = [command.link_id]
    if holder is None:
        held = Holder(customer_id=home, level=command.level, link_id=command.link_id, bound=handle.bound)
        plan.claims.append(Claim(key=command.digest, expected=None, value=held))
    elif standing.home(holder.customer_id) == home:
        links += [holder.link_id] if holder.link_id != command.link_id else []
        if command.level > holder.level:
            plan.claims.append(Claim(key=command.digest, expected=holder, value=replace(holder, level=command.level)))
    else:
        _suggest(plan, home, standing.home(holder.customer_id), handle.kind)
    for link_id in reversed(links):
        plan.happen(happened.HandleVerified(
            link_id=link_id, level=command.level, method=command.method, note=command.note))  # fmt: skip
    return plan


def _suggest(plan: Plan, here: str, there: str, kind: str) -> None:
    for stream, other in ((there, here), (here, there)):
        event = happened.MatchSuggested(other_customer=other, score=SAME_HANDLE_SCORE, evidence=(f"same:{kind}",))
        plan.happen(event, stream)
