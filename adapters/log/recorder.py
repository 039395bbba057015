"""The event-sourcing library's recorder contract, kept by our writer: same table, same hashes, same group commit.

The library's tests begin streams at version 0, so the log has no check of version >= 1; our own appends begin at 1
(docs/decisions/0002).
"""

import uuid
from collections.abc import Sequence
from typing import Any

import msgspec
from eventsourcing.persistence import (
    ApplicationRecorder,
    InfrastructureFactory,
    IntegrityError,
    Notification,
    OperationalError,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    Tracking,
    TrackingRecorder,
)  # fmt: skip

from adapters.log.appends import Append, NewEvent, Taken
from adapters.log.codec import Meta
from adapters.log.reading import LogReader
from adapters.log.writer import Writer
from domain.errors import Refusal
from domain.record import Actor

_META = msgspec.json.encode(Meta(actor=Actor(kind="system")))


class LogRecorder(ProcessRecorder):
    """Stored events of one tenant in the one log. `uuid_ids` says whether originator ids come back as UUIDs or text."""

    def __init__(self, writer: Writer, reader: LogReader, tenant: str, uuid_ids: bool = True) -> None:
        self._writer, self._reader, self._tenant, self._uuid_ids = writer, reader, tenant, uuid_ids

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Append; blocks until durable, from any thread. `tracking=` stands in the same transaction. Returns positions."""
        tracking: Tracking | None = kwargs.get("tracking")
        place = (tracking.application_name, tracking.notification_id) if tracking else None
        events = [
            NewEvent(str(event.originator_id), uuid.uuid4().bytes, event.topic, 1, 0, _META, event.state, event.originator_version)
            for event in stored_events]  # fmt: skip
        if not events and place is None:
            return []
        return self._append(Append(tenant=self._tenant, events=events, tracking=place), len(events))

    def _append(self, append: Append, count: int) -> Sequence[int]:
        try:
            placed = self._writer.append_blocking(append)
        except Taken as error:
            raise IntegrityError(str(error)) from error
        except Refusal as error:
            raise OperationalError(type(error).__name__) from error
        return list(range(placed.first_position, placed.first_position + count))

    def select_events(self, originator_id: uuid.UUID | str, *, gt: int | None = None, lte: int | None = None,
                      desc: bool = False, limit: int | None = None) -> Sequence[StoredEvent]:  # fmt: skip
        """Events of one aggregate."""
        low = -1 if gt is None else gt
        high = 2**62 if lte is None else lte
        rows = self._reader.library_events(self._tenant, str(originator_id), low, high, desc, limit)
        return [StoredEvent(self._id(stream), version, topic, state) for stream, version, topic, state in rows]

    def select_notifications(self, start: int | None, limit: int, stop: int | None = None, topics: Sequence[str] = (),
                             *, inclusive_of_start: bool = True) -> Sequence[Notification]:  # fmt: skip
        """Events of all aggregates in position order."""
        after = 0 if start is None else start - 1 if inclusive_of_start else start
        upto = 2**62 if stop is None else stop
        rows = self._reader.library_notifications(self._tenant, after, upto, topics, limit)
        return [Notification(self._id(row[0]), row[1], row[2], row[3], row[4]) for row in rows]

    def max_notification_id(self) -> int | None:
        """The last position; None in an empty log."""
        return self._reader.head() or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Not offered: followers here are cursors that read the log (docs/decisions/0002)."""
        raise NotImplementedError("follow the log by position instead")

    def insert_tracking(self, tracking: Tracking) -> None:
        """Keep a process's position."""
        self._append(Append(tenant=self._tenant, tracking=(tracking.application_name, tracking.notification_id)), 0)

    def max_tracking_id(self, application_name: str) -> int | None:
        """A process's position; None before its first."""
        return self._reader.library_tracking(application_name)

    def _id(self, stream: object) -> uuid.UUID | str:
        return uuid.UUID(str(stream)) if self._uuid_ids else str(stream)


class LogFactory(InfrastructureFactory[TrackingRecorder]):
    """Chosen by PERSISTENCE_MODULE `adapters.log.recorder:LogFactory`; whoever opens the log sets `recorder` first."""

    recorder: LogRecorder | None = None

    def aggregate_recorder(self, purpose: str = "events") -> ApplicationRecorder:
        """The same recorder serves aggregates."""
        return self.process_recorder()

    def application_recorder(self) -> ApplicationRecorder:
        """The log."""
        return self.process_recorder()

    def tracking_recorder(self, tracking_recorder_class: type[TrackingRecorder] | None = None) -> TrackingRecorder:
        """The log keeps positions too."""
        return self.process_recorder()

    def process_recorder(self) -> ProcessRecorder:
        """The log. Raises RuntimeError before it is open."""
        if self.recorder is None:
            raise RuntimeError("the log is not open")
        return self.recorder
