"""Who has a customer's page open, and what they do there. In memory only: it is never part of the record."""

from app.live.frames import Presence as PresenceFrame
from app.live.frames import Present, Shared, State, encode, shared

SHOWN = 50


class Presence:
    """The people on one page, each once. `turn` grows with every change, so that a cursor can fall behind it."""

    def __init__(self) -> None:
        self.turn = 0
        # person -> socket's subscription -> (name, state); what was said last stands last
        self._people: dict[str, dict[object, Present]] = {}
        self._written: tuple[str, Shared] | None = None

    def put(self, person: str, name: str, where: object, state: State) -> bool:
        """Note what somebody does on one of their sockets; the latest wins. False if nothing looks different."""
        before = self._shown(person)
        said = self._people.setdefault(person, {})
        said.pop(where, None)
        said[where] = Present(name, state)
        return self._turned(before, person)

    def remove(self, person: str, where: object) -> bool:
        """Forget one socket of somebody; their others stay. False if nothing looks different."""
        before = self._shown(person)
        said = self._people.get(person, {})
        said.pop(where, None)
        if not said:
            self._people.pop(person, None)
        return self._turned(before, person)

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
            latest = [next(reversed(said.values())) for said in self._people.values()]
            latest.sort(key=lambda present: present.state != "editing")  # who might cross comes first
            who = latest[:SHOWN]
            self._written = encode(who).decode(), shared(PresenceFrame(who=who))
        return self._written

    def _shown(self, person: str) -> Present | None:
        said = self._people.get(person)
        return next(reversed(said.values())) if said else None

    def _turned(self, before: Present | None, person: str) -> bool:
        if self._shown(person) == before:
            return False
        self.turn += 1
        self._written = None
        return True
