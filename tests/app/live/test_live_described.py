"""The description of the live socket is the socket: every frame, every field, and what is really sent."""

import json
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from app.live import described, frames, samples
from app.live.limits import Close
from tests.app.live.node import Node, served
from tests.app.live.world import World
from tests.examples import a_message

DOCUMENT = described.document("https://shop.example")
FRAMES = [*described.FROM_CLIENT, *described.FROM_SERVER]


def payload(frame: type) -> dict[str, Any]:
    """A frame's schema, with what it refers to."""
    schema = DOCUMENT["components"]["messages"][frame.__name__]["payload"]
    return {**schema, "components": DOCUMENT["components"]}


def valid(frame: type, said: Any) -> bool:
    return jsonschema_rs.Draft7Validator(payload(frame)).is_valid(said)


def schema_of(frame: type) -> dict[str, Any]:
    schema = DOCUMENT["components"]["messages"][frame.__name__]["payload"]
    return DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_every_frame_is_described_with_every_field(frame: type[msgspec.Struct]):
    fields = {each.encode_name for each in msgspec.structs.fields(frame)} | {"type"}
    assert fields == set(schema_of(frame)["properties"])
    needed = {each.encode_name for each in msgspec.structs.fields(frame) if each.required} | {"type"}
    assert needed == set(schema_of(frame)["required"])


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_no_part_of_a_frame_is_left_undescribed(frame: type[msgspec.Struct]):
    assert [] == [name for name, schema in schema_of(frame)["properties"].items() if schema in ({}, {"items": {}})]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_every_frame_has_an_example_that_is_one(frame: type[msgspec.Struct]):
    examples = [each["payload"] for each in DOCUMENT["components"]["messages"][frame.__name__]["examples"]]
    assert examples
    assert all(valid(frame, each) for each in examples)


def test_a_frame_that_is_wrong_is_not_as_described():
    assert valid(frames.Reset, {"type": "reset", "id": "page", "reason": "moved"})
    assert not valid(frames.Reset, {"type": "reset", "id": "page", "reason": "because"})
    assert not valid(frames.Changes, {"type": "changes", "id": "page", "from": 1})


def test_client_frames_read_as_they_are_described():
    asked = [each for each in samples.SAMPLES if isinstance(each, described.FROM_CLIENT)]
    assert asked == [frames.read_frame(frames.encode(each)) for each in asked]


def test_every_closing_code_is_told():
    assert all(str(each.value) in DOCUMENT["channels"]["live"]["description"] for each in Close)


def refers(value: Any) -> list[str]:
    if isinstance(value, list):
        return [each for part in value for each in refers(part)]
    if not isinstance(value, dict):
        return []
    own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
    return [*own, *(each for part in value.values() for each in refers(part))]


def test_every_reference_leads_somewhere():
    assert refers(DOCUMENT)
    for reference in refers(DOCUMENT):
        place: Any = DOCUMENT
        for name in reference.removeprefix("#/").split("/"):
            place = place[name]


KINDS = {"welcome": frames.Welcome, "snapshot": frames.Snapshot, "changes": frames.Changes, "presence": frames.Presence,
         "problem": frames.Problem, "resumed": frames.Resumed, "reset": frames.Reset, "heartbeat": frames.Heartbeat}  # fmt: skip


def test_what_the_server_sends_is_as_described(world: World):
    async def case(node: Node) -> None:
        heard: list[dict[str, Any]] = []
        async with node.open(await node.token()) as connection:

            async def hear(kind: str) -> None:
                while not heard or heard[-1]["type"] != kind:
                    heard.append(json.loads(await connection.recv()))

            async def say(**frame: Any) -> None:
                await connection.send(json.dumps(frame))

            await hear("welcome")
            await say(type="subscribe", id="page", customer_id="c-1")
            await hear("snapshot")
            node.world.hub.ring(node.world.append(("c-1", a_message(item_id="t-9", text="Numer zamówienia PL-48213."))))
            await hear("changes")
            await say(type="presence", id="page", state="editing")
            await hear("presence")
            await say(type="seen", id="nobody", version=1)
            await hear("problem")
            await say(type="subscribe", id="again", customer_id="c-1", since=1)
            await hear("resumed")
            await say(type="subscribe", id="far", customer_id="c-1", since=99)
            await hear("reset")
        assert {"welcome", "snapshot", "changes", "presence", "problem", "resumed", "reset"} <= {
            each["type"] for each in heard
        }
        for each in heard:
            jsonschema_rs.Draft7Validator(payload(KINDS[each["type"]])).validate(each)

    served(world, case)
