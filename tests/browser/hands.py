"""What a person at the keyboard does in the scripts of a busy hour, counted, and where it was awkward."""

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

FOCUSED = """() => { const node = document.activeElement;
    return node.matches("button, a, input, select, textarea") ? (node.getAttribute("aria-label") ?? "") + node.textContent : ""; }"""
NOWHERE = "() => document.activeElement === document.body"
OPENED = "() => performance.timeOrigin"
FAR = 12  # so many steps of Tab to something one does often are awkward
PATIENCE_MS = 30_000


class Hands:
    """Ten fingers: counts what they press, and looks where the focus went after each task."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0
        self.awkward: list[str] = []

    def press(self, *keys: str) -> None:
        """Press these, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def type(self, words: str) -> None:
        """Write; words are not counted as keys."""
        self.page.keyboard.type(words)

    def tab_to(self, name: str, most: int = 80, back: bool = False) -> None:
        """Go on by Tab until something of this name has the focus. Raises LookupError."""
        start = self.page.evaluate("() => `${document.activeElement.tagName} ${document.activeElement.className}`")
        for step in range(1, most + 1):
            self.press("Shift+Tab" if back else "Tab")
            if name in self.page.evaluate(FOCUSED):
                if step > FAR:
                    self.awkward.append(f"{step} steps of Tab from {start} to “{name}”")
                return
        raise LookupError(f"no way by Tab to “{name}”")

    def holds(self, what: str) -> None:
        """Notes it where the keyboard stands nowhere after this."""
        if self.page.evaluate(NOWHERE):
            self.awkward.append(f"the focus is nowhere after {what}")

    def task(self, name: str, does: Callable[[], None]) -> None:
        """Do one thing and tell what it took."""
        before, began, known = self.keys, time.monotonic(), len(self.awkward)
        stood = not self.page.evaluate(NOWHERE) and self.page.evaluate(OPENED)
        does()
        if stood == self.page.evaluate(OPENED):  # a page that was opened begins at its beginning
            self.holds("it")
        took = f"{name}: {self.keys - before} keys, {time.monotonic() - began:.1f} s"
        print(took, *self.awkward[known:], sep="\n    ", flush=True)


def run(hands: Hands, *tasks: Callable[[], Any]) -> None:
    """Every task in turn, named by its docstring."""
    for does in tasks:
        hands.task(does.__doc__ or "", does)
