"""An interaction is wrapped up: what came of it, its end if it had none, and the end of its thread's turn."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.customer import events as happened
from domain.customer.decisions import Plan
from domain.customer.entries import call_item_id
from domain.desk.replying import Holding
from domain.desk.ways import Talk
from domain.page import Page
from domain.ports import Claim, Thread

WRAPPED_UP = "wrapped_up"


class WrapUp(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent says of an interaction that is over."""

    interaction_id: str
    by: str
    outcome: str
    code: str
    note: str = ""
    seconds: int | None = None


def wrap_up(command: WrapUp, page: Page, talk: Talk, thread_key: bytes, held: Holding, now: datetime) -> Plan:
    """Record it. What comes in the same thread afterwards begins an interaction of its own."""
    plan = Plan(interaction_id=command.interaction_id)
    plan.belong(page.customer_id, held)
    if not talk.ended:
        plan.happen(_end(command, page, talk, now))
        _let_go(plan, command, thread_key, held, now)
    plan.happen(happened.WrapUpRecorded(
        interaction_id=command.interaction_id, outcome=command.outcome, by=command.by, seconds=command.seconds,
        code=command.code, note=command.note))  # fmt: skip
    return plan


def _end(command: WrapUp, page: Page, talk: Talk, now: datetime) -> happened.InteractionEnded:
    """Of a call its own item says when it ended; anything else has no item of that kind."""
    item_id = call_item_id(command.interaction_id)
    if page.timeline.find(item_id) is None:
        item_id = ""
    return happened.InteractionEnded(
        interaction_id=command.interaction_id, item_id=item_id, channel=talk.channel, entry_point=talk.entry_point,
        ended_by="agent", reason=WRAPPED_UP, ended_at=now)  # fmt: skip


def _let_go(plan: Plan, command: WrapUp, thread_key: bytes, held: Holding, now: datetime) -> None:
    thread = held.claim(thread_key, Thread) if thread_key else None
    if thread is not None and thread.interaction_id == command.interaction_id:
        plan.claims.append(Claim(key=thread_key, expected=thread, value=replace(thread, ended_at=now)))
