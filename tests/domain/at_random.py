"""Events of memory at random, about things that may or may not be there: every fold must bear each of them."""

import random
from collections.abc import Callable

from domain.customer import events as happened
from tests.examples import NOON


def remembered(chance: random.Random, version: int, earlier: Callable[[str], str] | None = None) -> happened.Event:
    """One of them. `earlier("t")` names an item that may be there, likewise facts, promises, contradictions and cases."""
    earlier = earlier or (lambda prefix: f"{prefix}-{chance.randrange(1, (4 if prefix == 'i' else version + 1))}")
    item, interaction = earlier("t"), earlier("i")
    return chance.choice([
        happened.FactAskedAgain(item_id=item, interaction_id=interaction, fact_id=earlier("f"), key="email", asked_by="agent",
                                detected_by="rule:x.1", known_then=chance.random() < 0.5),
        happened.FactToldAgain(item_id=item, fact_id=earlier("f"), before=earlier("f"), key="email", detected_by="rule:x.1"),
        happened.FactConfirmed(fact_id=earlier("f"), by="p-1"),
        happened.FactRetracted(fact_id=earlier("f"), by="p-1"),
        happened.MessageRedacted(item_id=item, spans=((0, 2),), reason="pin"),
        happened.PromiseNoted(promise_id=f"p-{version}", item_id=item, interaction_id=interaction, promised="refund",
                              made_by="agent", what="zwrot", due_at=NOON),
        happened.PromiseKept(promise_id=earlier("p"), evidence_item=item),
        happened.PromiseMoved(promise_id=earlier("p"), new_due=NOON, told_item=item),
        happened.PromiseWithdrawn(promise_id=earlier("p"), by=chance.choice(["", "p-1"])),
        happened.ContradictionDetected(contradiction_id=f"x-{version}", contradicts="price", left_item=item,
                                       right_item=earlier("t"), detected_by="rule:x.1", subject=earlier("s")),
        happened.ContradictionResolved(contradiction_id=earlier("x"), stands="left"),
        happened.CaseOpened(case_id=f"k-{version}", interaction_id=interaction, topic="zamek"),
        happened.InteractionAddedToCase(case_id=earlier("k"), interaction_id=interaction, order_no="PL-1"),
        happened.CaseResolved(case_id=earlier("k"), why="closed_by_hand"),
        happened.CaseReopened(case_id=earlier("k"), interaction_id=interaction, after_s=60),
        happened.CaseSplit(case_id=earlier("k"), new_case=f"k-{version}", interactions=(interaction,)),
        happened.CasesJoined(case_id=earlier("k"), other=earlier("k")),
        happened.ChannelSwitched(case_id=earlier("k"), from_interaction="i-1", interaction_id=interaction, from_channel="chat",
                                 to_channel="phone", gap_s=60, detected_by="rule:x.1", confidence=0.9),
        happened.Claimed(claim_id=f"l-{version}", by=chance.choice(["p-1", "p-2"]), expires_at=NOON, by_name="Anna"),
        happened.Released(claim_id=earlier("l"), why="released", by="p-1"),
        happened.WrapUpRecorded(interaction_id=interaction, outcome=chance.choice(["resolved", "follow_up"]), by="p-1"),
    ])  # fmt: skip
