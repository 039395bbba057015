"""What somebody who is refused can do about it: the `detail` of problems that do not say more themselves."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

HINTS = {
    "bad-request": "Send one whole JSON value in UTF-8, nested no deeper than a person would.",
    "forbidden": "Ask with a token or a sign-in of a role that may; each address says in /schema/openapi.json what it is for.",
    "idempotency-conflict": "Send other content under a new id (or Idempotency-Key); the first content again gets the first answer.",
    "method-not-allowed": "The header Allow names the methods that this address takes.",
    "not-found": "Look at the address and at each id in it: what belongs to another tenant is not told from what is not there.",
    "not-signed-in": "Send `Authorization: Bearer …` with a token of `throughline token create`, or sign in to the console.",
    "origin-not-ours": "By cookie only our own pages may change something: send their Origin, or a bearer token instead.",
    "too-large": "Send less at once: an event holds at most 256 KB, a batch 4 MB and 1,000 events.",
    "unknown-version": "Ask for v1 up to the version that the customer's page has now, or for a time not before its first event.",
}


class _Field(Protocol):
    @property
    def pointer(self) -> str: ...
    @property
    def detail(self) -> str: ...


def what_to_do(slug: str, errors: Sequence[_Field]) -> str:
    """The wrong fields in one line, or this kind's hint; empty where there is none. Repeats nothing that `errors` does not."""
    if errors:
        return "; ".join(f"{each.pointer or 'the body'}: {each.detail}" for each in errors)
    return HINTS.get(slug, "")


def names_sent(scope: Mapping[str, Any]) -> dict[str, str]:
    """What a route's parameters are called by those who send them, where a header or a query has another name than ours."""
    handler = scope.get("route_handler")
    if handler is None:
        return {}
    fields = handler.parsed_fn_signature.parameters.items()
    return {ours: sent for ours, field in fields if (sent := getattr(field.kwarg_definition, "name", None))}


def field_detail(message: str, named: str) -> str:
    """What is wrong with a field, by the framework's sentence; `named`: what it says of a field's name."""
    if named:
        return "This field is required." if named == "missing required" else "This field is not known here."
    # Only sentences that speak of types: others ("Invalid enum value '…'") repeat what was sent.
    return message if re.fullmatch(r"Expected [\w `|,<>=.-]{1,120}", message) else "This value is not allowed here."
