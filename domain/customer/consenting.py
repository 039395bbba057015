"""What a person allows us to do, takes back or objects to, and what they were told of it: events of their own, since no message has
to say so."""

from datetime import datetime
from typing import Any, ClassVar

from domain.customer.event import Event
from domain.privacy import Open, Personal


class Saying(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Where it was said or shown. `proof_item` is the entry in which it was, where there is one; `place`, which each has, the form, line or shop."""

    channel: Open[str]
    interaction_id: Open[str | None] = None
    proof_item: Open[str] = ""
    identity: Open[str] = ""  # whose handle it came by, where that customer has been absorbed by the stream's


class ConsentEvent(Saying, frozen=True, kw_only=True, omit_defaults=True):
    """What both have. Wording: `notice` is the text shown to the person, `notice_version` which version of it."""

    expires_at: Open[datetime | None] = None
    purpose: Personal[str] = ""
    notice: Personal[str] = ""
    notice_version: Personal[str] = ""
    place: Personal[str] = ""
    extra: Personal[dict[str, Any]] = {}


class ConsentGiven(ConsentEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The person agrees to one purpose."""

    name: ClassVar[str] = "consent-given"


class ConsentWithdrawn(ConsentEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The person does not agree to it, or does not any more."""

    name: ClassVar[str] = "consent-withdrawn"


class ObjectionRaised(Saying, frozen=True, kw_only=True, omit_defaults=True):
    """The person objects to what is done for one purpose, whether or not it needed their consent."""

    name: ClassVar[str] = "objection-raised"

    purpose: Personal[str] = ""
    place: Personal[str] = ""
    extra: Personal[dict[str, Any]] = {}


class NoticeShown(Saying, frozen=True, kw_only=True, omit_defaults=True):
    """The person was shown or read a notice: `notice` is its name or its words, `locale` the language they had it in."""

    name: ClassVar[str] = "notice-shown"

    notice: Personal[str] = ""
    notice_version: Personal[str] = ""
    locale: Personal[str] = ""
    place: Personal[str] = ""
    extra: Personal[dict[str, Any]] = {}


AboutPurpose = ConsentEvent | ObjectionRaised
