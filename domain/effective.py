"""What each event means for the page it stands on, where interactions move, customers merge, and merges are reversed.

A merge that was reversed is as if it had never been: who folds a stream knows its reversals beforehand, passes over the
merge, and over what came meanwhile and went back. They are handed down to what a still standing merge brings along.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from domain.customer import events as happened
from domain.record import Recorded


class Reversal(NamedTuple):
    """A reversed merge. `away` are ids of what came between the two positions and went back with the absorbed."""

    merge_id: str
    absorbed: str
    since: int
    ended: int
    away: frozenset[str]


Reversals = tuple[Reversal, ...]
_Arrival = tuple[Recorded, frozenset[str]]  # what arrived, and by which merges


class Streams(Protocol):
    """Reads the log."""

    def events(self, stream: str, before: int) -> Iterable[Recorded]:
        """A stream's events before a position."""
        ...


class Sheet(Protocol):
    """What is folded: a page, or a list of events."""

    def take(self, recorded: Recorded) -> None:
        """It stands here."""
        ...

    def join(self, recorded: Recorded, event: happened.CustomersMerged, reversals: Reversals) -> None:
        """Everything that stood on the absorbed one's page before this event stands here too."""
        ...

    def borrow(self, recorded: Recorded, event: happened.InteractionReassigned, reversals: Reversals) -> None:
        """An interaction comes from another page, as it stood there; or everything of somebody provisional, as in a merge."""
        ...

    def leave(self, event: happened.InteractionReassigned) -> None:
        """It goes."""
        ...


def step(owner: str, recorded: Recorded, reversals: Reversals, sheet: Sheet, streams: Streams) -> None:
    """What one event does to a customer's sheet."""
    match recorded.event:
        case happened.CustomersMerged() as event:
            if event.absorbed != recorded.stream and all(each.merge_id != event.merge_id for each in reversals):
                sheet.join(recorded, event, handed_down(reversals, recorded.position, owner, event.absorbed))
        case happened.CustomersUnmerged() as event:
            if event.absorbed == recorded.stream:
                for each in returned(streams, event, recorded.position):
                    step(owner, each, reversals, sheet, streams)
        case happened.InteractionReassigned() as event if _moves(owner, recorded, event, reversals):
            if event.to_customer == recorded.stream:
                down = handed_down(reversals, recorded.position, owner, event.from_customer)
                sheet.borrow(recorded, event, down if event.provisional else ())
            else:
                sheet.leave(event)
        case _ if not goes_back(owner, recorded, reversals):
            sheet.take(recorded)
        case _:
            pass


def _moves(owner: str, recorded: Recorded, event: happened.InteractionReassigned, reversals: Reversals) -> bool:
    """Whether an interaction comes or goes here. What has left stays away, though it came back for the absorbed later:
    it may have stood here before the merge, and would now stand on both pages.
    """
    leaves = event.to_customer != recorded.stream and not event.provisional
    return leaves or not goes_back(owner, recorded, reversals)


def reversal_of(recorded: Recorded) -> Reversal | None:
    """What an event reverses."""
    event = recorded.event
    if not isinstance(event, happened.CustomersUnmerged):
        return None
    return Reversal(event.merge_id, event.absorbed, event.since, recorded.position, _away(event))


def handed_down(reversals: Reversals, position: int, *sides: str) -> Reversals:
    """Those that count on a page brought along at a position: not those by which something came back to either.

    What was reversed before concerns that page only if its own stream says so: it comes along as it stood.
    """
    return tuple(each for each in reversals if each.ended > position and each.absorbed not in sides)


def goes_back(owner: str, recorded: Recorded, reversals: Iterable[Reversal]) -> bool:
    """Whether an event came while a merge stood, and went back with the absorbed: it stands there, and nowhere else."""
    during = [each for each in reversals if each.since < recorded.position < each.ended and each.absorbed != owner]
    return any(not names(recorded).isdisjoint(each.away) for each in during)


def names(recorded: Recorded) -> set[str]:
    """The ids by which an event may go back."""
    event = recorded.event
    found = (getattr(event, name, None) for name in ("interaction_id", "item_id", "link_id", "claim_id"))
    return {recorded.event_id, *(each for each in found if each)}


def returned(streams: Streams, event: happened.CustomersUnmerged, ended: int) -> list[Recorded]:
    """What came for the absorbed one while the merge stood, in the order of the log."""
    away = _away(event)
    arrived = came(streams, event.survivor, event.since, ended) if away else []
    return [each for each in arrived if not names(each).isdisjoint(away)]


def came(streams: Streams, stream: str, after: int, before: int) -> list[Recorded]:
    """What arrived for a customer between two positions, in their own stream or in that of whoever answered for them."""
    return [each for each, _ in _arrivals(streams, stream, after, before, frozenset())]


