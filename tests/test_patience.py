"""No wait of a test ends at a number written beside it: such a number is a guess about how busy a machine may be."""

import ast
from pathlib import Path

TESTS = Path(__file__).parent
WAITS = {"wait", "wait_for", "join", "result", "timeout", "timeout_at", "reached", "communicate"}
BOUNDS = {"timeout", "open_timeout", "close_timeout"}


def guesses(source: str) -> list[int]:
    """Lines that wait until a number of seconds has passed, where a name would say what the wait is for."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return sorted(call.lineno for call in calls if any(map(_is_number, _bounds(call))))


def _bounds(call: ast.Call) -> list[ast.expr]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return [each.value for each in call.keywords if each.arg in BOUNDS] + (call.args if name in WAITS else [])


def _is_number(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and type(value.value) in (int, float)


def test_every_wait_has_the_patience_of_all_or_a_name():
    found = {str(path.relative_to(TESTS)): guesses(path.read_text()) for path in TESTS.rglob("*.py")}
    assert {} == {name: lines for name, lines in found.items() if lines}


def test_a_guess_is_found():
    assert [1] == guesses("assert ready.wait(5)")
    assert [1, 2] == guesses("connection.recv(timeout=20)\nasync_timeout = asyncio.timeout(0.5)")
    assert [] == guesses("ready.wait(SECONDS)\nsocket.recv(1000)\nconnection.recv(timeout=SECONDS)")
