"""What somebody decides about cases at the desk. Each answers with what follows: nothing where it is so already."""

from datetime import datetime

from domain.customer import events as happened
from domain.customer.event import Event
from domain.errors import CaseWrong, UnknownCase
from domain.memory.cases import Case, Cases


def known(cases: Cases, case_id: str) -> Case:
    """The case, or the one it became a part of. Raises UnknownCase."""
    found = cases.find(case_id)
    if found is None:
        raise UnknownCase(case_id)
    return found


def put(cases: Cases, case_id: str, interaction_id: str, by: str) -> list[Event]:
    """An interaction belongs to a case. Raises UnknownCase."""
    case = known(cases, case_id)
    if interaction_id in case.interactions:
        return []
    return [
        happened.InteractionAddedToCase(
            case_id=case.case_id, interaction_id=interaction_id, by=by, reasons=("by_hand",)
        )
    ]


def close(cases: Cases, case_id: str, why: str, by: str) -> list[Event]:
    """A need is met, or nobody will go on with it. Raises UnknownCase."""
    case = known(cases, case_id)
    if case.state == "resolved":
        return []
    return [happened.CaseResolved(case_id=case.case_id, why=why, by=by, interaction_id=_last(case))]


def reopen(cases: Cases, case_id: str, by: str, now: datetime) -> list[Event]:
    """A need is not met after all. Raises UnknownCase."""
    case = known(cases, case_id)
    if case.state == "open":
        return []
    after = now - (case.resolved_at or case.changed_at)
    return [happened.CaseReopened(case_id=case.case_id, by=by, after_s=max(0, int(after.total_seconds())))]


def split(cases: Cases, case_id: str, new_case: str, interactions: tuple[str, ...], by: str, kind: str, topic: str) -> list[Event]:  # fmt: skip
    """Some interactions are about another need. Raises UnknownCase, CaseWrong where that leaves nothing or takes nothing."""
    case = known(cases, case_id)
    moving = tuple(one for one in case.interactions if one in interactions)
    if len(moving) != len(set(interactions)):
        raise CaseWrong("/interactions", "Each must be an interaction of this case.")
    if len(moving) == len(case.interactions):
        raise CaseWrong("/interactions", "At least one must stay.")
    return [
        happened.CaseSplit(case_id=case.case_id, new_case=new_case, interactions=moving, by=by, about=kind, topic=topic)
    ]


def join(cases: Cases, case_id: str, other: str, by: str) -> list[Event]:
    """Two cases are one need. Raises UnknownCase."""
    stays, goes = known(cases, case_id), known(cases, other)
    if stays.case_id == goes.case_id:
        return []
    return [
        happened.CasesJoined(
            case_id=stays.case_id, other=goes.case_id, by=by, interaction_id=_last(goes), reasons=("by_hand",)
        )
    ]


def _last(case: Case) -> str | None:
    return case.interactions[-1] if case.interactions else None
