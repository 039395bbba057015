"""Who has a customer's page open, and what they do there. In memory only: it is never part of the record."""

from collections.abc import Callable, Mapping

from app.live.frames import Presence as PresenceFrame
from app.live.frames import Present, Shared, State, encode, shared

SHOWN = 50
_FRAME = shared(PresenceFrame())
FIRST: Mapping[str, int] = {"editing": 0, "viewing": 1, "idle": 2}  # of one person on two nodes: who might cross


class Presence:
    """The people on one page, each once. `turn` grows with every change, so that a cursor can fall behind it.

    `told` hears what somebody does on this node: others will want to know.
    """

    def __init__(self, told: Callable[[str, Present | None], None] = lambda person, present: None,
                 afar: Mapping[str, Present] | None = None) -> None:  # fmt: skip
        self.turn = 0
        # person -> socket's subscription -> (name, state); what was said last stands last
        self._people: dict[str, dict[object, Present]] = {}
        self._told = told
        self._afar: Mapping[str, Present] = afar or {}
        self._written: tuple[str, Shared] | None = None

    def put(self, person: str, name: str, where: object, state: State) -> bool:
        """Note what somebody does on one of their sockets; the latest wins. False if nothing looks different."""
        here = self._here(person)
        said = self._people.setdefault(person, {})
        said.pop(where, None)
        said[where] = Present(name, state)
        return self._changed(person, here)

    def remove(self, person: str, where: object) -> bool:
        """Forget one socket of somebody; their others stay. False if nothing looks different."""
        here = self._here(person)
        said = self._people.get(person, {})
        said.pop(where, None)
        if not said:
            self._people.pop(person, None)
        return self._changed(person, here)

    def set_afar(self, afar: Mapping[str, Present]) -> bool:
        """Who is here on other nodes. False if nothing looks different."""
        everybody = {*self._afar, *afar}
        here = {person: self._here(person) for person in everybody}
        changed = [
            who for who in everybody if _shown(here[who], self._afar.get(who)) != _shown(here[who], afar.get(who))
        ]
        self._afar = afar
        if changed:
            self._turn()
        return bool(changed)

    @property
    def listed(self) -> str:
        """The list in JSON, as a snapshot holds it."""
        return self._write()[0]

    @property
    def frame(self) -> Shared:
        """The frame that says who is here, for everybody."""
        return self._write()[1]

    def _write(self) -> tuple[str, Shared]:
        if self._written is None:
            everybody = (
                _shown(self._here(person), self._afar.get(person)) for person in {**self._people, **self._afar}
            )
            latest = [present for present in everybody if present is not None]
            latest.sort(key=lambda present: present.state != "editing")  # who might cross comes first
            listed = encode(latest[:SHOWN]).decode()
            self._written = listed, Shared(_FRAME.head, f"{_FRAME.rest.removesuffix('[]}')}{listed}}}")
        return self._written

    def _here(self, person: str) -> Present | None:
        said = self._people.get(person)
        return next(reversed(said.values())) if said else None

    def _changed(self, person: str, before: Present | None) -> bool:
        """What comes of what somebody does on this node now; `before` is what they did here until now."""
        here = self._here(person)
        if here == before:
            return False
        self._told(person, here)
        afar = self._afar.get(person)
        if afar is not None and _shown(here, afar) == _shown(before, afar):
            return False
        self._turn()
        return True

    def _turn(self) -> None:
        self.turn += 1
        self._written = None


def _shown(here: Present | None, afar: Present | None) -> Present | None:
    if here is None or afar is None:
        return here or afar
    return min(here, afar, key=lambda present: FIRST[present.state])
