"""Every "no" is a problem with a stable slug, and tells nothing it was not meant to."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
import pytest
from litestar import Litestar, get, post
from litestar.params import FromQuery, JSONBody
from litestar.testing import TestClient

from app.audit.access import AccessNotRecorded
from app.logs import ALLOWED, JsonLines, configure_logging
from app.problems import (
    PROBLEMS,
    FieldError,
    Problem,
    forbidden,
    not_found,
    problem_of,
    problem_response,
    problem_spec,
    unauthorized,
    unprocessable,
)
from domain import errors

CANARY = "Kowalska-48601000214"


class Part(msgspec.Struct, forbid_unknown_fields=True):
    """A nested body part."""

    kind: str


class Body(msgspec.Struct, forbid_unknown_fields=True):
    """A body with one field of each sort."""

    count: int
    parts: list[Part] = []
    channel: Literal["chat", "phone"] = "chat"


@get("/broken")
async def broken() -> None:
    secret = CANARY
    raise KeyError(secret)


@get("/refused")
async def refused() -> None:
    raise errors.StreamMoved(CANARY)


@get("/busy")
async def busy() -> None:
    raise errors.Overloaded


@get("/limited")
async def limited(limit: FromQuery[int]) -> None: ...


@post("/body", responses=problem_spec(422))
async def body(data: JSONBody[Body]) -> None: ...


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    written = io.StringIO()
    everybody = [
        logging.getLogger(),
        *(each for each in logging.Logger.manager.loggerDict.values() if isinstance(each, logging.Logger)),
    ]
    kept = [(each, each.handlers, each.level, each.propagate) for each in everybody]
    configure_logging(written)
    yield written
    for logger, handlers, level, propagate in kept:
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


@pytest.fixture
def client(lines: io.StringIO) -> Iterator[TestClient[Litestar]]:
    app = Litestar(
        [broken, refused, busy, limited, body],
        exception_handlers={Exception: problem_response},
        logging_config=None,
        request_max_body_size=200_000,
    )
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def all_subclasses(parent: type[Exception]) -> list[type[Exception]]:
    return [found for child in parent.__subclasses__() for found in (child, *all_subclasses(child))]


def test_every_refusal_has_a_row() -> None:
    refusals = all_subclasses(errors.Refusal)
    assert refusals
    assert [] == [refusal.__name__ for refusal in refusals if refusal not in PROBLEMS]
    assert AccessNotRecorded in PROBLEMS


SAID: dict[type[Exception], tuple[object, ...]] = {
    errors.PageMoved: (17,), errors.CaseWrong: ("/case_id", "must be open"), errors.Crossed: (17, []), errors.NotSeen: (17,),
    errors.NoWayToReply: ("no_handle",), errors.ReplyWrong: ("/channel", "must be its own"),
    errors.ClaimedByColleague: ("p-1", "Anna", datetime(2026, 11, 20, tzinfo=UTC)),
}  # fmt: skip


@pytest.mark.parametrize("refusal", PROBLEMS)
def test_every_row_is_a_sentence_with_a_slug_and_a_status_of_refusal(refusal: type[Exception]) -> None:
    problem = problem_of(refusal(*SAID.get(refusal, (CANARY,))))
    told = json.loads(problem.body())
    assert 400 <= told["status"] < 600
    assert told["status"] != 500
    assert told["type"].removeprefix("urn:throughline:problem:").replace("-", "").isalpha()
    assert told["title"].endswith(".")
    assert CANARY not in str(told)
    assert ("Retry-After" in problem.headers) == (told["status"] in (429, 503))


def test_a_problem_holds_what_the_contract_names(client: TestClient[Litestar]) -> None:
    answer = client.get("/refused")
    assert 409 == answer.status_code
    assert "application/problem+json" == answer.headers["content-type"]
    told = answer.json()
    assert {"type", "title", "status", "detail", "instance"} == set(told)
    assert told["instance"].startswith("urn:uuid:")
    assert told["type"].endswith(":stream-moved")


def test_what_may_be_repeated_says_when(client: TestClient[Litestar]) -> None:
    answer = client.get("/busy")
    assert (503, "1") == (answer.status_code, answer.headers["retry-after"])


@pytest.mark.parametrize(
    ("method", "path", "status", "slug"),
    [
        ("GET", "/nowhere", 404, "not-found"),
        ("DELETE", "/refused", 405, "method-not-allowed"),
        ("GET", "/broken", 500, "internal"),
        ("GET", "/limited", 422, "invalid"),
    ],
)
def test_no_problem_repeats_the_query(
    client: TestClient[Litestar], method: str, path: str, status: int, slug: str
) -> None:
    answer = client.request(method, f"{path}?name={CANARY}&limit={CANARY}")
    assert (status, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    assert answer.json()["type"].endswith(f":{slug}")
    assert CANARY not in answer.text


def test_a_wrong_method_learns_the_right_ones(client: TestClient[Litestar]) -> None:
    assert "GET" in client.delete("/refused").headers["allow"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"{", 400),
        (b'{"count":"\xff"}', 400),
        (b'{"parts":' + b"[" * 100_000, 400),
        (b'{"count":1,"parts":[{"kind":"x","deep":' + b"[" * 100_000, 400),
        (b" " * 200_001, 413),
    ],
)
def test_a_body_nobody_can_read_is_the_senders_fault(client: TestClient[Litestar], sent: bytes, status: int) -> None:
    answer = client.post("/body", content=sent, headers={"content-type": "application/json"})
    assert (status, "application/problem+json") == (answer.status_code, answer.headers["content-type"])


WRONG_FIELDS: list[tuple[dict[str, Any], str, str]] = [
    ({"count": CANARY}, "/count", "Expected `int`, got `str`"),
    ({}, "/count", "This field is required."),
    ({"count": 1, "a/b": 2}, "/a~1b", "This field is not known here."),
    ({"count": 1, "parts": [{"kind": 3}]}, "/parts/0/kind", "Expected `str`, got `int`"),
    ({"count": 1, "parts": [{}]}, "/parts/0/kind", "This field is required."),
    ({"count": 1, "channel": CANARY}, "/channel", "This value is not allowed here."),
]


@pytest.mark.parametrize(("sent", "pointer", "detail"), WRONG_FIELDS)
def test_a_wrong_field_is_pointed_at(
    client: TestClient[Litestar], sent: dict[str, Any], pointer: str, detail: str
) -> None:
    answer = client.post("/body", json=sent)
    assert 422 == answer.status_code
    assert [{"pointer": pointer, "detail": detail}] == answer.json()["errors"]
    assert CANARY not in answer.text


def test_a_fault_of_ours_is_logged_by_the_instance_the_caller_was_told(
    client: TestClient[Litestar], lines: io.StringIO
) -> None:
    answer = client.get(f"/broken?name={CANARY}", headers={"Authorization": f"Bearer {CANARY}"})
    (line,) = [json.loads(line) for line in lines.getvalue().splitlines() if '"fault"' in line]
    assert answer.json()["instance"] == line["instance"]
    assert ("GET", "/broken", "KeyError") == (line["method"], line["route"], line["fault"])
    assert any(frame.endswith(" broken") for frame in line["frames"])


def test_nothing_a_caller_sent_gets_into_the_log(client: TestClient[Litestar], lines: io.StringIO) -> None:
    client.get(f"/broken?name={CANARY}", headers={"Authorization": f"Bearer {CANARY}"})
    client.post("/body", content=CANARY.encode())
    logging.getLogger("uvicorn.error").warning('%s - "WebSocket %s" 403', "127.0.0.1", f"/v1/live?t={CANARY}")
    logging.getLogger("any.library").error("failed", extra={"text": CANARY, "headers": {"a": CANARY}})
    assert "WebSocket" in lines.getvalue()
    assert CANARY not in lines.getvalue()


def test_a_log_line_is_one_json_object_of_allowed_fields() -> None:
    record = logging.LogRecord("throughline", logging.INFO, "f", 1, "appended", (), None)
    record.__dict__.update({"count": 3, "customer_name": CANARY})
    line = json.loads(JsonLines().format(record))
    assert ("appended", "info", "throughline", 3) == (line["event"], line["level"], line["logger"], line["count"])
    assert set(line) <= {"at", "level", "logger", "event", *ALLOWED}


def test_ready_made_problems_have_their_status() -> None:
    found = [problem.status for problem in (not_found(), forbidden(), unauthorized(), unprocessable([]))]
    assert [404, 403, 401, 422] == found
    told = json.loads(unprocessable([FieldError("/data/channel", "Not a channel.")]).body("urn:uuid:1"))
    assert [{"pointer": "/data/channel", "detail": "Not a channel."}] == told["errors"]
    assert "urn:uuid:1" == told["instance"]


def test_a_problem_without_detail_repeats_its_title() -> None:
    assert "No." == json.loads(Problem(409, "no", "No.").body())["detail"]


def test_the_description_of_the_api_shows_problems(client: TestClient[Litestar]) -> None:
    described = client.get("/schema/openapi.json").json()
    assert "application/problem+json" in described["paths"]["/body"]["post"]["responses"]["422"]["content"]
