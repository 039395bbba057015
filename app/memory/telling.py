"""The facts of an item as events: who told what, where it stands, and which earlier telling no longer holds."""

from collections.abc import Sequence
from datetime import datetime

from adapters.handles.forms import normal_form, region_of
from app.ids import Ids
from domain.customer import events as happened
from domain.memory.extract import Finding
from domain.memory.facts import OF_ANOTHER, is_of_another, is_part_of
from domain.memory.memory import SIDE_BY_SIDE
from domain.page import Page
from domain.timeline.items import Item
from domain.voices import TELLING

Told = Sequence[tuple[str, Finding]]  # with the role of who said it


def facts_of(item: happened.ItemEvent | Item, at: datetime, told: Told, page: Page, ids: Ids,
             region: str) -> list[happened.FactRecorded]:  # fmt: skip
    """One fact for each finding of an item of this time. Numbers are read in the region of where they were told."""
    facts: list[happened.FactRecorded] = []
    for role, finding in told:
        norm = finding.norm
        if finding.key == "phone":  # one said in words has its digits in the norm
            said = finding.value if any(map(str.isdigit, finding.value)) else norm
            norm = normal_form("phone", said, region_of(item.entry_point, region)) or norm
        before, after = _others(page, at, facts, role, finding)
        facts.append(happened.FactRecorded(
            fact_id=ids("f"), key=finding.key, item_id=item.item_id, interaction_id=item.interaction_id, channel=item.channel,
            stated_by=role, span=finding.span, extracted_by=f"rule:{finding.rule}", confidence=finding.confidence,
            supersedes=before, superseded_by=after, value=finding.value, norm=norm))  # fmt: skip
    return facts


def _others(page: Page, at: datetime, now: Sequence[happened.FactRecorded], role: str,
            finding: Finding) -> tuple[tuple[str, ...], str]:  # fmt: skip
    """Which telling no longer holds because of this one, or which one holds instead of it: of two values the one told
    later. Some keys stand side by side, unless the customer says that the last one was wrong.
    """
    if role not in TELLING or finding.rule.startswith(OF_ANOTHER):
        return (), ""
    if finding.corrects:
        last = next((fact for fact in reversed(now) if _put_right(fact, finding)), None)
        if last is not None:
            return (last.fact_id,), ""
    elif finding.key in SIDE_BY_SIDE:
        return (), ""
    other = page.memory.standing().get(finding.key)
    if other is None or other.norm == finding.norm:
        return (), ""
    source = page.timeline.find(other.item_id) if other.item_id else None
    if source is not None and source.occurred_at > at:  # this item came late
        return (), other.fact_id
    if is_part_of(finding.key, finding.norm, other.norm) and not finding.corrects:
        return (), other.fact_id
    return (other.fact_id,), ""


def _put_right(fact: happened.FactRecorded, finding: Finding) -> bool:
    return fact.key == finding.key and fact.norm != finding.norm and not is_of_another(fact.extracted_by)
