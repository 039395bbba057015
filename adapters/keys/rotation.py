"""From one master key to another: every step is one transaction, and between any two every key can be opened.

1. The new master key is named in the store and becomes the current one: what is made from now on is wrapped under it.
2. What is wrapped under others is re-wrapped, in batches, in order, until a pass finds nothing.
3. The others are forgotten. The store refuses that while a key refers to one, and refuses a key that refers to a
   forgotten one; so a node that had not looked yet loses nothing: it wraps again.
"""

from collections.abc import Iterator

from adapters.keys.masters import Masters
from adapters.keys.store import KeyStore, Place, WrongMasterKey

BATCH = 256
_FIRST: Place = ("", "", "")


def rotate(store: KeyStore, masters: Masters) -> Iterator[int]:
    """Bring every key under the wanted master key; yields how many after each step. It may end anywhere and begin again.

    Raises WrongMasterKey when a master key in use is not held here, KeyDamaged when a key opens under none.
    """
    wanted, current = masters.wanted, masters.admit(store)
    if current != wanted:
        store.make_current(wanted, masters.check(wanted), before=current)
    yield 0
    for row in store.masters():
        retired = row.master == wanted
        while not retired:
            if masters.admit(store) != wanted:
                raise WrongMasterKey("Another rotation, to another master key, is running.")
            yield from _rewrap(store, masters)
            retired = store.retire(row.master)


def _rewrap(store: KeyStore, masters: Masters) -> Iterator[int]:
    place = _FIRST
    while keys := store.under_others(masters.wanted, place, BATCH):
        store.rewrap([(key, masters.rewrap(key, masters.wanted)) for key in keys])
        place = (keys[-1].kind, keys[-1].tenant, keys[-1].name)
        yield len(keys)
