"""The contract's table of who may call, against what the guard really answers."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar, WebSocket, get, post, route, websocket
from litestar.connection import ASGIConnection
from litestar.testing import TestClient

from app import main
from app.problems import problem_response
from app.security.gate import Gate
from app.security.guard import from_this_machine, guard
from app.security.policy import POLICY, Open, PolicyGap, allowed, check_complete, routes_of, rule_for
from app.settings import Settings
from tests.app.stores import in_file

# Contract, section 2, written out by hand. Caller letters: A adapter, F adapter with --feed, g agent, l lead,
# u auditor, m admin; * for everybody, also without credentials.
CONTRACT = """
POST /v1/intake                                     A F
POST /v1/attachments                                A F
GET  /v1/customers/{customer_id}/items/{item_id}/attachments/{attachment_id} g l u
GET  /v1/quarantine                                 A F m
POST /v1/quarantine/{entry_id}/retry                A F m
POST /v1/customers/lookup                           g l u
GET  /v1/customers/{customer_id}                    g l u
GET  /v1/customers/{customer_id}/timeline           g l u
GET  /v1/customers/{customer_id}/brief              g l u
GET  /v1/customers/{customer_id}/facts              g l u
GET  /v1/customers/{customer_id}/promises           g l u
GET  /v1/customers/{customer_id}/consents           g l u
GET  /v1/customers/{customer_id}/contradictions     g l u
GET  /v1/customers/{customer_id}/decisions          g l u
GET  /v1/customers/{customer_id}/events             u
GET  /v1/interactions/{interaction_id}              g l u
POST /v1/customers/{customer_id}/search             g l u
GET  /console/print/{customer_id}                   g l u
GET  /v1/events                                     F u
GET  /v1/events/stream                              F u
GET  /v1/inbox                                      g l
GET  /v1/figures/{name}                             g l u
POST /v1/figures/{name}/openings                    l u
GET  /v1/access                                     u
GET  /v1/customers/{customer_id}/proof              u
GET  /v1/customers/{customer_id}/diff               u
GET  /v1/customers/{customer_id}/seen               u
GET  /v1/customers/{customer_id}/export             u
GET  /v1/proof/head                                 u
GET  /v1/proof/consistency                          u
POST /v1/customers/{customer_id}/proofs             g l
POST /v1/customers/{customer_id}/codes              g l
POST /v1/codes/{code_id}/confirmation               g l
POST /v1/customers/{customer_id}/reveals            g l
POST /v1/customers/{customer_id}/merges             g l
POST /v1/merges/{merge_id}/reversal                 g l
POST /v1/interactions/{interaction_id}/reassignment g l
POST /v1/customers/{customer_id}/dismissals         g l
POST /v1/customers/{customer_id}/facts              g l
POST /v1/facts/{fact_id}/confirmation               g l
POST /v1/facts/{fact_id}/retraction                 g l
POST /v1/contradictions/{contradiction_id}/resolution g l
POST /v1/customers/{customer_id}/promises           g l
POST /v1/promises/{promise_id}/outcome              g l
POST /v1/customers/{customer_id}/draft_check        g l
POST /v1/customers/{customer_id}/cases              g l
POST /v1/interactions/{interaction_id}/case         g l
POST /v1/cases/{case_id}/close                      g l
POST /v1/cases/{case_id}/reopen                     g l
POST /v1/cases/{case_id}/split                      g l
POST /v1/cases/{case_id}/join                       g l
POST /v1/customers/{customer_id}/handoffs           g l
GET  /v1/customers/{customer_id}/handoffs           g l u
POST /v1/handoffs/{handoff_id}/reading              g l
POST /v1/customers/{customer_id}/messages           g l
POST /v1/customers/{customer_id}/notes              g l
POST /v1/customers/{customer_id}/consents           g l
POST /v1/customers/{customer_id}/objections         g l
POST /v1/customers/{customer_id}/notices            g l
POST /v1/customers/{customer_id}/claim              g l
GET  /v1/customers/{customer_id}/channels           g l
POST /v1/interactions/{interaction_id}/wrap_up      g l
POST /v1/customers/{customer_id}/release            g l
GET  /v1/projections/parked                         m
POST /v1/projections/parked/retry                   m
GET  /v1/session                                    A F g l u m
POST /v1/session/sign_out                           g l u
POST /v1/live/tickets                               g l u
GET  /metrics                                       m
GET  /healthz                                       *
GET  /readyz                                        *
GET  /asyncapi.json                                 *
GET  /schema                                        *
GET  /schema/openapi.json                           *
GET  /schema/{path}                                 *
GET  /console                                       *
GET  /console/{path}                                *
GET  /console/sign-in/{code}                        *
"""
CALLERS = {"A": "adapter", "F": "adapter", "g": "agent", "l": "lead", "u": "auditor", "m": "admin"}
Table = tuple[TestClient[Litestar], dict[str, str]]
ROWS = [(line.split()[0], line.split()[1], line.split()[2:]) for line in CONTRACT.strip().splitlines()]


def toy_app(gate: Gate, origins: frozenset[str]) -> Litestar:
    """Answer 200 on every route of the policy, behind the real guard."""

    async def here() -> str:
        return "here"

    handlers: list[Any] = [
        route(_litestar_path(path), http_method=[method], status_code=200)(here)  # type: ignore[list-item]
        for method, path in POLICY
        if path != "/v1/live"
    ]

    @websocket("/v1/live")
    async def live(socket: WebSocket[Any, Any, Any]) -> None:
        await socket.accept()
        await socket.close()

    return Litestar(
        [*handlers, live],
        guards=[guard(gate, origins)],
        exception_handlers={Exception: problem_response},
        openapi_config=None,
        logging_config=None,
    )


def _litestar_path(template: str) -> str:
    return (
        template.replace("{path}", "{path:path}")
        .replace("id}", "id:str}")
        .replace("{code}", "{code:str}")
        .replace("{name}", "{name:str}")
    )


def _url(template: str) -> str:
    known = template.replace("{path}", "customers/c-1").replace("{code}", "x").replace("{name}", "switches")
    return re.sub(r"\{\w+_id\}", "c-1", known).split("{")[0]


@pytest.fixture
def app(gate: Gate, settings: Settings) -> Litestar:
    return toy_app(gate, settings.origins)


@pytest.fixture
def client(app: Litestar) -> Iterator[TestClient[Litestar]]:
    with TestClient(app) as client:
        yield client


@pytest.fixture
def tokens(gate: Gate) -> dict[str, str]:
    return asyncio.run(_tokens(gate))


async def _tokens(gate: Gate) -> dict[str, str]:
    """A token for each letter of the table."""
    return {
        letter: await gate.create_token(role, letter, source="//demo/*" if role == "adapter" else "", feed=letter == "F")
        for letter, role in CALLERS.items()}  # fmt: skip


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    """One application for all rows, and a token for each letter: which store knows them changes no rule."""
    settings = Settings.read({"THROUGHLINE_DATA_DIR": str(tmp_path_factory.mktemp("policy"))})
    gate = Gate(in_file(settings), settings)
    with TestClient(toy_app(gate, settings.origins)) as client:
        yield client, asyncio.run(_tokens(gate))
    gate.close()


def test_the_contract_and_the_policy_name_the_same_routes() -> None:
    assert {(method, path) for method, path, _ in ROWS} | {("GET", "/v1/live")} == set(POLICY)


@pytest.mark.parametrize(("method", "path", "may"), ROWS)
def test_each_role_gets_what_the_contract_gives_it(table: Table, method: str, path: str, may: list[str]) -> None:
    client, tokens = table
    for letter, token in tokens.items():
        expected = 200 if letter in may or may == ["*"] else 403
        answer = client.request(method, _url(path), headers={"Authorization": f"Bearer {token}"})
        assert (letter, expected) == (letter, answer.status_code)


@pytest.mark.parametrize(("method", "path", "may"), ROWS)
def test_without_credentials_only_what_is_open_answers(table: Table, method: str, path: str, may: list[str]) -> None:
    for headers in ({}, {"Authorization": "Bearer tl_admin_x"}, {"Cookie": "throughline=x"}):
        answer = table[0].request(method, _url(path), headers=headers)
        assert (200 if may == ["*"] else 401) == answer.status_code


def test_a_refusal_says_no_more_than_that(client: TestClient[Litestar], tokens: dict[str, str]) -> None:
    answer = client.get("/v1/inbox?tab=Kowalska", headers={"Authorization": f"Bearer {tokens['u']}"})
    assert "application/problem+json" == answer.headers["content-type"]
    assert answer.json()["type"].endswith(":forbidden")
    assert "Kowalska" not in answer.text
    assert "Bearer" in client.get("/v1/inbox").headers["www-authenticate"]


@pytest.mark.parametrize("origin", [
    None, "null", "", "https://evil.example", "http://127.0.0.1:8000.evil.example", "http://127.0.0.1:80000", "http://127.0.0.1",
    "https://127.0.0.1:8000", "HTTP://127.0.0.1:8000", "http://127.0.0.1:8000/"])  # fmt: skip
def test_a_cookie_from_somebody_elses_page_changes_nothing(
    client: TestClient[Litestar], gate: Gate, origin: str | None
) -> None:
    cookie = {"Cookie": f"{gate.cookie_name}={_signed_in(gate)}"}
    foreign = {} if origin is None else {"Origin": origin}
    ours = client.post("/v1/live/tickets", headers={**cookie, "Origin": "http://localhost:8000"})
    answer = client.post("/v1/live/tickets", headers={**cookie, **foreign})
    assert 200 == ours.status_code
    assert 403 == answer.status_code
    assert answer.json()["type"].endswith(":origin-not-ours")


def test_a_cookie_may_read_and_a_token_may_write_without_an_origin(
    client: TestClient[Litestar], gate: Gate, tokens: dict[str, str]
) -> None:
    cookie = {"Cookie": f"{gate.cookie_name}={_signed_in(gate)}"}
    assert 200 == client.get("/v1/inbox", headers=cookie).status_code
    bearer = {"Authorization": f"Bearer {tokens['g']}"}
    assert 200 == client.post("/v1/live/tickets", headers=bearer).status_code


def _signed_in(gate: Gate) -> str:
    return asyncio.run(gate.redeem_link(asyncio.run(gate.create_link("agent", "Anna")).rsplit("/", 1)[1])) or ""


def test_the_live_feed_guards_itself(client: TestClient[Litestar]) -> None:
    with client.websocket_connect("/v1/live"):
        pass


def test_an_application_with_an_undecided_route_does_not_start(app: Litestar) -> None:
    check_complete(app)

    @get("/v1/backdoor")
    async def backdoor() -> str:
        return ""

    @post("/v1/inbox")
    async def second_method() -> str:
        return ""

    app.register(backdoor)
    app.register(second_method)
    with pytest.raises(PolicyGap, match=r"GET /v1/backdoor, POST /v1/inbox"):
        check_complete(app)


def test_an_undecided_route_answers_nobody(app: Litestar, tokens: dict[str, str]) -> None:
    @get("/v1/backdoor")
    async def backdoor() -> str:
        return ""

    app.register(backdoor)
    with TestClient(app) as client:
        for token in tokens.values():
            assert 403 == client.get("/v1/backdoor", headers={"Authorization": f"Bearer {token}"}).status_code


def test_head_and_options_follow_what_the_address_has() -> None:
    assert rule_for("HEAD", "/v1/inbox") == rule_for("GET", "/v1/inbox")
    assert rule_for("OPTIONS", "/v1/intake") == rule_for("POST", "/v1/intake")
    assert rule_for("DELETE", "/v1/inbox") is None
    assert (
        rule_for("GET", "/v1/customers/{customer_id:str}/brief") == POLICY["GET", "/v1/customers/{customer_id}/brief"]
    )


def test_every_row_of_the_policy_has_a_route(app: Litestar) -> None:
    assert routes_of(app) >= set(POLICY)


def test_the_composed_application_has_a_route_for_every_row_and_a_row_for_every_route(settings: Settings) -> None:
    routes = routes_of(main.build(settings).app)
    assert set() == set(POLICY) - routes
    assert [] == sorted(route for route in routes if rule_for(*route) is None)


def _from(host: str, *headers: tuple[str, str]) -> bool:
    raw = [(name.encode(), value.encode()) for name, value in headers]
    scope: Any = {"type": "http", "client": (host, 1), "headers": raw}
    return from_this_machine(ASGIConnection(scope))


def test_loopback_is_this_machine_unless_it_speaks_for_another() -> None:
    assert _from("127.0.0.1")
    assert _from("::1")
    assert not _from("10.0.0.7")
    assert not _from("testclient")
    for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"):
        assert not _from("127.0.0.1", (name.lower(), "203.0.113.9"))


def test_no_role_passes_a_rule_that_names_none(gate: Gate, tokens: dict[str, str]) -> None:
    principal = gate.authenticate({"authorization": f"Bearer {tokens['m']}"})
    assert principal is not None
    assert not allowed(Open.EVERYBODY, principal)
