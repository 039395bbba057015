"""What a bus counts: for /metrics, and for whoever wants to know what became of a bell."""

import logging
from collections import Counter as Tally

from prometheus_client import Counter

FRAMES = Counter("throughline_bus", "Frames and bells on the bus between nodes, by what became of them.", ["what"])


class Counts:
    """`sent` and `received` count frames; `dropped` bells and sayings that found no room; `lost` frames that could not be
    sent; `foreign` frames that were not ours to read; `connected` how often the bus was reached; `fault` what went wrong here.
    """

    def __init__(self) -> None:
        self._tally: Tally[str] = Tally()

    def add(self, what: str, count: int = 1) -> None:
        """Count."""
        self._tally[what] += count
        FRAMES.labels(what).inc(count)

    def __getitem__(self, what: str) -> int:
        return self._tally[what]


def log_fault(fault: Exception, counts: Counts) -> None:
    """Say that a node's end of the bus went wrong, not the bus: it begins anew."""
    counts.add("fault")
    logging.getLogger("throughline").error("the bus goes on after a fault", exc_info=fault)
