"""What is sent and answered about cases."""

from typing import Annotated, Literal

import msgspec

from domain.memory.cases import Case, Switch

OurId = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Kind = Literal["question", "order", "return", "complaint", "praise"]
Topic = Annotated[str, msgspec.Meta(max_length=200)]


class NewCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A need that begins with this interaction; it leaves the case it was in."""

    interaction_id: OurId
    kind: Kind = "question"
    topic: Topic = ""
    order_no: Annotated[str, msgspec.Meta(max_length=60)] = ""


class InteractionPut(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The case that an interaction belongs to, on whose page both stand."""

    customer_id: OurId
    case_id: OurId


class CaseClosing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why nobody goes on with it."""

    customer_id: OurId
    why: Literal["closed_by_hand", "wrapped_up", "duplicate", "no_answer"] = "closed_by_hand"


class CaseReopening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On whose page it stands."""

    customer_id: OurId


class CaseParting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The interactions that are about something else; `kind` empty: as the case was."""

    customer_id: OurId
    interactions: Annotated[tuple[OurId, ...], msgspec.Meta(min_length=1, max_length=200)]
    kind: Kind | Literal[""] = ""
    topic: Topic = ""


class CaseJoining(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The case that becomes a part of this one."""

    customer_id: OurId
    other: OurId


class CaseShown(Case, frozen=True, kw_only=True):
    """A case and where its channel changed."""

    switches: list[Switch]


class CaseWritten(msgspec.Struct, frozen=True, kw_only=True):
    """The case as it is called now."""

    case_id: str
    customer_id: str
    version: int
    position: int
