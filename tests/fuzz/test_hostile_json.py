"""JSON that means harm: whatever is sent, the answer is 2xx or 4xx, soon, and everybody can still be read afterwards."""

import json
import time
import zlib
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.cloudevents.wire import Data
from tests.app.intake.deliveries import TYPES, a_delivery, a_message
from tests.app.running import Running, Shop, slug, to_json
from tests.exploring import seeded
from tests.fuzz.test_the_api_as_described import EXAMPLES

pytestmark = pytest.mark.fuzz
STRUCTURED = {"Content-Type": "application/cloudevents+json"}
SLOWEST_SECONDS = 2.0  # of the processor, both ends of the connection together


@pytest.fixture(scope="module")
def shop(running: Running) -> Iterator[Shop]:
    """A tenant that every hostile event goes to; at the end it must still be whole."""
    shop = running.shop()
    yield shop
    customer_id = shop.sent(a_message(shop, "last"))["customer_id"]
    running.settled()
    for part in ("", "/timeline", "/brief", "/facts", "/promises", "/consents", "/contradictions"):
        assert 200 == shop.agent.get(f"/v1/customers/{customer_id}{part}").status_code
    for stream in {event["stream"] for event in shop.auditor.get("/v1/events?limit=1000").json()}:
        for part in ("/timeline", "/brief", "/events"):
            answer = shop.auditor.get(f"/v1/customers/{stream}{part}", headers={"X-Purpose": "look"})
            assert 200 == answer.status_code, answer.text
    assert 0 == shop.agent.get("/readyz").json()["parked"]


def stands(shop: Shop, body: bytes, expected: tuple[int, ...] = (200, 201, 202, 400, 409, 413, 422)) -> None:
    begun = time.process_time()
    answer = shop.adapter.post("/v1/intake", content=body, headers=STRUCTURED)
    assert answer.status_code in expected, answer.text
    assert SLOWEST_SECONDS > time.process_time() - begun
    if answer.status_code >= 400:
        slug(answer)


def with_raw(shop: Shop, id: str, raw: bytes) -> bytes:
    """A message whose unknown field `x` is these bytes."""
    return to_json(a_message(shop, id, x="XXXX")).replace(b'"XXXX"', raw)


@pytest.mark.parametrize("escaped", [b"", b'"\\u0041"'], ids=["plain", "escaped"])
@pytest.mark.parametrize(
    "depth", [10, 60, 61, 62, 63, 64, 65, 100, 300, 500, 900, 960, 970, 980, 990, 1_000, 5_000, 100_000]
)
def test_depth(shop: Shop, depth: int, escaped: bytes):
    lists = with_raw(shop, f"l-{depth}-{len(escaped)}", b"[" * depth + escaped + b"]" * depth)
    objects = with_raw(shop, f"o-{depth}-{len(escaped)}", b'{"a":' * depth + (escaped or b"1") + b"}" * depth)
    for body in (lists, objects):
        stands(shop, body, (201,) if depth <= 60 else (400, 413) if depth >= 65 else (201, 400))


@pytest.mark.parametrize(
    "raw",
    [
        b"1" + b"0" * 30, b"-1" + b"0" * 30, b"1" + b"0" * 4_200, b"1" + b"0" * 100_000, b"1e308", b"1e400", b"-1e400", b"1E-400",
        b"0." + b"1" * 100_000, b"NaN", b"Infinity", b"-Infinity", b"01", b"1.", b"+1", b"0x10", b"1_000",
    ],
    ids=lambda raw: raw[:12].decode(),
)  # fmt: skip
def test_numbers(shop: Shop, raw: bytes):
    stands(shop, with_raw(shop, f"n-{raw[:12].decode()}-{len(raw)}", raw))


