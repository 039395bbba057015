"""Calls that write: who calls, and by which key the same call is known again."""

from typing import Annotated

import msgspec
from litestar import Response
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter

from app.http.reading import Incoming, answer
from app.pen import Hand, Pen, Written
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
        raise Problem(400, "idempotency-key-missing", "This call needs an Idempotency-Key.",
                      "Send an Idempotency-Key of your own making, new for each thing to be done: then it is safe to repeat.")  # fmt: skip
    said = f"{request.method} {request.url.path}".encode() + b"\n" + _sorted(data)
    return pen.hand_of(current(request), key, said)


def written_spec(shape: type[msgspec.Struct]) -> dict[int, ResponseSpec]:
    """Describe the 200 of `written_answer`; for `responses=` of a route."""
    return {200: ResponseSpec(shape, generate_examples=False, description="It was so already: nothing was written.")}


def written_answer(written: Written, body: object) -> Response[bytes]:
    """201 with what was written; 200 where the same call came before, or nothing had to change."""
    told = answer(body)
    told.status_code = 200 if written.again or not written.events else 201
    return told
