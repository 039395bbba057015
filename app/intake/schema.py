"""How intake's body looks in the API description."""

from typing import Any

from litestar.openapi.spec import OpenAPIFormat, OpenAPIType, Schema

_TEXT = OpenAPIType.STRING

_DATA = Schema(
    description="What was said or done. Used fields are strict; unknown ones are kept. A value that is not an object is "
    "answered 202 and kept in the quarantine.",
)

EVENT_SCHEMA: dict[str, Any] = {
    "title": "CloudEvent",
    "description": "A CloudEvent 1.0 of a `throughline.*.v1` type.",
    "type": OpenAPIType.OBJECT,
    "required": ["specversion", "id", "source", "type"],
    "properties": {
        "specversion": Schema(type=_TEXT, enum=["1.0"]),
        "id": Schema(
            type=_TEXT, min_length=1, max_length=1_000, description="The delivery's own id; unique per source."
        ),
        "source": Schema(type=_TEXT, min_length=1, max_length=500, description="//tenant/adapter/account"),
        "type": Schema(type=_TEXT, min_length=1, max_length=200, examples=["throughline.message.received.v1"]),
        "subject": Schema(type=[_TEXT, OpenAPIType.NULL], max_length=1_000, description="The thread key."),
        "time": Schema(type=[_TEXT, OpenAPIType.NULL], format=OpenAPIFormat.DATE_TIME),
        "datacontenttype": Schema(type=[_TEXT, OpenAPIType.NULL], max_length=200),
        "data": _DATA,
    },
}

BATCH_SCHEMA: dict[str, Any] = {
    "title": "CloudEvents batch",
    "description": "At most 1,000 events and 4 MB. Each is answered by itself.",
    "type": OpenAPIType.ARRAY,
    "items": Schema(**EVENT_SCHEMA),
    "max_items": 1_000,
}
