"""Every bench by its name on the command line."""

from collections.abc import Callable

from app.bench import append, console, figures, growth, identity, live, memory, page, replay, views
from app.bench.asked import Asked
from app.bench.ground import Ground
from app.bench.told import Told

BENCHES: dict[str, Callable[[Asked, Ground], Told]] = {
    "append": append.bench, "replay": replay.bench, "page": page.bench, "growth": growth.bench,
    "identity": identity.bench, "memory": memory.bench, "figures": figures.bench, "live": live.bench, "console": console.bench,
    "views": views.bench}  # fmt: skip
