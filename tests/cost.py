"""What some work costs the processor, taken so that neither a busy nor a slow machine makes a test fail."""

import gc
import re
import time
from collections.abc import Callable

USUAL = 0.0035  # seconds of the reference below on the machine on which the bounds in the tests were found
ROUNDS = 5
_words = re.compile(r"(?:\b(?:order|number)\s)+|[a-z]+@[a-z.]+|\d[\d ]{5,}")
_TEXT = "order number order 601 000 214 kw@example.org and something else, " * 40


def seconds_of(work: Callable[[], object], enough: float = 0.0) -> float:
    """Seconds of this thread alone, in those of the usual machine: the least of some rounds, without collecting garbage.

    Whatever else runs makes a round dearer, never cheaper, so the least is nearest to the truth; what is slow by itself is
    slow in every round. A round below `enough` is the last one.
    """
    least, reference = float("inf"), float("inf")
    for _ in range(ROUNDS):
        reference = min(reference, _once(_reference))
        least = min(least, _once(work))
        if least / max(1.0, reference / USUAL) < enough:
            break
    return least / max(1.0, reference / USUAL)


def _once(work: Callable[[], object]) -> float:
    collecting = gc.isenabled()
    gc.disable()
    try:
        began = time.thread_time()
        work()
        return time.thread_time() - began
    finally:
        if collecting:
            gc.enable()


def _reference() -> list[int]:
    """Searching and splitting, as most of what is measured does."""
    found: list[int] = []
    for _ in range(20):
        found.append(sum(len(each.group()) for each in _words.finditer(_TEXT)))
        found.append(len({word: len(word) for word in _TEXT.split()}))
    return found
