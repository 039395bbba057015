"""What a client may ask on its socket, and what each frame does."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec

from app.audit.access import AccessLedger
from app.live import frames
from app.live.cursor import Cursor
from app.live.feed import Feed
from app.live.inbox import InboxCursor
from app.live.limits import CLIENT_FRAME_BYTES, FRAMES_A_SECOND, HEARTBEAT_SECONDS, SOCKETS, SUBSCRIPTIONS
from app.logs import log_fault
from app.problems import Problem, forbidden, problem_of
from app.security.gate import Gate
from app.security.policy import allowed, rule_for
from app.security.principals import Principal

if TYPE_CHECKING:
    from app.live.connection import Connection
    from app.live.hub import Hub


def may_watch(principal: Principal) -> bool:
    """Whether the live socket is for this role at all: for those who may read a page."""
    rule = rule_for("GET", "/v1/customers/{customer_id}/timeline")
    return rule is not None and allowed(rule, principal)


def refusal(error: Exception, client_id: frames.Id | None) -> frames.Problem:
    """What a client is told when what it asked for failed; a fault of ours is logged."""
    problem = problem_of(error)
    if problem.status == 500:
        log_fault(error, instance=uuid4().urn, method="GET", route="/v1/live")
    retry_ms = 1_000 if problem.status >= 500 else None
    return frames.Problem(id=client_id, slug=problem.slug, detail=problem.detail, retry_ms=retry_ms)


def welcome(now: datetime) -> frames.Welcome:
    """What a client is told first: by what name we know it, and what it may ask."""
    limits = frames.Limits(
        frame_bytes=CLIENT_FRAME_BYTES, frames_a_second=FRAMES_A_SECOND, subscriptions=SUBSCRIPTIONS, sockets=SOCKETS)  # fmt: skip
    return frames.Welcome(
        connection=f"l-{secrets.token_hex(8)}", heartbeat_s=HEARTBEAT_SECONDS, limits=limits, now=now)  # fmt: skip


class Requests:
    """Carries out client frames. Every refusal is a Problem, told to the client by its slug."""

    def __init__(self, hub: "Hub", gate: Gate, ledger: AccessLedger) -> None:
        self._hub, self._gate, self._ledger = hub, gate, ledger

    async def introduced(self, data: str | bytes) -> Principal | None:
        """Who says hello. None if it is anything else than a hello with a good ticket. Raises AccessUnavailable."""
        try:
            frame = frames.read_frame(data)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            return None
        return await self._gate.redeem_ticket(frame.ticket) if isinstance(frame, frames.Hello) else None

    async def obey(self, connection: "Connection", principal: Principal, data: str | bytes) -> None:
        """Do what one frame asks. Raises Problem, or what the parts raise."""
        frame = _read(data)
        if isinstance(frame, frames.Heartbeat):
            connection.tell(frame)  # how far away we are; and being connected is not being there
            return
        self._gate.touch(principal)
        match frame:
            case frames.Subscribe():
                await self._subscribe(connection, principal, frame)
            case frames.Unsubscribe():
                connection.drop(_known(connection, frame.id))
            case frames.Seen():
                feed = _watched(connection, frame.id).feed
                version = min(frame.version, feed.version)
                self._hub.mark_read(principal.tenant, principal.person, feed.page.customer_id, version)
            case frames.SetPresence():
                cursor = _watched(connection, frame.id)
                if cursor.feed.presence.put(principal.person, principal.name, cursor, frame.state):
                    cursor.feed.wake()
            case frames.Hello():
                raise Problem(409, "signed-in-already", "This connection is signed in.")

    async def _subscribe(self, connection: "Connection", principal: Principal, asked: frames.Subscribe) -> None:
        if (asked.customer_id is None) == (asked.inbox is None):
            raise Problem(422, "invalid", "A subscription is to a customer_id or to an inbox.")
        if asked.id not in connection.cursors and len(connection.cursors) >= SUBSCRIPTIONS:
            raise Problem(429, "too-many-subscriptions", f"One connection follows at most {SUBSCRIPTIONS} feeds.")
        if asked.inbox is not None:
            rule = rule_for("GET", "/v1/inbox")
            if rule is None or not allowed(rule, principal):
                raise forbidden("Your role has no inbox.")
            inbox = self._hub.feeds.inbox(principal.tenant, asked.inbox, principal.person)
            connection.add(InboxCursor(asked, inbox, connection.wake))
        elif asked.customer_id is not None:
            feed = await self._hub.feeds.open(principal.tenant, asked.customer_id)
            at_version, epoch = feed.version, feed.epoch
            told = (asked.purpose or "").strip() if principal.role == "auditor" else ""
            await self._ledger.record(
                principal, feed.page.customer_id, told or "care", via="live", at_version=at_version)  # fmt: skip
            connection.add(Cursor(asked, feed, connection, epoch))


def _read(data: str | bytes) -> frames.ClientFrame:
    try:
        return frames.read_frame(data)
    except msgspec.ValidationError:
        raise Problem(422, "invalid", "This is not a frame we know, or one of its fields is wrong.") from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Problem(400, "bad-request", "This is not JSON.") from None


def _known(connection: "Connection", client_id: frames.Id) -> Cursor | InboxCursor:
    cursor = connection.cursors.get(client_id)
    if cursor is None:
        raise Problem(404, "unknown-subscription", "There is no subscription of that id.")
    return cursor


def _watched(connection: "Connection", client_id: frames.Id) -> Cursor:
    cursor = _known(connection, client_id)
    if not isinstance(cursor.feed, Feed) or not isinstance(cursor, Cursor):
        raise Problem(422, "invalid", "This is for a customer's page, not for an inbox.")
    return cursor
