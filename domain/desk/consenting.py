"""What a person says through somebody of ours about a purpose, and the notices they are shown: on the telephone, in the shop, in a talk."""

from datetime import datetime

import msgspec

from domain.customer.consenting import (
    AboutPurpose,
    ConsentGiven,
    ConsentWithdrawn,
    NoticeShown,
    ObjectionRaised,
)
from domain.customer.consents import Consent


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """On which channel and where it was said. `item_id` and `interaction_id`: the entry it was said in, where there is one."""

    channel: str
    place: str = ""
    item_id: str = ""
    interaction_id: str | None = None


class SayConsent(Said, frozen=True, kw_only=True):
    """What the person said about one purpose, and the wording they were shown or read."""

    purpose: str
    given: bool
    notice: str = ""
    notice_version: str = ""
    expires_at: datetime | None = None


class RaiseObjection(Said, frozen=True, kw_only=True):
    """The person objects to one purpose."""

    purpose: str


class ShowNotice(Said, frozen=True, kw_only=True):
    """The person was shown or read a notice."""

    notice: str = ""
    notice_version: str = ""
    locale: str = ""


def say_consent(last: Consent | None, command: SayConsent) -> list[AboutPurpose]:
    """Record it. [] where the same stands already: nobody consents twice to one wording until one time.

    Who objects has said more than who only takes back.
    """
    if last is not None and (_says(last) == _says(command) or (last.objected and not command.given)):
        return []
    kind = ConsentGiven if command.given else ConsentWithdrawn
    return [kind(
        channel=command.channel, interaction_id=command.interaction_id, proof_item=command.item_id,
        expires_at=command.expires_at, purpose=command.purpose, notice=command.notice,
        notice_version=command.notice_version, place=command.place)]  # fmt: skip


def raise_objection(last: Consent | None, command: RaiseObjection) -> list[AboutPurpose]:
    """Record it. [] where one stands already."""
    if last is not None and last.objected:
        return []
    return [ObjectionRaised(
        channel=command.channel, interaction_id=command.interaction_id, proof_item=command.item_id,
        purpose=command.purpose, place=command.place)]  # fmt: skip


def show_notice(command: ShowNotice) -> NoticeShown:
    """Record it; the same notice shown on another day is another event."""
    return NoticeShown(
        channel=command.channel, interaction_id=command.interaction_id, proof_item=command.item_id, notice=command.notice,
        notice_version=command.notice_version, locale=command.locale, place=command.place)  # fmt: skip


def _says(each: Consent | SayConsent) -> tuple[object, ...]:
    """What makes two tellings the same; a withdrawal needs no wording and has no end."""
    return (True, each.notice, each.notice_version, each.expires_at) if each.given else (False,)
