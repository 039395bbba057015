"""The facts of an item as events: who told what, where it stands, and which earlier telling no longer holds."""

from collections.abc import Sequence

from adapters.handles.forms import normal_form, region_of
from app.ids import Ids
from domain.customer import events as happened
from domain.memory.extract import Finding
from domain.memory.memory import SIDE_BY_SIDE
from domain.page import Page
from domain.timeline.items import Item

Told = Sequence[tuple[str, Finding]]  # with the role of who said it
CUSTOMERS = frozenset({"customer", "unknown"})  # whose word supersedes an earlier one


def facts_of(
    item: happened.ItemEvent | Item, told: Told, page: Page, ids: Ids, region: str
) -> list[happened.FactRecorded]:
    """One fact for each finding. Numbers are read in the region of where they were told."""
    facts: list[happened.FactRecorded] = []
    for role, finding in told:
        norm = finding.norm
        if finding.key == "phone":
            norm = normal_form("phone", finding.value, region_of(item.entry_point, region)) or norm
        facts.append(happened.FactRecorded(
            fact_id=ids("f"), key=finding.key, item_id=item.item_id, interaction_id=item.interaction_id, channel=item.channel,
            stated_by=role, span=finding.span, extracted_by=f"rule:{finding.rule}", confidence=finding.confidence,
            supersedes=_superseded(page, facts, role, finding), value=finding.value, norm=norm))  # fmt: skip
    return facts


def _superseded(page: Page, now: Sequence[happened.FactRecorded], role: str, finding: Finding) -> tuple[str, ...]:
    """An earlier telling of the same key with another value no longer holds; some keys stand side by side, unless the
    customer says that the last one was wrong.
    """
    if role not in CUSTOMERS:
        return ()
    if finding.corrects:
        last = next((fact for fact in reversed(now) if fact.key == finding.key and fact.norm != finding.norm), None)
        if last is not None:
            return (last.fact_id,)
    elif finding.key in SIDE_BY_SIDE:
        return ()
    before = page.memory.standing().get(finding.key)
    if before is None or before.norm == finding.norm:
        return ()
    return (before.fact_id,)
