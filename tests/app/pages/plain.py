"""The brief as it was first written, from all items of a page at once: what the quick one must say, too."""

from zoneinfo import ZoneInfo

from domain.memory.brief import NEVER
from domain.memory.words import CHANNELS, MONTHS, SAID, quoted, state_of
from domain.page import Page
from domain.timeline.items import Item

TELLING = ("customer", "unknown")


def plain_words(item: Item) -> str:
    if item.kind not in ("message", "call", "visit") or item.author.role not in TELLING:
        return ""
    if item.author.role == "unknown" and item.segments:
        return "\n".join(segment.text for segment in item.segments if segment.party in TELLING).strip()
    return item.text.strip()


def plain_brief(page: Page, language: str, zone: ZoneInfo) -> list[tuple[str, tuple[str, ...]]]:
    """The lines of the brief: (sentence, its sources)."""
    items = page.timeline.in_order()
    names = {item.item_id: item for item in items}

    def day(item_at: object) -> str:
        local = item_at.astimezone(zone)  # type: ignore[attr-defined]
        return f"{local.day} {MONTHS[language][local.month - 1]}"

    def line(template: str, item: Item, words: str) -> tuple[str, tuple[str, ...]]:
        channel = CHANNELS[language].get(item.channel, item.channel)
        said = SAID[language][template].format(
            channel=channel, day=day(item.occurred_at), who=item.author.name or "–", words=quoted(words, language))  # fmt: skip
        return said, (item.item_id,)

    told = [item for item in items if plain_words(item)]
    failed = [item for item in items if item.delivery is not None and item.delivery.state == "failed"]
    visits = [item for item in items if item.kind == "visit" and item.text.strip() and item.author.role not in TELLING]
    lines = [line("first", told[0], plain_words(told[0]))] if told else []
    lines += [line("failed", item, item.text) for item in failed[-1:]]
    owed = [promise for promise in page.memory.promises.values() if promise.state == "open"]
    for promise in sorted(owed, key=lambda each: each.due_at or NEVER):
        said = names.get(promise.items[0])
        channel = CHANNELS[language].get(said.channel, said.channel) if said else "–"
        due = f"{day(promise.due_at)}, {promise.due_at.astimezone(zone):%H:%M}" if promise.due_at else ""
        template = SAID[language]["promise" if due else "promise-undated"]
        what = promise.what.strip().rstrip(".")
        lines.append((template.format(who=promise.made_by, what=what, due=due, channel=channel), promise.items))
    latest: dict[str, Item] = {}
    for item in items:
        number = item.about.get("number")
        if item.event in ("order-noted", "shipment-noted") and isinstance(number, str):
            latest.pop(number, None)
            latest[number] = item
    for number, item in list(latest.items())[-1:]:
        place = item.about.get("locker_or_store")
        text = SAID[language][item.event].format(
            number=number, state=state_of(item.event, item.about.get("state"), language),
            place=f" ({place})" if isinstance(place, str) and place else "", day=day(item.occurred_at))  # fmt: skip
        lines.append((text, (item.item_id,)))
    lines += [line("shop", item, item.text) for item in visits[-1:]]
    return lines + ([line("last", told[-1], plain_words(told[-1]))] if len(told) > 1 else [])


def plain_standing(page: Page) -> dict[str, str]:
    """Which fact holds for each key, looked for among all of them."""
    return {fact.key: fact.fact_id for fact in page.told() if fact.stands}
