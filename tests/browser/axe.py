"""What axe finds on a page: its script is put in once a document, whatever many times it is asked."""

from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """async ([rules, part]) => (await axe.run(part ?? document, { resultTypes: ["violations"], runOnly: rules })).violations
    .map((each) => [each.id, each.nodes.slice(0, 4).map((node) => node.html.slice(0, 160))])"""


def violations(page: Page, view: str, part: str | None = None) -> list[str]:
    """What is wrong there, one line a rule; only within a part of the page, where the rest was looked at before."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_script())
    found: list[Any] = page.evaluate(_RUN, [RULES, part])
    return [f"{view}: {rule}: {nodes}" for rule, nodes in found]


@cache
def _script() -> str:
    return (Path(axe_playwright_python.__path__[0]) / "axe.min.js").read_text(encoding="utf-8")
