"""Opens each stored event once: where a story is read again and again, most of the time went into that."""

from collections.abc import Callable

from adapters.keys.keyring import Keyring
from adapters.log.codec import Codec
from adapters.log.rows import Row
from domain.record import Recorded


class Reading(Codec):
    """What an event says does not change until its person is erased: then whoever erased them clears `opened`.

    `opened`: by the hash that a row has alone; it may be shared. What opening does is asked in tests/adapters/log.
    """

    def __init__(self, keyring: Keyring, random_bytes: Callable[[int], bytes], opened: dict[bytes, Recorded]) -> None:
        super().__init__(keyring, random_bytes)
        self.opened = opened

    def open(self, row: Row) -> Recorded:
        """The event of a row."""
        found = self.opened.get(row.hash)
        if found is None:
            found = self.opened[row.hash] = super().open(row)
        return found
