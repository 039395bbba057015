"""Bugs planted one at a time into the real classes: a simulation that misses one of them proves nothing."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pytest

from adapters.log import writer as log_writer
from adapters.log.rows import Row
from adapters.log.tail import Tail
from adapters.log.writer import Writer
from app.abreast import Abreast
from app.live import connection
from app.live.cursor import Cursor
from app.live.feed import Feed
from app.live.feeds import Feeds
from app.live.inbox import InboxCursor, InboxFeed
from app.live.presence import Presence
from app.live.roster import Roster
from app.live.roster_peer import Peer
from app.memory.notebook import Notebook
from app.pages import Pages
from domain import effective
from domain.errors import UnknownCustomer
from domain.page import Page
from domain.timeline.timeline import Timeline

Plant = Callable[[pytest.MonkeyPatch], None]


def nothing_heals(patch: pytest.MonkeyPatch) -> None:
    """A doorbell that is lost stays lost."""

    async def nothing(self: Feeds) -> None:
        pass

    patch.setattr(Feeds, "heal", nothing)


def join_races(patch: pytest.MonkeyPatch) -> None:
    """The snapshot is read first, and only then is it noted from where on changes are to follow."""
    real = Cursor.frame_now

    def later(cursor: Cursor) -> None:
        cursor.version = cursor.feed.version

    def frame_now(self: Cursor) -> str | None:
        begins = self.wants is not None and self.wants.since is None
        text = real(self)
        if begins and not self.over:
            asyncio.get_running_loop().call_later(0.01, later, self)
        return text

    patch.setattr(Cursor, "frame_now", frame_now)


def from_is_one_off(patch: pytest.MonkeyPatch) -> None:
    """What changed with the first event after `from` is left out."""
    real = Timeline.last_changes
    patch.setattr(Timeline, "last_changes", lambda self, since, most: real(self, since + 1, most))


def frames_go_stale(patch: pytest.MonkeyPatch) -> None:
    """What was encoded for a page is used though the page has grown."""
    patch.setattr(Feed, "_forget_old", lambda self: None)


def epochs_are_not_compared(patch: pytest.MonkeyPatch) -> None:
    """Whoever comes back is resumed, whatever became of the page meanwhile."""
    real = Cursor._why_not

    def why_not(self: Cursor, asked: Any, since: int) -> Any:
        return real(
            self, msgspec.structs.replace(asked, epoch=self.epoch, customer_id=self.feed.page.customer_id), since
        )

    patch.setattr(Cursor, "_why_not", why_not)


def merges_keep_the_epoch(patch: pytest.MonkeyPatch) -> None:
    """A page goes on under the same name though another was taken into it."""
    patch.setattr(Pages, "epoch", lambda self, page: self.life)


def late_bells_are_dropped(patch: pytest.MonkeyPatch) -> None:
    """Bells of two nodes are taken to come in the order of the log."""
    real = Feeds.ring

    def ring(self: Any, touched: Sequence[Any]) -> None:
        highest = getattr(self, "highest", 0)
        self.highest = max([highest, *(each.position for each in touched)])
        real(self, [each for each in touched if each.position > highest])

    patch.setattr(Feeds, "ring", ring)


def only_the_first_is_woken(patch: pytest.MonkeyPatch) -> None:
    """One watcher of a feed hears of a change, the others do not."""

    def wake(self: Feed) -> None:
        for watcher in list(self.watchers)[:1]:
            watcher.wake()

    patch.setattr(Feed, "wake", wake)


def ready_pages_are_not_told(patch: pytest.MonkeyPatch) -> None:
    """Nobody looks again when a page was folded anew on another thread."""
    patch.setattr(Feeds, "again", lambda self, tenant, customer_id: None)


def parted_customers_stay_one(patch: pytest.MonkeyPatch) -> None:
    """Who opens a page while a merge is taken back is given the survivor's."""

    async def open_page(self: Any, tenant: str, customer_id: str) -> Page:
        for _ in range(10):
            page = await self._fresh(tenant, customer_id)
            if page.customer.moved_to is None:
                return page
            customer_id = page.customer.moved_to
        raise UnknownCustomer(customer_id)

    patch.setattr(Pages, "open", open_page)


