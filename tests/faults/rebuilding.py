"""A rebuild that is killed at a moment of its own choosing: `python -m tests.faults.rebuilding FOLDER MOMENT`."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from adapters.views import files
from adapters.views.projector import Projector
from adapters.views.store import Views
from app.main import build
from app.settings import Settings
from tests.patience import SECONDS

MOMENTS: dict[str, tuple[Any, str, bool]] = {
    "while it folds": (Projector, "advance", False),
    "before the last events": (Views, "replace_by", False),
    "before the swap": (os, "replace", False),
    "after the swap": (os, "replace", True),
    "before the new file is opened": (files, "sync", True),
}


def killed(kept: Callable[..., Any], after: bool) -> Callable[..., Any]:
    """The same, but the process dies before or after it."""

    def dies(*given: Any, **named: Any) -> None:
        if after:
            kept(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return dies


async def main(folder: str, moment: str) -> None:
    """Open the service, wait until it stands at the head, plant the death, rebuild."""
    service = build(Settings.read({"THROUGHLINE_DATA_DIR": folder}))
    await service.start()
    assert await service.follower.reached(service.reader.head(), SECONDS)
    owner, name, after = MOMENTS[moment]
    setattr(owner, name, killed(getattr(owner, name), after))
    service.projections.begin("rebuild")
    await asyncio.sleep(SECONDS)


if __name__ == "__main__":
    asyncio.run(main(str(Path(sys.argv[1])), sys.argv[2]))
