"""Promises of docs/security.md that no one folder's tests could hold: about every body, every import, every address."""

import ast
import re
from pathlib import Path

import httpx
import msgspec
import pytest

from tests.app.running import Running

ROOT = Path(__file__).parents[2]
# Who may speak to somebody else's machine over HTTP: a client in another's hands, the demo's player, benches.
REACHING_OUT = ("app/demo/", "app/bench/", "adapters/client/")
CLIENTS = {"httpx", "requests", "aiohttp", "urllib.request", "http.client", "smtplib", "ftplib"}
NOT_OURS = [
    "/docs", "/redoc", "/swagger", "/openapi.json", "/schema/swagger", "/schema/redoc", "/schema/elements", "/debug", "/debug/pprof",
    "/.env", "/.git/config", "/admin", "/server-status", "/actuator/env", "/phpinfo.php", "/console/%2e%2e/%2e%2e/pyproject.toml",
    "/console/..%2f..%2fsettings.py", "/console/js/../../serve.py", "/var/log.db", "/hooks/whatsapp/main", "/graphql", "/v1/",
]  # fmt: skip


def bodies(running: Running) -> dict[str, type]:
    """What each writing address takes as its body."""
    handlers = [each for route in running.service.app.routes for each in getattr(route, "route_handlers", ())]
    taken = [(handler, handler.parsed_fn_signature.parameters.get("data")) for handler in handlers]
    return {min(handler.paths): field.annotation for handler, field in taken if field is not None}


def test_every_body_refuses_fields_it_does_not_know(running: Running):
    found = bodies(running)
    assert len(found) > 25
    for path, body in found.items():
        assert body.__struct_config__.forbid_unknown_fields, path  # type: ignore[attr-defined]


def test_every_text_of_a_body_is_bounded(running: Running):
    for path, body in bodies(running).items():
        for shape in msgspec.json.schema(body)["$defs"].values():
            for name, field in shape.get("properties", {}).items():
                for kind in [field, *field.get("anyOf", [])]:
                    bounded = "maxLength" in kind or kind.get("format") == "date-time"
                    assert bounded or kind.get("type") != "string", f"{path} {name}"


def test_the_service_asks_no_other_machine_over_http():
    for folder in ("app", "adapters", "domain"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            where = file.relative_to(ROOT).as_posix()
            if not where.startswith(REACHING_OUT):
                assert set() == CLIENTS & imported(file), where


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return names


@pytest.mark.parametrize("lock", ["run.txt", "test.txt"])
def test_every_requirement_is_pinned_and_known_by_its_hash(lock: str):
    joined = (ROOT / "requirements" / lock).read_text().replace("\\\n", " ")
    pinned = [line for line in joined.splitlines() if line.strip() and not line.startswith(("#", "--"))]
    assert len(pinned) > 30
    assert [] == [
        line.split()[0] for line in pinned if not re.match(r"[\w.\[\]-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)
    ]
    installs = [line for line in (ROOT / "Makefile").read_text().splitlines() if "pip install" in line]
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)


@pytest.mark.parametrize("path", NOT_OURS)
def test_nothing_answers_where_others_leave_doors_open(running: Running, path: str):
    for method in ("GET", "POST"):
        answer = httpx.request(method, running.url + path)
        assert answer.status_code in (401, 404, 405), answer.text
        assert "application/problem+json" == answer.headers["content-type"]