def nobody_leaves_a_queue(patch: pytest.MonkeyPatch) -> None:
    """Changes of a queue do not say who is gone."""
    real = InboxCursor._changes

    def changes(self: InboxCursor, since: int, page: Any) -> str | None:
        return real(self, since, msgspec.structs.replace(page, gone=[]))

    patch.setattr(InboxCursor, "_changes", changes)


def queues_are_read_once(patch: pytest.MonkeyPatch) -> None:
    """What was read of a queue before it changed is handed to the next who asks."""

    def look(self: InboxFeed) -> None:
        self.turn += 1
        for watcher in self.watchers:
            watcher.wake()

    patch.setattr(InboxFeed, "look", look)


def ghosts_stay_present(patch: pytest.MonkeyPatch) -> None:
    """Whoever leaves a page is still shown on it."""
    patch.setattr(Presence, "remove", lambda self, person, where: False)


def presence_is_not_repaired(patch: pytest.MonkeyPatch) -> None:
    """What other nodes did not hear of who is present is never said again."""
    patch.setattr(Roster, "digest", lambda self, now: [])


def presence_counts_as_it_comes(patch: pytest.MonkeyPatch) -> None:
    """Of what a node says of somebody, what comes last counts, not what was said last."""

    def change(self: Any, seq: int, where: Any, entry: Any) -> set[str]:
        known = self._entries.get(where[0], {}).get(where[1], (0, None))
        self._seq = max(self._seq, seq)
        return self._set(seq, where, known[1], entry)

    patch.setattr(Peer, "change", change)


def stuck_readers_stay(patch: pytest.MonkeyPatch) -> None:
    """Nobody is closed for reading nothing."""
    patch.setattr(connection, "STUCK_SECONDS", 10**9)


def feeds_are_kept_for_ever(patch: pytest.MonkeyPatch) -> None:
    """A feed that nobody watches stays."""
    patch.setattr(Feeds, "let_go", lambda self: None)


def heads_are_trusted(patch: pytest.MonkeyPatch) -> None:
    """A writer goes on from the versions it left, though another node has written since."""
    real = Writer._note_heads

    def note(self: Any, streams: Any, asked: Any, begun: Any) -> None:
        real(self, streams, asked, begun._replace(position=self._position))

    patch.setattr(Writer, "_note_heads", note)


def repeats_are_recorded(patch: pytest.MonkeyPatch) -> None:
    """A delivery that was recorded is not looked up."""
    patch.setattr(log_writer, "deliveries", lambda appends: [])


def what_is_derived_has_no_key(patch: pytest.MonkeyPatch) -> None:
    """What two nodes work out is written twice."""
    real = Notebook._append

    def append(self: Any, *told: Any) -> Any:
        made = real(self, *told)
        made.intake_key = None
        return made

    patch.setattr(Notebook, "_append", append)


def nothing_goes_back(patch: pytest.MonkeyPatch) -> None:
    """A reversed merge leaves with the survivor what came for the absorbed one."""
    patch.setattr(effective, "goes_back", lambda owner, recorded, reversals: False)


def own_commits_pass_over_others(patch: pytest.MonkeyPatch) -> None:
    """A node's own commit is taken over though another node's lies before it."""

    def take(self: Tail, rows: Sequence[Row]) -> bool:
        self._add([row for row in rows if row.position > self.high])
        return True

    patch.setattr(Tail, "take", take)


def bells_are_not_read_after(patch: pytest.MonkeyPatch) -> None:
    """What another node rings for is not read."""
    patch.setattr(Abreast, "heard", lambda self, touched: self._on_news(touched))


PLANTED: tuple[Plant, ...] = (
    nothing_heals, join_races, from_is_one_off, frames_go_stale, epochs_are_not_compared, merges_keep_the_epoch,
    late_bells_are_dropped, only_the_first_is_woken, ready_pages_are_not_told, parted_customers_stay_one,
    nobody_leaves_a_queue, queues_are_read_once, ghosts_stay_present, presence_is_not_repaired,
    presence_counts_as_it_comes, stuck_readers_stay, feeds_are_kept_for_ever, heads_are_trusted, repeats_are_recorded,
    what_is_derived_has_no_key, nothing_goes_back, own_commits_pass_over_others, bells_are_not_read_after,
)  # fmt: skip
