"""Numbers that a thread said in clear, so that one of them is hidden afterwards when it is told as a secret.

In memory only, and only their digests: what another node heard, or was heard before a restart, is not found again.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from domain.customer.arrivals import Arrival, Echo
from domain.memory.secrets import Hidden, numbers_in

THREADS = 20_000  # in memory, those that said a number in clear
KEPT = 16  # numbers of one thread
SHORTEST, LONGEST = 4, 21  # digits of a number that may be a secret
READ = 2_000  # characters of each part that are looked at
_DIGITS = re.compile(r"\d{2}|\d \d")
_NUMBERS = ("pin", "card")


class _Said(NamedTuple):
    digest: int
    echo: Echo


class Echoes:
    """Which earlier words of a thread said a number that is told as a secret now. `digest` of it is all that is kept."""

    def __init__(self, digest: Callable[[str], int]) -> None:
        self._digest = digest
        self._threads: OrderedDict[tuple[str, str, str], tuple[_Said, ...]] = OrderedDict()

    def heard(self, thread: tuple[str, str, str], arrival: Arrival, parts: Sequence[tuple[str, str]],
              hidden: list[list[Hidden]], remember: bool) -> tuple[Echo, ...]:  # fmt: skip
        """Where what is hidden here was said in clear before; what these words say in clear is remembered."""
        before = self._threads.get(thread, ())
        told = {self._digest(each) for each in _secrets(parts, hidden)} if before else set[int]()
        if remember and arrival.item_id and any(_DIGITS.search(text) for _, text in parts):
            self._remember(thread, before, self._in_clear(arrival.item_id, parts, hidden))
        return tuple(said.echo for said in before if said.digest in told)

    def _remember(self, thread: tuple[str, str, str], before: tuple[_Said, ...], said: Iterator[_Said]) -> None:
        kept = (*before, *said)[-KEPT:]
        if not kept:
            return
        self._threads[thread] = kept
        self._threads.move_to_end(thread)
        if len(self._threads) > THREADS:
            self._threads.popitem(last=False)

    def _in_clear(self, item_id: str, parts: Sequence[tuple[str, str]], hidden: list[list[Hidden]]) -> Iterator[_Said]:
        start = 0
        for (_, text), found in zip(parts, hidden, strict=True):
            for number in numbers_in(text[:READ]):
                clear = not any(each.start < number.end and number.start < each.end for each in found)
                if clear and SHORTEST <= len(number.digits) <= LONGEST:
                    echo = Echo(item_id=item_id, start=start + number.start, end=start + number.end)
                    yield _Said(self._digest(number.digits), echo)
            start += len(text) + 1


def _secrets(parts: Sequence[tuple[str, str]], hidden: list[list[Hidden]]) -> Iterator[str]:
    for (_, text), found in zip(parts, hidden, strict=True):
        for each in found:
            digits = "".join(filter(str.isdigit, text[each.start : each.end])) if each.kind in _NUMBERS else ""
            if len(digits) >= SHORTEST:
                yield digits
