"""What every store and every later reader can hold: no NUL, no half surrogate pair, and nesting that has an end."""

from typing import Any

DEEPEST = 64  # far beyond any sender's need; a reader that recurses must not be the one to find out


class Unstorable(Exception):
    """A JSON value that may not be stored; the text says why."""


def check_storable(value: Any, written: bytes) -> None:
    """Refuse what could be stored here and not be read elsewhere. `written` is the JSON it came as. Raises Unstorable."""
    # NUL and half pairs can only come as \u escapes, depth only by brackets: most events need no walk.
    if b"\\u" in written or written.count(b"[") + written.count(b"{") > DEEPEST:
        _walk(value)


def _walk(value: Any) -> None:
    waiting: list[tuple[Any, int]] = [(value, 1)]
    while waiting:
        each, depth = waiting.pop()
        if isinstance(each, str):
            _check_text(each)
        elif isinstance(each, dict | list):
            if depth > DEEPEST:
                raise Unstorable(f"is nested deeper than {DEEPEST}")
            if isinstance(each, dict):
                waiting += [(name, depth) for name in each]
            inner = each.values() if isinstance(each, dict) else each
            waiting += [(one, depth + 1) for one in inner]


def _check_text(text: str) -> None:
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Unstorable("holds NUL or half a surrogate pair")
