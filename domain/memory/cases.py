"""Cases and channel switches folded from events: one need, over as many interactions as it takes."""

from collections.abc import Collection, Iterable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.customer import events as happened
from domain.record import Recorded


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One need. `interactions` in the order they were added."""

    case_id: str
    kind: str
    topic: str
    order_no: str
    state: str  # open, resolved
    opened_at: datetime
    changed_at: datetime
    interactions: tuple[str, ...]
    resolved_at: datetime | None = None
    why: str = ""
    reopened: int = 0
    detected_by: str = ""
    item_id: str = ""  # whose words opened it
    opened_in: str = ""  # the interaction of these words
    by_hand: bool = False  # somebody opened, split or joined it, or put an interaction in: no rule takes that back


class Switch(msgspec.Struct, frozen=True, kw_only=True):
    """The same need went on over another channel."""

    case_id: str
    from_interaction: str
    to_interaction: str
    from_channel: str
    to_channel: str
    at: datetime
    gap_s: int
    confidence: float
    detected_by: str
    carried: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    item_id: str = ""  # whose words showed it


class CasesState(msgspec.Struct, frozen=True, kw_only=True):
    """Everything folded, for snapshots."""

    cases: list[Case]
    switches: list[Switch]
    joined: dict[str, str]
    changed: int


class Cases:
    """Those of one page; `changed`: the version of the page at which something of them changed last."""

    def __init__(self) -> None:
        self.cases: dict[str, Case] = {}
        self.switches: dict[str, Switch] = {}  # by the interaction where it goes on
        self.joined: dict[str, str] = {}  # a case that became a part of another
        self.changed = 0
        self._of: dict[str, str] = {}  # interaction -> case

    def all(self) -> list[Case]:
        """Every case, in the order opened."""
        return list(self.cases.values())

    def find(self, case_id: str) -> Case | None:
        """The case with this id, or that which it became a part of."""
        while case_id in self.joined:
            case_id = self.joined[case_id]
        return self.cases.get(case_id)

    def switched(self) -> list[Switch]:
        """Every channel switch, in the order found, with the case as it is called now."""
        found = ((each, self.find(each.case_id)) for each in self.switches.values())
        return [replace(each, case_id=case.case_id) if case else each for each, case in found]

    def of(self, interaction_id: str) -> Case | None:
        """The case an interaction belongs to."""
        return self.cases.get(self._of.get(interaction_id, ""))

    def apply(self, recorded: Recorded, page_version: int) -> None:
        """Take in one event as of this version of the page."""
        at = recorded.occurred_at
        match recorded.event:
            case happened.CaseOpened() as event:
                self._open(event.case_id, event, at)
            case happened.InteractionAddedToCase() as event:
                if event.case_id not in self.cases:  # it was opened by an interaction that has left since
                    self._open(event.case_id, event, at)
                self._add(event.case_id, (event.interaction_id,), at, event.order_no, bool(event.by))
            case happened.CaseResolved() as event:
                self._change(event.case_id, state="resolved", why=event.why, resolved_at=at, changed_at=at)
            case happened.CaseReopened() as event:
                before = self.cases.get(event.case_id)
                again = before.reopened + 1 if before is not None else 0
                self._change(event.case_id, state="open", why="", resolved_at=None, changed_at=at, reopened=again)
                self._add(event.case_id, (event.interaction_id,) if event.interaction_id else (), at)
            case happened.CaseSplit() as event:
                self._split(event, at)
            case happened.CasesJoined() as event:
                self._join(event, at)
            case happened.ChannelSwitched() as event if event.from_interaction in self._of:
                self.switches[event.interaction_id] = _switch(event, at)
            case happened.MessageRedacted() as event if any(
                each.item_id == event.item_id for each in self.cases.values()
            ):
                self.cases = {
                    key: replace(each, topic="") if each.item_id == event.item_id else each
                    for key, each in self.cases.items()
                }  # its topic is in that item's words
            case _:
                return
        self.changed = page_version

    def adopt(self, other: "Cases", interactions: set[str] | None, page_version: int) -> None:
        """Take in another page's cases: all, or those that are of these interactions alone."""
        for each in other.cases.values():
            if interactions is None or interactions.issuperset(each.interactions):
                self.cases[each.case_id] = each
        self.joined |= other.joined
        for key, each in other.switches.items():
            if interactions is None or (key in interactions and (each.from_interaction in {*interactions, *self._of})):
                self.switches[key] = each
        self._settle(page_version)

    def forget(self, interaction_id: str | None, page_version: int) -> None:
        """An interaction leaves (None: all); a case without one is none."""
        kept = [] if interaction_id is None else [without(each, (interaction_id,)) for each in self.cases.values()]
        self.cases = {each.case_id: each for each in kept if each.interactions}
        ends = (interaction_id,)
        self.switches = {
            key: each for key, each in self.switches.items()
            if interaction_id is not None and key not in ends and each.from_interaction not in ends
        }  # fmt: skip
        self._settle(page_version)

    def state(self) -> CasesState:
        """Everything, for a snapshot."""
        return CasesState(
            cases=self.all(), switches=list(self.switches.values()), joined=dict(self.joined), changed=self.changed
        )

    def restore(self, state: CasesState) -> None:
        """Stand as in the snapshot."""
        self.cases = {each.case_id: each for each in state.cases}
        self.switches = {each.to_interaction: each for each in state.switches}
        self.joined = dict(state.joined)
        self._settle(state.changed)

    def _settle(self, page_version: int) -> None:
        self._of = {one: each.case_id for each in self.cases.values() for one in each.interactions}
        self.changed = page_version

    def _open(self, case_id: str, event: happened.CaseOpened | happened.InteractionAddedToCase, at: datetime) -> None:
        opened = event if isinstance(event, happened.CaseOpened) else None
        self._leave((event.interaction_id,))
        self.cases[case_id] = Case(
            case_id=case_id, kind=opened.about if opened else "question", topic=opened.topic if opened else "",
            order_no=event.order_no, state="open", opened_at=at, changed_at=at, interactions=(event.interaction_id,),
            detected_by=event.detected_by, item_id=event.item_id, opened_in=event.interaction_id, by_hand=bool(event.by))  # fmt: skip
        self._of[event.interaction_id] = case_id

    def _add(
        self, case_id: str, interactions: Iterable[str], at: datetime, order_no: str = "", by_hand: bool = False
    ) -> None:
        new = tuple(one for one in interactions if self._of.get(one) != case_id)
        self._leave(new)
        case = self.cases.get(case_id)
        if case is None:
            return
        self.cases[case_id] = replace(
            case, interactions=(*case.interactions, *new), changed_at=at, order_no=case.order_no or order_no,
            by_hand=case.by_hand or by_hand)  # fmt: skip
        self._of |= dict.fromkeys(new, case_id)

    def _leave(self, interactions: Iterable[str]) -> None:
        for one in interactions:
            case = self.of(one)
            if case is None:
                continue
            del self._of[one]
            rest = without(case, (one,))
            if rest.interactions:
                self.cases[case.case_id] = rest
            else:
                del self.cases[case.case_id]

    def _split(self, event: happened.CaseSplit, at: datetime) -> None:
        case = self.cases.get(event.case_id)
        if case is None:
            return
        moving = tuple(one for one in event.interactions if one in case.interactions)
        self._leave(moving)
        if moving:
            self.cases[event.new_case] = replace(
                case, case_id=event.new_case, kind=event.about or case.kind, topic=event.topic or case.topic, changed_at=at,
                interactions=moving, by_hand=True)  # fmt: skip
            self._of |= dict.fromkeys(moving, event.new_case)

    def _join(self, event: happened.CasesJoined, at: datetime) -> None:
        here, other = self.cases.get(event.case_id), self.cases.get(event.other)
        if here is None or other is None or here is other:
            return
        self._add(here.case_id, other.interactions, at, other.order_no, bool(event.by) or other.by_hand)
        self.joined[other.case_id] = here.case_id
        if other.state == "open":
            self._change(here.case_id, state="open", why="", resolved_at=None)
        self._change(here.case_id, topic=here.topic or other.topic)

    def _change(self, case_id: str, **changes: object) -> None:
        if case_id in self.cases:
            self.cases[case_id] = replace(self.cases[case_id], **changes)


def without(case: Case, interactions: Collection[str]) -> Case:
    """The case less these: what their words gave it goes with them."""
    rest = tuple(one for one in case.interactions if one not in interactions)
    if len(rest) == len(case.interactions):
        return case
    if case.opened_in in interactions:
        return replace(case, interactions=rest, topic="", item_id="", order_no="")
    return replace(case, interactions=rest, order_no="")


def _switch(event: happened.ChannelSwitched, at: datetime) -> Switch:
    return Switch(
        case_id=event.case_id, from_interaction=event.from_interaction, to_interaction=event.interaction_id,
        from_channel=event.from_channel, to_channel=event.to_channel, at=at, gap_s=event.gap_s, confidence=event.confidence,
        detected_by=event.detected_by, carried=event.carried, reasons=event.reasons,
        item_id=event.item_id)  # fmt: skip
