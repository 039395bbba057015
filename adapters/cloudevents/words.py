"""The plain words of a message: its new text parts, HTML reduced to text, and a line for context that came without any."""

from collections.abc import Iterable
from typing import Any

from adapters.cloudevents.markup import words_of_html
from adapters.cloudevents.wire import Data, PartIn


def plain_text(parts: Iterable[PartIn]) -> str:
    """Text parts joined by blank lines; an HTML part only where no text part says the same; no quotes or signatures."""
    new = [part for part in parts if part.text and part.range in (None, "new")]
    texts = [part.text or "" for part in new if part.type == "text"]
    if not texts:
        texts = [words_of_html(part.text or "") for part in new if part.type == "html"]
    return "\n\n".join(text for text in texts if text)


def context_text(what: str, data: Data, raw: dict[str, Any]) -> str:
    """One line for an order, parcel, offer or stock figure: its values, in no language."""
    named = raw.get(what.partition(".")[0])
    about: dict[str, Any] = named if isinstance(named, dict) else {}
    order = {
        "order.noted": (data.order_ref, "number", "state", "total", "currency"),
        "shipment.noted": (data.parcel_ref, "number", "carrier", "state", "locker_or_store"),
        "offer.quoted": ("code", "value", "product"),
        "stock.noted": (data.product_ref, "sku", "place", "quantity"),
        "promise.made": ("what",),
    }[what]
    values = [
        about.get(field) if field in about else field if field in _refs(data) else None for field in order if field
    ]
    seen = dict.fromkeys(str(value) for value in values if isinstance(value, str | int | float) and str(value))
    return " · ".join(seen)


def _refs(data: Data) -> set[str]:
    return {ref for ref in (data.order_ref, data.parcel_ref, data.product_ref) if ref}
