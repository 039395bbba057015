"""Several attempts at one answer, each with the alternatives recognition offers, read into one list of values."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence


def likeliest(read: Callable[[str], list[str]], attempts: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """All readings of all alternatives of all attempts, once each; those heard often and early come first.

    `read` is read_names, read_dates or read_postcodes.
    """
    weights: dict[str, float] = defaultdict(float)
    for alternatives in attempts:
        for rank, text in enumerate(alternatives, 1):
            for turn, value in enumerate(read(text), 1):
                weights[value] += 1 / rank / turn
    return tuple(sorted(weights, key=lambda value: -weights[value]))
