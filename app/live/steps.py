"""The frames of changes that watchers asked for last, kept for those who stand at the same place."""

from collections import OrderedDict

from app.live.picture import Step

KEPT = 64
KEPT_SIZE = 250_000  # characters; a client keeps the last one made of each a second time
LEAST = 4  # however large: both languages, of those who come and of those who are there

Place = tuple[int, str]  # the version held, the language


class Steps:
    """Bounded: a client may ask from as many versions as it likes. What was not asked for longest goes first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Place, Step | None] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, place: Place) -> Step | None:
        """The step from there; None if that is too far. Raises KeyError where none is kept."""
        found = self._kept[place]
        self._kept.move_to_end(place)
        return found

    def keep(self, place: Place, step: Step | None) -> None:
        """Keep one that is not kept yet."""
        self._kept[place] = step
        self._size += _size(step)
        while len(self._kept) > KEPT or (self._size > KEPT_SIZE and len(self._kept) > LEAST):
            _, gone = self._kept.popitem(last=False)
            self._size -= _size(gone)

    def clear(self) -> None:
        """The page has changed."""
        self._kept.clear()
        self._size = 0


def _size(step: Step | None) -> int:
    return len(step.frame.head) + len(step.frame.rest) if step is not None else 0