@pytest.mark.parametrize(
    "raw",
    [
        b'"\\u0000"', b'{"\\u0000":1}', b'"\\ud800"', b'"\\ud800 and more"', b'"\\udc00 and more"', b'{"\\udfff":1}', b'"\\uD83D\\uDE00"',
        b'"\x00"', b'"\x1f"', b'"\xff"', b'"\xc3\x28"', b'"\xed\xa0\x80"', b'"\xf4\x90\x80\x80"', b'"\\x41"', b'"\\u12"', b'"', b"'x'",
    ],
    ids=repr,
)  # fmt: skip
def test_text_that_is_none(shop: Shop, raw: bytes):
    stands(shop, with_raw(shop, "t-1", raw), (201,) if b"DE00" in raw else (400,))


@pytest.mark.parametrize("name", ["specversion", "id", "source", "type", "data", "subject"])
def test_a_key_given_twice(shop: Shop, name: str):
    stands(
        shop,
        to_json(a_message(shop, f"k-{name}"))[:-1] + b',"' + name.encode() + b'":"//elsewhere/x/y"}',
        (202, 400, 403, 422, 201),
    )


def test_a_source_given_twice_cannot_smuggle_another_tenants(shop: Shop):
    body = to_json(a_message(shop, "k-2"))[:-1] + b',"source":"//elsewhere/x/y"}'
    assert 403 == shop.adapter.post("/v1/intake", content=body, headers=STRUCTURED).status_code


@pytest.mark.parametrize("value", [None, [], "x", 0, 1.5, True, "", [None], [[]]], ids=repr)
@pytest.mark.parametrize("what", TYPES)
def test_data_of_another_shape(shop: Shop, what: str, value: Any):
    stands(shop, to_json(a_delivery(shop, f"d-{what}-{value!r}", what) | {"data": value}))


@pytest.mark.parametrize("what", TYPES)
def test_no_data_at_all(shop: Shop, what: str):
    event = a_delivery(shop, f"e-{what}", what)
    del event["data"]
    stands(shop, to_json(event))


WRONG: list[Any] = [
    None,
    True,
    0,
    -1,
    2**70,
    1.5,
    "",
    "x",
    "x" * 100_000,
    "\u202e\u2066evil\u2069",
    [],
    [None],
    [1],
    {},
    {"x": 1},
    [{}],
    [[{}]],
]


