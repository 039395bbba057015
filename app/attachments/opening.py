"""Puts together what keeps attachments, in the home that the settings mean."""

import os
from collections.abc import Callable

from adapters.attachments.files import FileAttachments
from adapters.attachments.store import AttachmentStore
from adapters.keys.keyring import Keyring
from adapters.log.reading import LogReader
from app.attachments.keeping import Keeping
from app.attachments.naming import Naming
from app.attachments.sweeping import Sweeper
from app.settings import Settings


class Attachments:
    """One node's: where bytes stand, what the intake door asks about them, and who clears up."""

    def __init__(self, settings: Settings, keyring: Keyring, reader: LogReader, clock: Callable[[], int]) -> None:
        self.keeping = Keeping(open_store(settings), keyring, reader, clock, os.urandom)
        self.naming, self.sweeper = Naming(self.keeping), Sweeper(self.keeping)

    async def stop(self) -> None:
        """End behind the sweep in hand and what is being moved."""
        await self.sweeper.stop()
        await self.naming.settled()


def open_store(settings: Settings) -> AttachmentStore:
    """Files in the data folder of one node, tables beside the log of many. Raises AttachmentsUnavailable."""
    if not settings.on_server:
        return FileAttachments(settings.data_dir / "attachments")
    from adapters.attachments.postgres import PostgresAttachments

    # Not the files' own folder: a node that was alone before still has them there.
    return PostgresAttachments(settings.database_url, settings.data_dir / "attachments-spool")
