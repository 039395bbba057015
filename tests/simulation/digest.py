"""Plays seeds and prints what came of each: `python -m tests.simulation.digest SEED…`."""

import hashlib
import sys

from tests.simulation.world import World, a_shelf


def digest(seed: int) -> str:
    """Every event of the log, every frame that a client took, and the number of steps it all took."""
    with a_shelf() as shelf:
        world = World(seed, shelf)
        wrong = world.play()
    told = hashlib.sha256(b"".join(row.hash for row in world.log.rows))
    told.update(repr((sorted(world.seen.items()), world.loop.steps, wrong)).encode())
    return told.hexdigest()


if __name__ == "__main__":
    for told in sys.argv[1:]:
        print(digest(int(told)))