def used_fields(kind: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every field we use, as wire.Data declares them."""
    if get_origin(kind) is not None:
        for inner in get_args(kind):
            yield from used_fields(inner, (*path, 0) if get_origin(kind) is list else path)
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        for field in msgspec.structs.fields(kind):
            yield (*path, field.name)
            yield from used_fields(field.type, (*path, field.name))


PATHS = sorted(set(used_fields(Data)), key=str)
FULL = {
    "channel": "chat", "entry_point": "web", "direction": "inbound", "kind": "message", "locale": "pl", "method": "login", "level": 2,
    "party": {"role": "customer", "display_name": "K", "id": "7", "handles": [{"kind": "phone", "value_raw": "601000214", "level": 1}]},
    "to": [{"role": "customer", "handles": [{"kind": "email", "value_raw": "kw@example.org"}]}],
    "handles": [{"kind": "crm_no", "value_raw": "7"}],
    "parts": [{"type": "text", "text": "hej", "dataref": "https://x", "size": 1}], "transcript": [{"party": "customer", "text": "hej"}],
    "call": {"state": "ended"}, "store": {"gln": "x"}, "order_ref": "1", "parcel_ref": "2", "product_ref": "3",
    "promise": {"kind": "info", "what": "x"}, "delivery": {"state": "read"}, "provider_refs": {"message_id": "m"},
    "consent": {"purpose": "marketing"}, "objection": {"purpose": "marketing"}, "notice": {"text": "x", "version": "1"},
}  # fmt: skip


# Fields that stand only in events of their own, and one of those.
SAYINGS: dict[str | int, str] = {"consent": "consent.given", "objection": "objection.raised", "notice": "notice.shown"}


def changed(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    data = json.loads(json.dumps(FULL))
    where = data
    for step in path[:-1]:
        where = where[step]
    where[path[-1]] = value
    return data


def test_every_used_field_is_found_in_the_wire_shapes():
    assert {
        ("channel",),
        ("party", "handles", 0, "value_raw"),
        ("transcript", 0, "confidence"),
        ("call", "ended_at"),
    } <= set(PATHS)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)))
def test_a_used_field_of_a_wrong_type(shop: Shop, path: tuple[str | int, ...]):
    for number, value in enumerate(WRONG):
        for what in (
            "message.received",
            "identity.evidence",
            "order.noted",
            "promise.made",
            "call.ended",
            SAYINGS.get(path[0], "delivery.updated"),
        ):
            event = a_delivery(shop, f"w-{path}-{number}-{what}", what, subject=None, **changed(path, value))
            stands(shop, to_json(event))


@pytest.mark.parametrize(
    "name", ["subject", "time", "datacontenttype", "dataschema", "sequence", "traceparent", "com", "data_base64"]
)
def test_an_attribute_of_a_wrong_type(shop: Shop, name: str):
    for number, value in enumerate(WRONG):
        stands(shop, to_json(a_message(shop, f"a-{name}-{number}") | {name: value}))


TAILS = [
    "<a '",
    '<a b="',
    "<!--",
    "<![CDATA[",
    "<?",
    "</",
    "&#",
    "&amp",
    "&#9",
    "<script>",
    "<script></scrip",
    "<",
    "<a ",
    "<head>",
    "<!",
    "<a = ",
]


@pytest.mark.parametrize("tail", TAILS)
def test_html_that_is_never_closed(shop: Shop, tail: str):
    html = (tail * 100_000)[:240_000]
    stands(shop, to_json(a_message(shop, f"h-{tail}", parts=[{"type": "html", "text": html}])), (201, 413))


@pytest.mark.parametrize("text", ["x" * 100_000, "ﷺ" * 60_000, "\u202e" * 10_000, "é" * 60_000, "a@" * 50_000, "+48 " * 25_000,
                                  "PL-" * 30_000, "my name is " * 9_000, "Nazywam się " + "A" * 90_000, "1 2-" * 25_000, " " * 100_000,
                                  "a." * 50_000, "\u0301" * 50_000])  # fmt: skip
def test_long_and_odd_words(shop: Shop, text: str):
    stands(shop, to_json(a_message(shop, f"x-{text[:5]}-{len(text)}", text=text)), (201,))


def test_handles_without_end(shop: Shop):
    for value in (
        "<" + "a@" * 490,
        "+" * 990,
        "1" * 990,
        "+48601000214" + ";ext=" * 190,
        "a@" + "xn--" * 240,
        "a@" + "a." * 490,
    ):
        for kind in ("email", "phone", "whatsapp"):
            handles = [{"kind": kind, "value_raw": value, "level": 0}] * 100
            stands(
                shop,
                to_json(a_message(shop, f"hh-{kind}-{value[:6]}", party={"role": "customer", "handles": handles})),
                (201, 413),
            )
    many = [{"kind": "phone", "value_raw": f"+486010{number:05}", "level": 0} for number in range(101)]
    stands(shop, to_json(a_message(shop, "hh-many", party={"role": "customer", "handles": many})), (422,))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=12)  # fmt: skip


@seeded(8035)
@settings(max_examples=EXAMPLES * 8, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(what=st.sampled_from(sorted(TYPES)), path=st.sampled_from(PATHS), value=anything, more=anything)
def test_anything_anywhere(shop: Shop, what: str, path: tuple[str | int, ...], value: Any, more: Any):
    event = a_delivery(shop, "any", what, **(changed(path, value) | {"more": more}))
    event["id"] = f"any-{zlib.crc32(json.dumps(event).encode())}"
    stands(shop, json.dumps(event).encode())
