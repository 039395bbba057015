"""Where numbers begin in a text, found once, so that no pattern of a number is tried at every character."""

import re
from collections.abc import Iterable, Iterator, Sequence

_DIGIT = re.compile(r"\d(?<!\w.)", re.DOTALL)  # the digit first, then what stands before it: so it is searched for fast
_SIGNED = re.compile(r"[+(\d](?<![\w+/.-].)", re.DOTALL)


def places_of(text: str) -> list[int]:
    """Where a digit stands that no letter or digit is before."""
    return [match.start() for match in _DIGIT.finditer(text)]


def signed_places(text: str) -> Iterator[int]:
    """Where a telephone number may begin."""
    return (match.start() for match in _SIGNED.finditer(text))


def found_at(pattern: re.Pattern[str], text: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """What `pattern.finditer` finds of a pattern that can only begin at these places."""
    past = 0
    for at in places:
        if at >= past and (match := pattern.match(text, at)) is not None:
            yield match
            past = match.end()


def any_at(pattern: re.Pattern[str], text: str, places: Sequence[int]) -> bool:
    """Whether there is one."""
    return next(found_at(pattern, text, places), None) is not None
