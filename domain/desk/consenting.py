"""A consent that a person gives or takes back through somebody of ours: on the telephone, in the shop, in a talk."""

from datetime import datetime

import msgspec

from domain.customer.consenting import ConsentEvent, ConsentGiven, ConsentWithdrawn
from domain.customer.consents import Consent


class SayConsent(msgspec.Struct, frozen=True, kw_only=True):
    """What the person said about one purpose, on which channel, and the wording they were shown or read.

    `item_id` and `interaction_id`: the entry it was said in, where there is one.
    """

    purpose: str
    given: bool
    channel: str
    notice: str = ""
    notice_version: str = ""
    expires_at: datetime | None = None
    place: str = ""
    item_id: str = ""
    interaction_id: str | None = None


def say_consent(last: Consent | None, command: SayConsent) -> list[ConsentEvent]:
    """Record it. [] where the same stands already: nobody consents twice to one wording until one time."""
    if last is not None and _says(last) == _says(command):
        return []
    kind = ConsentGiven if command.given else ConsentWithdrawn
    return [kind(
        channel=command.channel, interaction_id=command.interaction_id, proof_item=command.item_id,
        expires_at=command.expires_at, purpose=command.purpose, notice=command.notice,
        notice_version=command.notice_version, place=command.place)]  # fmt: skip


def _says(each: Consent | SayConsent) -> tuple[object, ...]:
    """What makes two tellings the same; a withdrawal needs no wording and has no end."""
    return (True, each.notice, each.notice_version, each.expires_at) if each.given else (False,)
