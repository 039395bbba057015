"""Stored events as they may be shown: what turned out to be secret after they were written is hidden in each of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from domain.customer import events as happened
from domain.memory.facts import HIDDEN
from domain.memory.memory import overlaps
from domain.memory.secrets import dotted

Spans = Sequence[tuple[int, int]]
Redactions = Mapping[str, Spans]  # by item


def items_of(event: happened.Event) -> set[str]:
    """The items whose words an event may repeat."""
    match event:
        case happened.ContradictionDetected():
            return {event.left_item, event.right_item}
        case happened.BriefPrepared():
            return {item for line in event.lines for item in line.items}
        case _:
            return {getattr(event, "item_id", "") or ""} - {""}


def shown(event: happened.Event, redactions: Redactions) -> dict[str, Any]:
    """An event's fields, less the secrets in them."""
    fields: dict[str, Any] = msgspec.to_builtins(event)
    spans = next((redactions[item] for item in sorted(items_of(event)) if item in redactions), None)
    if spans is None:
        return fields
    match event:
        case happened.ItemEvent():
            return fields | _entry(event, spans)
        case happened.FactRecorded() if overlaps(event.span, spans):
            return fields | {"value": HIDDEN, "norm": HIDDEN}
        case happened.PromiseNoted() if overlaps(event.span, spans):
            return fields | {"what": HIDDEN, "amount": HIDDEN}
        case happened.ContradictionDetected():
            return fields | {side: fields[side] | {"words": HIDDEN} for side in ("left", "right") if fields.get(side)}
        case happened.CaseOpened():
            return fields | {"topic": HIDDEN}
        case happened.BriefPrepared():
            return fields | {"lines": [line | {"text": HIDDEN} if redactions.keys() & set(line.get("items", ())) else line
                                       for line in fields.get("lines", [])]}  # fmt: skip
        case _:
            return fields


def _entry(event: happened.ItemEvent, spans: Spans) -> dict[str, Any]:
    text = dotted(event.text, spans)
    changed: dict[str, Any] = {"text": text} | ({"extra": HIDDEN} if event.extra else {})
    if isinstance(event, happened.CallTranscribed) and event.segments:
        lines = text.split("\n")
        whole = event.text == "\n".join(each.text for each in event.segments) and len(lines) == len(event.segments)
        changed["segments"] = [
            msgspec.to_builtins(each) | {"text": line if whole else HIDDEN}
            for each, line in zip(event.segments, lines if whole else [""] * len(event.segments), strict=True)
        ]
    return changed
