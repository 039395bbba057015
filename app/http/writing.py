"""Calls that write: who calls, and by which key the same call is known again."""

from typing import Annotated

import msgspec
from litestar.params import HeaderParameter

from app.http.reading import Incoming
from app.pen import Hand, Pen
from app.problems import Problem
from app.security.guard import current

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(name="Idempotency-Key", max_length=200, description="Required. Sent again, it gets the first answer."),
]  # fmt: skip
_sorted = msgspec.json.Encoder(order="sorted").encode


def calling_hand(pen: Pen, request: Incoming, key: str | None, data: object) -> Hand:
    """The hand of whoever calls, once for this Idempotency-Key. Raises Problem 400 without one."""
    if not key or not key.strip():
        raise Problem(400, "idempotency-key-missing", "Send an Idempotency-Key: then it is safe to repeat.")
    said = f"{request.method} {request.url.path}".encode() + b"\n" + _sorted(data)
    return pen.hand_of(current(request), key, said)
