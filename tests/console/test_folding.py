"""What is covered on the screen is covered on paper: one pattern, written in two languages."""

import re
from pathlib import Path

from app.console import paper

FOLDING = Path(__file__).parents[2] / "app" / "console" / "js" / "core" / "folding.js"


def test_amounts_are_known_by_one_pattern_on_the_screen_and_on_paper():
    (pattern,) = re.findall(r"^const MONEY = /(.+)/gu;$", FOLDING.read_text(encoding="utf-8"), re.MULTILINE)
    assert pattern == paper.MONEY.pattern


def test_the_same_kinds_of_facts_are_covered_on_the_screen_and_on_paper():
    (kinds,) = re.findall(
        r"^const SENSITIVE = new Set\(\[(.+)\]\);$", FOLDING.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(re.findall(r'"(\w+)"', kinds)) == paper.SENSITIVE
