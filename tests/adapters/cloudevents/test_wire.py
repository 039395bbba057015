"""CloudEvents as they arrive: attributes, binary headers, and refusals that repeat nothing."""

import base64
from typing import Any

import pytest

from adapters.cloudevents.binary import from_binary
from adapters.cloudevents.storable import DEEPEST, Unstorable, check_storable
from adapters.cloudevents.wire import NotACloudEvent, Unreadable, WrongField, check_attributes, read_data

EVENT = {"specversion": "1.0", "id": "1", "source": "//demo/x/y", "type": "t"}


def test_an_event_with_attributes_in_order_passes_as_it_is():
    event = EVENT | {"subject": None, "comvendor": 7, "data": {}}
    assert event == check_attributes(event)


@pytest.mark.parametrize("name", ["specversion", "id", "source", "type"])
def test_each_required_attribute_is_named_when_it_is_missing(name: str):
    with pytest.raises(NotACloudEvent) as refusal:
        check_attributes({key: value for key, value in EVENT.items() if key != name})
    assert f"/{name}" == refusal.value.pointer


def test_data_and_data_base64_together_are_refused():
    with pytest.raises(NotACloudEvent):
        check_attributes(EVENT | {"data": {}, "data_base64": ""})


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("plain", "plain"),
        ("Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro € 😀"),
        ('"two words"', "two words"),
        ('"a \\"quoted\\" \\\\ word"', 'a "quoted" \\ word'),
        ("100%25", "100%"),
        ("%2525", "%25"),
        ("%zz", "%zz"),
        ('"', '"'),
        ("ż".encode().decode("latin-1"), "ż"),
    ],
)
def test_a_header_is_unquoted_and_percent_decoded_once(header: str, text: str):
    assert text == from_binary({"ce-id": header}, b"")["id"]


@pytest.mark.parametrize("header", ["%ff", "%C3", "%ED%A0%80", "\xff"])
def test_a_header_that_is_not_utf_8_is_refused(header: str):
    with pytest.raises(NotACloudEvent) as refusal:
        from_binary({"ce-subject": header}, b"")
    assert "/subject" == refusal.value.pointer


def test_the_data_of_a_binary_event_is_its_body_alone():
    headers = {"ce-id": "1", "ce-data": "x", "ce-data_base64": "x", "ce-": "x", "content-type": "application/json"}
    assert {"id": "1", "datacontenttype": "application/json", "data": {"a": 1}} == from_binary(headers, b'{"a":1}')
    assert {"id": "1", "datacontenttype": "application/json"} == from_binary(headers, b"")
    other = from_binary(headers | {"content-type": "image/png"}, b"\x89")
    assert base64.b64encode(b"\x89").decode() == other["data_base64"]


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({"channel": "Kowalska"}, "/data/channel"),
        ({"party": {}}, "/data/party/role"),
        ({"to": [{}, {"handles": [{"kind": "phone"}]}]}, "/data/to/1/handles/0/value_raw"),
        ({"parts": [{"type": "text"}, {"type": "Kowalska"}]}, "/data/parts/1/type"),
        ({"party": {"role": "customer", "handles": [{"kind": "Kowalska", "value_raw": "x"}]}}, "/data/party/handles/0/kind"),
        ({"call": {"started_at": "Kowalska"}}, "/data/call/started_at"),
        ({"promise": {"due_at": "2201-01-01T00:00:00Z"}}, "/data/promise/due_at"),
        ({"call": {"answered_at": "0001-01-01T00:00:00+14:00"}}, "/data/call/answered_at"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_pointed_at_and_its_value_is_not_repeated(data: dict[str, Any], pointer: str):
    with pytest.raises(WrongField) as refusal:
        read_data(EVENT | {"data": data})
    assert pointer == refusal.value.pointer
    assert "Kowalska" not in refusal.value.detail


@pytest.mark.parametrize("event", [{"data": []}, {"data": 1}, {"data_base64": "%"}, {"data_base64": 7}, {"data_base64": "/w=="},
                                   {"datacontenttype": "text/plain", "data": "x"}])  # fmt: skip
def test_data_that_is_no_json_object_is_for_the_quarantine(event: dict[str, Any]):
    with pytest.raises(Unreadable):
        read_data(EVENT | event)


def nested(depth: int) -> tuple[list[Any], bytes]:
    value: list[Any] = []
    for _ in range(depth - 1):
        value = [value]
    return value, b"[" * depth + b"]" * depth


def test_nesting_is_taken_up_to_the_limit_and_no_further():
    check_storable(*nested(DEEPEST))
    with pytest.raises(Unstorable):
        check_storable(*nested(DEEPEST + 1))
    with pytest.raises(Unstorable):
        check_storable(*nested(50_000))


@pytest.mark.parametrize("value", ["\x00", ["a", "\ud800"], {"a": {"\udc00": 1}}, {"a": ["\x00"]}])
def test_nul_and_half_pairs_are_found_wherever_they_stand(value: Any):
    with pytest.raises(Unstorable):
        check_storable(value, b"\\u")
