"""Every text colour reads on every background it may stand on, in both themes: computed from the stylesheet itself."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "app" / "console" / "css" / "tokens.css"
TEXT = ("ink", "ink-2", "ink-3", "chat", "email", "store", "phone", "bad", "ok", "warn", "focus")
GROUNDS = ("paper", "surface", "sunken", "raised")
OWN_GROUNDS = [
    ("btn-ink", "btn"), ("avatar-ink", "avatar"), ("ink", "sel"), ("ink-2", "sel"), ("ink", "mark"),
    ("chat", "chat-t"), ("email", "email-t"), ("store", "store-t"), ("phone", "phone-t"),
    ("bad", "bad-t"), ("ok", "ok-t"), ("warn", "warn-t"), ("ink", "warn-t"), ("ink-2", "warn-t"), ("surface", "focus"),
    *((ink, f"{lane}-t") for ink in ("ink", "ink-2", "focus", "warn", "bad") for lane in ("chat", "email", "store", "phone")),
]  # fmt: skip
PAIRS = [*((text, ground) for text in TEXT for ground in GROUNDS), *OWN_GROUNDS]


def colours() -> dict[str, tuple[str, str]]:
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", TOKENS.read_text(encoding="utf-8"))
    return {name: (light, dark) for name, light, dark in found}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_knows_black_on_white():
    assert 21 == pytest.approx(contrast("#000000", "#ffffff"))


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_text_colour_reads_on_every_ground(theme: int):
    known = colours()
    poor = {
        f"{text} on {ground}": round(contrast(known[text][theme], known[ground][theme]), 2)
        for text, ground in PAIRS
        if contrast(known[text][theme], known[ground][theme]) < 4.5
    }
    assert {} == poor
