"""Signing in and out as a browser does it."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.problems import problem_response
from app.security.gate import Gate
from app.security.guard import guard
from app.security.policy import check_complete
from app.security.sign_in import sign_in_routes
from app.settings import Settings

OURS = {"Origin": "http://127.0.0.1:8000"}


@pytest.fixture
def client(gate: Gate, settings: Settings) -> Iterator[TestClient[Litestar]]:
    app = Litestar(
        [*sign_in_routes(gate, settings)],
        guards=[guard(gate, settings.origins)],
        exception_handlers={Exception: problem_response},
        logging_config=None,
        openapi_config=None,
    )
    check_complete(app)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        client.follow_redirects = False
        yield client


def open_link(client: TestClient[Litestar], gate: Gate, role: str = "agent", name: str = "Anna Wójcik") -> str:
    path = asyncio.run(gate.create_link(role, name)).removeprefix("http://127.0.0.1:8000")
    answer = client.get(path)
    assert (303, "/console", b"") == (answer.status_code, answer.headers["location"], answer.content)
    return path


def test_a_link_signs_the_browser_in(client: TestClient[Litestar], gate: Gate) -> None:
    open_link(client, gate)
    answer = client.get("/v1/session")
    assert 200 == answer.status_code
    told = answer.json()
    assert told.pop("person").startswith("p-")
    assert told.pop("writing_keys").keys() == {told.pop("session")}
    shop = {"shop_name": "Polana Outdoor", "timezone": "Europe/Warsaw"}
    assert {"name": "Anna Wójcik", "role": "agent", "tenant": "demo"} | shop == told
    assert "no-store" == answer.headers["cache-control"]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient[Litestar], gate: Gate) -> None:
    path = asyncio.run(gate.create_link("agent", "Anna")).removeprefix("http://127.0.0.1:8000")
    cookie = client.get(path).headers["set-cookie"]
    assert cookie.startswith("throughline=")
    assert cookie.endswith("; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200")


def test_a_used_link_leads_to_the_signed_out_page(client: TestClient[Litestar], gate: Gate) -> None:
    path = open_link(client, gate)
    answer = client.get(path)
    assert (303, "/console#link-expired") == (answer.status_code, answer.headers["location"])
    assert "set-cookie" not in answer.headers


def test_an_invented_link_signs_nobody_in(client: TestClient[Litestar]) -> None:
    answer = client.get("/console/sign-in/" + "A" * 43)
    assert (303, "/console#link-expired") == (answer.status_code, answer.headers["location"])


def test_asking_for_a_links_headers_does_not_use_it(client: TestClient[Litestar], gate: Gate) -> None:
    path = asyncio.run(gate.create_link("agent", "Anna")).removeprefix("http://127.0.0.1:8000")
    assert 405 == client.head(path).status_code
    assert "/console" == client.get(path).headers["location"]


def test_signing_in_anew_ends_the_session_before(client: TestClient[Litestar], gate: Gate) -> None:
    open_link(client, gate)
    before = {"cookie": f"throughline={client.cookies['throughline']}"}
    assert asyncio.run(gate.recognise(before)) is not None
    open_link(client, gate, "lead", "Marek Zieliński")
    assert asyncio.run(gate.recognise(before)) is None
    assert "lead" == client.get("/v1/session").json()["role"]


def test_signing_out_ends_the_session(client: TestClient[Litestar], gate: Gate) -> None:
    open_link(client, gate)
    kept = {"Cookie": f"throughline={client.cookies['throughline']}"}
    answer = client.post("/v1/session/sign_out", headers=OURS)
    assert (204, b"") == (answer.status_code, answer.content)
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert 401 == client.get("/v1/session", headers=kept).status_code


def test_somebody_elses_page_cannot_sign_the_agent_out(client: TestClient[Litestar], gate: Gate) -> None:
    open_link(client, gate)
    assert 403 == client.post("/v1/session/sign_out", headers={"Origin": "https://evil.example"}).status_code
    assert 200 == client.get("/v1/session").status_code


def test_a_token_does_not_sign_out(client: TestClient[Litestar], gate: Gate) -> None:
    bearer = {"Authorization": f"Bearer {asyncio.run(gate.create_token('agent', 'Anna'))}"}
    assert 409 == client.post("/v1/session/sign_out", headers=bearer).status_code
    assert 200 == client.get("/v1/session", headers=bearer).status_code


def keys(client: TestClient[Litestar]) -> tuple[str, dict[str, str]]:
    told = client.get("/v1/session").json()
    return told["session"], told["writing_keys"]


def test_a_browser_is_told_the_key_of_its_session_which_is_nobody_elses(
    client: TestClient[Litestar], gate: Gate
) -> None:
    found: set[str] = set()
    for role, name in (("agent", "Anna"), ("agent", "Basia"), ("lead", "Anna")):
        open_link(client, gate, role, name)
        session, own = keys(client)
        assert [session] == list(own) and keys(client) == (session, own)
        assert 43 == len(own[session])
        found.add(own[session])
    assert 3 == len(found)


def test_a_session_that_ended_in_silence_leaves_its_key_to_the_same_person_for_twelve_hours(
    client: TestClient[Litestar], gate: Gate, clock: Any
) -> None:
    open_link(client, gate, name="Anna")
    session, own = keys(client)
    clock.pass_by(minutes=31)
    open_link(client, gate, name="Basia")
    assert session not in keys(client)[1]
    clock.pass_by(minutes=31)
    open_link(client, gate, name="Anna")
    assert own[session] == keys(client)[1][session]
    clock.pass_by(hours=11)
    open_link(client, gate, name="Anna")
    assert session not in keys(client)[1]


def test_the_key_of_a_session_that_was_signed_out_is_gone(client: TestClient[Litestar], gate: Gate) -> None:
    open_link(client, gate)
    session, _ = keys(client)
    client.post("/v1/session/sign_out", headers=OURS)
    open_link(client, gate)
    assert session not in keys(client)[1]


def test_a_token_has_no_key(client: TestClient[Litestar], gate: Gate) -> None:
    bearer = {"Authorization": f"Bearer {asyncio.run(gate.create_token('agent', 'Anna'))}"}
    told = client.get("/v1/session", headers=bearer).json()
    assert ("", {}) == (told["session"], told["writing_keys"])


def test_a_ticket_is_given_for_sixty_seconds(client: TestClient[Litestar], gate: Gate, clock: Any) -> None:
    open_link(client, gate)
    answer = client.post("/v1/live/tickets", headers=OURS)
    assert 201 == answer.status_code
    assert "2026-11-21T09:01:00Z" == answer.json()["expires_at"]
    principal = asyncio.run(gate.redeem_ticket(answer.json()["ticket"]))
    assert principal is not None
    assert "Anna Wójcik" == principal.name