def stayed(streams: Streams, stream: str, after: int, before: int, reversals: Reversals) -> list[Recorded]:
    """The same, less what went back to somebody else: a reversal by which it came to this customer takes nothing away."""
    return [
        each
        for each, by in _arrivals(streams, stream, after, before, frozenset())
        if not goes_back(stream, each, (reversal for reversal in reversals if reversal.merge_id not in by))
    ]


def _arrivals(streams: Streams, stream: str, after: int, before: int, by: frozenset[str]) -> list[_Arrival]:
    found: list[_Arrival] = []
    mine = list(streams.events(stream, before))
    ends = {each.event.merge_id: each for each in mine if isinstance(each.event, happened.CustomersUnmerged)}
    for each in mine:
        match each.event:
            case happened.CustomersMerged() as event:
                if event.absorbed == stream:
                    start, end = max(after, each.position), ends.get(event.merge_id)
                    found += _arrivals_while(streams, event, start, before, end, by)
            case happened.InteractionReassigned() as event if event.provisional and event.to_customer != stream:
                found += _arrivals(streams, event.identity or event.to_customer, max(after, each.position), before, by)
            case happened.CustomersUnmerged():
                pass
            case _:
                found += [(each, by)] if each.position > after else []
    return sorted(found, key=lambda arrival: arrival[0].position)


def _arrivals_while(streams: Streams, merge: happened.CustomersMerged, after: int, before: int, end: Recorded | None,
                    by: frozenset[str]) -> list[_Arrival]:  # fmt: skip
    """What arrived while somebody was absorbed; once that is reversed, only what came back to them."""
    by |= {merge.merge_id}
    if end is None:
        return _arrivals(streams, merge.survivor, after, before, by)
    assert isinstance(end.event, happened.CustomersUnmerged)
    away = _away(end.event)  # mostly nothing: then no stream is read, of all that ever were one
    there = _arrivals(streams, merge.survivor, after, end.position, by) if away and after < end.position else []
    return [each for each in there if not names(each[0]).isdisjoint(away)]


def as_it_left(events: Iterable[Recorded], event: happened.InteractionReassigned) -> list[Recorded]:
    """A stream's events before an interaction arrived elsewhere, less the leaving itself: it is told just before."""
    standing = list(events)
    last = standing[-1].event if standing else None
    if isinstance(last, happened.InteractionReassigned) and last.interaction_id == event.interaction_id:
        standing.pop()
    return standing


class StandingEvents:
    """The events that stand on a page: for what is folded from them alone (`Sheet`)."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self.events: list[Recorded] = []

    def take(self, recorded: Recorded) -> None:
        """It stands here."""
        self.events.append(recorded)

    def join(self, recorded: Recorded, event: happened.CustomersMerged, reversals: Reversals) -> None:
        """Everything of the absorbed one, in time order."""
        there = self._streams.events(event.absorbed, recorded.position)
        self._come(standing_events(self._streams, event.absorbed, there, reversals))

    def borrow(self, recorded: Recorded, event: happened.InteractionReassigned, reversals: Reversals) -> None:
        """What stood on the other page of it."""
        left = event.from_customer
        there = as_it_left(self._streams.events(left, recorded.position), event)
        standing = standing_events(self._streams, left, there, reversals)
        self._come(each for each in standing if event.provisional or _is_of(each, event.interaction_id))

    def leave(self, event: happened.InteractionReassigned) -> None:
        """What is of it goes."""
        whole = event.provisional
        self.events = [each for each in self.events if not (whole or _is_of(each, event.interaction_id))]

    def _come(self, events: Iterable[Recorded]) -> None:
        self.events = sorted([*self.events, *events], key=_time)


def standing_events(streams: Streams, stream: str, events: Iterable[Recorded],
                    reversals: Reversals = ()) -> list[Recorded]:  # fmt: skip
    """Which of a stream's events, and of others', stand on the customer's page after these events."""
    events = list(events)
    own = [each for each in map(reversal_of, events) if each and not known_to(reversals, each.merge_id)]
    sheet = StandingEvents(streams)
    for each in events:
        step(stream, each, (*reversals, *own), sheet, streams)
    return sheet.events


def _is_of(recorded: Recorded, interaction_id: str) -> bool:
    return getattr(recorded.event, "interaction_id", None) == interaction_id


def _away(event: happened.CustomersUnmerged) -> frozenset[str]:
    return frozenset((*event.returned, *(each.item_id for each in event.allotted if each.to == event.absorbed)))


def _time(recorded: Recorded) -> tuple[object, int]:
    return recorded.occurred_at, recorded.position


def known_to(reversals: Sequence[Reversal], merge_id: str) -> bool:
    """Whether a reversal is among these."""
    return any(each.merge_id == merge_id for each in reversals)
