"""A reply written with us: into which interaction it goes, to which address, and what must still be true then."""

from typing import Protocol

import msgspec
from msgspec.structs import replace

from domain.customer import events as happened
from domain.customer.decisions import Plan
from domain.desk.reported import reply_key
from domain.desk.ways import Address, Talk, Way
from domain.identity.handles import ASSERTED
from domain.ports import Claim, Mint, Replied, Standing, Thread


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent wrote, on which version of the page. `page_of` is the customer whose page it is.

    `digest` is the address's keyed hash, `thread_key` that of the thread: both as intake makes them.
    """

    page_of: str
    text: str
    seen_version: int
    by: str
    name: str
    client_id: str = ""
    digest: bytes = b""
    thread_key: bytes = b""


class Holding(Standing, Protocol):
    """What is held at this moment; the thread that is asked for is not that of an arrival."""

    def claim(self, key: bytes, kind: type[Thread]) -> Thread | None:
        """What a claim holds."""
        ...


def send_reply(command: Reply, way: Way, family: frozenset[str], standing: Holding,
               mint: Mint) -> Plan:  # fmt: skip
    """Write a reply. A new interaction takes its channel's thread along, so that the answer comes into the same one."""
    plan, talk = Plan(), way.talk
    owner = _owner(command, talk, standing)
    plan.belong(owner if owner in family else command.page_of, standing)
    thread = standing.claim(command.thread_key, Thread) if command.thread_key else None
    mine = thread is not None and standing.home(thread.customer_id) == plan.customer_id
    carried = talk if mine or thread is None else None
    going_on = _going_on(talk, thread if mine else None)
    plan.interaction_id = going_on or mint("i")
    if not going_on:
        _begin(plan, command, way, carried)
        if thread is not None and mine:
            moved = replace(thread, interaction_id=plan.interaction_id, ended_at=None, presented=())
            plan.claims.append(Claim(key=command.thread_key, expected=thread, value=moved))
    plan.item_id = mint("t")
    plan.happen(_sent(plan, command, way, carried))
    replied = Replied(
        customer_id=plan.identity, interaction_id=plan.interaction_id, source=carried.carrier if carried else ""
    )
    plan.claims.append(Claim(key=reply_key(plan.item_id), expected=None, value=replied))
    return plan


def _owner(command: Reply, talk: Talk | None, standing: Standing) -> str:
    """Whose it is: the thread's owner; of a new one, whose address it is."""
    if talk is not None:
        return talk.owner
    holder = standing.holder(command.digest) if command.digest else None
    return holder.customer_id if holder is not None else command.page_of


def _going_on(talk: Talk | None, thread: Thread | None) -> str | None:
    """The interaction that is open: the one replied in, or the one its thread has gone on to since."""
    if talk is not None and not talk.ended:
        return talk.interaction_id
    if (
        thread is not None
        and talk is not None
        and thread.ended_at is None
        and thread.interaction_id != talk.interaction_id
    ):
        return thread.interaction_id
    return None


def _begin(plan: Plan, command: Reply, way: Way, talk: Talk | None) -> None:
    """Nobody has presented anything by being written to: it comes without handles, and proves nobody."""
    to = way.to
    plan.happen(happened.InteractionStarted(
        interaction_id=plan.interaction_id or "", channel=way.channel, direction="outbound",
        entry_point=talk.entry_point if talk is not None else "", identity=plan.absorbed_identity,
        links=(to.link_id,) if to is not None and to.link_id else (), level=ASSERTED))  # fmt: skip


def _sent(plan: Plan, command: Reply, way: Way, talk: Talk | None) -> happened.MessageSent:
    to = way.to or Address(kind="", value="")
    assert plan.item_id is not None
    return happened.MessageSent(
        item_id=plan.item_id, interaction_id=plan.interaction_id, channel=way.channel, kind="message", direction="outbound",
        identity=plan.absorbed_identity, author_role="agent", author_id=command.by, author_name=command.name, text=command.text,
        entry_point=talk.entry_point if talk is not None else "", seen_version=command.seen_version, to_kind=to.kind,
        to_link=to.link_id, to=to.value, carrier=talk.carrier if talk is not None else "",
        thread=talk.thread if talk is not None else "", client_id=command.client_id)  # fmt: skip
