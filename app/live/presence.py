"""Who has a customer's page open, and what they do there. In memory only: it is never part of the record."""

from collections.abc import Callable, Mapping

from app.live.frames import Presence as PresenceFrame
from app.live.frames import Present, State, encode, shared

SHOWN = 50
_FRAME = shared(PresenceFrame())
_HEAD, _BEFORE_LIST = _FRAME.head, _FRAME.rest.removesuffix("[]}")
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
        self._listed: str | None = None
        self._last: tuple[str, str] | None = None  # a client's name for it, and its frame

    def put(self, person: str, name: str, where: object, state: State) -> bool:
        """Note what somebody does on one of their sockets; the latest wins. False if nothing looks different."""
        said, present = self._people.get(person), Present(name, state)
        if said is None:
            before = None
            self._people[person] = {where: present}
        else:
            before = next(reversed(said.values()))
            if len(said) > 1:  # of one alone the latest is the last
                said.pop(where, None)
            said[where] = present
        return self._changed(person, before, present)

    def remove(self, person: str, where: object) -> bool:
        """Forget one socket of somebody; their others stay. False if nothing looks different."""
        before = self._here(person)
        said = self._people.get(person, {})
        said.pop(where, None)
        if not said:
            self._people.pop(person, None)
        return self._changed(person, before, self._here(person))

    def set_afar(self, afar: Mapping[str, Present]) -> bool:
        """Who is here on other nodes. False if nothing looks different."""
        everybody = {*self._afar, *afar}
        here = {person: self._here(person) for person in everybody}
        changed = [
            who for who in everybody if _shown(here[who], self._afar.get(who)) != _shown(here[who], afar.get(who))
        ]
        self._afar = afar
        if changed:
            self.turn += 1
            self._listed = self._last = None
        return bool(changed)

    @property
    def listed(self) -> str:
        """The list in JSON, as a snapshot holds it."""
        if self._listed is None:
            people = self._people
            if len(people) == 1 and not self._afar:  # as on most pages
                (said,) = people.values()
                self._listed = f"[{encode(next(reversed(said.values()))).decode()}]"
            else:
                self._listed = encode(self._latest()[:SHOWN]).decode()
        return self._listed

    def frame_to(self, client_id: str) -> str:
        """The frame that says who is here; `client_id` is JSON. Clients mostly call theirs the same: then it is the same text."""
        last = self._last
        if last is None or last[0] != client_id:
            last = self._last = client_id, f"{_HEAD}{client_id}{_BEFORE_LIST}{self.listed}}}"
        return last[1]

    def _latest(self) -> list[Present]:
        if not self._afar:
            latest = [next(reversed(said.values())) for said in self._people.values()]
        else:
            people = {**self._people, **self._afar}
            everybody = (_shown(self._here(person), self._afar.get(person)) for person in people)
            latest = [present for present in everybody if present is not None]
        if len(latest) > 1:
            latest.sort(key=lambda present: present.state != "editing")  # who might cross comes first
        return latest

    def _here(self, person: str) -> Present | None:
        said = self._people.get(person)
        return next(reversed(said.values())) if said else None

    def _changed(self, person: str, before: Present | None, here: Present | None) -> bool:
        """What comes of what somebody does `here`, on this node, now; `before` is what they did until now."""
        if here == before:
            return False
        self._told(person, here)
        if self._afar:
            afar = self._afar.get(person)
            if afar is not None and _shown(here, afar) == _shown(before, afar):
                return False
        self.turn += 1
        self._listed = self._last = None
        return True


def _shown(here: Present | None, afar: Present | None) -> Present | None:
    if here is None or afar is None:
        return here or afar
    return min(here, afar, key=lambda present: FIRST[present.state])
