"""For marking every field of an event: open, or sealed under the customer's own key as personal, special or secret.

A field without a mark fails the tests (tests/domain/test_events.py). `special` is what RODO article 9 names
(health, belief …); `secret` is what nobody may read back (PINs, security answers).
"""

from typing import Annotated, TypeVar

import msgspec

T = TypeVar("T")

Open = Annotated[T, msgspec.Meta(extra={"mark": "open"})]
Personal = Annotated[T, msgspec.Meta(extra={"mark": "personal"})]
Special = Annotated[T, msgspec.Meta(extra={"mark": "special"})]
Secret = Annotated[T, msgspec.Meta(extra={"mark": "secret"})]

SEALED_MARKS = ("personal", "special", "secret")


def mark_of(field_type: object) -> str | None:
    """The mark of one struct field's type as msgspec sees it; None when the field was left unmarked."""
    metadata = getattr(field_type, "__metadata__", ())
    for note in metadata:
        if isinstance(note, msgspec.Meta) and note.extra and "mark" in note.extra:
            return str(note.extra["mark"])
    return None
