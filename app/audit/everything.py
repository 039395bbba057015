"""Everything about one person in one document, for the person themselves and for auditors; and the same as a vCon."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from app.audit.access import AccessRecord
from app.http.case_shapes import CaseShown
from app.http.shapes import CustomerShown
from domain.customer.consents import Consent, Notice
from domain.memory.contradictions import Contradiction
from domain.memory.facts import Fact, Promise
from domain.timeline.items import Item

FORMAT = "throughline-person-1"
VCON = "0.4.0"  # draft-ietf-vcon-vcon-core, section 4.1.1
TALK = frozenset({"message", "call", "visit"})
PARTY_ROLES = {"customer": "customer", "unknown": "customer", "bot": "thing", "system": "thing"}  # all others: agents


class Everything(msgspec.Struct, frozen=True, kw_only=True, rename={"kind": "format"}):
    """One person's page as it stands, and everybody who looked at it. Secrets stay masked; notes of the team are in it.

    `consents` is everything ever said about them, `notices` all they were told of, the oldest first; the customer's own are
    what holds.
    """

    kind: str = FORMAT
    exported_at: datetime
    customer: CustomerShown
    items: list[Item]
    facts: list[Fact]
    promises: list[Promise]
    contradictions: list[Contradiction]
    cases: list[CaseShown]
    consents: list[Consent]
    notices: list[Notice]
    access: list[AccessRecord]


def vcon(everything: Everything) -> dict[str, Any]:
    """The conversation as a vCon: every message, call and visit with who spoke; facts and promises as analysis.

    Source: draft-ietf-vcon-vcon-core, sections 4.1 to 4.4.
    """
    talk = [each for each in everything.items if each.kind in TALK]
    parties, place = _parties(everything.customer, talk)
    return {
        "vcon": VCON, "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{everything.customer.customer_id}/{everything.customer.version}")),
        "created_at": everything.exported_at, "subject": everything.customer.customer_id, "parties": parties,
        "dialog": [_dialog(each, place) for each in talk],
        "analysis": [
            _analysis("facts", everything.facts, talk), _analysis("promises", everything.promises, talk)],
        "attachments": [],
    }  # fmt: skip


def _parties(customer: CustomerShown, talk: Iterable[Item]) -> tuple[list[dict[str, Any]], dict[tuple[str, str], int]]:
    """The customer first, then everybody who spoke; and where each stands."""
    ways = {"phone": "tel", "email": "mailto"}
    known = {ways[each.kind]: each.value for each in reversed(customer.handles) if each.kind in ways}
    parties = [{"name": customer.display_name, "role": "customer", **known}]
    place: dict[tuple[str, str], int] = {}
    for item in talk:
        who = _who(item)
        if who not in place:
            place[who] = 0 if who[0] == "customer" else len(parties)
            if place[who]:
                parties.append({"name": who[1], "role": who[0]})
    return parties, place


def _who(item: Item) -> tuple[str, str]:
    role = PARTY_ROLES.get(item.author.role, "agent")
    return role, "" if role == "customer" else item.author.name or item.author.id or item.author.role


def _dialog(item: Item, place: dict[tuple[str, str], int]) -> dict[str, Any]:
    speaker = place[_who(item)]
    return {
        "type": "text", "start": item.occurred_at, "parties": sorted({0, speaker}), "originator": speaker,
        "mediatype": "text/plain", "encoding": "none", "body": item.text, "application": item.channel,
        "interaction_id": item.interaction_id, "message_id": item.item_id,
    }  # fmt: skip


def _analysis(kind: str, found: Sequence[Fact] | Sequence[Promise], talk: Sequence[Item]) -> dict[str, Any]:
    """What was read out of the dialogs, with the places of those it was read from."""
    told = {item for each in found for item in ([each.item_id] if isinstance(each, Fact) else each.items)}
    return {
        "type": kind, "vendor": "Throughline", "mediatype": "application/json", "encoding": "json", "body": found,
        "dialog": [number for number, item in enumerate(talk) if item.item_id in told],
    }  # fmt: skip
