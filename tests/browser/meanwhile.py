"""What goes on in the shop while somebody works: twelve journeys, an event of each in turn."""

import itertools
import sys
import threading
from collections.abc import Iterator
from typing import Any

from tests.browser.service import RunningService, journey

JOURNEYS, PAUSE = 12, 0.25  # seconds between two events of others
NAMES = ("Adam Bór", "Beata Cis", "Celina Dąb", "Daria Fiołek", "Edyta Grab", "Filip Heban",
         "Gosia Iwa", "Hubert Jesion", "Iza Klon", "Jacek Lipa", "Kasia Malwa", "Leon Olcha")  # fmt: skip


class Meanwhile:
    """Tells it all to a running service, until it is over."""

    def __init__(self, service: RunningService) -> None:
        self._service = service
        self._over = threading.Event()
        self._others = threading.Thread(target=self._tell)

    def begin(self) -> None:
        """From now on."""
        self._others.start()

    def end(self) -> None:
        """Let everybody go home."""
        self._over.set()
        self._others.join()

    def _tell(self) -> None:
        for told in _interleaved():
            if self._over.wait(PAUSE):
                return
            try:
                self._service.post(told)
            except Exception as gone:
                print(f"    meanwhile: {type(gone).__name__}", file=sys.stderr)


def _interleaved() -> Iterator[dict[str, Any]]:
    all_ = [journey(f"+48601777{number:03}", name) for number, name in enumerate(NAMES[:JOURNEYS])]
    for step in itertools.zip_longest(*all_):
        yield from (each for each in step if each is not None)
