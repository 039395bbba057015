"""What is secret by now, for words that are not read from a page as it is: also where the views do not know of it yet."""

from collections.abc import Iterator, Set
from typing import NamedTuple

from adapters.log.codec import Codec
from adapters.log.reading import LogReader
from adapters.views.redactions import Spans, read_redactions
from adapters.views.store import Views
from app.http.unread import Unread, opened
from domain.customer import events as happened
from domain.errors import UnreadableHistory
from domain.record import Recorded

STRUCTURE = frozenset(
    each.name for each in (happened.InteractionReassigned, happened.CustomersMerged, happened.CustomersUnmerged)
)


class Secrets(NamedTuple):
    """Secret stretches by item. `unsure`: streams of which it cannot be read what is secret."""

    spans: dict[str, Spans]
    unsure: Set[str]

    def check(self, streams: Set[str]) -> None:
        """Raises UnreadableHistory where words of these streams cannot be shown safely."""
        if not self.unsure.isdisjoint(streams):
            raise UnreadableHistory("what is secret")


def secrets_of(store: Views, reader: LogReader, codec: Codec, tenant: str, streams: Set[str], items: Set[str],
               known: bool) -> Secrets:  # fmt: skip
    """What is secret of these items, which stand in these streams.

    The log itself is asked of customers for whom the views stopped at an event they cannot read (docs/decisions/0052), and
    unless the views have `known` all there is, of those whose streams these are and of all with whom they share moves.
    """
    spans = read_redactions(store, tenant, items)
    kin = _Kin(reader, codec, tenant)
    asked = {each.stream for each in store.parked(tenant=tenant)} | (set() if known else kin.of(streams))
    unread: set[str] = set()
    for stream in asked:
        for each in opened(codec, reader.of_types(tenant, stream, [happened.MessageRedacted.name])):
            if isinstance(each, Unread):
                unread.add(stream)
            elif isinstance(each.event, happened.MessageRedacted) and each.event.item_id in items:
                spans.setdefault(each.event.item_id, []).extend(each.event.spans)
    return Secrets(spans, _unsure(kin, streams, unread))


def _unsure(kin: "_Kin", streams: Set[str], unread: Set[str]) -> set[str]:
    """A redaction stands in the stream of whom its item belonged to then: what moved may stand in another. Either side may
    be the one that can still tell of the move.
    """
    if not unread:
        return set()
    near = kin.of(unread)
    return near | {each for each in streams - near if not kin.of({each}).isdisjoint(unread)}


class _Kin:
    """All customers between whom something moved."""

    def __init__(self, reader: LogReader, codec: Codec, tenant: str) -> None:
        self._reader, self._codec, self._tenant = reader, codec, tenant

    def of(self, streams: Set[str]) -> set[str]:
        """These and all they share moves with, near or far."""
        found, waiting = set(streams), list(streams)
        while waiting:
            new = set(self._named(waiting.pop())) - found
            found |= new
            waiting += new
        return found

    def _named(self, stream: str) -> Iterator[str]:
        for each in opened(self._codec, self._reader.of_types(self._tenant, stream, STRUCTURE)):
            match each.event if isinstance(each, Recorded) else None:
                case happened.InteractionReassigned() as event:
                    yield from (event.from_customer, event.to_customer)
                case happened.CustomersMerged() | happened.CustomersUnmerged() as event:
                    yield from (event.survivor, event.absorbed)
                case _:
                    pass
