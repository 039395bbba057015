"""When Python looks for what only refers to itself: often enough, and never for long at a time while somebody waits."""

import gc

# What lives is looked through once among the newest 2,000 objects, half a millisecond, and once among 12,000, some four.
# At 50,000 one look took 11 to 23 ms, every 800 messages. All that lives is as good as never looked through: two thousand
# million new objects later.
THRESHOLDS = (2_000, 5, 200_000)


def collect_little() -> None:
    """From now on; what is loaded by now is left out of every later look."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
