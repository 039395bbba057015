"""Free ports for what a test starts in a process of its own, so that nobody takes one before it listens there.

A port of the system's choosing (bind to 0, close, hand on) may meanwhile be given to any connection that goes out. These
come from below that range (Linux: net.ipv4.ip_local_port_range begins at 32768), and as long as this process lives it keeps
each as its own by a UDP socket of the same number: two test processes never get the same one.
"""

import itertools
import random
import socket

FIRST, PAST = 20_000, 32_000
_kept: list[socket.socket] = []
_turns = itertools.count(random.randrange(PAST - FIRST))


def free_port() -> int:
    """A TCP port of 127.0.0.1 on which nothing listens and which no other test gets."""
    for _ in range(FIRST, PAST):
        port = FIRST + next(_turns) % (PAST - FIRST)
        mark = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            mark.bind(("127.0.0.1", port))
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            mark.close()
            continue
        _kept.append(mark)
        return port
    raise OSError(f"no port between {FIRST} and {PAST} is free")
