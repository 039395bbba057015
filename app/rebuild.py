"""The read models in views.db made anew beside the kept ones: to take their place, or to be compared with them."""

import asyncio
from pathlib import Path

from adapters.log.codec import Codec
from adapters.log.reading import LogReader
from adapters.views import files
from adapters.views.comparing import first_difference
from adapters.views.projector import Projector
from adapters.views.store import Views
from app.projections import Told
from app.views import ViewFollower

BATCH = 1_000
NEARLY = 2 * BATCH  # events left for the moment in which the follower stands still


class ViewsModel:
    """One of the service's read models (`app.projections.ReadModel`)."""

    name = "views"

    def __init__(self, views: Views, follower: ViewFollower, reader: LogReader, codec: Codec) -> None:
        self._views, self._follower, self._reader, self._codec = views, follower, reader, codec
        for use in ("rebuild", "check", "fresh"):
            files.remove(self._beside(use))  # left by a process that died

    async def rebuild(self, told: Told) -> None:
        """Make every row anew, and put the new file in the place of the old one. Raises FileInUse."""
        path = self._beside("rebuild")
        try:
            built = await asyncio.to_thread(self._build, path, told)
            await self._follower.replaced(lambda: self._replace(built, told))
        finally:
            await asyncio.to_thread(files.remove, path)

    async def check(self, told: Told) -> str | None:
        """The first place that differs from a fresh replay up to the same position; None if nothing does."""
        try:
            return await asyncio.to_thread(self._compare, told)
        finally:
            for use in ("check", "fresh"):
                await asyncio.to_thread(files.remove, self._beside(use))

    def _build(self, path: Path, told: Told) -> Views:
        built = _new(path)
        try:
            projector = Projector(built, self._reader, self._codec)
            while built.position() < self._reader.head() - NEARLY:
                self._fold(built, projector, self._reader.head() - NEARLY, told, NEARLY)
            files.sync(path)  # most of it, while nobody waits
        except BaseException:
            built.close()
            raise
        return built

    def _replace(self, built: Views, told: Told) -> None:
        """While the follower stands still: what is left, then the swap."""
        try:
            self._fold(built, Projector(built, self._reader, self._codec), self._reader.head(), told)
            self._views.replace_by(built)
        finally:
            built.close()

    def _compare(self, told: Told) -> str | None:
        self._views.copy(self._beside("check"))
        kept, fresh = Views(self._beside("check"), files.connect_building), _new(self._beside("fresh"))
        try:
            self._fold(fresh, Projector(fresh, self._reader, self._codec), kept.position(), told)
            found = first_difference(kept, fresh)
        finally:
            kept.close()
            fresh.close()
        return str(found) if found is not None else None

    def _fold(self, views: Views, projector: Projector, upto: int, told: Told, more: int = 0) -> None:
        position = views.position()
        while position < upto:
            rows = [row for row in self._reader.since(position, BATCH) if row.position <= upto]
            position = rows[-1].position if rows else upto
            projector.advance(rows, position)
            told(position, upto + more)

    def _beside(self, use: str) -> Path:
        return self._views.path.with_suffix(f".{use}.db")


def _new(path: Path) -> Views:
    files.remove(path)
    return Views(path, files.connect_building)
