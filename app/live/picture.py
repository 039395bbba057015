"""A customer's page as frames: the whole of it, or what changed after a version."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import UNSET, Raw

from app.live import frames
from app.live.fitting import (
    ENVELOPE_BYTES,
    FRAME_BYTES,
    Fitted,
    encode_item,
    fit_brief,
    fit_cases,
    fit_contradictions,
    fit_facts,
    fit_promises,
    newest_within,
    total,
)
from domain.desk.claims import shown
from domain.memory.brief import prepare_brief
from domain.page import Page
from domain.timeline.items import Item

NEWEST = 200  # items in a snapshot
FAR = 200  # changed items beyond which starting anew is cheaper


class Step(NamedTuple):
    """A changes frame and the version it leads to."""

    to: int
    frame: frames.Shared


class Rest(NamedTuple):
    """All of a page that is not its items, as far as it is told: None for what did not change."""

    brief: Raw
    facts: Fitted | None
    promises: Fitted | None
    contradictions: Fitted | None
    cases: Raw | None

    @property
    def room(self) -> int:
        """Bytes left in a frame for items."""
        lists = sum(each.size for each in (self.facts, self.promises, self.contradictions) if each is not None)
        return FRAME_BYTES - ENVELOPE_BYTES - lists - len(bytes(self.brief)) - len(bytes(self.cases or b""))


def _rest(page: Page, since: int, facts_changed: int, language: str, zone: ZoneInfo) -> Rest:
    return Rest(
        brief=fit_brief(prepare_brief(page, language, zone)),
        facts=fit_facts(page.told_last()) if facts_changed > since else None,
        promises=fit_promises(page.memory.promises.values()) if page.memory.promises_changed > since else None,
        contradictions=fit_contradictions(page.contradictions.all()) if page.contradictions.changed > since else None,
        cases=fit_cases(page.cases) if page.cases.changed > since else None)  # fmt: skip


def snapshot(page: Page, epoch: str, language: str, zone: ZoneInfo) -> frames.Shared:
    """The page as it stands: its newest items, fewer than 200 if they are large."""
    rest = _rest(page, -1, 0, language, zone)
    assert rest.facts and rest.promises and rest.contradictions and rest.cases
    newest = reversed(page.timeline.in_order(max(0, len(page.timeline) - NEWEST)))
    items = newest_within((encode_item(item) for item in newest), rest.room)
    return frames.shared(frames.Snapshot(
        customer_id=page.customer_id, epoch=epoch, version=page.version, items=items.entries,
        more=len(page.timeline) > len(items.entries), brief=rest.brief, facts=rest.facts.entries,
        promises=rest.promises.entries, contradictions=rest.contradictions.entries, cases=rest.cases,
        claim=shown(page.claim), facts_more=rest.facts.more or UNSET))  # fmt: skip


def changes(page: Page, since: int, facts_changed: int, language: str, zone: ZoneInfo) -> Step | None:
    """The first frame of the way from `since` to the page's version, mostly the only one. None: too far, start anew.

    The brief comes with every last frame, because it names the version it was written at.
    """
    last = page.timeline.last_changes(since, FAR + 1)
    if len(last) > FAR:
        return None
    changed = page.timeline.chosen(last)
    rest = _rest(page, since, facts_changed, language, zone)
    items = [encode_item(item) for item in changed]
    to, later = page.version, set[str]()
    if total(items) > rest.room:
        part = _first_part(last, changed, items, rest.room)
        if part is None:
            return None
        to, items, changed, later = part
    return Step(to, frames.shared(frames.Changes(
        from_=since, to=to, items=items, stands_after=[_before(page, item, later) for item in changed],
        brief=rest.brief if to == page.version else UNSET,
        facts=rest.facts.entries if rest.facts else UNSET, facts_more=(rest.facts is not None and rest.facts.more) or UNSET,
        promises=rest.promises.entries if rest.promises else UNSET,
        contradictions=rest.contradictions.entries if rest.contradictions else UNSET, cases=rest.cases or UNSET,
        claim=shown(page.claim) if page.claim_changed > since else UNSET)))  # fmt: skip


Part = tuple[int, list[Raw], list[Item], set[str]]


def _first_part(last: dict[str, int], changed: list[Item], items: list[Raw], room: int) -> Part | None:
    """The oldest changes that fit one frame: the version they end at, they themselves, and the ids that change later."""
    sizes: dict[int, int] = {}
    for item, encoded in zip(changed, items, strict=True):
        version = last[item.item_id]
        sizes[version] = sizes.get(version, 0) + len(bytes(encoded)) + 1
    to, size = 0, 0
    for version in sorted(sizes):
        size += sizes[version]
        if size > room:
            break
        to = version
    if to == 0:
        return None
    kept = [(item, encoded) for item, encoded in zip(changed, items, strict=True) if last[item.item_id] <= to]
    later = {item_id for item_id, version in last.items() if version > to}
    return to, [encoded for _, encoded in kept], [item for item, _ in kept], later


def _before(page: Page, item: Item, later: set[str]) -> str | None:
    """The id of the item this one stands after, among those that are up to date on the client by then."""
    number = page.timeline.index_of(item.item_id)
    assert number is not None
    for before in range(number - 1, -1, -1):
        item_id = page.timeline.at(before)[1]
        if item_id not in later:
            return item_id
    return None
